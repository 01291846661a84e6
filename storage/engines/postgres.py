"""Postgres, for more than one machine. Whoever changes something locks its root row first."""

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


def open_engine(url: URL) -> AsyncEngine:
    """An engine with a pool that notices connections the server has closed."""
    return create_async_engine(
        url, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True
    )
