"""Whoever one is: one sees what that person sees, and may what that person may."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import Route, expect

from tests.browser.acting import slack_of
from tests.browser.window import Window
from tests.world import World

MOMENT = "<!date^1793606400^{time}|then>"


async def test_what_is_private_is_seen_by_its_receiver_only(window: Window, world: World) -> None:
    await world.bo.says(f"{world.bot} hello", in_=world.room)
    await window.open(world.bo, world.room)
    await expect(window.message("Only visible to you")).to_be_visible()
    await window.become(world.bea)
    await expect(window.message("hello")).to_be_visible()
    await expect(window.log).not_to_contain_text("Only visible to you")
    await window.become(world.bo)
    await window.message("Only visible to you").get_by_role("button", name="Dismiss").click()
    await expect(window.log).not_to_contain_text("Only visible to you")


async def test_direct_messages_are_between_two(window: Window, world: World) -> None:
    dm = await world.bo.dm(world.inst)
    await world.bo.says("just between us", in_=dm)
    await window.open(world.bo, dm)
    await expect(window.message("just between us")).to_be_visible()
    await window.become(world.bea)
    await window.go("Rapport")
    await window.page.get_by_role("tab", name="Messages").click()
    await expect(window.composer).to_be_visible()
    await expect(window.page.get_by_role("main")).not_to_contain_text("just between us")
    await window.open(world.bea, dm)
    await expect(window.page.get_by_role("main", name="acme-vee")).to_be_visible()
    await expect(window.page.get_by_text("just between us")).to_have_count(0)


async def test_without_the_app_there_are_no_commands(window: Window, world: World) -> None:
    said = await world.ann.says("Who is on call?", in_=world.room)
    await window.open(world.bo, world.room)
    await expect(window.page.get_by_text("has not installed Rapport")).to_be_visible()
    await window.type("/ku")
    await expect(window.suggestions).to_be_hidden()
    await window.say("/kudos @Ann Berg for trust")
    complaint = window.page.get_by_role("alert").filter(has_text="not a valid command")
    await expect(complaint).to_be_visible()
    await expect(window.composer).to_have_value("/kudos @Ann Berg for trust")

    await window.act_on(window.message("Who is on call?"), "More actions")
    await expect(window.page.get_by_role("menu")).to_be_visible()
    await expect(window.page.get_by_role("menuitem", name="Give kudos")).to_have_count(0)
    await window.page.keyboard.press("Escape")
    await expect(window.page.get_by_role("menu")).to_have_count(0)
    await window.go("Rapport")
    await expect(window.page.get_by_text("Slack shows no Home here")).to_be_visible()
    await window.open(world.ann, world.room, thread=said)
    await window.thread.get_by_role("textbox", name="Reply").press_sequentially("/ku")
    await expect(window.suggestions).to_be_hidden()


async def test_what_is_new_is_marked_until_it_is_seen(window: Window, world: World) -> None:
    hall = await world.practice.client.channel("hall", members=[world.ann, world.amir])
    await window.open(world.ann, world.room)
    await expect(window.link("hall")).not_to_have_accessible_name(re.compile("unread"))
    for words in ("one", "two"):
        await world.amir.says(words, in_=hall)
    await expect(window.link("hall")).to_have_accessible_name(re.compile("2 unread"))
    await world.amir.says(f"three, {world.ann}", in_=hall)
    await expect(window.link("hall")).to_have_accessible_name(re.compile("1 mention.*3 unread"))
    await window.go("hall")
    await expect(window.message("three")).to_be_visible()
    await expect(window.link("hall")).not_to_have_accessible_name(re.compile("unread"))
    await window.become(world.amir)
    await expect(window.link("hall")).not_to_have_accessible_name(re.compile("unread"))


async def test_a_line_stands_before_what_is_new(window: Window, world: World) -> None:
    attic = await world.practice.client.channel("attic", members=[world.ann, world.amir])
    await world.ann.says("old", in_=attic)
    for words in ("newer", "newest"):
        await world.amir.says(words, in_=attic)
    await window.open(world.ann, attic)
    marks = window.page.get_by_role("separator").filter(has_text="New")
    row = window.log.locator(".row").filter(has=marks)
    await expect(row).to_have_count(1)
    await expect(row).to_contain_text("newer")
    await window.say("mine")
    await world.amir.says("seen at once", in_=attic)
    await expect(window.message("seen at once")).to_be_visible()
    await expect(row).to_contain_text("newer")
    await window.go("acme-vee")
    await expect(window.message("seen at once")).to_have_count(0)
    await window.go("attic")
    await expect(window.message("seen at once")).to_be_visible()
    await expect(marks).to_have_count(0)


async def test_a_link_to_a_message_leads_there(window: Window, world: World) -> None:
    said = await world.bea.says("The key is under the mat", in_=world.room)
    reply = await world.ann.says("Which mat?", in_=world.room, thread=said)
    await window.open(world.ann, world.room)
    for message in (said, reply):
        found = await slack_of(world).chat_getPermalink(
            channel=world.room.id, message_ts=message.ts
        )
        await world.bea.says(found["permalink"], in_=world.room)
        await window.log.get_by_role("link", name=found["permalink"], exact=True).click()
        await expect(window.message("Which mat?", window.thread)).to_be_visible()
        await window.thread.get_by_role("button", name="Close thread").click()
        await expect(window.thread).to_have_count(0)


async def test_home_says_that_there_are_messages(window: Window, world: World) -> None:
    await window.open(world.amir, f"app:{world.inst.bot_user_id}")
    messages = window.page.get_by_role("tab", name="Messages")
    await expect(messages).to_have_accessible_name("Messages")
    await window.page.get_by_role("button", name="Who is who").click()
    await expect(messages).to_have_accessible_name("Messages 1 unread")
    await messages.press("Enter")
    await expect(window.message("Confirmed by both sides")).to_be_visible()
    await expect(messages).to_be_focused()
    await expect(messages).to_have_accessible_name("Messages")


async def test_home_counts_the_first_message_also_where_it_learns_late_of_the_conversation(
    window: Window, world: World
) -> None:
    async def answer_late(route: Route) -> None:
        await asyncio.sleep(1)
        await route.continue_()

    ida = await world.practice.client.person("Ida")
    await world.room.add(ida)
    await window.open(ida, f"app:{world.inst.bot_user_id}")
    await window.page.route("**/sandbox/sees.people", answer_late)
    await slack_of(world).chat_postMessage(channel=ida.id, text="Good morning")
    messages = window.page.get_by_role("tab", name="Messages")
    await expect(messages).to_have_accessible_name("Messages 1 unread")


async def test_an_empty_channel_says_how_to_begin(window: Window, world: World) -> None:
    await world.practice.client.channel("porch", members=[world.ann])
    await window.open(world.ann, world.room)
    await window.go("porch")
    await expect(window.log).to_contain_text("the very beginning of #porch. Type /")


async def test_each_reads_in_their_own_time(window: Window, world: World) -> None:
    slack = slack_of(world)
    await slack.chat_postMessage(channel=world.room.id, text=f"{MOMENT} it began")
    for person, time in ((world.ann, "9:00 AM"), (world.bob, "5:00 PM")):
        await window.open(person, world.room)
        await expect(window.message("it began")).to_contain_text(f"{time} it began")


@pytest.mark.parametrize("width", [900, 1280, 1920])
async def test_nothing_sticks_out(window: Window, world: World, width: int) -> None:
    """From 900 pixels on, with all panes open."""
    said = await world.ann.says("W" * 300, in_=world.room)
    await window.page.set_viewport_size({"width": width, "height": 700})
    await window.open(world.ann, world.room, thread=said)
    await window.page.get_by_role("button", name="Behind the curtain").click()
    await expect(window.thread.get_by_role("textbox", name="Reply")).to_be_in_viewport()
    wide = "document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
    assert await window.page.evaluate(wide) is False
    await expect(window.composer).to_be_in_viewport(ratio=1)
