"""The running local Slack: one web server with the Web API, Socket Mode and the control API."""

from __future__ import annotations

import json
from typing import Literal

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox import control
from sandbox.api import dispatch
from sandbox.clock import Clock
from sandbox.core import Core
from sandbox.errors import SlackError
from sandbox.model import JSON
from sandbox.wire import Wire

HOST = "127.0.0.1"


class Slack:
    """Start it, give its `api_url` to the bot as base URL, and its `url` to `Sandbox.connect`.

    It listens on this machine only and answers only requests that name this machine as host.
    """

    def __init__(self, clock: Clock | None = None, limits: Literal["real", "off"] = "real") -> None:
        self.core = Core(clock or Clock(), limits)
        self.url = ""
        self._runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def clock(self) -> Clock:
        return self.core.clock

    @property
    def wire(self) -> Wire:
        return self.core.wire

    async def start(self, port: int = 0) -> None:
        """Listen; port 0 takes a free one."""
        self._runner = web.AppRunner(self._application(), shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        self.url = f"http://{HOST}:{self._runner.addresses[0][1]}"
        self.core.listen_at(self.url)

    async def stop(self) -> None:
        """Close all sockets and forget what was still to be delivered."""
        await self.core.deliveries.stop()
        await self.core.sockets.close()
        if self._runner:
            await self._runner.cleanup()

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[_refuse_foreign_hosts], client_max_size=2**22)
        application.router.add_route("*", "/api/{method}", self._serve_api)
        application.router.add_get("/link/", self.core.sockets.serve)
        application.router.add_post("/response/{key:.+}", self._serve_response_url)
        application.router.add_post("/sandbox/{verb}", self._serve_control)
        return application

    async def _serve_api(self, request: web.Request) -> web.StreamResponse:
        return await dispatch.serve(self.core, request)

    async def _serve_control(self, request: web.Request) -> web.StreamResponse:
        return await control.serve(self.core, request)

    async def _serve_response_url(self, request: web.Request) -> web.StreamResponse:
        """Plain `ok`, or the error as text: 404 for a dead URL, 400 for a bad body."""
        key = request.match_info["key"]
        body = await _read_json(request)
        number = self.wire.record_call("response_url", body | {"response_url": str(request.url)})
        try:
            self.core.response_urls.answer(key, body)
        except SlackError as error:
            self.wire.finish(number, {"ok": False, "error": error.error})
            status = 404 if error.error in ("used_url", "expired_url") else 400
            return web.Response(text=error.error, status=status)
        self.wire.finish(number, {"ok": True})
        return web.Response(text="ok")


async def _read_json(request: web.Request) -> JSON:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


@web.middleware
async def _refuse_foreign_hosts(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A page elsewhere that got this address by its own name server must not reach us."""
    if request.url.host not in (HOST, "localhost"):
        return web.Response(status=403, text="wrong host")
    return await handler(request)
