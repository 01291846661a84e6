"""HTTP mode: a real Bolt app behind aiohttp gets signed requests and answers them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

from sandbox.client import Sandbox
from sandbox.http_events import url_for
from sandbox.model import App
from sandbox.slack import Slack
from tests.sandbox.test_conversation_with_bolt import BUTTON, FORM
from tests.sandbox.town import Town, bolt_app, build_town


class Server:
    """Where the app listens; `heads` are the headers of what it was sent."""

    def __init__(self) -> None:
        self.handler: Any = None
        self.heads: list[dict[str, str]] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.heads.append({name.lower(): value for name, value in request.headers.items()})
        return await self.handler(request)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server, application = Server(), web.Application()
    application.router.add_post("/slack/events", server.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield server
    await runner.cleanup()


@pytest.fixture
async def town(slack: Slack, box: Sandbox, server: Server) -> Town:
    async def refuse(request: web.Request) -> web.Response:
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    server.handler = refuse
    return await build_town(slack, box, server.url)


def serve_bolt(server: Server, town: Town) -> Any:
    app = bolt_app(town)

    async def handler(request: web.Request) -> web.Response:
        bolt_request = await to_bolt_request(request)
        return await to_aiohttp_response(await app.async_dispatch(bolt_request))

    server.handler = handler
    return app


async def test_commands_clicks_forms_and_events_over_http(town: Town, server: Server) -> None:
    app = serve_bolt(server, town)
    heard: list[str] = []

    @app.command("/hello")
    async def hello(ack: Any, command: dict[str, Any]) -> None:
        await ack(text=f"Hello {command['user_name']}", blocks=[BUTTON])

    @app.action("ask")
    async def ask(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("form")
    async def form(ack: Any) -> None:
        await ack(response_action="errors", errors={"what": "Not that"})

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    reply = await town.ann.command("/hello", in_=town.room)
    assert reply.text == "Hello ann.berg"
    (ephemeral,) = await town.ann.sees(town.room)
    await town.ann.presses(ephemeral, "Ask me")
    assert (await town.ann.submits({"what": "things"})).errors == {"what": "Not that"}
    await town.ann.says("by post", in_=town.room)
    assert heard == ["by post"]
    entries = [e for e in await town.box.wire() if "in" in e]
    (start, *_) = [n for n, e in enumerate(entries) if e["in"] == "slash_commands"]
    kinds = [e["in"] for e in entries[start:]]
    assert kinds == ["slash_commands", "interactive", "interactive", "events_api"]
    entry = next(e for e in await town.box.wire() if e.get("in") == "slash_commands")
    assert entry["envelope"]["payload"]["command"] == "/hello"
    assert entry["ack"]["payload"]["text"] == "Hello ann.berg"


async def test_a_failing_app_is_asked_again_with_a_reason(town: Town, server: Server) -> None:
    async def fail(request: web.Request) -> web.Response:
        return web.Response(status=500)

    server.handler = fail
    server.heads.clear()
    await town.box.retry_after_seconds(0.5)
    await town.ann.says("hi", in_=town.room)
    await town.box.quiet()
    nums = [head.get("x-slack-retry-num") for head in server.heads]
    assert nums == [None, "1", "2", "3"]
    assert server.heads[1]["x-slack-retry-reason"] == "http_error"
    assert (await town.ann.command("/hello", in_=town.room)).error == "dispatch_failed"


async def test_a_slow_or_silent_app_is_asked_again_with_that_reason(
    town: Town, server: Server
) -> None:
    async def dawdle(request: web.Request) -> web.Response:
        await asyncio.sleep(1.5)
        return web.Response()

    async def hang_up(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    await town.box.retry_after_seconds(0.5)
    for handler, reason in ((dawdle, "http_timeout"), (hang_up, "connection_failed")):
        server.handler = handler
        server.heads.clear()
        await town.ann.says("hi", in_=town.room)
        await town.box.quiet()
        reasons = [head.get("x-slack-retry-reason") for head in server.heads]
        assert reasons == [None, reason, reason, reason]


async def test_an_app_may_ask_not_to_be_asked_again(town: Town, server: Server) -> None:
    server.heads.clear()
    await town.ann.says("hi", in_=town.room)
    await town.box.quiet()
    assert len(server.heads) == 1


async def test_the_request_url_is_verified(town: Town, server: Server) -> None:
    assert await town.app.verifies_url() is False
    serve_bolt(server, town)
    assert await town.app.verifies_url() is True


def test_each_kind_has_its_own_url_where_the_manifest_names_one() -> None:
    settings = {
        "event_subscriptions": {"request_url": "http://events"},
        "interactivity": {"request_url": "http://acts", "message_menu_options_url": "http://menu"},
    }
    commands = [{"command": "/one", "url": "http://one"}, {"command": "/two"}]
    manifest = {"settings": settings, "features": {"slash_commands": commands}}
    app = App("A1", manifest, "xapp-1", "secret", "http://all")
    assert url_for(app, "events_api", {"type": "event_callback"}) == "http://events"
    assert url_for(app, "interactive", {"type": "block_actions"}) == "http://acts"
    assert url_for(app, "interactive", {"type": "block_suggestion"}) == "http://menu"
    assert url_for(app, "slash_commands", {"command": "/one"}) == "http://one"
    assert url_for(app, "slash_commands", {"command": "/two"}) == "http://all"
