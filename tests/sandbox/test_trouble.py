"""Planned faults, rate limits, and the record of the wire."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from sandbox.client import Refused, Sandbox
from sandbox.clock import Clock
from sandbox.limits import Limits
from sandbox.slack import Slack
from tests.sandbox.town import Town, build_town


async def post(town: Town, text: str = "x") -> None:
    await town.client().chat_postMessage(channel=town.room.id, text=text)


async def test_a_call_fails_as_often_as_planned(town: Town) -> None:
    await town.box.fail("chat.postMessage", error="fatal_error", times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="fatal_error"):
            await post(town)
    await post(town)
    assert len(await town.ann.sees(town.room)) == 1


async def test_status_and_retry_after(town: Town) -> None:
    await town.box.fail("chat.postMessage", status=503)
    with pytest.raises(SlackApiError) as refused:
        await post(town)
    assert refused.value.response.status_code == 503
    await town.box.fail("chat.postMessage", retry_after=7)
    with pytest.raises(SlackApiError) as refused:
        await post(town)
    response = refused.value.response
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
    assert response.data == {"ok": False, "error": "ratelimited"}


async def test_a_slow_answer(town: Town) -> None:
    await town.box.fail("chat.postMessage", delay=0.1)
    began = time.monotonic()
    await post(town)
    assert time.monotonic() - began >= 0.1


async def test_an_app_that_waits_for_an_answer_is_not_quiet(town: Town) -> None:
    await town.box.fail("chat.postMessage", delay=0.3)
    posting = asyncio.create_task(post(town))
    while not await town.box.wire():
        await asyncio.sleep(0.01)
    await town.box.quiet()
    assert [m.text for m in await town.ann.sees(town.room)] == ["x"]
    await posting


async def test_a_connection_cut_before_or_after_it_was_done(town: Town) -> None:
    await town.box.fail("chat.postMessage", drop="before")
    await town.box.fail("chat.postMessage", drop="after")
    with pytest.raises(aiohttp.ClientError):
        await post(town, "never posted")
    with pytest.raises(aiohttp.ClientError):
        await post(town, "posted all the same")
    assert [m.text for m in await town.ann.sees(town.room)] == ["posted all the same"]


async def test_a_failure_may_be_told_of_what_was_done(town: Town) -> None:
    await town.box.fail("chat.postMessage", error="fatal_error", done=True)
    await town.box.fail("chat.postMessage", status=500, done=True)
    with pytest.raises(SlackApiError, match="fatal_error"):
        await post(town, "one")
    with pytest.raises(SlackApiError) as refused:
        await post(town, "two")
    assert refused.value.response.status_code == 500
    assert [m.text for m in await town.ann.sees(town.room)] == ["one", "two"]
    answers = [e["response"]["error"] for e in await town.box.wire() if "out" in e]
    assert answers == ["fatal_error", "internal_error"]


@pytest.mark.parametrize(
    ("method", "fault", "error"),
    [
        ("chat.postmessage", {"status": 500}, "unknown_method"),
        ("chat.postMessage", {}, "invalid_value"),
        ("chat.postMessage", {"status": 500, "error": "fatal_error"}, "invalid_value"),
        ("chat.postMessage", {"status": 500, "times": 0}, "invalid_value"),
    ],
)
async def test_a_fault_that_could_never_happen_is_refused(
    town: Town, method: str, fault: dict[str, Any], error: str
) -> None:
    with pytest.raises(Refused, match=error):
        await town.box.fail(method, **fault)


async def test_the_wire_is_in_order_and_without_tokens(town: Town, tmp_path: Path) -> None:
    await town.client().chat_postMessage(
        channel=town.room.id, text="x", metadata={"event_type": "a", "event_payload": {}}
    )
    await town.client().views_publish(user_id=town.ann.id, view='{"type":"home","blocks":[]}')
    town.slack.wire.write(tmp_path / "wire.jsonl")
    lines = (tmp_path / "wire.jsonl").read_text().splitlines()
    entries = [json.loads(line) for line in lines]
    assert entries == await town.box.wire()
    calls = [entry for entry in entries if "out" in entry]
    assert [call["out"] for call in calls] == ["chat.postMessage", "views.publish"]
    assert set(calls[0]) == {"out", "body", "response"}
    assert calls[0]["body"]["metadata"] == {"event_type": "a", "event_payload": {}}
    assert calls[0]["response"]["ts"]
    assert calls[1]["body"]["view"] == {"type": "home", "blocks": []}
    assert not any("xoxb-" in line or "xapp-" in line for line in lines)


@pytest.fixture
async def strict() -> AsyncIterator[Town]:
    slack = Slack()
    await slack.start()
    async with await Sandbox.connect(slack.url) as box:
        yield await build_town(slack, box)
    await slack.stop()


async def test_one_message_a_second_in_a_channel(strict: Town) -> None:
    for _ in range(5):
        await post(strict)
    with pytest.raises(SlackApiError) as refused:
        await post(strict)
    response = refused.value.response
    assert (response.status_code, response.headers["Retry-After"]) == (429, "1")
    dm = await strict.client().conversations_open(users=strict.ann.id)
    await strict.client().chat_postMessage(channel=dm["channel"]["id"], text="another channel")
    await strict.box.move_clock(by=timedelta(seconds=1))
    await post(strict)


async def test_a_tier_is_per_method_and_minute(strict: Town) -> None:
    for _ in range(20):
        await strict.client().users_list()
    with pytest.raises(SlackApiError, match="ratelimited"):
        await strict.client().users_list()
    await strict.client().users_info(user=strict.ann.id)
    await strict.box.move_clock(by=timedelta(minutes=1))
    await strict.client().users_list()


async def test_a_person_and_their_direct_message_are_one_channel(strict: Town) -> None:
    client = strict.client()
    dm = (await client.conversations_open(users=strict.ann.id))["channel"]["id"]
    for _ in range(5):
        await client.chat_postMessage(channel=dm, text="x")
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.chat_postMessage(channel=strict.ann.id, text="x")


async def test_opening_connections_has_a_limit_of_its_own(strict: Town) -> None:
    client = strict.client()
    for _ in range(50):
        await client.apps_connections_open(app_token=strict.app.app_token)
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.apps_connections_open(app_token=strict.app.app_token)


def test_a_workspace_takes_some_hundred_posts_a_minute() -> None:
    limits = Limits(Clock(), "real")
    waits = [limits.retry_after("chat.postMessage", "A1", "T1", f"C{n}") for n in range(301)]
    assert waits == [None] * 300 + [1]
    assert limits.retry_after("chat.postMessage", "A1", "T2", "C300") is None
