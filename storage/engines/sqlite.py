"""SQLite as Rapport needs it: no lost update, no torn write, no trace of what was erased.

Writers share one connection and begin with BEGIN IMMEDIATE: the driver's deferred default lets two
of them read the same row and lose one change silently.
"""

from typing import Any

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
        url, pool_size=connections, max_overflow=0, pool_timeout=30, hide_parameters=True
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for statement in (*PRAGMAS, pragma):
            cursor.execute(statement)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin_transaction(connection: Any) -> None:
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql(begin)

    return engine
