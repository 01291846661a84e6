"""Answers through a response_url: to whom, how often, how long, and what they replace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import aiohttp

from tests.sandbox.test_manners import OVERFLOW
from tests.sandbox.town import Town


async def last_url(town: Town) -> str:
    payloads = [e["envelope"]["payload"] for e in await town.box.wire() if "in" in e]
    return [str(p["response_url"]) for p in payloads if "response_url" in p][-1]


async def post(url: str, **body: Any) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        return response.status, await response.text()


async def test_private_unless_said_otherwise(listened: Town) -> None:
    await listened.ann.command("/hello", in_=listened.room)
    url = await last_url(listened)
    assert await post(url, text="for you") == (200, "ok")
    assert await post(url, text="for all", response_type="in_channel") == (200, "ok")
    assert [m.text for m in await listened.ann.sees(listened.room)] == ["for you", "for all"]
    assert [m.text for m in await listened.vic.sees(listened.room)] == ["for all"]


async def test_it_works_where_the_app_may_not_post(listened: Town) -> None:
    secret = await listened.acme.channel("secret", members=[listened.ann], private=True)
    await listened.ann.command("/hello", in_=secret)
    await post(await last_url(listened), text="psst", response_type="in_channel")
    assert [m.text for m in await listened.ann.sees(secret)] == ["psst"]


async def test_five_times_within_thirty_minutes(listened: Town) -> None:
    await listened.ann.command("/hello", in_=listened.room)
    url = await last_url(listened)
    statuses = [(await post(url, text=str(n)))[0] for n in range(5)]
    assert statuses == [200] * 5
    assert await post(url, text="6") == (404, "used_url")
    await listened.ann.command("/hello", in_=listened.room)
    await listened.box.move_clock(by=timedelta(minutes=31))
    assert await post(await last_url(listened), text="late") == (404, "expired_url")
    assert await post(f"{url}x", text="x") == (404, "used_url")


async def test_bad_bodies(listened: Town) -> None:
    await listened.ann.command("/hello", in_=listened.room)
    url = await last_url(listened)
    assert await post(url) == (400, "no_text")
    assert await post(url, text="x", blocks=[{"type": "x"}]) == (400, "invalid_blocks")


async def test_the_clicked_message_is_replaced_or_deleted(listened: Town) -> None:
    client, room = listened.client(), listened.room
    await client.chat_postMessage(channel=room.id, text="public", blocks=[OVERFLOW])
    await client.chat_postEphemeral(
        channel=room.id, user=listened.ann.id, text="private", blocks=[OVERFLOW]
    )
    public, private = await listened.ann.sees(room)
    await listened.ann.presses(public, "Undo")
    await post(await last_url(listened), text="public done", replace_original=True)
    await listened.ann.presses(private, "Undo")
    url = await last_url(listened)
    await post(url, text="private done", replace_original=True)
    assert [(m.text, m.buttons) for m in await listened.ann.sees(room)] == [
        ("public done", []),
        ("private done", []),
    ]
    await post(url, delete_original=True)
    assert [m.text for m in await listened.ann.sees(room)] == ["public done"]


async def test_a_reply_into_the_thread(listened: Town) -> None:
    root = await listened.ann.says("root", in_=listened.room)
    await listened.ann.shortcut("note", root)
    await post(await last_url(listened), text="noted", thread_ts=root.ts)
    assert [m.text for m in await listened.ann.sees(listened.room)] == ["root"]
    assert [m.text for m in await listened.ann.sees_thread(root)] == ["root", "noted"]


async def test_answering_can_be_made_to_fail(listened: Town) -> None:
    await listened.ann.command("/hello", in_=listened.room)
    url = await last_url(listened)
    await listened.box.fail("response_url", status=500)
    assert (await post(url, text="x"))[0] == 500
    assert await post(url, text="x") == (200, "ok")
    answers = [e for e in await listened.box.wire() if e.get("out") == "response_url"]
    assert [e["response"]["ok"] for e in answers] == [False, True]
    assert answers[1]["body"]["text"] == "x"
