"""Locking rows, where the engine needs it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession


async def lock_rows(
    session: AsyncSession,
    chosen: Select[*tuple[Any, ...]],
    parameters: Mapping[str, Any] | None = None,
) -> None:
    """Lock these rows until the transaction ends. In SQLite a writer has the whole file already.

    What is to be read under the lock is read by another statement: this one may have begun to wait
    before somebody else changed it.
    """
    if session.get_bind().dialect.name != "sqlite":
        await session.execute(chosen.with_for_update(), parameters)
