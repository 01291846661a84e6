"""HTTP mode: signed posts to the app's request URL, answered within three seconds."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout, TooManyRedirects

from sandbox.deliveries import Delivery, Kind, Try
from sandbox.faults import Faults
from sandbox.model import JSON, App
from sandbox.wire import Wire

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


class HttpEvents:
    """Posts what Socket Mode would send; a 200 is the ack and its body the ack's payload."""

    def __init__(self, wire: Wire, faults: Faults) -> None:
        self._wire = wire
        self._faults = faults

    async def carry(self, delivery: Delivery, attempt: Try, seconds: float) -> str | None:
        """The failure in the words of `x-slack-retry-reason`, "no_retry" when the app said so."""
        number = self._wire.record_envelope(delivery.kind, {"payload": delivery.payload})
        try:
            status, no_retry, text = await self._post(delivery, attempt, seconds)
        except TimeoutError:
            return "http_timeout"
        except TooManyRedirects:
            return "too_many_redirects"
        except ClientError:
            return "connection_failed"
        if self._faults.loses_ack():
            return "http_timeout"
        if status != 200:
            return "no_retry" if no_retry else "http_error"
        payload = _answer(text)
        self._wire.finish(number, {"payload": payload} if payload else {})
        delivery.ack(payload)
        return None

    async def verify_url(self, app: App) -> bool:
        """Ask as Slack does when a request URL is entered: the app must return the challenge."""
        challenge = secrets.token_hex(16)
        payload = {"type": "url_verification", "token": "sandbox", "challenge": challenge}
        delivery = Delivery(app, "events_api", payload, accepts_response=True)
        if await self.carry(delivery, Try(), 3.0) is not None:
            return False
        answer = delivery.acked.result()
        return challenge in (answer.get("challenge"), answer.get("text"))

    async def _post(
        self, delivery: Delivery, attempt: Try, seconds: float
    ) -> tuple[int, bool, str]:
        content_type, body = encode(delivery.kind, delivery.payload)
        headers = {"Content-Type": content_type} | sign(delivery.app, body)
        if attempt.number:
            headers["X-Slack-Retry-Num"] = str(attempt.number)
            headers["X-Slack-Retry-Reason"] = attempt.reason
        url = url_for(delivery.app, delivery.kind, delivery.payload)
        async with (
            asyncio.timeout(seconds),
            ClientSession(timeout=ClientTimeout(total=None)) as session,
            session.post(url, data=body, headers=headers) as response,
        ):
            no_retry = response.headers.get("X-Slack-No-Retry") == "1"
            return response.status, no_retry, await response.text()


def encode(kind: Kind, payload: JSON) -> tuple[str, bytes]:
    """Content type and body: events as JSON, commands as a form, the rest as its `payload`."""
    if kind == "events_api":
        return _JSON, json.dumps(payload).encode()
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return _FORM, urlencode(form).encode()


def sign(app: App, body: bytes) -> dict[str, str]:
    """The v0 signature. Its time is the real one: the app checks it against its own watch."""
    stamp = str(int(time.time()))
    base = b"v0:" + stamp.encode() + b":" + body
    digest = hmac.new(app.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def url_for(app: App, kind: Kind, payload: JSON) -> str:
    """The URL that the manifest names for this kind, else the app's common one."""
    named: str | None = None
    if kind == "events_api":
        named = app.settings.get("event_subscriptions", {}).get("request_url")
    elif kind == "interactive":
        suggests = payload["type"] == "block_suggestion"
        field = "message_menu_options_url" if suggests else "request_url"
        named = app.settings.get("interactivity", {}).get(field)
    else:
        for command in app.features.get("slash_commands", []):
            if command["command"] == payload["command"]:
                named = command.get("url")
    return named or app.request_url or ""


def _answer(text: str) -> JSON:
    if not text.strip():
        return {}
    try:
        answer = json.loads(text)
    except ValueError:
        return {"text": text}
    return answer if isinstance(answer, dict) else {"text": text}
