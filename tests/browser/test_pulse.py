"""A pulse from its plan to its digest: the clock moved by hand, answers of both workspaces."""

from __future__ import annotations

import asyncio
import re

from playwright.async_api import expect

from sandbox.client import Person
from tests.browser.window import DEADLINE_SECONDS, Window
from tests.world import World

QUESTION = "How well did we work together this week?"


async def plan(window: Window, world: World) -> None:
    """Ann plans a pulse for every Tuesday morning."""
    await window.open(world.ann, world.room)
    await window.say("/pulse new")
    await expect(window.modal.get_by_label(re.compile("^Question"))).to_have_value(QUESTION)
    await window.choose("On", "Tuesday")
    await window.modal.get_by_label("At", exact=True).fill("09:00")
    await window.modal.get_by_role("button", name="Plan it").click()
    await expect(window.modal).to_contain_text("is planned: every Tuesday")
    await window.modal.get_by_role("button", name="Close", exact=True).click()
    await expect(window.message("planned by")).to_be_visible()


async def open_question(window: Window, world: World, person: Person) -> None:
    """As this person, in the messages of the app."""
    await window.become(person)
    await window.go("Rapport")
    await window.page.get_by_role("tab", name="Messages").click()
    await expect(window.message(QUESTION)).to_be_visible()


async def test_asked_answered_and_told(window: Window, world: World) -> None:
    await plan(window, world)
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not await world.bo.sees_dm(world.inst):
            await window.clock.get_by_role("button", name=re.compile("^Next: Pulse 1 asks")).click()
            await world.settle()

    await open_question(window, world, world.ann)
    await window.message(QUESTION).get_by_role("button", name="4 of 5").click()
    await expect(window.message(QUESTION)).to_contain_text("Your answer: 4")

    await open_question(window, world, world.bo)
    await expect(window.message(QUESTION)).not_to_contain_text("Your answer:")
    await window.react(window.message(QUESTION), "five")
    await expect(window.message(QUESTION)).to_contain_text("Your answer: 5")
    own = window.message(QUESTION).get_by_role("button", name=":five: 1, you reacted")
    await expect(own).to_be_visible()

    await window.go("acme-vee")
    await window.clock.get_by_role("button", name="Next: Pulse 1 closes").click()
    digest = window.message("Vee: 1 of 3 answered")
    await expect(digest).to_contain_text("Acme: 1 of 3 answered")
