"""What machines are told, also where something hangs or is away."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial
from time import monotonic
from typing import Any

import aiohttp
import pytest

from bot.health import FINE, Health, check_database, check_schema
from storage.database import Database
from storage.schema import migrate, newest_revision
from tests.engines import ONE_ENGINE
from tests.ports import free_port


async def fine() -> str:
    return FINE


async def no_figures() -> bytes:
    return b"rapport_outbox_rows 0\n"


@asynccontextmanager
async def open_health(port: int, **given: Any) -> AsyncIterator[str]:
    health = Health("127.0.0.1", port, **{"checks": {}, "figures": no_figures, **given})
    await health.open()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await health.close()


async def ask(url: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        if answer.content_type == "application/json":
            return answer.status, await answer.json()
        return answer.status, await answer.text()


async def test_all_is_well() -> None:
    async with open_health(free_port(), checks={"database": fine, "slack": fine}) as url:
        assert await ask(f"{url}/healthz") == (200, {"alive": True})
        assert await ask(f"{url}/readyz") == (200, {"ready": True, "database": FINE, "slack": FINE})


async def test_readiness_says_which_part_is_not_ready() -> None:
    async def away() -> str:
        raise ConnectionError

    async def apart() -> str:
        return "not connected"

    checks = {"database": away, "schema": fine, "slack": apart}
    async with open_health(free_port(), checks=checks) as url:
        status, body = await ask(f"{url}/readyz")
        assert status == 503
        assert body == {
            "ready": False,
            "database": "ConnectionError",
            "schema": FINE,
            "slack": "not connected",
        }
        assert (await ask(f"{url}/healthz"))[0] == 200


@pytest.fixture
async def hung_database() -> AsyncIterator[Database]:
    """A server that takes connections and never says a word."""
    talks: set[asyncio.StreamWriter] = set()

    async def hold(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(writer)

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    database = Database(f"postgresql://nobody@127.0.0.1:{port}/none")
    yield database
    for writer in talks:
        writer.close()
    server.close()
    await database.close()


async def test_a_database_that_hangs_holds_up_nobody(hung_database: Database) -> None:
    asked = 0

    async def check() -> str:
        nonlocal asked
        asked += 1
        return await check_database(hung_database)

    async def figures() -> bytes:
        return (await check_database(hung_database)).encode()

    async with open_health(free_port(), checks={"database": check}, figures=figures) as url:
        begun = monotonic()
        answers = await asyncio.gather(
            ask(f"{url}/readyz"), ask(f"{url}/readyz"), ask(f"{url}/metrics"), ask(f"{url}/healthz")
        )
        assert monotonic() - begun < 8
        told = {"ready": False, "database": "no answer within 2 seconds"}
        assert answers[0] == answers[1] == (503, told)
        assert answers[2][0] == 200
        assert "process_cpu_seconds_total" in answers[2][1]
        assert "rapport_outbox_rows" not in answers[2][1]
        assert answers[3] == (200, {"alive": True})
        assert asked == 1


@ONE_ENGINE
async def test_a_file_that_somebody_has_locked_is_not_ready(
    database: Database, database_url: str
) -> None:
    path = database_url.removeprefix("sqlite:///")
    async with open_health(
        free_port(), checks={"database": partial(check_database, database)}
    ) as url:
        assert (await ask(f"{url}/readyz"))[0] == 200
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert (await ask(f"{url}/readyz"))[0] == 503
            other.execute("ROLLBACK")
        assert (await ask(f"{url}/readyz"))[0] == 200


async def test_a_question_that_hung_is_asked_anew_once_it_ended() -> None:
    may_end = asyncio.Event()

    async def slow() -> str:
        await may_end.wait()
        return FINE

    async with open_health(free_port(), checks={"database": slow}) as url:
        assert (await ask(f"{url}/readyz"))[0] == 503
        may_end.set()
        assert (await ask(f"{url}/readyz"))[0] == 200
        may_end.clear()
        assert (await ask(f"{url}/readyz"))[0] == 503


async def test_a_schema_that_is_not_the_newest_is_not_ready(database_url: str) -> None:
    database = Database(database_url)
    assert await check_schema(database) == FINE
    await migrate(database_url, "0001")
    assert await check_schema(database) == f"at 0001, not {newest_revision()}"
    await database.close()


async def test_without_a_port_there_is_no_server() -> None:
    health = Health("127.0.0.1", None, checks={"database": fine}, figures=no_figures)
    await health.open()
    await health.close()


async def test_a_port_that_is_taken_is_an_error_at_the_start() -> None:
    port = free_port()
    async with open_health(port):
        with pytest.raises(OSError, match="address already in use"):
            async with open_health(port):
                pass
