"""The running local Slack: a web server with the Web API, Socket Mode, control API and page."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from aiohttp import web

from sandbox import control
from sandbox.api import dispatch
from sandbox.api.files import MAX_BYTES
from sandbox.clock import Clock
from sandbox.core import Core
from sandbox.keeping import Keeper
from sandbox.page import downloads, serving
from sandbox.wire import Wire

HOST = "127.0.0.1"
# Who is being answered when the server stops has this long, and as long again when cut off.
_STOP_SECONDS = 0.4


class Slack:
    """Start it, give its `api_url` to the bot as base URL, and its `url` to `Sandbox.connect`.

    It listens on this machine only and answers only requests that name this machine as host. With
    `kept` the world is read from that file at start, where it is, and written to it.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        limits: Literal["real", "off"] = "real",
        *,
        kept: Path | None = None,
    ) -> None:
        self.core = Core(clock or Clock(), limits)
        self._keeper = self._keep_in(kept) if kept else None
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
        """Listen; port 0 takes a free one. Raises OSError, and Unreadable for what is kept."""
        if self._keeper:
            self._keeper.start()
        self._runner = web.AppRunner(self._application(), shutdown_timeout=_STOP_SECONDS)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        self.url = f"http://{HOST}:{self._runner.addresses[0][1]}"
        self.core.listen_at(self.url)

    async def stop(self) -> None:
        """Close all sockets and pages, and forget what was still to be delivered."""
        self.core.live.close()
        await self.core.deliveries.stop()
        await self.core.sockets.close()
        if self._runner:
            await self._runner.cleanup()
        if self._keeper:
            await self._keeper.stop()

    def _keep_in(self, path: Path) -> Keeper:
        keeper = Keeper(self.core.world, path)
        self.core.live.on_change(keeper.changed)
        return keeper

    def _application(self) -> web.Application:
        application = web.Application(middlewares=serving.GUARDS, client_max_size=MAX_BYTES)
        application.router.add_route("*", "/api/{method}", self._serve_api)
        application.router.add_get("/link/", self.core.sockets.serve)
        application.router.add_post("/response/{key:.+}", self._serve_response_url)
        application.router.add_post("/upload/v1/{key}", self._serve_upload)
        application.router.add_get("/sandbox", self._serve_verbs)
        application.router.add_get("/sandbox/files/{file}", self._serve_file)
        application.router.add_post("/sandbox/{verb}", self._serve_control)
        serving.add_routes(application, self.core.live)
        return application

    async def _serve_api(self, request: web.Request) -> web.StreamResponse:
        return await dispatch.serve(self.core, request)

    async def _serve_verbs(self, _request: web.Request) -> web.StreamResponse:
        return control.list_verbs()

    async def _serve_control(self, request: web.Request) -> web.StreamResponse:
        return await control.serve(self.core, request)

    async def _serve_upload(self, request: web.Request) -> web.StreamResponse:
        return await dispatch.serve_upload(self.core, request)

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        return downloads.serve(self.core, request)

    async def _serve_response_url(self, request: web.Request) -> web.StreamResponse:
        return await dispatch.serve_response_url(self.core, request)
