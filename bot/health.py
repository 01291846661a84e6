"""Tells machines how the bot is: `/healthz` alive, `/readyz` ready, `/metrics` in figures."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Any, Generic, TypeVar

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import select

from bot import metrics
from storage.database import Database
from storage.schema import newest_revision, read_revision

ANSWER_SECONDS = 2.0
# How long a question that hangs may take to end once it is not to be answered any more.
ENDING_SECONDS = 0.5
FINE = "ok"

Answer = TypeVar("Answer")
Check = Callable[[], Coroutine[Any, Any, str]]
Figures = Callable[[], Coroutine[Any, Any, bytes]]

log = structlog.get_logger(__name__)


class Question(Generic[Answer]):
    """Something that may hang, asked by whoever comes: nobody waits long, nor asks it twice."""

    def __init__(self, ask: Callable[[], Coroutine[Any, Any, Answer]]) -> None:
        self._ask = ask
        self._asking: asyncio.Task[Answer] | None = None

    async def answer(self) -> Answer:
        """Raises TimeoutError where none comes in time, or what asking raises."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
            self._asking.add_done_callback(_hear)  # also where nobody waited for it so long
        done, _ = await asyncio.wait({self._asking}, timeout=ANSWER_SECONDS)
        if not done:
            raise TimeoutError
        return self._asking.result()

    async def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait({self._asking}, timeout=ENDING_SECONDS)


def _hear(asking: asyncio.Task[Any]) -> None:
    if not asking.cancelled():
        asking.exception()


class Health:
    """The server for machines, where there is a port for it.

    Each check returns `ok`, or says what is the matter.
    """

    def __init__(
        self, host: str, port: int | None, *, checks: Mapping[str, Check], figures: Figures
    ) -> None:
        self._host, self._port = host, port
        self._checks = {name: Question(check) for name, check in checks.items()}
        self._figures = Question(figures)
        app = web.Application()
        app.router.add_get("/healthz", self._say_alive)
        app.router.add_get("/readyz", self._say_ready)
        app.router.add_get("/metrics", self._say_figures)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=ENDING_SECONDS)

    async def open(self) -> None:
        """Raises OSError where the port is taken."""
        if self._port is None:
            return
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()

    async def close(self) -> None:
        await self._runner.cleanup()
        await asyncio.gather(self._figures.close(), *(q.close() for q in self._checks.values()))

    async def _say_alive(self, _request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _say_ready(self, _request: web.Request) -> web.Response:
        answers = await asyncio.gather(*(_ask(check) for check in self._checks.values()))
        found = dict(zip(self._checks, answers, strict=True))
        ready = set(answers) == {FINE}
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        return web.json_response({"ready": ready, **found}, status=status)

    async def _say_figures(self, _request: web.Request) -> web.Response:
        """Those of the database are left out where it does not answer: the others still count."""
        text = generate_latest(metrics.REGISTRY)
        try:
            text += await self._figures.answer()
        except Exception as error:
            log.warning("figures_unreadable", error=type(error).__name__)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _ask(check: Question[str]) -> str:
    try:
        return await check.answer()
    except TimeoutError:
        return f"no answer within {ANSWER_SECONDS:.0f} seconds"
    except Exception as error:
        return type(error).__name__


async def check_database(database: Database) -> str:
    """Whether it can be written: an SQLite file that somebody has locked can be read still."""
    async with database.write() as session:
        await session.execute(select(1))
    return FINE


async def check_schema(database: Database) -> str:
    """Whether it is at the revision that this version needs."""
    async with database.read() as session:
        current = await read_revision(session)
    newest = newest_revision()
    return FINE if current == newest else f"at {current or 'none'}, not {newest}"
