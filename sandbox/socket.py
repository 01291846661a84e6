"""Socket Mode: the app's WebSockets, the envelopes on them and the acks that come back."""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from contextlib import suppress

from aiohttp import WSMsgType, web

from sandbox.deliveries import Delivery, Try
from sandbox.faults import Faults
from sandbox.model import JSON, App
from sandbox.wire import Wire

MAX_SOCKETS = 10
# What Slack says when it wants a socket to go: some seconds before a refresh, at the refresh, when
# Socket Mode is switched off for the app, and when there are too many.
REASONS = ("warning", "refresh_requested", "link_disabled", "too_many_websockets")
_HOST = "applink-sandbox"


class SocketHub:
    """All open sockets of all apps. An ack counts over any socket of its app."""

    def __init__(self, wire: Wire, faults: Faults) -> None:
        self._wire = wire
        self._faults = faults
        self._tickets: dict[str, App] = {}
        self._sockets: dict[str, list[web.WebSocketResponse]] = {}
        self._leaving: set[web.WebSocketResponse] = set()
        self._waiting: dict[str, tuple[Delivery, int]] = {}
        self._connected = asyncio.Condition()

    def new_ticket(self, app: App) -> str:
        """Good for one connection."""
        ticket = str(uuid.uuid4())
        self._tickets[ticket] = app
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """A connecting app: hello, then its acks until it leaves."""
        app = self._tickets.pop(request.query.get("ticket", ""), None)
        if app is None:
            return web.Response(status=400, text="invalid ticket")
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        sockets = self._sockets.setdefault(app.id, [])
        if len(sockets) >= MAX_SOCKETS or self._faults.refuses_socket():
            await socket.send_json(_disconnect("too_many_websockets"))
            await socket.close()
            return socket
        sockets.append(socket)
        try:
            await socket.send_json(_hello(app, len(sockets)))
            async with self._connected:
                self._connected.notify_all()
            await self._listen(app, socket)
        finally:
            self._forget(app, socket)
        return socket

    async def carry(self, delivery: Delivery, attempt: Try, seconds: float) -> str | None:
        """Send over any one socket; "timeout" when no ack came, "no_connection" without socket.

        An event waits that long for its app to connect; an interaction fails at once.
        """
        socket = self._pick(delivery.app)
        if socket is None and delivery.kind == "events_api":
            delivery.first_try_over.set()
            await self._await_socket(delivery.app, seconds)
            socket = self._pick(delivery.app)
        if socket is None:
            return "no_connection"
        envelope = _envelope(delivery, attempt)
        number = self._wire.record_envelope(delivery.kind, envelope)
        self._waiting[envelope["envelope_id"]] = (delivery, number)
        try:
            await socket.send_json(envelope)
        except ConnectionError:
            return "no_connection"
        await asyncio.wait([delivery.acked], timeout=seconds)
        return None if delivery.acked.done() else "timeout"

    async def refresh(self, reason: str) -> None:
        """Ask every socket to connect again, as Slack does every few hours.

        `reason` is one of REASONS.
        """
        for app_id, sockets in list(self._sockets.items()):
            self._sockets[app_id] = []
            self._leaving.update(sockets)
            for socket in sockets:
                with suppress(ConnectionError):
                    await socket.send_json(_disconnect(reason))

    async def close(self) -> None:
        """Cut all sockets without a word."""
        for sockets in [*self._sockets.values(), list(self._leaving)]:
            for socket in list(sockets):
                await socket.close()

    def count(self, app: App) -> int:
        return len(self._sockets.get(app.id, []))

    async def _listen(self, app: App, socket: web.WebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                self._hear(app, frame.data)

    def _hear(self, app: App, text: str) -> None:
        try:
            ack: JSON = json.loads(text)
        except ValueError:
            return
        delivery, number = self._waiting.get(ack.get("envelope_id", ""), (None, 0))
        if delivery is None or delivery.app is not app:
            return
        del self._waiting[ack["envelope_id"]]
        if self._faults.loses_ack():
            return
        self._wire.finish(number, ack)
        delivery.ack(ack.get("payload") or {})

    async def _await_socket(self, app: App, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._connected:
                await self._connected.wait_for(lambda: self._pick(app) is not None)

    def _pick(self, app: App) -> web.WebSocketResponse | None:
        open_sockets = [s for s in self._sockets.get(app.id, []) if not s.closed]
        return secrets.choice(open_sockets) if open_sockets else None

    def _forget(self, app: App, socket: web.WebSocketResponse) -> None:
        self._leaving.discard(socket)
        if socket in self._sockets[app.id]:
            self._sockets[app.id].remove(socket)


def _hello(app: App, connections: int) -> JSON:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {
            "host": _HOST,
            "build_number": 1,
            "approximate_connection_time": 18060,
        },
        "connection_info": {"app_id": app.id},
    }


def _disconnect(reason: str) -> JSON:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": _HOST}}


def _envelope(delivery: Delivery, attempt: Try) -> JSON:
    envelope: JSON = {
        "type": delivery.kind,
        "envelope_id": str(uuid.uuid4()),
        "accepts_response_payload": delivery.accepts_response,
        "payload": delivery.payload,
    }
    if delivery.kind == "events_api":
        reason = "timeout" if attempt.number else ""
        envelope |= {"retry_attempt": attempt.number, "retry_reason": reason}
    return envelope
