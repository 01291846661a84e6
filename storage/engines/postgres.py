"""Postgres, for more than one machine. Whoever changes something locks its root row first."""

from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

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
