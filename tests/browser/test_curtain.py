"""Behind the curtain: what went over the wire, by feature, and the JSON of each entry."""

from __future__ import annotations

import json
import re

from playwright.async_api import expect

from tests.browser.acting import slack_of
from tests.browser.window import Window
from tests.world import World

# How many entries are shown at first.
NEWEST = 300

KEEP_LINE = """
window.EventSource = class extends window.EventSource {
  constructor(url) { super(url); window.line = this; }
};
"""
HELLO = """
window.line.dispatchEvent(new MessageEvent("message", { data: '{"type": "hello"}' }))
"""


async def test_entries_their_features_and_their_json(window: Window, world: World) -> None:
    await window.open(world.ann, world.room)
    await window.page.get_by_role("button", name="Behind the curtain").click()
    curtain = window.page.get_by_role("complementary", name="Behind the curtain")
    entries = curtain.get_by_role("listitem")
    await window.say("/kudos @Bo Lind for the handover")
    await expect(entries.filter(has_text="chat.postMessage").last).to_be_visible()
    await world.ann.command("/problem", "list", in_=world.room)

    await curtain.get_by_label("Feature").select_option("kudos")
    await expect(entries.filter(has_text="/problem")).to_have_count(0)
    command = entries.filter(has_text="/kudos").get_by_role("button")
    await expect(command).to_have_accessible_name(re.compile(r"to the bot.*/kudos.*ack.* ms"))
    await command.click()
    shown = json.loads(await curtain.locator("pre").inner_text())
    assert shown["envelope"]["payload"]["command"] == "/kudos"
    assert shown["topics"] == ["kudos"]
    assert shown["seconds"] >= 0
    assert "xoxb-" not in await curtain.inner_text()
    await curtain.get_by_label("Feature").select_option("problem")
    await expect(entries.filter(has_text="/problem")).to_have_count(1)
    await expect(entries.filter(has_text="/kudos")).to_have_count(0)
    await curtain.get_by_label("Feature").press("Escape")
    await expect(curtain).to_have_count(0)


async def test_the_newest_are_shown_first_and_older_ones_on_request(
    window: Window, world: World
) -> None:
    await window.page.add_init_script(KEEP_LINE)
    for _ in range(NEWEST + 10):
        await slack_of(world).auth_test()
    await window.open(world.ann, world.room)
    await window.page.get_by_role("button", name="Behind the curtain").click()
    curtain = window.page.get_by_role("complementary", name="Behind the curtain")
    entries = curtain.get_by_role("listitem")
    await expect(entries).to_have_count(NEWEST)
    older = curtain.get_by_role("button", name="Show older")
    await older.click()
    await expect(entries).to_have_count(min(600, len(world.practice.slack.wire)))
    await expect(older).to_be_hidden()

    # The line to the sandbox broke and stands again: everything is looked at anew.
    async with window.page.expect_response(lambda answer: answer.url.endswith("/wire.read")):
        await window.page.evaluate(HELLO)
    await window.page.evaluate("() => new Promise((done) => setTimeout(done))")
    assert await entries.count() > NEWEST
    await expect(older).to_be_hidden()
