"""A conversation of thousands of messages: only what one looks at is there."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from sandbox.client import Channel
from sandbox.model import Message
from tests.browser.window import DEADLINE_SECONDS, Window
from tests.world import World

MANY = 5_000


async def fill(world: World) -> Channel:
    hall = await world.practice.client.channel("long", [world.ann, world.amir])
    room = world.practice.slack.core.world
    for number in range(MANY):
        ts = room.next_ts()
        room.channels[hall.id].messages[ts] = Message(
            ts, hall.id, world.amir.id, world.inst.team_id, f"Number {number}."
        )
    return hall


async def test_thousands_of_messages(window: Window, world: World) -> None:
    hall = await fill(world)
    await window.open(world.ann, hall)
    shown = window.log.get_by_role("article")
    await expect(window.message(f"Number {MANY - 1}.")).to_be_in_viewport()
    before = await shown.count()
    assert before < 200
    await window.log.hover()
    async with asyncio.timeout(DEADLINE_SECONDS):
        while await window.log.get_by_text("Number 4500.").count() == 0:
            await window.page.mouse.wheel(0, -1500)
            await window.page.wait_for_timeout(20)
    assert before < await shown.count() < 1_500

    reading = window.message("Number 4600.")
    await reading.scroll_into_view_if_needed()
    await expect(reading).to_be_in_viewport()
    await world.amir.says("Anything new?", in_=hall)
    newer = window.page.get_by_role("button", name="New messages")
    await expect(newer).to_be_visible()
    await expect(reading).to_be_in_viewport()
    await newer.click()
    await expect(window.message("Anything new?")).to_be_in_viewport()
