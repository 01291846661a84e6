"""A problem raised through its form, and its thread beside the channel."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.window import Window
from tests.world import World


async def test_a_form_filled_wrongly_then_rightly(window: Window, world: World) -> None:
    await window.open(world.ann, world.room)
    await window.say("/problem the nightly export fails")
    form = window.modal
    await expect(form.get_by_label("In a few words")).to_have_value("the nightly export fails")
    await form.get_by_role("button", name="Raise it").click()
    whom = form.get_by_label("Whom it hurts at Acme")
    await expect(whom).to_have_attribute("aria-invalid", "true")
    await expect(whom).to_have_accessible_description(re.compile("on one side at least"))
    await expect(whom).to_be_focused()

    await whom.fill("Billing")
    await window.choose("Facilitator from Vee", "Bea Ruiz")
    await form.get_by_role("button", name="Raise it").click()
    await expect(form).to_have_count(0)
    card = window.message("#1 the nightly export fails")
    await expect(card).to_contain_text("@Bea Ruiz (Vee)")

    await card.get_by_role("button", name="Add a fact").click()
    await window.modal.get_by_label("In your own words").fill("It stops at 02:00 in Berlin")
    await window.modal.get_by_role("button", name="Add").click()
    await expect(card).to_contain_text("It stops at 02:00")
    await card.get_by_role("link", name="repl").click()
    await expect(window.thread.get_by_role("article").last).to_contain_text("It stops at 02:00")

    await window.thread.get_by_role("textbox", name="Reply").fill("*Who* is looking?")
    await window.page.keyboard.press("Enter")
    await expect(window.message("Who is looking?", window.thread)).to_be_visible()
    await expect(window.log).not_to_contain_text("Who is looking?")
    await window.thread.get_by_role("button", name="Close thread").click()
    await expect(window.thread).to_have_count(0)
