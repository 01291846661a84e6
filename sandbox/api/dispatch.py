"""From an HTTP request to a method and back: tokens, scopes, rate limits and planned faults."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from aiohttp import web

from sandbox.api import (
    auth,
    chat,
    conversations,
    files,
    history,
    reactions,
    users,
    view_methods,
)
from sandbox.api.call import Call
from sandbox.api.registry import METHODS, Method
from sandbox.core import Core
from sandbox.errors import SlackError
from sandbox.faults import Fault
from sandbox.model import JSON, App, Installation

HISTORY = ("conversations.history", "conversations.replies")
FAMILIES = (auth, chat, conversations, files, history, reactions, users, view_methods)


async def serve(core: Core, request: web.Request) -> web.Response:
    """Answer one call of a method."""
    name = request.match_info["method"]
    params = await merged_params(request)
    return await _recorded(core, request, name, params, lambda: _answer(core, name, params))


async def serve_response_url(core: Core, request: web.Request) -> web.Response:
    """Plain `ok`, or the error as text: 404 for a dead URL, 400 for a bad body."""
    body = _json_object(await request.text())

    def answer() -> web.Response:
        try:
            core.response_urls.answer(request.match_info["key"], body)
        except SlackError as error:
            status = 404 if error.error in ("used_url", "expired_url") else 400
            return web.Response(text=error.error, status=status)
        return web.Response(text="ok")

    params = body | {"response_url": str(request.url)}
    return await _recorded(core, request, "response_url", params, answer)


async def serve_upload(core: Core, request: web.Request) -> web.Response:
    """Take the bytes of a file, and say in plain text how many."""
    content = await request.read()

    def answer() -> web.Response:
        if not files.take_bytes(core, request.match_info["key"], content):
            return web.Response(text="not found", status=404)
        return web.Response(text=f"OK - {len(content)}")

    params: JSON = {"upload_url": str(request.url), "length": len(content)}
    return await _recorded(core, request, "upload", params, answer)


async def _recorded(
    core: Core,
    request: web.Request,
    name: str,
    params: JSON,
    answer: Callable[[], web.Response],
) -> web.Response:
    """Put call and answer into the wire record, and let the planned faults happen."""
    number = core.wire.record_call(name, params)
    response: web.Response | None = None
    try:
        response = await _with_fault(core.faults.next_for(name), answer)
    finally:
        core.wire.finish(number, None if response is None else _told(response))
    return _cut(request) if response is None else response


async def _with_fault(
    fault: Fault | None, answer: Callable[[], web.Response]
) -> web.Response | None:
    """The answer, or what the fault makes of it; None where the connection is to be cut."""
    if fault is None:
        return answer()
    if fault.drop == "before":
        return None
    failure = await _failure(fault)
    if failure is None or fault.done:
        done = answer()
        failure = done if failure is None else failure
    return None if fault.drop == "after" else failure


def _told(response: web.Response) -> JSON:
    """The answer as the record keeps it; a response_url answers in plain text."""
    text = response.text or ""
    if response.content_type == "application/json":
        return _json_object(text)
    return {"ok": True} if response.status == 200 else {"ok": False, "error": text}


async def merged_params(request: web.Request) -> JSON:
    """Query, form and JSON body together, and the token wherever it stood."""
    params: JSON = dict(request.query)
    if request.content_type == "application/json":
        params |= _json_object(await request.text())
    elif request.can_read_body:
        params |= dict(await request.post())
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Bearer":
        params["token"] = token
    return params


def _json_object(text: str) -> JSON:
    """A body that is no JSON object counts as empty: the method then misses its arguments."""
    try:
        body = json.loads(text or "{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


async def _failure(fault: Fault) -> web.Response | None:
    """What the fault answers in place of the method, after its delay."""
    if fault.delay:
        await asyncio.sleep(fault.delay)
    if fault.error:
        return web.json_response({"ok": False, "error": fault.error})
    if fault.status:
        return web.json_response({"ok": False, "error": "internal_error"}, status=fault.status)
    if fault.retry_after is not None:
        return _too_fast(fault.retry_after)
    return None


def _too_fast(seconds: int) -> web.Response:
    return web.json_response(
        {"ok": False, "error": "ratelimited"},
        status=429,
        headers={"Retry-After": str(seconds)},
    )


def _cut(request: web.Request) -> web.Response:
    """Close the connection without a word; the returned response reaches nobody."""
    if request.transport:
        request.transport.abort()
    return web.Response()


def _answer(core: Core, name: str, params: JSON) -> web.Response:
    headers: dict[str, str] = {}
    try:
        method = _method(name)
        call = _authorized(core, name, method, params)
        if call.caller:
            headers["x-oauth-scopes"] = ",".join(call.caller.scopes)
        wait = _wait(call)
        if wait is not None:
            return _too_fast(wait)
        answer = {"ok": True} | method.function(call)
    except SlackError as error:
        answer = error.to_json()
    return web.json_response(answer, headers=headers)


def _method(name: str) -> Method:
    if name not in METHODS:
        raise SlackError("unknown_method", req_method=name)
    return METHODS[name]


def _wait(call: Call) -> int | None:
    """Seconds until this caller may call again; methods for anyone have no limit."""
    limits = call.core.limits
    if call.caller:
        app, team = call.caller.app, call.caller.team_id
        if app.is_distributed and call.method in HISTORY:
            return limits.retry_after_history(call.method, app.id, team)
        return limits.retry_after(call.method, app.id, team, _conversation(call, call.caller))
    return limits.retry_after(call.method, call.app.id, "", "") if call.app else None


def _conversation(call: Call, bot: Installation) -> str:
    """The conversation a call is about: a person's id means their direct message."""
    wanted = call.text("channel") or ""
    direct = call.core.world.direct_message(bot, wanted)
    return direct.id if direct else wanted


def _authorized(core: Core, name: str, method: Method, params: JSON) -> Call:
    if method.caller == "anyone":
        return Call(core, name, params)
    token = str(params.get("token") or "")
    if not token:
        raise SlackError("not_authed")
    if method.caller == "app":
        return Call(core, name, params, app=_app_of(core, token))
    call = Call(core, name, params, caller=_installation_of(core, token))
    if method.scope:
        call.need(method.scope)
    return call


def _app_of(core: Core, token: str) -> App:
    for app in core.world.apps.values():
        if app.app_token == token:
            return app
    _refuse_kind(token, "xoxb-")
    raise SlackError("invalid_auth")


def _installation_of(core: Core, token: str) -> Installation:
    for installation in core.world.installations:
        if installation.token == token:
            if installation.refusal:
                raise SlackError(installation.refusal)
            return installation
    _refuse_kind(token, "xapp-")
    raise SlackError("invalid_auth")


def _refuse_kind(token: str, prefix: str) -> None:
    if token.startswith(prefix):
        raise SlackError("not_allowed_token_type")
