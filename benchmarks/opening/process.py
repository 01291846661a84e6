"""The process that is measured: it opens what is due, or writes the rows that this would write."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, event, insert, select

from benchmarks.children import Answer, be_child
from bot.delivery.clients import SlackClients
from bot.log import configure_log
from bot.settings import LogLevel
from handlers.desk import Desk
from handlers.pulse.jobs import ask_participants, open_rounds
from storage.database import Database
from storage.outbox import OutboxRow
from storage.pulse import Participant, Round, RoundKey

# A Monday; it has just become 10:00 in Berlin.
NOW = datetime(2026, 11, 2, 9, 0, 30, tzinfo=UTC)

# What Linux tells of this process.
PROCESS = Path("/proc/self")

Rows = list[dict[str, Any]]


class Commits:
    """Counts the transactions that wrote something."""

    def __init__(self) -> None:
        self.count = 0
        event.listen(Engine, "after_cursor_execute", self._note)
        event.listen(Engine, "commit", self._add)

    def _note(self, connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("SELECT", "BEGIN")):
            connection.info["wrote"] = True

    def _add(self, connection: Connection) -> None:
        self.count += connection.info.pop("wrote", False)


@asynccontextmanager
async def open_clock_work() -> AsyncIterator[Answer]:
    """Ours: opens and asks in a database. Tells `seconds`, `megabytes` more than before, `commits`.

    These are the jobs that the scheduler wakes.
    """
    configure_log(LogLevel.INFO)
    commits = Commits()

    async def answer(*, database_url: str) -> dict[str, Any]:
        database = Database(database_url)
        desk = Desk(database, _Clock(), SlackClients("http://127.0.0.1:9/"), "nobody")

        async def look() -> None:
            await open_rounds(desk, NOW)
            await ask_participants(desk, NOW)

        async with database.read() as session:
            await session.execute(select(1))
        commits.count = 0
        took = await _watch(look)
        await database.close()
        return {**took, "commits": commits.count}

    yield answer


class _Clock:
    def now(self) -> datetime:
        return NOW


@asynccontextmanager
async def open_bulk_writer() -> AsyncIterator[Answer]:
    """The baseline: writes the rows of the database `like` with as many commits."""

    async def answer(*, database_url: str, like: str, commits: int) -> dict[str, Any]:
        model, database = Database(like), Database(database_url)
        tables = await _read_rows(model)
        await model.close()

        async def write() -> None:
            for part in range(commits):
                async with database.write() as session:
                    connection = await session.connection()
                    for table, rows in tables:
                        await connection.execute(insert(table), _part(rows, part, commits))

        async with database.read() as session:
            await session.execute(select(1))
        took = await _watch(write)
        await database.close()
        return took

    yield answer


async def _read_rows(model: Database) -> list[tuple[Table, Rows]]:
    """What opening wrote, so that each of equal parts holds whole rounds."""
    of_participant = select(OutboxRow.__table__).join(
        Participant, Participant.id == OutboxRow.card_id
    )
    queries: Sequence[tuple[Any, Any]] = (
        (Round.__table__, select(Round.__table__).order_by(Round.id)),
        (RoundKey.__table__, select(RoundKey.__table__).order_by(RoundKey.round_id)),
        (OutboxRow.__table__, of_participant.order_by(Participant.round_id)),
        (Participant.__table__, select(Participant.__table__).order_by(Participant.round_id)),
    )
    async with model.read() as session:
        return [
            (table, [dict(row._mapping) for row in await session.execute(query)])
            for table, query in queries
        ]


def _part(rows: Rows, part: int, parts: int) -> Rows:
    return rows[len(rows) * part // parts : len(rows) * (part + 1) // parts]


async def _watch(work: Callable[[], Awaitable[None]]) -> dict[str, Any]:
    """How long something takes, and how much memory it needs at its height."""
    before = _begin_height()
    began = time.perf_counter()
    await work()
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "megabytes": (_read_height() - before) / 1024}


def _begin_height() -> int:
    """Make the memory's height what it is now."""
    (PROCESS / "clear_refs").write_text("5")
    return _read_height()


def _read_height() -> int:
    """The most memory there was since, in kilobytes."""
    lines = (PROCESS / "status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])


@asynccontextmanager
async def open_process(*, bare: bool) -> AsyncIterator[Answer]:
    """One of the two."""
    async with open_bulk_writer() if bare else open_clock_work() as answer:
        yield answer


if __name__ == "__main__":
    be_child(open_process)
