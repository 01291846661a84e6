"""chat.*, reactions.* and reading back."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.client import Refused
from tests.sandbox.town import Town

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*Hello*"}}


async def refusal(request: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as refused:
        await request
    data: dict[str, Any] = refused.value.response.data
    return data


async def test_a_posted_message_has_slacks_shape(town: Town) -> None:
    answer = await town.client().chat_postMessage(
        channel=town.room.id, text="Hello", blocks=[SECTION]
    )
    message = answer["message"]
    assert (answer["channel"], answer["ts"]) == (town.room.id, message["ts"])
    assert message["type"] == "message"
    assert message["user"] == town.inst.bot_user_id
    assert message["bot_id"] == town.inst.bot_id
    assert message["app_id"] == town.app.id
    assert message["team"] == town.acme.id
    assert message["bot_profile"]["id"] == town.inst.bot_id
    assert message["blocks"][0]["text"] == SECTION["text"]
    assert message["blocks"][0]["block_id"]
    assert "subtype" not in message
    seconds, _, micros = answer["ts"].partition(".")
    assert (seconds.isdigit(), len(micros)) == (True, 6)


async def test_what_cannot_be_posted(town: Town) -> None:
    client = town.client()
    secret = await town.acme.channel("secret", members=[town.ann], private=True)
    open_room = await town.acme.channel("open", members=[town.ann])
    post = client.chat_postMessage
    nothing = client.api_call("chat.postMessage", json={"channel": town.room.id})
    assert (await refusal(nothing))["error"] == "no_text"
    assert (await refusal(post(channel="C0NOWHERE", text="x")))["error"] == "channel_not_found"
    assert (await refusal(post(channel=secret.id, text="x")))["error"] == "channel_not_found"
    assert (await refusal(post(channel=open_room.id, text="x")))["error"] == "not_in_channel"
    wrong_thread = post(channel=town.room.id, text="x", thread_ts="1.000001")
    assert (await refusal(wrong_thread))["error"] == "thread_not_found"
    await town.room.archive()
    assert (await refusal(post(channel=town.room.id, text="x")))["error"] == "is_archived"


async def test_bad_blocks_are_explained(town: Town) -> None:
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    answer = await refusal(
        town.client().chat_postMessage(channel=town.room.id, text="x", blocks=[long])
    )
    text = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [text]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {text}"]


async def test_only_the_poster_updates_and_deletes(town: Town) -> None:
    other = await town.app.install(town.vee)
    await town.room.add_bot(other)
    client, stranger = town.client(), town.client(other.bot_token)
    ts = (await client.chat_postMessage(channel=town.room.id, text="one"))["ts"]
    spoken = await town.ann.says("mine", in_=town.room)
    room = town.room.id
    for unallowed in (
        stranger.chat_update(channel=room, ts=ts, text="two"),
        client.chat_update(channel=room, ts=spoken.ts, text="two"),
    ):
        assert (await refusal(unallowed))["error"] == "cant_update_message"
    error = (await refusal(stranger.chat_delete(channel=room, ts=ts)))["error"]
    assert error == "cant_delete_message"
    answer = await client.chat_update(channel=room, ts=ts, text="two", blocks=[SECTION])
    assert (answer["text"], answer["message"]["text"]) == ("two", "two")
    missing = client.chat_update(channel=room, ts="1.000001", text="x")
    assert (await refusal(missing))["error"] == "message_not_found"
    too_long = client.chat_update(channel=room, ts=ts, text="x" * 4001)
    assert (await refusal(too_long))["error"] == "msg_too_long"
    await client.chat_delete(channel=room, ts=ts)
    assert [m.text for m in await town.ann.sees(town.room)] == ["mine"]
    gone = client.chat_delete(channel=room, ts=ts)
    assert (await refusal(gone))["error"] == "message_not_found"


async def test_metadata_is_kept_and_shown_on_request(town: Town) -> None:
    client, room = town.client(), town.room.id
    metadata = {"event_type": "delivery", "event_payload": {"id": "7"}}
    ts = (await client.chat_postMessage(channel=room, text="x", metadata=metadata))["ts"]

    async def kept(**options: Any) -> Any:
        history = await client.conversations_history(channel=room, **options)
        return history["messages"][0].get("metadata")

    assert await kept() is None
    assert await kept(include_all_metadata=True) == metadata
    await client.chat_update(channel=room, ts=ts, text="y")
    assert await kept(include_all_metadata=True) == metadata
    await client.chat_update(channel=room, ts=ts, text="y", metadata={})
    assert await kept(include_all_metadata=True) is None


async def test_an_ephemeral_message_is_for_one_and_cannot_be_updated(town: Town) -> None:
    client, room = town.client(), town.room.id
    answer = await client.chat_postEphemeral(channel=room, user=town.vic.id, text="psst")
    assert [m.ephemeral for m in await town.vic.sees(town.room)] == [True]
    assert await town.ann.sees(town.room) == []
    assert (await client.conversations_history(channel=room))["messages"] == []
    update = client.chat_update(channel=room, ts=answer["message_ts"], text="x")
    assert (await refusal(update))["error"] == "message_not_found"
    dora = await town.acme.person("Dora")
    outside = client.chat_postEphemeral(channel=room, user=dora.id, text="psst")
    assert (await refusal(outside))["error"] == "user_not_in_channel"


async def test_threads_history_and_replies(town: Town) -> None:
    client, room = town.client(), town.room.id
    root = await town.ann.says("root", in_=town.room)
    reply = await client.chat_postMessage(channel=room, text="reply", thread_ts=root.ts)
    below = await client.chat_postMessage(channel=room, text="too", thread_ts=reply["ts"])
    shout = await client.chat_postMessage(
        channel=room, text="shout", thread_ts=root.ts, reply_broadcast=True
    )
    assert below["message"]["thread_ts"] == root.ts
    assert shout["message"]["subtype"] == "thread_broadcast"
    history = await client.conversations_history(channel=room)
    assert [m["text"] for m in history["messages"]] == ["shout", "root"]
    assert history["messages"][1]["reply_count"] == 3
    assert history["messages"][1]["reply_users"] == [town.inst.bot_user_id]
    replies = await client.conversations_replies(channel=room, ts=root.ts)
    assert [m["text"] for m in replies["messages"]] == ["root", "reply", "too", "shout"]
    lost = client.conversations_replies(channel=room, ts="1.000001")
    assert (await refusal(lost))["error"] == "thread_not_found"
    seen = await town.vic.sees_thread(root)
    assert [m.text for m in seen] == ["root", "reply", "too", "shout"]
    link = (await client.chat_getPermalink(channel=room, message_ts=reply["ts"]))["permalink"]
    assert link.startswith(f"https://acme.slack.com/archives/{room}/p{reply['ts'][:10]}")
    assert f"thread_ts={root.ts}" in link
    (alone,) = (await client.conversations_replies(channel=room, ts=reply["ts"]))["messages"]
    assert (alone["text"], alone["thread_ts"]) == ("reply", root.ts)


async def test_history_is_read_page_by_page_and_between_times(town: Town) -> None:
    client, room = town.client(), town.room.id
    said = [await town.ann.says(str(n), in_=town.room) for n in range(5)]
    first = await client.conversations_history(channel=room, limit=2)
    assert ([m["text"] for m in first["messages"]], first["has_more"]) == (["4", "3"], True)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel=room, limit=2, cursor=cursor)
    assert [m["text"] for m in second["messages"]] == ["2", "1"]
    between = await client.conversations_history(channel=room, oldest=said[1].ts, latest=said[3].ts)
    assert [m["text"] for m in between["messages"]] == ["2"]
    with_ends = await client.conversations_history(
        channel=room, oldest=said[1].ts, latest=said[3].ts, inclusive=True
    )
    assert [m["text"] for m in with_ends["messages"]] == ["3", "2", "1"]


async def test_a_deleted_parent_leaves_its_thread(town: Town) -> None:
    client, room = town.client(), town.room.id
    root = (await client.chat_postMessage(channel=room, text="root"))["ts"]
    await client.chat_postMessage(channel=room, text="reply", thread_ts=root)
    await client.chat_delete(channel=room, ts=root)
    replies = await client.conversations_replies(channel=room, ts=root)
    assert [m.get("subtype") for m in replies["messages"]] == ["tombstone", None]


async def test_reactions(town: Town) -> None:
    client, room = town.client(), town.room.id
    said = await town.ann.says("hm", in_=town.room)
    await client.reactions_add(channel=room, timestamp=said.ts, name="four")
    await town.vic.reacts(said, "four")
    await town.vic.reacts(said, "+1::skin-tone-3")
    shape = (await client.reactions_get(channel=room, timestamp=said.ts))["message"]
    bot = town.inst.bot_user_id
    assert shape["reactions"] == [
        {"name": "four", "users": [bot, town.vic.id], "count": 2},
        {"name": "+1::skin-tone-3", "users": [town.vic.id], "count": 1},
    ]
    assert await errors_of_reactions(client, room, said.ts) == [
        "already_reacted",
        "invalid_name",
        "message_not_found",
        "no_reaction",
    ]
    await client.reactions_remove(channel=room, timestamp=said.ts, name="four")
    assert (await town.ann.sees(town.room))[0].reactions["four"] == [town.vic.id]


async def test_a_message_takes_so_many_reactions_only(town: Town) -> None:
    client, room = town.client(), town.room.id
    said = await town.ann.says("hm", in_=town.room)
    for number in range(23):
        await town.ann.reacts(said, f"ann{number}")
        await town.vic.reacts(said, f"vic{number}")
    with pytest.raises(Refused, match="too_many_reactions"):
        await town.ann.reacts(said, "one")
    for name in ("one", "two", "three", "four"):
        await client.reactions_add(channel=room, timestamp=said.ts, name=name)
    one_more = client.reactions_add(channel=room, timestamp=said.ts, name="five")
    assert (await refusal(one_more))["error"] == "too_many_emoji"
    await client.reactions_add(channel=room, timestamp=said.ts, name="ann0")
    for number in range(18):
        await client.reactions_add(channel=room, timestamp=said.ts, name=f"vic{number}")
    too_much = client.reactions_add(channel=room, timestamp=said.ts, name="vic18")
    assert (await refusal(too_much))["error"] == "too_many_reactions"


async def errors_of_reactions(client: AsyncWebClient, room: str, ts: str) -> list[str]:
    requests = [
        client.reactions_add(channel=room, timestamp=ts, name="four"),
        client.reactions_add(channel=room, timestamp=ts, name="FOUR"),
        client.reactions_add(channel=room, timestamp="1.000001", name="five"),
        client.reactions_remove(channel=room, timestamp=ts, name="five"),
    ]
    return [(await refusal(request))["error"] for request in requests]
