"""Socket Mode: envelopes, acks over any socket, redelivery, refresh and the limit of ten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from tests.sandbox.town import Town, bolt_app, listening, running


@asynccontextmanager
async def raw_socket(town: Town) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    opened = await town.client().apps_connections_open(app_token=town.app.app_token)
    async with aiohttp.ClientSession() as session, session.ws_connect(opened["url"]) as socket:
        yield socket


async def frame(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    received: dict[str, Any] = await socket.receive_json(timeout=5)
    return received


async def tries(town: Town, kind: str) -> list[dict[str, Any]]:
    return [
        entry
        for entry in await town.box.wire()
        if entry.get("in") == "events_api" and entry["envelope"]["payload"]["event"]["type"] == kind
    ]


async def test_hello_then_envelopes_then_acks(town: Town) -> None:
    async with raw_socket(town) as socket:
        hello = await frame(socket)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"] == {"app_id": town.app.id}
        assert set(hello["debug_info"]) == {"host", "build_number", "approximate_connection_time"}
        saying = asyncio.create_task(town.ann.says("hi", in_=town.room))
        event = await frame(socket)
        assert event["type"] == "events_api"
        assert event["accepts_response_payload"] is False
        assert (event["retry_attempt"], event["retry_reason"]) == (0, "")
        await socket.send_json({"envelope_id": event["envelope_id"]})
        await saying
        commanding = asyncio.create_task(town.ann.command("/hello", in_=town.room))
        command = await frame(socket)
        assert (command["type"], command["accepts_response_payload"]) == ("slash_commands", True)
        assert "retry_attempt" not in command
        ack = {"envelope_id": command["envelope_id"], "payload": {"text": "hi"}}
        await socket.send_json(ack)
        assert (await commanding).text == "hi"
    last = [entry for entry in await town.box.wire() if "in" in entry][-1]
    assert (last["in"], last["envelope"], last["ack"]) == ("slash_commands", command, ack)


async def test_an_ack_counts_over_any_socket_of_the_app(town: Town) -> None:
    async with raw_socket(town) as one, raw_socket(town) as other:
        await frame(one)
        assert (await frame(other))["num_connections"] == 2
        saying = asyncio.create_task(town.ann.says("hi", in_=town.room))
        receiving = {asyncio.create_task(frame(socket)): socket for socket in (one, other)}
        done, pending = await asyncio.wait(receiving, return_when=asyncio.FIRST_COMPLETED)
        got = done.pop()
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        answering = other if receiving[got] is one else one
        await answering.send_json({"envelope_id": got.result()["envelope_id"]})
        await saying
        await town.box.quiet()
    assert len(await tries(town, "message")) == 1


async def test_what_is_not_acked_comes_again_three_times(town: Town) -> None:
    await town.box.retry_after_seconds(0.05)
    async with raw_socket(town) as socket:
        await frame(socket)
        await town.ann.says("hi", in_=town.room)
        await town.box.quiet()
    four = await tries(town, "message")
    assert [entry["envelope"]["retry_attempt"] for entry in four] == [0, 1, 2, 3]
    reasons = [entry["envelope"]["retry_reason"] for entry in four]
    assert reasons == ["", "timeout", "timeout", "timeout"]
    assert len({entry["envelope"]["envelope_id"] for entry in four}) == 4
    assert len({entry["envelope"]["payload"]["event_id"] for entry in four}) == 1
    assert {entry["ack"] is None for entry in four} == {True}


async def test_a_lost_ack_brings_the_event_again(listened: Town) -> None:
    await listened.box.retry_after_seconds(0.5)
    await listened.box.drop_acks(1)
    await listened.ann.says("hi", in_=listened.room)
    await listened.box.quiet()
    lost, kept = await tries(listened, "message")
    assert (lost["ack"], kept["ack"] is None) == (None, False)


async def test_the_last_event_can_be_sent_twice(listened: Town) -> None:
    message = await listened.ann.says("hi", in_=listened.room)
    await listened.ann.reacts(message, "eyes")
    await listened.box.redeliver_last("reaction_added")
    once, again = await tries(listened, "reaction_added")
    assert once["envelope"]["payload"] == again["envelope"]["payload"]
    assert again["envelope"]["retry_attempt"] == 1


async def test_a_late_bot_gets_what_happened_just_before(town: Town) -> None:
    await town.box.retry_after_seconds(3)
    await town.ann.says("anybody?", in_=town.room)
    assert await tries(town, "message") == []
    async with listening(town):
        await town.box.quiet()
        assert [entry["ack"] is None for entry in await tries(town, "message")] == [False]


async def test_a_refreshed_client_comes_back(town: Town) -> None:
    async with listening(town) as client:
        before = client.current_session
        await town.box.refresh_sockets()
        await reconnected(client, before)
        await town.ann.says("still there?", in_=town.room)
        (entry,) = await tries(town, "message")
        assert entry["ack"] is not None
        assert await town.app.open_sockets() == 1


async def reconnected(client: SocketModeClient, before: object) -> None:
    deadline = asyncio.get_running_loop().time() + 5
    while client.current_session is before or not await client.is_connected():
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.01)


async def test_an_eleventh_socket_is_turned_away(town: Town) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(10):
            await frame(await stack.enter_async_context(raw_socket(town)))
        refused = await stack.enter_async_context(raw_socket(town))
        goodbye = await frame(refused)
        assert (goodbye["type"], goodbye["reason"]) == ("disconnect", "too_many_websockets")
        assert await town.app.open_sockets() == 10


async def test_a_ticket_is_good_once(town: Town) -> None:
    opened = await town.client().apps_connections_open(app_token=town.app.app_token)
    url = opened["url"].replace("ws://", "http://")
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(opened["url"]):
            pass
        async with session.get(url) as again:
            assert again.status == 400


async def test_a_bot_that_fails_is_asked_again_and_may_then_succeed(town: Town) -> None:
    await town.box.retry_after_seconds(0.1)
    app = bolt_app(town, process_before_response=True)
    calls: list[str] = []

    @app.event("reaction_added")
    async def fail_once(event: dict[str, Any]) -> None:
        calls.append(event["event_ts"])
        if len(calls) == 1:
            raise RuntimeError("the database is locked")

    @app.event("message")
    async def ignore() -> None:
        pass

    async with running(town, app):
        message = await town.ann.says("hi", in_=town.room)
        await town.ann.reacts(message, "one")
        await town.box.quiet()
    assert len(calls) == 2
    assert calls[0] == calls[1]


async def test_silence_is_an_error_for_the_person(town: Town) -> None:
    reply = await town.ann.command("/hello", in_=town.room)
    assert (reply.error, reply.text) == (
        "dispatch_failed",
        '/hello failed with the error "dispatch_failed"',
    )
    await town.box.ack_within_seconds(0.05)
    async with raw_socket(town):
        reply = await town.ann.command("/hello", in_=town.room)
    assert reply.error == "operation_timeout"
    assert reply.text == '/hello failed with the error "operation_timeout"'
