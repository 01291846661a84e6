"""What the page is told: who there is, what a person may see, and what is new to them."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.client import Channel, Person, Refused, Sandbox
from sandbox.clock import Clock, Plan
from sandbox.model import Message
from sandbox.slack import Slack
from tests.sandbox.town import SCOPES, Town


async def ask(town: Town, verb: str, person: Person | None = None, **body: Any) -> dict[str, Any]:
    who = {"person": person.id} if person else {}
    return await town.box._wire.ask(verb, **who, **body)


async def row(town: Town, person: Person, channel: Channel) -> dict[str, Any]:
    rows = (await ask(town, "sees.conversations", person))["conversations"]
    return next(one for one in rows if one["id"] == channel.id)


async def new(town: Town, person: Person, channel: Channel) -> tuple[int, int]:
    found = await row(town, person, channel)
    return found["unread"], found["mentions"]


async def test_everybody_who_could_act_is_there_to_be_chosen(town: Town) -> None:
    await town.vee.person("Robot", is_bot=True)
    await town.cy.deactivated()
    acme, vee = (await ask(town, "sees.people"))["workspaces"]
    assert (acme["name"], acme["apps"], vee["apps"]) == ("Acme", ["Helper"], [])
    assert acme["people"] == [{"id": town.ann.id, "name": "Ann Berg", "tz": "Europe/Berlin"}]
    assert [one["name"] for one in vee["people"]] == ["Vic Ost"]


async def test_the_directory_has_names_and_what_the_app_offers(town: Town) -> None:
    found = await ask(town, "sees.directory", town.ann)
    assert found["me"] == {
        "id": town.ann.id,
        "name": "Ann Berg",
        "handle": "ann.berg",
        "tz": "Europe/Berlin",
        "team_id": town.acme.id,
    }
    assert found["workspaces"] == {town.acme.id: "Acme", town.vee.id: "Vee"}
    assert found["users"][town.inst.bot_user_id]["is_bot"]
    assert found["users"][town.vic.id] == {
        "id": town.vic.id,
        "name": "Vic Ost",
        "handle": "vic.ost",
        "team_id": town.vee.id,
        "tz": "Asia/Tokyo",
        "is_bot": False,
        "deleted": False,
    }
    assert found["apps"] == [
        {
            "bot": town.inst.bot_user_id,
            "name": "Helper",
            "is_installed": True,
            "home": True,
            "messages": True,
            "dm": None,
        }
    ]
    hello = {"command": "/hello", "description": "Greets", "usage_hint": "", "app": "Helper"}
    assert found["commands"][0] == hello
    assert [one["name"] for one in found["shortcuts"]] == ["Note this", "Start"]
    assert [one["type"] for one in found["shortcuts"]] == ["message", "global"]


async def test_people_without_the_app_find_it_but_none_of_its_commands(town: Town) -> None:
    channel = await town.vic.dm(town.inst)
    found = await ask(town, "sees.directory", town.vic)
    assert (found["commands"], found["shortcuts"]) == ([], [])
    (app,) = found["apps"]
    assert (app["is_installed"], app["dm"]) == (False, channel.id)
    await town.room.remove(town.vic)
    assert (await ask(town, "sees.directory", town.vic))["apps"] == []


async def test_without_the_scope_there_are_no_commands(town: Town) -> None:
    scopes = [scope for scope in SCOPES if scope != "commands"]
    await town.app.install(town.acme, scopes=scopes)
    found = await ask(town, "sees.directory", town.ann)
    assert (found["commands"], found["shortcuts"], len(found["apps"])) == ([], [], 1)


async def test_an_app_that_has_gone_offers_nothing(town: Town) -> None:
    await town.ann.dm(town.inst)
    await town.inst.uninstall()
    found = await ask(town, "sees.directory", town.ann)
    assert (found["apps"], found["commands"]) == ([], [])
    rows = (await ask(town, "sees.conversations", town.ann))["conversations"]
    assert [one["bot"] for one in rows] == [None, town.inst.bot_user_id]


async def test_private_channels_are_named_only_to_who_is_in_them(town: Town) -> None:
    secret = await town.acme.channel("secret", members=[town.ann], private=True)
    open_one = await town.acme.channel("open", members=[town.cy])
    await town.room.look(town.vee, "vee-acme", private=True)
    seen = (await ask(town, "sees.directory", town.ann))["channels"]
    assert seen.keys() == {town.room.id, secret.id, open_one.id}
    assert (seen[secret.id]["is_private"], seen[open_one.id]["is_member"]) == (True, False)
    assert secret.id not in (await ask(town, "sees.directory", town.cy))["channels"]
    (seen_by_vic,) = (await ask(town, "sees.directory", town.vic))["channels"].values()
    assert (seen_by_vic["name"], seen_by_vic["is_private"]) == ("vee-acme", True)


async def test_a_conversation_tells_who_is_in_it(town: Town) -> None:
    found = await row(town, town.ann, town.room)
    assert found == {
        "id": town.room.id,
        "name": "acme-vee",
        "kind": "channel",
        "is_shared": True,
        "is_archived": False,
        "is_private": False,
        "members": 4,
        "with": [],
        "bot": None,
        "unread": 0,
        "mentions": 0,
        "read_until": None,
        "last_ts": None,
        "teams": ["Acme", "Vee"],
    }
    direct = await row(town, town.vic, await town.vic.dm(town.inst))
    assert (direct["name"], direct["kind"], direct["members"]) == ("helper", "im", 2)
    assert (direct["with"], direct["bot"]) == ([town.inst.bot_user_id], town.inst.bot_user_id)
    assert direct["teams"] == ["Vee", "Acme"]
    await town.room.archive()
    assert (await row(town, town.ann, town.room))["is_archived"]


async def test_new_is_what_others_said_since_one_read_or_spoke(town: Town) -> None:
    first = await town.vic.says("one", in_=town.room)
    await town.vic.says("two", in_=town.room, thread=first)
    last = await town.vic.says(f"three for {town.ann} and <!here>", in_=town.room)
    assert await new(town, town.ann, town.room) == (2, 1)
    assert await new(town, town.vic, town.room) == (0, 0)
    assert (await row(town, town.ann, town.room))["last_ts"] == last.ts
    await ask(town, "person.reads", town.ann, channel=town.room.id, ts=first.ts)
    assert await new(town, town.ann, town.room) == (1, 1)
    assert (await row(town, town.ann, town.room))["read_until"] == first.ts
    await town.ann.reads(town.room)
    await ask(town, "person.reads", town.ann, channel=town.room.id, ts=first.ts)
    assert await new(town, town.ann, town.room) == (0, 0)
    assert await new(town, town.cy, town.room) == (2, 1)
    mine = await town.cy.says("four", in_=town.room)
    assert await new(town, town.cy, town.room) == (0, 0)
    assert await new(town, town.ann, town.room) == (1, 0)
    await town.cy.deletes(mine)
    assert await new(town, town.cy, town.room) == (0, 0)
    assert await new(town, town.ann, town.room) == (0, 0)


async def test_words_in_a_thread_leave_the_channel_unread(town: Town) -> None:
    root = await town.vic.says("one", in_=town.room)
    await town.ann.says("two", in_=town.room, thread=root)
    assert await new(town, town.ann, town.room) == (1, 0)


async def test_what_was_said_before_one_came_is_not_new(town: Town) -> None:
    await town.vic.says("one", in_=town.room)
    dee = await town.acme.person("Dee")
    await town.room.add(dee)
    assert await new(town, dee, town.room) == (0, 0)
    await town.vic.says("two", in_=town.room)
    assert await new(town, dee, town.room) == (1, 0)


async def test_a_message_deleted_after_it_was_read_makes_nothing_new(town: Town) -> None:
    root = await town.vic.says("one", in_=town.room)
    await town.vic.says("two", in_=town.room)
    await town.cy.says("three", in_=town.room, thread=root)
    await ask(town, "person.reads", town.ann, channel=town.room.id, ts=root.ts)
    await town.vic.deletes(root)
    assert await new(town, town.ann, town.room) == (1, 0)
    assert await new(town, town.cy, town.room) == (1, 0)


async def test_what_is_read_stays_so_under_a_new_id_and_in_a_copy(town: Town) -> None:
    await town.ann.says("one", in_=town.room)
    await town.vic.reads(town.room)
    await town.room.change_id()
    assert await new(town, town.vic, town.room) == (0, 0)
    await town.room.unshare(town.vee)
    (copy,) = await town.vic.conversations()
    assert await new(town, town.vic, copy) == (0, 0)
    dee = await town.vee.person("Dee")
    await copy.add(dee)
    await dee.says("two", in_=copy)
    assert await new(town, town.vic, copy) == (1, 0)


async def test_reading_needs_a_conversation_that_one_sees(town: Town) -> None:
    secret = await town.acme.channel("secret", members=[town.ann], private=True)
    with pytest.raises(Refused, match="channel_not_found"):
        await town.vic.reads(secret)
    await town.room.remove(town.cy)
    await town.cy.reads(town.room)
    assert town.cy.id not in town.slack.core.world.channels[town.room.id].read_until


async def pages(town: Town, person: Person, size: int) -> list[list[str]]:
    found: list[list[str]] = []
    before = None
    while True:
        answer = await ask(
            town, "sees.messages", person, channel=town.room.id, limit=size, before=before
        )
        found.insert(0, [one["text"] for one in answer["messages"]])
        if not answer["more"]:
            return found
        before = answer["messages"][0]["ts"]


async def test_messages_come_in_pages_with_what_only_one_sees(town: Town) -> None:
    root = None
    for number in range(5):
        root = await town.vic.says(str(number), in_=town.room)
        await town.ann.says("aside", in_=town.room, thread=root)
        if number % 2:
            await town.client().chat_postEphemeral(
                channel=town.room.id, user=town.ann.id, text=f"{number}, psst"
            )
    assert root
    await town.client().chat_postEphemeral(
        channel=town.room.id, user=town.ann.id, text="in the thread", thread_ts=root.ts
    )
    everything = ["0", "1", "1, psst", "2", "3", "3, psst", "4"]
    assert [one.text for one in await town.ann.sees(town.room)] == everything
    assert await pages(town, town.ann, 3) == [["0"], everything[1:4], everything[4:]]
    assert await pages(town, town.ann, 7) == [everything]
    assert await pages(town, town.vic, 2) == [["0"], ["1", "2"], ["3", "4"]]
    thread = [one.text for one in await town.ann.sees_thread(root)]
    assert thread == ["4", "aside", "in the thread"]
    assert [one.text for one in await town.vic.sees_thread(root)] == ["4", "aside"]


@pytest.mark.parametrize("limit", [0, -1, "5", 2.5])
async def test_a_page_has_a_size(town: Town, limit: object) -> None:
    with pytest.raises(Refused, match="invalid_value"):
        await ask(town, "sees.messages", town.ann, channel=town.room.id, limit=limit)


async def test_one_message_is_there_or_gone_or_not_theirs(town: Town) -> None:
    said = await town.vic.says("hi", in_=town.room)
    psst = (
        await town.client().chat_postEphemeral(channel=town.room.id, user=town.ann.id, text="psst")
    )["message_ts"]

    async def sees(person: Person, ts: str, channel: str = town.room.id) -> Any:
        return (await ask(town, "sees.message", person, channel=channel, ts=ts))["message"]

    assert (await sees(town.ann, said.ts))["text"] == "hi"
    assert (await sees(town.ann, psst))["ephemeral"] is True
    assert await sees(town.vic, psst) is None
    assert await sees(town.ann, "1.0") is None
    assert await sees(town.ann, said.ts, "C0") is None
    secret = await town.acme.channel("secret", members=[town.ann], private=True)
    hidden = await town.ann.says("x", in_=secret)
    assert await sees(town.vic, hidden.ts, secret.id) is None
    await town.ann.says("re", in_=town.room, thread=said)
    assert (await sees(town.ann, said.ts))["reply_count"] == 1
    await town.vic.deletes(said)
    assert (await sees(town.ann, said.ts))["subtype"] == "tombstone"
    await ask(town, "person.dismisses", town.ann, channel=town.room.id, ts=psst)
    assert await sees(town.ann, psst) is None


async def test_only_what_is_for_nobody_else_can_be_dismissed(town: Town) -> None:
    said = await town.vic.says("hi", in_=town.room)
    psst = await town.client().chat_postEphemeral(
        channel=town.room.id, user=town.ann.id, text="psst"
    )
    for person, ts in ((town.ann, said.ts), (town.vic, psst["message_ts"])):
        with pytest.raises(Refused, match="message_not_found"):
            await ask(town, "person.dismisses", person, channel=town.room.id, ts=ts)
    assert len(await town.ann.sees(town.room)) == 2


async def test_who_is_deactivated_sees_on_but_does_nothing(town: Town) -> None:
    await town.vic.says("hi", in_=town.room)
    await town.ann.deactivated()
    assert (await ask(town, "sees.directory", town.ann))["me"]["id"] == town.ann.id
    assert (await row(town, town.ann, town.room))["unread"] == 1
    assert len(await town.ann.sees(town.room)) == 1
    assert (await ask(town, "sees.modals", town.ann))["views"] == []
    await ask(town, "clock.read", town.ann)
    with pytest.raises(Refused, match="user_disabled"):
        await town.ann.says("hello", in_=town.room)


def elements(block: str) -> dict[str, Any]:
    text = {"type": "plain_text", "text": "Press"}
    press = {"type": "button", "action_id": f"press_{block}", "text": text}
    options = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in "ab"]
    select = {"type": "static_select", "action_id": f"pick_{block}", "options": options}
    hint = {"type": "plain_text", "text": "Pick"}
    return {
        "type": "actions",
        "block_id": block,
        "elements": [press, select | {"placeholder": hint}],
    }


async def test_the_block_tells_equal_elements_apart(listened: Town) -> None:
    town = listened
    sent = await town.client().chat_postMessage(
        channel=town.room.id, text="x", blocks=[elements("one"), elements("two")]
    )
    target = {"channel": town.room.id, "ts": sent["ts"]}
    with pytest.raises(LookupError, match="2 times"):
        await ask(town, "person.presses", town.ann, target=target, label="Press")
    await ask(town, "person.presses", town.ann, target=target, label="Press", block="two")
    body: dict[str, Any] = {"label": "Pick", "value": "b"}
    await ask(town, "person.chooses", town.ann, target=target, block="one", **body)
    entries = [entry for entry in await town.box.wire() if entry.get("in") == "interactive"]
    actions = [entry["envelope"]["payload"]["actions"][0] for entry in entries]
    assert [one["block_id"] for one in actions] == ["two", "one"]
    (shown,) = (await ask(town, "sees.messages", town.ann, channel=town.room.id))["messages"]
    assert shown["state"]["one"]["pick_one"]["selected_option"]["value"] == "b"
    assert shown["state"]["two"]["pick_two"]["selected_option"] is None
    (other,) = (await ask(town, "sees.messages", town.vic, channel=town.room.id))["messages"]
    assert "state" not in other
    with pytest.raises(LookupError, match="there is no"):
        await ask(town, "person.presses", town.ann, target=target, label="Press", block="no")


async def test_the_clock_knows_where_it_may_go(town: Town) -> None:
    read = await ask(town, "clock.read", town.ann)
    assert read["planned"] is None
    assert read["next_working_day"].endswith(("T09:00:00+01:00", "T09:00:00+02:00"))
    assert (await ask(town, "clock.read"))["next_working_day"].endswith("T09:00:00+00:00")


async def test_the_clock_tells_what_is_planned_and_stays_where_it_is() -> None:
    start = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
    plan = Plan(start + timedelta(days=1), "Pulse 2 goes out")

    async def planned() -> Plan:
        return plan

    slack, moved = Slack(Clock(start)), []
    slack.core.planned = planned
    slack.clock.on_move(moved.append)
    await slack.start()
    try:
        async with await Sandbox.connect(slack.url) as box:
            read = await box._wire.ask("clock.read")
            assert read["planned"] == {"at": plan.at.isoformat(), "what": plan.what}
            assert read["next_working_day"] == "2026-11-23T09:00:00+00:00"
            await box.move_clock(by=timedelta(0))
            assert len(moved) == 1
            assert moved[0] - start < timedelta(minutes=1)
    finally:
        await slack.stop()


async def test_five_thousand_messages_are_looked_at_quickly(town: Town) -> None:
    world = town.slack.core.world
    channel, root = world.channels[town.room.id], ""
    for number in range(5_000):
        ts = world.next_ts()
        channel.keep(Message(ts, channel.id, town.vic.id, town.vee.id, f"{number} {town.ann}"))
        root = ts if number % 10 == 0 else root
        reply = Message(world.next_ts(), channel.id, town.vic.id, town.vee.id, "re", thread_ts=root)
        channel.keep(reply)
    began = time.monotonic()
    for _ in range(10):
        answer = await ask(town, "sees.messages", town.ann, channel=channel.id, limit=50)
    assert (time.monotonic() - began) / 10 < 1
    assert [one["text"].split()[0] for one in answer["messages"]] == [
        str(number) for number in range(4_950, 5_000)
    ]
    began = time.monotonic()
    assert len(await town.ann.sees(town.room)) == 5_000
    assert await new(town, town.ann, town.room) == (5_000, 5_000)
    assert time.monotonic() - began < 20
