"""A lean Slack on 127.0.0.1: it says yes to everything, at once, and counts what was posted.

It checks nothing (the practice room does), so that next to nothing of a measure is its time.
"""

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from benchmarks.children import Answer, be_child

TEAM, BOT_USER, BOT = "T1", "UBOT", "BBOT"


class StandIn:
    """Answers as Slack does, as far as a bot reads it; each answer takes so many `seconds`."""

    def __init__(self) -> None:
        self.posted: Counter[str] = Counter()
        self.port = 0
        self.seconds = 0.0
        self._numbers = itertools.count(1)

    async def call(self, request: web.Request) -> web.Response:
        """One call of the Web API."""
        method, body = request.match_info["method"], await request.read()
        answer = {"ok": True, **self._answer(method, body, request.content_type)}
        if self.seconds:
            await asyncio.sleep(self.seconds)
        return web.Response(body=json.dumps(answer).encode(), content_type="application/json")

    def _answer(self, method: str, body: bytes, content_type: str) -> dict[str, Any]:
        match method:
            case "auth.test":
                return {"team_id": TEAM, "team": "Acme", "user_id": BOT_USER, "bot_id": BOT}
            case "apps.connections.open":
                return {"url": f"ws://127.0.0.1:{self.port}/socket"}
            case "chat.postMessage":
                return self._post(json.loads(body) if content_type.endswith("json") else {})
            case "conversations.open":
                return {"channel": {"id": f"D{next(self._numbers)}"}}
            case "reactions.get":
                return {"type": "message", "message": {"text": "It runs again."}}
            case "views.open":
                return {"view": {"id": f"V{next(self._numbers)}"}}
        return {}

    def _post(self, message: dict[str, Any]) -> dict[str, Any]:
        payload = (message.get("metadata") or {}).get("event_payload") or {}
        self.posted[payload.get("id", "")] += 1
        return {"channel": message.get("channel"), "ts": f"{next(self._numbers)}.000000"}

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """A socket on which nothing is ever said."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        async for _frame in socket:
            pass
        return socket


@asynccontextmanager
async def open_stand_in() -> AsyncIterator[Answer]:
    """Serve; a question is answered with the port and how often each delivery id was posted.

    `seconds` is how long each answer takes from then on.
    """
    stand_in = StandIn()
    application = web.Application()
    application.router.add_route("*", "/api/{method}", stand_in.call)
    application.router.add_get("/socket", stand_in.connect)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stand_in.port = runner.addresses[0][1]

    async def answer(*, forget: bool = False, seconds: float = 0.0) -> dict[str, Any]:
        stand_in.seconds = seconds
        told = {"port": stand_in.port, "posted": dict(stand_in.posted)}
        if forget:
            stand_in.posted.clear()
        return told

    yield answer
    await runner.cleanup()


if __name__ == "__main__":
    be_child(open_stand_in)
