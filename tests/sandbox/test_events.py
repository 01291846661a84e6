"""Which events an app gets, how often, on whose behalf, and in which shape."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.client import Installation
from tests.sandbox.town import MANIFEST, Town


async def envelopes(town: Town, kind: str) -> list[dict[str, Any]]:
    """The payloads of the first tries of this kind of event so far."""
    return [
        entry["envelope"]["payload"]
        for entry in await town.box.wire()
        if entry.get("in") == "events_api"
        and entry["envelope"]["payload"]["event"]["type"] == kind
        and entry["envelope"]["retry_attempt"] == 0
    ]


async def both_installed(town: Town) -> Installation:
    theirs = await town.app.install(town.vee)
    await town.room.add_bot(theirs)
    return theirs


async def test_the_envelope_of_a_reaction(listened: Town) -> None:
    message = await listened.ann.says("good", in_=listened.room)
    await listened.vic.reacts(message, "+1::skin-tone-3")
    (envelope,) = await envelopes(listened, "reaction_added")
    acme = listened.acme.id
    assert (envelope["team_id"], envelope["context_team_id"]) == (acme, acme)
    assert envelope["type"] == "event_callback"
    assert envelope["api_app_id"] == listened.app.id
    assert envelope["is_ext_shared_channel"] is True
    assert envelope["event_id"].startswith("Ev")
    assert isinstance(envelope["event_time"], int)
    assert envelope["context_enterprise_id"] is None
    assert envelope["authorizations"] == [
        {
            "enterprise_id": None,
            "team_id": acme,
            "user_id": listened.inst.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
    ]
    event = envelope["event"]
    assert event == {
        "type": "reaction_added",
        "user": listened.vic.id,
        "reaction": "+1::skin-tone-3",
        "item": {"type": "message", "channel": listened.room.id, "ts": message.ts},
        "item_user": listened.ann.id,
        "event_ts": event["event_ts"],
    }


async def test_a_message_names_the_actors_team_outside(listened: Town) -> None:
    await listened.vic.says("hello", in_=listened.room)
    await listened.ann.says("hello", in_=listened.room)
    theirs, ours = await envelopes(listened, "message")
    assert (theirs["team_id"], theirs["context_team_id"]) == (listened.vee.id, listened.acme.id)
    assert theirs["event"]["user_team"] == theirs["event"]["source_team"] == listened.vee.id
    assert theirs["event"]["channel_type"] == "channel"
    assert ours["team_id"] == listened.acme.id
    assert "user_team" not in ours["event"]
    assert ours["event"]["event_ts"] == ours["event"]["ts"]


async def test_the_outer_team_and_the_chosen_side_can_be_switched(listened: Town) -> None:
    theirs = await both_installed(listened)
    await listened.box.behave(outer_team="installation", authorization="random")
    for _ in range(20):
        await listened.vic.says("hello", in_=listened.room)
    told = await envelopes(listened, "message")
    assert all(e["team_id"] == e["context_team_id"] for e in told)
    sides = {e["authorizations"][0]["team_id"] for e in told}
    assert sides == {listened.acme.id, theirs.team_id}


async def test_one_event_once_on_behalf_of_the_last_that_joined(listened: Town) -> None:
    theirs = await both_installed(listened)
    message = await listened.ann.says(f"{listened.inst} hi", in_=listened.room)
    (mention,) = await envelopes(listened, "app_mention")
    assert mention["authorizations"][0]["team_id"] == theirs.team_id
    await listened.box.behave(authorization="host")
    await listened.ann.reacts(message, "eyes")
    (reaction,) = await envelopes(listened, "reaction_added")
    assert reaction["authorizations"][0]["team_id"] == listened.acme.id


async def test_the_apps_own_posts_come_back(listened: Town) -> None:
    await listened.client().chat_postMessage(channel=listened.room.id, text="mine")
    await listened.box.quiet()
    (envelope,) = await envelopes(listened, "message")
    event = envelope["event"]
    assert (event["bot_id"], event["app_id"]) == (listened.inst.bot_id, listened.app.id)
    assert "subtype" not in event
    assert "client_msg_id" not in event


async def test_edits_and_deletions(listened: Town) -> None:
    message = await listened.ann.says("one", in_=listened.room)
    edited = await listened.ann.edits(message, "two")
    await listened.ann.deletes(edited)
    _, change, deletion = [e["event"] for e in await envelopes(listened, "message")]
    assert change["subtype"] == "message_changed"
    assert (change["message"]["text"], change["previous_message"]["text"]) == ("two", "one")
    assert change["message"]["edited"]["user"] == listened.ann.id
    assert (deletion["subtype"], deletion["deleted_ts"]) == ("message_deleted", message.ts)
    assert await listened.ann.sees(listened.room) == []


async def test_a_deleted_parent_is_a_change_by_slackbot(listened: Town) -> None:
    root = await listened.ann.says("root", in_=listened.room)
    reply = await listened.cy.says("reply", in_=listened.room, thread=root)
    await listened.cy.deletes(reply)
    await listened.cy.says("again", in_=listened.room, thread=root)
    await listened.ann.deletes(root)
    *_, gone, _, stays = [e["event"] for e in await envelopes(listened, "message")]
    assert (gone["subtype"], gone["deleted_ts"]) == ("message_deleted", reply.ts)
    assert gone["previous_message"]["thread_ts"] == root.ts
    assert (stays["subtype"], stays["message"]["subtype"]) == ("message_changed", "tombstone")
    assert (stays["message"]["user"], stays["message"]["ts"]) == ("USLACKBOT", root.ts)
    assert stays["previous_message"]["text"] == "root"
    assert "deleted_ts" not in stays


async def test_an_edited_mention_is_told_again(listened: Town) -> None:
    message = await listened.ann.says("hello", in_=listened.room)
    message = await listened.ann.edits(message, f"hello {listened.inst}")
    await listened.ann.edits(message, f"hello again {listened.inst}")
    first, second = [e["event"] for e in await envelopes(listened, "app_mention")]
    assert first["ts"] == second["ts"] == message.ts
    assert first["edited"]["ts"] < second["edited"]["ts"]
    assert second["text"] == f"hello again {listened.inst}"


async def test_only_who_may_read_a_channel_hears_what_is_said_there(listened: Town) -> None:
    """Its scope hangs on how the workspace has the channel."""
    secret = await listened.acme.channel("secret", members=[listened.ann], private=True)
    await secret.add_bot(await listened.app.install(listened.acme, scopes=["channels:history"]))
    for room in (listened.room, secret):
        said = await listened.ann.says("one", in_=room)
        await listened.ann.deletes(await listened.ann.edits(said, "two"))
    told = await envelopes(listened, "message")
    assert [e["event"]["channel"] for e in told] == [listened.room.id] * 3


async def test_a_reaction_may_leave_out_whose_message_it_is(listened: Town) -> None:
    message = await listened.ann.says("good", in_=listened.room)
    reply = await listened.cy.says("reply", in_=listened.room, thread=message)
    await listened.box.behave(item_user=False)
    await listened.vic.reacts(reply, "wave")
    (envelope,) = await envelopes(listened, "reaction_added")
    assert "item_user" not in envelope["event"]
    found = await listened.client().reactions_get(channel=listened.room.id, timestamp=reply.ts)
    assert found["message"]["user"] == listened.cy.id
    assert (found["message"]["text"], found["message"]["thread_ts"]) == ("reply", message.ts)


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ("ts", {"thread_ts", "parent_user_id", "permalink"}),
        ("permalink", {"permalink"}),
        ("nowhere", set()),
    ],
)
async def test_a_message_may_be_told_without_its_thread(
    listened: Town, told: str, fields: set[str]
) -> None:
    message = await listened.ann.says("good", in_=listened.room)
    reply = await listened.cy.says("reply", in_=listened.room, thread=message)
    await listened.box.behave(thread_told=told)
    found = await listened.client().reactions_get(channel=listened.room.id, timestamp=reply.ts)
    assert found["message"].keys() & {"thread_ts", "parent_user_id", "permalink"} == fields
    assert f"thread_ts={message.ts}" in found["message"].get("permalink", f"thread_ts={message.ts}")


async def test_membership_also_of_the_bot_itself(listened: Town) -> None:
    hall = await listened.acme.channel("hall", members=[listened.ann], private=True)
    await hall.add_bot(listened.inst, inviter=listened.ann)
    await hall.add(listened.cy)
    await listened.cy.leaves(hall)
    await hall.remove_bot(listened.inst)
    joined = [e["event"] for e in await envelopes(listened, "member_joined_channel")]
    left = [e["event"] for e in await envelopes(listened, "member_left_channel")]
    assert joined[0] == {
        "type": "member_joined_channel",
        "user": listened.inst.bot_user_id,
        "channel": hall.id,
        "channel_type": "G",
        "team": listened.acme.id,
        "inviter": listened.ann.id,
        "event_ts": joined[0]["event_ts"],
    }
    assert [e["user"] for e in joined] == [listened.inst.bot_user_id, listened.cy.id]
    assert [e["user"] for e in left] == [listened.cy.id, listened.inst.bot_user_id]


async def test_changes_of_own_people_are_told(listened: Town) -> None:
    await listened.ann.changes(tz="America/Lima")
    await listened.cy.deactivated()
    await listened.vic.changes(name="Vic East")
    events = [e["event"] for e in await envelopes(listened, "user_change")]
    assert [e["user"]["id"] for e in events] == [listened.ann.id, listened.cy.id]
    assert events[0]["user"]["tz"] == "America/Lima"
    assert events[1]["user"]["deleted"] is True
    await listened.box.behave(user_change_of_externals=True)
    await listened.vic.changes(name="Vic West")
    assert len(await envelopes(listened, "user_change")) == 3


async def test_the_end_of_an_installation(listened: Town) -> None:
    await listened.inst.uninstall()
    (revoked,) = await envelopes(listened, "tokens_revoked")
    (uninstalled,) = await envelopes(listened, "app_uninstalled")
    assert revoked["event"]["tokens"] == {"oauth": [], "bot": [listened.inst.bot_user_id]}
    assert uninstalled["event"] == {"type": "app_uninstalled"}
    assert uninstalled["authorizations"][0]["team_id"] == listened.acme.id
    await listened.ann.says("anyone?", in_=listened.room)
    assert await envelopes(listened, "message") == []


async def test_channels_that_change(listened: Town) -> None:
    old = listened.room.id
    await listened.room.change_id()
    await listened.room.archive()
    (changed,) = await envelopes(listened, "channel_id_changed")
    (archived,) = await envelopes(listened, "channel_archive")
    assert changed["event"]["old_channel_id"] == old
    assert changed["event"]["new_channel_id"] == archived["event"]["channel"] == listened.room.id


async def test_only_what_is_subscribed_and_allowed(listened: Town) -> None:
    deaf = await listened.box.app(MANIFEST | {"settings": {}})
    await listened.room.add_bot(await deaf.install(listened.acme))
    poor = await listened.box.app(MANIFEST)
    await listened.room.add_bot(await poor.install(listened.acme, scopes=["channels:history"]))
    message = await listened.ann.says("hi", in_=listened.room)
    await listened.ann.reacts(message, "wave")
    entries = [e["envelope"]["payload"] for e in await listened.box.wire() if "in" in e]
    assert deaf.id not in {e["api_app_id"] for e in entries}
    assert len(await envelopes(listened, "reaction_added")) == 1


async def test_home_is_announced_on_every_opening(listened: Town) -> None:
    await listened.ann.opens_home(listened.inst)
    await listened.client().views_publish(
        user_id=listened.ann.id, view={"type": "home", "blocks": []}
    )
    await listened.ann.opens_home(listened.inst)
    await listened.ann.opens_messages(listened.inst)
    events = [e["event"] for e in await envelopes(listened, "app_home_opened")]
    assert [(e["tab"], "view" in e) for e in events] == [
        ("home", False),
        ("home", True),
        ("messages", False),
    ]
    assert events[0]["channel"].startswith("D")
