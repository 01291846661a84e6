"""The control API: POST /sandbox/<verb> with JSON, for tests, the demo and the page.

An answer has `ok: true`; a refusal is HTTP 400 with `ok: false`, `error` and `message`.
"""

from __future__ import annotations

import json

from aiohttp import web

from sandbox.control import acts, building, directory, running, sights
from sandbox.control.registry import VERBS, Request
from sandbox.core import Core
from sandbox.people.conduct import RefusedError

FAMILIES = (acts, building, directory, running, sights)


async def serve(core: Core, request: web.Request) -> web.Response:
    name = request.match_info["verb"]
    if name not in VERBS:
        return _refusal("unknown_verb", f"there is no verb {name}", 404)
    if request.content_type != "application/json":
        return _refusal("invalid_content_type", "the body must be application/json", 415)
    try:
        body = json.loads(await request.text() or "{}")
        answer = await VERBS[name](Request(core, body))
    except RefusedError as error:
        return _refusal(error.code, str(error), 400)
    except ValueError as error:
        return _refusal("invalid_value", str(error), 400)
    return web.json_response({"ok": True} | answer)


def list_verbs() -> web.Response:
    """What can be asked for, by name, with the first line of what each verb says of itself."""
    said = {
        name: (function.__doc__ or "").strip().partition("\n")[0]
        for name, function in VERBS.items()
    }
    return web.json_response(
        dict(sorted(said.items())), dumps=lambda table: json.dumps(table, indent=2)
    )


def _refusal(code: str, message: str, status: int) -> web.Response:
    return web.json_response({"ok": False, "error": code, "message": message}, status=status)
