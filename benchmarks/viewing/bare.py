"""A child, the baselines: a page that only loads as much as ours, and one of plain paragraphs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from benchmarks.children import Answer, be_child

STYLE, SCRIPT = "text/css", "text/javascript"
READY = """
await Promise.all(addresses.map(async (address) => (await fetch(address)).text()));
document.documentElement.dataset.ready = "true";
"""


class Bare:
    """Serves what it was told to: contents by path, with their types."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[str, str]] = {}

    def prepare(self, loads: list[tuple[str, int]], paragraphs: int) -> None:
        """`loads` are the types and sizes in bytes of all that our page loads until it is ready."""
        heads, addresses = [], []
        for number, (kind, size) in enumerate(loads):
            path = f"/file/{number}"
            self._files[path] = kind, _filler(kind, size)
            if kind == STYLE:
                heads.append(f'<link rel="stylesheet" href="{path}">')
            elif kind == SCRIPT:
                heads.append(f'<script type="module" src="{path}"></script>')
            else:
                addresses.append(path)
        ready = f"const addresses = {addresses};{READY}"
        head = f'{"".join(heads)}<script type="module">{ready}</script>'
        self._files["/"] = "text/html", f"<!doctype html><head>{head}</head><body></body>"
        self._files["/plain"] = "text/html", _plain(paragraphs)

    async def serve(self, request: web.Request) -> web.Response:
        kind, text = self._files[request.path]
        return web.Response(text=text, content_type=kind)


def _filler(kind: str, size: int) -> str:
    """A file of this size in which nothing stands."""
    if kind in (STYLE, SCRIPT):
        return f"/*{' ' * max(0, size - 4)}*/"
    return " " * size


def _plain(paragraphs: int) -> str:
    """As many messages as bare as can be, in something that scrolls."""
    style = "height: 600px; overflow-y: auto"
    lines = "".join(f"<p>Message {number}: words</p>" for number in range(paragraphs))
    return f'<!doctype html><body><div role="log" style="{style}">{lines}</div></body>'


@asynccontextmanager
async def open_bare() -> AsyncIterator[Answer]:
    """Asked to prepare, it answers with its address."""
    bare, application = Bare(), web.Application()
    application.router.add_get("/{path:.*}", bare.serve)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()

    async def answer(*, loads: list[tuple[str, int]], paragraphs: int) -> dict[str, Any]:
        bare.prepare(loads, paragraphs)
        return {"url": f"http://127.0.0.1:{runner.addresses[0][1]}"}

    yield answer
    await runner.cleanup()


if __name__ == "__main__":
    be_child(open_bare)
