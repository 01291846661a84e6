"""Thanks by every way in, as somebody finds it who has the page before them."""

from __future__ import annotations

from datetime import timedelta

from playwright.async_api import expect

from tests.browser.window import Window
from tests.world import World


async def test_by_command_with_what_is_suggested(window: Window, world: World) -> None:
    await window.open(world.ann, world.room)
    await window.type("/ku")
    await expect(window.suggestions.get_by_role("option")).to_contain_text("Thank")
    await window.page.keyboard.press("Tab")
    await expect(window.composer).to_have_value("/kudos ")
    await window.type("@Bo L")
    await window.suggestions.get_by_role("option", name="Bo Lind").click()
    await window.type("for the calm handover")
    await window.page.keyboard.press("Enter")

    card = window.message("the calm handover")
    await expect(card).to_contain_text("@Ann Berg of Acme thanks @Bo Lind of Vee")
    notice = window.message("Your kudos for")
    await expect(notice).to_contain_text("Only visible to you")
    await expect(notice).to_contain_text("@Bo Lind go to #acme-vee")

    await notice.get_by_role("button", name="Take it back").click()
    await expect(window.modal).to_contain_text("no longer shows what you wrote")
    await window.modal.get_by_role("button", name="Take it back").click()
    await expect(window.message("took back what stood here")).to_be_visible()
    await expect(window.log).not_to_contain_text("the calm handover")


async def test_by_the_menu_of_a_message(window: Window, world: World) -> None:
    await world.bo.says("The export runs again.", in_=world.room)
    await window.open(world.ann, world.room)
    await window.choose_from_menu(window.message("The export runs again."), "Give kudos")
    await expect(window.modal).to_contain_text("Thank people of Acme and Vee")
    await expect(window.modal.get_by_role("button", name="Remove Bo Lind")).to_be_visible()
    await window.modal.get_by_label("What for").fill("the export at night")
    await window.modal.get_by_role("button", name="Give").click()
    await expect(window.modal).to_have_count(0)
    card = window.message("the export at night")
    await expect(card.get_by_role("link", name="this message")).to_be_visible()


async def test_by_a_mention_where_the_app_is_not_installed(window: Window, world: World) -> None:
    await window.open(world.bo, world.room)
    await window.type("@Rapp")
    await window.suggestions.get_by_role("option", name="Rapport").click()
    await window.type("hello")
    await window.page.keyboard.press("Enter")
    menu = window.message("Only visible to you")
    await menu.get_by_role("button", name="Give kudos").click()

    await window.choose("Whom", "Ann Berg")
    await window.choose("Whom", "Amir Khan")
    await window.modal.get_by_label("What for").fill("for telling us early")
    await window.modal.get_by_role("button", name="Give").click()
    card = window.message("for telling us early")
    await expect(card).to_contain_text("@Bo Lind of Vee thanks @Ann Berg and @Amir Khan of Acme")


async def test_by_an_emoji_on_a_message(window: Window, world: World) -> None:
    await world.ann.says("We are late, and here is why.", in_=world.room)
    await window.open(world.bo, world.room)
    message = window.log.get_by_role("article").filter(has_text="We are late").first
    await window.act_on(message, "Add reaction")
    picker = window.page.get_by_role("dialog", name="Emoji")
    await picker.get_by_role("searchbox").fill("star2")
    await picker.get_by_role("searchbox").press("Enter")
    card = window.message("@Bo Lind of Vee thanks @Ann Berg of Acme")
    await expect(card).to_contain_text("We are late, and here is why.")
    await expect(card.get_by_role("link", name="this message")).to_be_visible()

    await message.get_by_role("button", name=":star2: 1, you reacted").click()
    await expect(window.message("took back what stood here")).to_be_visible()


async def test_by_marks_behind_a_name_which_are_followed(window: Window, world: World) -> None:
    await window.open(world.bo, world.room)
    await window.type("@Ann B")
    await window.suggestions.get_by_role("option", name="Ann Berg").click()
    await window.type("++ for the calm call")
    await window.page.keyboard.press("Enter")
    card = window.message("@Bo Lind of Vee thanks @Ann Berg of Acme")
    await expect(card).to_contain_text("the calm call")

    said = window.log.get_by_role("article").filter(has_text="++ for the calm call").first
    await window.choose_from_menu(said, "Delete message")
    await window.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(window.message("took back what stood here")).to_be_visible()
    await expect(window.log).not_to_contain_text("the calm call")


async def test_changed_by_the_menu_of_the_card(window: Window, world: World) -> None:
    await window.open(world.ann, world.room)
    await window.say(f"/kudos {world.bo} for the clam demo #listened")
    card = window.message("@Ann Berg of Acme thanks @Bo Lind of Vee")
    await expect(card).to_contain_text("listened")
    await card.get_by_role("button", name="More options").click()
    await window.page.get_by_role("menuitem", name="Change it").click()
    await expect(window.modal.get_by_label("What for")).to_have_value("the clam demo")
    await window.modal.get_by_label("What for").fill("the calm demo")
    await window.choose("Which value it shows (optional)", "told us early")
    await window.modal.get_by_role("button", name="Keep").click()
    await expect(window.modal).to_have_count(0)
    await expect(card).to_contain_text("the calm demo")
    await expect(card).to_contain_text("told us early")


async def test_two_weeks_are_drawn_under_the_digest(window: Window, world: World) -> None:
    friday = (await world.box.now()).replace(hour=15, minute=30)
    friday += timedelta(days=(4 - friday.weekday()) % 7)
    for week in range(2):
        await world.ann.command("/kudos", f"{world.bo} for week {week}", in_=world.room)
        await world.pass_time(to=friday + timedelta(weeks=week))
    digest = [m for m in await world.bo.sees(world.room) if "Kudos of this week" in m.words][-1]
    await window.open(world.bo, world.room, digest)
    await expect(window.thread).to_contain_text("Kudos of this week: 1")
    drawing = window.thread.get_by_role("figure", name="Thanks across the border")
    await expect(drawing).to_contain_text("Acme → Vee")
