"""SQLite as Rapport needs it: no lost update, no torn write, no trace of what was erased.

Writers share one connection and begin with BEGIN IMMEDIATE: the driver's deferred default lets two
of them read the same row and lose one change silently.
"""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any, Self

import aiosqlite
from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

# How long a writer waits for another process that holds the file. Writers of this process wait for
# each other in turn, and whoever clicked is to read a sentence within Slack's three seconds.
BUSY_MILLISECONDS = 1000

PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
)


def open_writer(url: URL) -> AsyncEngine:
    """An engine of one connection whose transactions take the write lock when they begin."""
    return _open(url, "BEGIN IMMEDIATE", "PRAGMA foreign_keys = ON", connections=1)


def open_reader(url: URL) -> AsyncEngine:
    """An engine that reads beside the writer and cannot write."""
    return _open(url, "BEGIN", "PRAGMA query_only = ON", connections=4)


def open_migrator(url: URL) -> AsyncEngine:
    """A writer that leaves foreign keys alone, so that rebuilding a table eats no child rows."""
    return _open(url, "BEGIN IMMEDIATE", "PRAGMA foreign_keys = OFF", connections=1)


def _open(url: URL, begin: str, pragma: str, connections: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=30,
        hide_parameters=True,
        connect_args={"async_creator_fn": partial(_connect, pragma)},
    )

    @event.listens_for(engine.sync_engine, "begin")
    def begin_transaction(connection: Any) -> None:
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql(begin)

    return engine


async def _connect(pragma: str, path: str, **settings: Any) -> aiosqlite.Connection:
    connection = _Connection(partial(_open_file, pragma, path, **settings), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy has it, so that it keeps no process alive
    try:
        return await connection
    except BaseException:
        # Its thread still wants to tell this loop that it stopped, which may be closed soon.
        await asyncio.to_thread(connection._thread.join)
        raise


def _open_file(pragma: str, path: str, **settings: Any) -> sqlite3.Connection:
    """A connection that is set up in the same trip to its thread.

    Whoever is cancelled between the two would leave an open connection to nobody.
    """
    settings["isolation_level"] = None  # we say BEGIN ourselves
    connection: sqlite3.Connection = sqlite3.connect(path, **settings)
    try:
        for statement in (*PRAGMAS, pragma):
            connection.execute(statement).close()
    except BaseException:
        connection.close()
        raise
    return connection


class _Connection(aiosqlite.Connection):
    """The driver's connection, which works in a thread of its own."""

    def cursor(self) -> "_Cursor":  # type: ignore[override]
        return _Cursor(self, self._conn.cursor())


class _Cursor(aiosqlite.Cursor):
    """Executes a statement and fetches all that it finds in one trip to the thread.

    The driver's own makes four: to open, to execute, to fetch and to close, and such a trip takes
    longer than most statements do.
    """

    _rows: Iterator[Any] = iter(())

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        trip = self._execute(_execute, self._cursor, sql, parameters or ())  # type: ignore[no-untyped-call]
        self._rows = iter(await trip)
        return self

    async def fetchone(self) -> Any:
        return next(self._rows, None)

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        return list(islice(self._rows, size or self.arraysize))

    async def fetchall(self) -> list[Any]:
        return list(self._rows)

    async def close(self) -> None:
        """Nothing is open any more once all rows are fetched."""


def _execute(cursor: sqlite3.Cursor, sql: str, parameters: Iterable[Any]) -> list[Any]:
    return cursor.execute(sql, parameters).fetchall()  # type: ignore[arg-type]
