"""How Slack's words reach Bolt: through a socket of ours, or as signed HTTP requests.

Either way, what is not a request of Slack's does not get to Bolt: one line in the log, no accident.
"""

import asyncio
from typing import Any, Protocol

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

EVENTS_PATH = "/slack/events"

# What Bolt raises while it takes a request apart that is neither JSON nor a form.
UNREADABLE = (ValueError, TypeError, AttributeError, LookupError)

# How long what is in hand may take once nothing more is listened to: Slack waits no longer either.
PATIENCE_SECONDS = 3

log = structlog.get_logger(__name__)


class Transport(Protocol):
    """Listens from `open` until `close`, which waits a little for what is in hand."""

    async def open(self) -> None: ...

    async def is_open(self) -> bool:
        """Whether Slack can reach us at this moment."""

    async def close(self) -> None: ...


class SocketClient(SocketModeClient):
    """Slack's client, for which a URL opens one socket: a new attempt asks for a new one."""

    async def start(self) -> None:
        """Connect. Raises SlackApiError or aiohttp.ClientError where Slack gives no URL."""
        self.wss_uri = await self.issue_new_wss_url()
        await self.connect()

    async def connect(self) -> None:
        while not self.closed:
            try:
                async with asyncio.timeout(self.ping_interval):
                    await super().connect()  # type: ignore[no-untyped-call]
                    return
            except TimeoutError:
                self.wss_uri = None

    async def deafen(self) -> None:
        """Take nothing more from the socket, which stays open for the acks of what is in hand."""
        self.auto_reconnect_enabled = False
        for task in (self.message_receiver, self.current_session_monitor, self.message_processor):
            if task is not None:
                task.cancel()


class Socket:
    """Socket Mode."""

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        self._app = app
        self._app_token = app_token
        self._client: SocketClient | None = None
        self._in_hand: set[asyncio.Task[Any]] = set()

    async def open(self) -> None:
        client = SocketClient(
            self._app_token, logger=self._app.logger, web_client=self._app.client, ping_interval=10
        )
        self._client = client
        client.socket_mode_request_listeners.append(self._hear)  # type: ignore[arg-type]
        await client.start()

    async def is_open(self) -> bool:
        socket = self._client
        return socket is not None and await socket.is_connected()

    async def close(self) -> None:
        if self._client is None:
            return
        await self._client.deafen()
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=PATIENCE_SECONDS)
        await self._client.close()  # type: ignore[no-untyped-call]

    async def _hear(self, client: SocketClient, request: SocketModeRequest) -> None:
        task = asyncio.create_task(self._answer(client, request))
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)
        await task

    async def _answer(self, client: SocketClient, request: SocketModeRequest) -> None:
        response = BoltResponse(status=200)  # of a riddle, too: it would not be clearer next time
        if is_understood(request.payload):
            response = await run_async_bolt_app(self._app, request)
        try:
            await send_async_response(client, request, response, 0)
        except ConnectionError as error:  # Slack sends it again, or tells the person
            log.warning("ack_lost", error=type(error).__name__)


class Server:
    """Signed HTTP."""

    def __init__(self, app: AsyncApp, host: str, port: int) -> None:
        self._app = app
        self._host, self._port = host, port
        web_app = web.Application()
        web_app.router.add_post(EVENTS_PATH, self._hear)
        self._runner = web.AppRunner(web_app, access_log=None, shutdown_timeout=PATIENCE_SECONDS)

    async def open(self) -> None:
        """Raises OSError where the port is taken."""
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()

    async def is_open(self) -> bool:
        return bool(self._runner.sites)

    async def close(self) -> None:
        await self._runner.cleanup()

    async def _hear(self, request: web.Request) -> web.Response:
        if not _may_be_signed(request):
            return web.Response(status=401)
        try:
            heard = await to_bolt_request(request)
        except UNREADABLE:
            return web.Response(status=400)
        if not is_understood(heard.body):
            return web.Response(status=400)
        return await to_aiohttp_response(await self._app.async_dispatch(heard))


def is_understood(body: object) -> bool:
    """Whether a payload has what Slack always sends with its kind, and we rely on."""
    match body:
        case {"type": "event_callback", "event": {"type": str()}}:
            return True
        case {"command": str(), "user_id": str(), "channel_id": str()}:
            return True
        case {"type": "block_actions", "user": {"id": str()}, "actions": [{}, *_]}:
            return True
        case {"type": "message_action" | "shortcut", "user": {"id": str()}}:
            return True
        case {"type": "view_submission" | "view_closed", "user": {"id": str()}, "view": {}}:
            return True
        case {"type": "url_verification"} | {"ssl_check": _}:
            return True
    log.warning("not_understood", type=body.get("type") if isinstance(body, dict) else None)
    return False


def _may_be_signed(request: web.Request) -> bool:
    """False for headers over which Bolt would stumble while it looks whether Slack signed this."""
    stamp = request.headers.get("X-Slack-Request-Timestamp", "0")
    signature = request.headers.get("X-Slack-Signature", "")
    return stamp.isascii() and stamp.isdigit() and signature.isascii()
