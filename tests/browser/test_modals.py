"""Modals that change while somebody fills them in: nothing that was typed is lost."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from tests.browser.acting import open_modal, slack_of
from tests.browser.gallery import element, field, mrkdwn, plain
from tests.browser.window import Window
from tests.world import World

FIELDS = [
    field("What", element("plain_text_input", action_id="what")),
    field("When", element("datepicker", initial_date="2026-02-03"), optional=True),
]
NEWS = {"type": "section", "text": mrkdwn("*Somebody else* wrote meanwhile")}


def form(name: str, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    """A modal that is not one of the bot's own."""
    return {
        "type": "modal",
        "external_id": name,
        "callback_id": "of_nobody",
        "title": plain(name),
        "submit": plain("Send"),
        "blocks": blocks,
    }


async def test_an_update_leaves_what_is_typed_and_where(window: Window, world: World) -> None:
    await window.open(world.ann, world.room)
    await open_modal(world, world.ann, form("Changing", FIELDS))
    what = window.modal.get_by_label("What")
    await expect(what).to_be_focused()
    await window.modal.get_by_label("When").fill("")
    await what.fill("The export")

    await slack_of(world).views_update(
        external_id="Changing", view=form("Changing", [NEWS, *FIELDS])
    )
    await expect(window.modal).to_contain_text("Somebody else wrote meanwhile")
    await expect(what).to_be_focused()
    await window.page.keyboard.type(" fails")
    await expect(what).to_have_value("The export fails")
    await expect(window.modal.get_by_label("When")).to_have_value("")
    await window.page.keyboard.press("Escape")
    await expect(window.modal).to_have_count(0)


async def test_what_lies_below_is_there_again(window: Window, world: World) -> None:
    await window.open(world.ann, world.room)
    await open_modal(world, world.ann, form("Below", FIELDS))
    below = window.page.get_by_role("dialog", name="Below")
    await below.get_by_label("What").fill("not yet sent")
    await push(world, form("Above", [NEWS]))
    await expect(window.page.get_by_role("dialog", name="Above")).to_be_visible()
    await window.modal.get_by_role("button", name="Back").click()
    await expect(below.get_by_label("What")).to_have_value("not yet sent")

    await push(world, form("Once more", [NEWS]))
    await window.page.get_by_role("dialog", name="Once more").get_by_label("Close all").click()
    await expect(window.modal).to_have_count(0)


async def push(world: World, view: dict[str, Any]) -> None:
    """On what Ann has open, as if she had done something for it."""
    core = world.practice.slack.core
    installation = core.world.installation_of_bot(world.inst.bot_user_id)
    assert installation is not None
    trigger = core.views.issue_trigger(installation, world.ann.id)
    await slack_of(world).views_push(trigger_id=trigger, view=view)
