"""Every block and element is shown as what it is, and what nobody knows as unknown."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.async_api import expect

from sandbox.model import Message
from tests.browser.acting import open_modal, slack_of
from tests.browser.gallery import CHANNEL, MESSAGES, MODALS, STRANGE, USER
from tests.browser.window import Window
from tests.world import World

UNKNOWN = re.compile("^Unknown ")
# The one block of the messages that the page does not know.
FILE = "Unknown block: file"


def filled(blocks: list[dict[str, Any]], world: World) -> Any:
    """The blocks with people and channels of this world."""
    text = json.dumps(blocks)
    return json.loads(text.replace(USER, world.bo.id).replace(CHANNEL, world.room.id))


async def test_messages(window: Window, world: World) -> None:
    slack, hall = slack_of(world), await world.practice.client.channel("gallery", [world.ann])
    await hall.add_bot(world.inst)
    for title, blocks in MESSAGES:
        await slack.chat_postMessage(channel=hall.id, text=title, blocks=filled(blocks, world))
    await window.open(world.ann, hall)
    await expect(window.log.locator("article.message")).to_have_count(len(MESSAGES))
    unknown = window.log.get_by_role("group", name=UNKNOWN)
    await expect(unknown).to_have_count(1)
    await expect(unknown).to_have_accessible_name(FILE)
    rich = window.log.get_by_role("article", name="Rich text")
    await expect(rich.get_by_role("listitem").first).to_be_visible()
    table = window.log.get_by_role("article", name="Data table").get_by_role("table")
    assert await table.get_by_role("row").count() > 1
    await expect(
        window.log.get_by_role("article", name="Bars").get_by_role("figure")
    ).to_have_count(2)


async def test_what_nobody_knows(window: Window, world: World) -> None:
    """Slack itself lets no such block in, so it is laid there."""
    hall = await world.practice.client.channel("strange", [world.ann])
    room = world.practice.slack.core.world
    for title, blocks in STRANGE:
        ts = room.next_ts()
        room.channels[hall.id].messages[ts] = Message(
            ts, hall.id, world.ann.id, world.inst.team_id, title, blocks
        )
    await window.open(world.ann, hall)
    for title, _ in STRANGE:
        shown = window.log.get_by_role("article", name=title)
        await expect(shown.get_by_role("group", name=UNKNOWN)).to_have_count(1)


@pytest.mark.parametrize("title", [title for title, _ in MODALS])
async def test_modals(window: Window, world: World, title: str) -> None:
    blocks = filled(dict(MODALS)[title], world)
    await window.open(world.ann, world.room)
    plain = {"type": "plain_text"}
    view = {"type": "modal", "title": plain | {"text": title}, "submit": plain | {"text": "Go"}}
    await open_modal(world, world.ann, view | {"blocks": blocks})
    await expect(window.page.get_by_role("dialog", name=title)).to_be_visible()
    await expect(window.modal.get_by_role("group", name=UNKNOWN)).to_have_count(0)
    await window.page.keyboard.press("Escape")
    await expect(window.modal).to_have_count(0)
