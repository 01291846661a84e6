"""An app that does nothing but keep what Slack sends it, over Socket Mode or over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from sandbox.client import Sandbox
from sandbox.slack import Slack
from tests.sandbox.town import Town, build_town

Payload = dict[str, Any]


@dataclass
class Ear:
    """`heard` are kinds of delivery with their payloads; `answer` is what the next ack carries."""

    heard: list[tuple[str, Payload]] = field(default_factory=list)
    answer: Payload | None = None
    town: Town = field(init=False)

    def hear(self, kind: str, payload: Payload) -> Payload | None:
        self.heard.append((kind, payload))
        answer, self.answer = self.answer, None
        return answer

    def last(self, kind: str) -> Payload:
        return [payload for heard, payload in self.heard if heard == kind][-1]

    def last_event(self, kind: str) -> Payload:
        """The envelope of the last event of this type."""
        envelopes = [payload for heard, payload in self.heard if heard == "events_api"]
        return [envelope for envelope in envelopes if envelope["event"]["type"] == kind][-1]


@asynccontextmanager
async def over_socket(slack: Slack, box: Sandbox) -> AsyncIterator[Ear]:
    ear = Ear()
    ear.town = await build_town(slack, box)
    client = SocketModeClient(app_token=ear.town.app.app_token, web_client=ear.town.client())

    async def ack(client: Any, request: SocketModeRequest) -> None:
        answer = ear.hear(request.type, request.payload)
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer))

    client.socket_mode_request_listeners.append(ack)
    await client.connect()
    try:
        yield ear
    finally:
        await client.close()


@asynccontextmanager
async def over_http(slack: Slack, box: Sandbox) -> AsyncIterator[Ear]:
    """Takes only what is signed and of the content type that Slack uses for its kind."""
    ear, application = Ear(), web.Application()

    async def ack(request: web.Request) -> web.Response:
        body = await request.text()
        if hasattr(ear, "town"):
            verifier = SignatureVerifier(ear.town.app.signing_secret)
            assert verifier.is_valid_request(body, dict(request.headers))
        answer = ear.hear(*read(request.content_type, body))
        return web.Response() if answer is None else web.json_response(answer)

    application.router.add_post("/slack", ack)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        ear.town = await build_town(slack, box, f"http://127.0.0.1:{runner.addresses[0][1]}/slack")
        yield ear
    finally:
        await runner.cleanup()


def read(content_type: str, body: str) -> tuple[str, Payload]:
    """Kind and payload, the kind in the words of Socket Mode."""
    if content_type == "application/json":
        return "events_api", json.loads(body)
    assert content_type == "application/x-www-form-urlencoded"
    form = dict(parse_qsl(body, keep_blank_values=True))
    if "command" in form:
        return "slash_commands", form
    assert form.keys() == {"payload"}
    return "interactive", json.loads(form["payload"])


TRANSPORTS = {"socket": over_socket, "http": over_http}
