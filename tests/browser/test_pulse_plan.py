"""The form of a pulse in the page: it grows by clicks, also for people without the app."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.window import Window
from tests.world import World


async def test_a_template_grows_in_the_form(window: Window, world: World) -> None:
    await window.open(world.bea, world.room)
    await window.say("@rapport hello")
    await window.log.get_by_role("button", name="New pulse").click()
    await window.choose("Begin with", "After a problem")
    await expect(window.modal.get_by_label("Title")).to_have_value("After a problem")
    await window.modal.get_by_label("Title").fill("After the storm")

    await window.modal.get_by_role("button", name="Add a question").click()
    await window.modal.get_by_label("Question", exact=True).fill("How calm was it?")
    await window.modal.get_by_label("Ask also how the other side answers it").check()
    await window.modal.get_by_role("button", name="Add", exact=True).click()
    await expect(window.modal).to_contain_text("How calm was it?")
    await expect(window.modal).to_contain_text("1 to 5, and how the other side answers it")
    await expect(window.modal.get_by_label("Title")).to_have_value("After the storm")

    await window.choose("Every", "2 weeks")
    await expect(window.modal).to_contain_text("Every second Tuesday at 10:00")
    await window.modal.get_by_role("button", name="Plan it").click()
    await expect(window.modal).to_contain_text("is planned: every second Tuesday at 10:00")
    await window.modal.get_by_role("button", name="Close", exact=True).click()
    await expect(window.message("After the storm")).to_contain_text("How calm was it?")
