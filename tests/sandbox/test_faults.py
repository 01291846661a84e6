"""What Slack does to an app on its bad days: each of these can be made to happen."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.client import Refused
from tests.sandbox.test_events import envelopes
from tests.sandbox.test_socket import frame, raw_socket, reconnected, tries
from tests.sandbox.town import Town, listening


async def events(town: Town, kind: str) -> list[dict[str, Any]]:
    return [envelope["event"] for envelope in await envelopes(town, kind)]


async def test_any_method_may_fail(town: Town) -> None:
    await town.box.fail("*", status=503, times=2)
    for call in (town.client().auth_test(), town.client().users_info(user=town.ann.id)):
        with pytest.raises(SlackApiError) as refused:
            await call
        assert refused.value.response.status_code == 503
    assert (await town.client().auth_test())["ok"]


async def test_an_event_that_is_lost_does_not_come_by_itself(listened: Town) -> None:
    await listened.box.lose_events("message")
    await listened.ann.says("lost", in_=listened.room)
    await listened.ann.says("heard", in_=listened.room)
    await listened.box.quiet()
    assert [event["text"] for event in await events(listened, "message")] == ["heard"]
    message = await listened.ann.says("seen", in_=listened.room)
    await listened.ann.reacts(message, "eyes")
    assert len(await tries(listened, "reaction_added")) == 1


async def test_events_held_back_come_out_of_order(listened: Town) -> None:
    await listened.box.hold_events()
    message = await listened.ann.says("one", in_=listened.room)
    await listened.ann.reacts(message, "eyes")
    await listened.ann.says("two", in_=listened.room)
    await listened.box.quiet()
    assert await events(listened, "message") == []
    await listened.box.release_events(reverse=True)
    entries = [e for e in await listened.box.wire() if e.get("in") == "events_api"]
    heard = [entry["envelope"]["payload"]["event"] for entry in entries][-3:]
    assert [event.get("text") or event["type"] for event in heard] == [
        "two",
        "reaction_added",
        "one",
    ]
    await listened.ann.says("three", in_=listened.room)
    assert (await events(listened, "message"))[-1]["text"] == "three"


async def test_events_held_back_may_come_twice(listened: Town) -> None:
    await listened.box.hold_events()
    await listened.ann.says("one", in_=listened.room)
    await listened.ann.says("two", in_=listened.room)
    await listened.box.release_events(twice=True)
    heard = [entry["envelope"] for entry in await tries(listened, "message")]
    assert [e["payload"]["event"]["text"] for e in heard] == ["one", "one", "two", "two"]
    assert [e["retry_attempt"] for e in heard] == [0, 1, 0, 1]
    assert len({e["payload"]["event_id"] for e in heard}) == 2


async def test_sockets_are_turned_away_as_often_as_asked(town: Town) -> None:
    await town.box.refuse_sockets(1)
    async with raw_socket(town) as refused:
        goodbye = await frame(refused)
        assert (goodbye["type"], goodbye["reason"]) == ("disconnect", "too_many_websockets")
    async with raw_socket(town) as taken:
        assert (await frame(taken))["type"] == "hello"


@pytest.mark.parametrize("reason", ["warning", "link_disabled", "too_many_websockets"])
async def test_slack_has_several_reasons_to_end_a_socket(town: Town, reason: str) -> None:
    async with listening(town) as client:
        before = client.current_session
        await town.box.refresh_sockets(reason)
        await reconnected(client, before)
    with pytest.raises(Refused, match="invalid_reason"):
        await town.box.refresh_sockets("boredom")


async def test_a_trigger_may_expire_at_once(town: Town) -> None:
    await town.box.trigger_seconds(0)
    async with raw_socket(town) as socket:
        await frame(socket)
        commanding = asyncio.create_task(town.ann.command("/hello", in_=town.room))
        command = await frame(socket)
        view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": []}
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            await town.client().views_open(trigger_id=command["payload"]["trigger_id"], view=view)
        await socket.send_json({"envelope_id": command["envelope_id"]})
        await commanding


async def test_an_archived_channel_takes_nothing_until_it_is_unarchived(listened: Town) -> None:
    client, room = listened.client(), listened.room
    said = await client.chat_postMessage(channel=room.id, text="before")
    await room.archive()
    calls = {
        "is_archived": client.chat_postMessage(channel=room.id, text="x"),
        "is_inactive": client.chat_update(channel=room.id, ts=said["ts"], text="x"),
    }
    for error, call in calls.items():
        with pytest.raises(SlackApiError, match=error):
            await call
    info = await client.conversations_info(channel=room.id)
    assert (info["channel"]["is_archived"], info["channel"]["is_member"]) == (True, True)
    members = (await client.conversations_members(channel=room.id))["members"]
    assert listened.vic.id in members
    await room.unarchive()
    await client.chat_postMessage(channel=room.id, text="after")
    (archived,) = await events(listened, "channel_archive")
    (unarchived,) = await events(listened, "channel_unarchive")
    assert archived["channel"] == unarchived["channel"] == room.id
    assert archived["user"] == unarchived["user"] == listened.ann.id


async def test_a_private_channel_is_archived_by_another_name(listened: Town) -> None:
    hall = await listened.acme.channel("hall", members=[listened.ann], private=True)
    await hall.add_bot(listened.inst)
    await hall.archive()
    await hall.unarchive()
    for kind in ("group_archive", "group_unarchive"):
        assert [event["channel"] for event in await events(listened, kind)] == [hall.id]
    assert await events(listened, "channel_archive") == []


async def test_where_we_host_the_others_are_out_and_we_are_told(listened: Town) -> None:
    await listened.room.unshare(listened.vee)
    members = await listened.client().conversations_members(channel=listened.room.id)
    assert listened.vic.id not in members["members"]
    info = await listened.client().conversations_info(channel=listened.room.id)
    assert info["channel"]["is_ext_shared"] is False
    (event,) = await events(listened, "channel_unshared")
    assert event["previously_connected_team_id"] == listened.vee.id
    assert (event["channel"], event["is_ext_shared"]) == (listened.room.id, False)
    with pytest.raises(SlackApiError, match="user_not_visible"):
        await listened.client().conversations_open(users=listened.vic.id)
    await listened.room.share(listened.vee)
    await listened.room.add(listened.vic)
    assert (await listened.client().conversations_open(users=listened.vic.id))["ok"]


async def test_where_they_host_we_keep_a_copy_under_another_id(listened: Town) -> None:
    hall = await listened.vee.channel(
        "vee-acme", members=[listened.vic, listened.ann], shared_with=[listened.acme]
    )
    await hall.add_bot(listened.inst)
    await listened.ann.says("before", in_=hall)
    await hall.unshare(listened.acme)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await listened.client().chat_postMessage(channel=hall.id, text="x")
    (event,) = await events(listened, "channel_unshared")
    assert event["previously_connected_team_id"] == listened.acme.id
    copy = next(c for c in await listened.ann.conversations() if c.name == "vee-acme")
    assert copy.id != hall.id
    assert [m.text for m in await listened.ann.sees(copy)] == ["before"]
    assert (await listened.client().chat_postMessage(channel=copy.id, text="x"))["ok"]


async def test_a_revoked_token_is_dead_and_another_one_is_not(listened: Town) -> None:
    await listened.inst.revoke_token()
    with pytest.raises(SlackApiError, match="token_revoked"):
        await listened.client().auth_test()
    (event,) = await events(listened, "tokens_revoked")
    assert event["tokens"] == {"oauth": [], "bot": [listened.inst.bot_user_id]}
    assert await events(listened, "app_uninstalled") == []
    anew = await listened.app.install(listened.acme)
    assert anew.bot_user_id == listened.inst.bot_user_id
    await listened.client(anew.bot_token).chat_postMessage(channel=listened.room.id, text="back")


async def test_an_app_that_is_uninstalled_is_told_so_and_out(listened: Town) -> None:
    await listened.inst.uninstall()
    with pytest.raises(SlackApiError, match="account_inactive"):
        await listened.client().auth_test()
    for kind in ("tokens_revoked", "app_uninstalled"):
        assert len(await events(listened, kind)) == 1
    anew = await listened.app.install(listened.acme)
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await listened.client(anew.bot_token).chat_postMessage(channel=listened.room.id, text="x")


async def test_who_is_deactivated_gets_no_new_direct_message(town: Town) -> None:
    client = town.client()
    old = (await client.conversations_open(users=town.ann.id))["channel"]["id"]
    await town.ann.deactivated()
    with pytest.raises(SlackApiError, match="user_disabled"):
        await client.conversations_open(users=town.ann.id)
    assert (await client.chat_postMessage(channel=old, text="nobody reads this"))["ok"]
    assert (await client.users_info(user=town.ann.id))["user"]["deleted"] is True


async def test_apps_that_are_sold_elsewhere_look_into_history_once_a_minute(town: Town) -> None:
    client, room = town.client(), town.room
    for number in range(20):
        await client.chat_postMessage(channel=room.id, text=str(number))
    thread = (await client.chat_postMessage(channel=room.id, text="thread"))["ts"]
    assert len((await client.conversations_history(channel=room.id, limit=50))["messages"]) == 21
    await town.app.distribute()
    page = await client.conversations_history(channel=room.id, limit=50)
    assert (len(page["messages"]), page["has_more"]) == (15, True)
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_history(channel=room.id)
    assert refused.value.response.status_code == 429
    assert 55 <= int(refused.value.response.headers["Retry-After"]) <= 60
    assert (await client.conversations_replies(channel=room.id, ts=thread))["ok"]
    await town.box.move_clock(by=timedelta(seconds=60))
    cursor = page["response_metadata"]["next_cursor"]
    rest = await client.conversations_history(channel=room.id, cursor=cursor)
    assert len(rest["messages"]) == 6


async def test_a_scope_that_was_not_granted_is_named(town: Town) -> None:
    fewer = [scope for scope in town.inst.scopes if scope != "channels:history"]
    anew = await town.app.install(town.acme, scopes=fewer)
    with pytest.raises(SlackApiError) as refused:
        await town.client(anew.bot_token).conversations_history(channel=town.room.id)
    answer = refused.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")
    assert "channels:history" not in answer["provided"]
