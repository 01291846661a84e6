"""Postgres, for more than one machine. Whoever changes something locks its root row first."""

import asyncio
from typing import Any

from sqlalchemy import URL, event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

# How long to wait for a server that does not answer at all, and when a network that went silent in
# the middle of something counts as cut (libpq's own names).
CONNECTING = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
# A machine that stands still in the middle of a transaction loses it, and with it its locks: the
# others go on without it.
STANDSTILL_MILLISECONDS = 60_000

# For how long, and how often, it is looked whether older transactions have ended.
ENDING_SECONDS, LOOK_SECONDS = 2.0, 0.05
_OLDER = text("""
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND greatest(age(backend_xmin), age(backend_xid)) > age(CAST(:horizon AS xid))
""")


def open_engine(url: URL) -> AsyncEngine:
    """An engine with a pool that notices connections the server has closed."""
    engine = create_async_engine(
        url,
        pool_size=10,
        max_overflow=10,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args=CONNECTING,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET idle_in_transaction_session_timeout = {STANDSTILL_MILLISECONDS}")
        cursor.close()
        connection.commit()

    return engine


async def outlast_older(connection: AsyncConnection) -> bool:
    """Wait until all transactions that began before have ended. False where that takes too long.

    Rows that were erased are kept for those who may still look at them: a table that is written
    anew meanwhile takes them along. The connection must be in autocommit.
    """
    horizon = await connection.scalar(text("SELECT CAST(pg_current_xact_id() AS text)"))
    wrapped = int(str(horizon)) % 2**32  # as the marks of rows count
    for _ in range(int(ENDING_SECONDS / LOOK_SECONDS)):
        if not await connection.scalar(_OLDER, {"horizon": str(wrapped)}):
            return True
        await asyncio.sleep(LOOK_SECONDS)
    return False
