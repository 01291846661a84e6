"""Messages come, change and go while somebody looks; the keyboard is enough for everything."""

from __future__ import annotations

import asyncio
import re

from playwright.async_api import Locator, expect

from tests.browser.window import DEADLINE_SECONDS, Window
from tests.world import World


async def test_edited_and_deleted(window: Window, world: World) -> None:
    await window.open(world.ann, world.room)
    await window.say("The demo is on Thusday")
    own = window.message("Thusday")
    await window.choose_from_menu(own, "Edit message")
    field = window.log.get_by_role("textbox", name="Edit message")
    await field.fill("The demo is on *Thursday*")
    await window.log.get_by_role("button", name="Save").click()
    changed = window.message("The demo is on Thursday")
    await expect(changed).to_contain_text("(edited)")
    await expect(changed.get_by_role("strong")).to_have_text("Thursday")

    await window.become(world.bo)
    await window.act_on(changed, "More actions")
    await expect(window.page.get_by_role("menu")).to_be_visible()
    await expect(window.page.get_by_role("menuitem", name="Delete message")).to_have_count(0)
    await window.page.keyboard.press("Escape")
    await window.become(world.ann)
    await window.choose_from_menu(changed, "Delete message")
    await window.modal.get_by_role("button", name="Delete").click()
    await expect(changed).to_have_count(0)


async def test_what_was_edited_and_answered_is_only_gone_when_deleted(
    window: Window, world: World
) -> None:
    said = await world.ann.says("Lunch at one", in_=world.room)
    await world.ann.edits(said, "Lunch at two")
    await world.bea.says("Fine", in_=world.room, thread=said)
    await world.ann.deletes(said)
    await window.open(world.bo, world.room)
    gone = window.message("This message was deleted")
    await expect(gone).to_be_visible()
    await expect(gone).not_to_contain_text("edited")


async def test_an_emoji_is_taken_with_enter(window: Window, world: World) -> None:
    await world.ann.says("Shall we?", in_=world.room)
    await window.open(world.bo, world.room)
    message = window.message("Shall we?")
    await window.act_on(message, "Add reaction")
    picker = window.page.get_by_role("dialog", name="Emoji")
    await picker.get_by_role("searchbox").fill("tada")
    await picker.get_by_role("searchbox").press("Enter")
    await expect(message.get_by_role("button", name=":tada: 1, you reacted")).to_be_visible()
    await expect(picker).to_have_count(0)


async def test_what_others_do_appears_by_itself(window: Window, world: World) -> None:
    await window.open(world.ann, world.room)
    said = await world.bo.says("Are you there?", in_=world.room)
    shown = window.message("Are you there?")
    await expect(shown).to_be_visible()
    await world.bea.reacts(said, "eyes")
    reaction = shown.get_by_role("button", name=re.compile("^:eyes: "))
    await expect(reaction).to_have_accessible_name(":eyes: 1")
    await reaction.click()
    await expect(reaction).to_have_accessible_name(":eyes: 2, you reacted")
    await reaction.click()
    await expect(reaction).to_have_accessible_name(":eyes: 1")
    await world.bo.says("I will wait.", in_=world.room, thread=said)
    await shown.get_by_role("link", name="1 reply").click()
    await expect(window.message("I will wait.", window.thread)).to_be_visible()
    await world.bea.says("So do I.", in_=world.room, thread=said)
    await expect(window.message("So do I.", window.thread)).to_be_visible()
    await world.bo.edits(said, "Are you awake?")
    await expect(window.message("Are you awake?")).to_contain_text("(edited)")
    await expect(window.message("Are you awake?", window.thread)).to_be_visible()


async def test_a_reload_keeps_the_place(window: Window, world: World) -> None:
    said = await world.bo.says("Stay here", in_=world.room)
    await window.open(world.bea, world.room, thread=said)
    await window.composer.fill("half a thou")
    await window.page.reload()
    await window.ready()
    await expect(window.page.get_by_label("You are")).to_have_value(world.bea.id)
    await expect(window.page.get_by_role("main", name="acme-vee")).to_be_visible()
    await expect(window.message("Stay here", window.thread)).to_be_visible()
    await expect(window.composer).to_have_value("half a thou")
    await window.composer.fill("")


async def is_focused(field: Locator) -> bool:
    return await field.evaluate("e => e.matches(':focus')")


async def test_the_keyboard_is_enough(window: Window, world: World) -> None:
    """Kudos, a reaction and a reply, without ever pointing at anything."""
    await window.open(world.ann, world.room)
    press = window.page.keyboard.press
    await press("Tab")
    await expect(window.page.get_by_role("link", name="Skip to the conversation")).to_be_focused()
    await press("Enter")
    await expect(window.composer).to_be_focused()

    await window.page.keyboard.type("/kudos")
    await press("Enter")
    await press("Enter")
    whom = window.modal.get_by_role("combobox", name="Whom")
    await expect(whom).to_be_focused()
    await window.page.keyboard.type("Bea")
    await press("Enter")
    await press("Escape")
    await press("Tab")
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not await is_focused(window.modal.get_by_label("What for")):
            await press("Tab")
    await window.page.keyboard.type("for typing all of this")
    await press("Tab")
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not await is_focused(window.modal.get_by_role("button", name="Give")):
            await press("Tab")
    await press("Enter")
    card = window.message("for typing all of this")
    await expect(card).to_be_visible()
    await expect(window.modal).to_have_count(0)
