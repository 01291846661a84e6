"""INSERT that meets an existing row, in each engine's own words."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import Base

# How many values stand in one statement: SQLite takes 32766 of them, Postgres twice as many.
BATCH = 1000


def insert_for(session: AsyncSession, record: type[Base]) -> Any:
    """The engine's own INSERT for `record`, with its `on_conflict_...` methods."""
    return _insert(session.get_bind().dialect.name, record)


# Statements are made once: making one takes longer than executing it.


@cache
def _insert(engine: str, record: type[Base]) -> Any:
    # Into the table: a record would go through the session's unit of work, which takes longer.
    table: Any = record.__table__
    return sqlite.insert(table) if engine == "sqlite" else postgresql.insert(table)


@cache
def _insert_once(engine: str, record: type[Base]) -> Any:
    return _insert(engine, record).on_conflict_do_nothing()


@cache
def _insert_or_replace(
    engine: str, record: type[Base], key: tuple[str, ...], changed: tuple[str, ...]
) -> Any:
    insert = _insert(engine, record)
    values = {name: insert.excluded[name] for name in changed}
    return insert.on_conflict_do_update(index_elements=list(key), set_=values)


async def insert_all(
    session: AsyncSession, record: type[Base], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows with the same columns, in this order."""
    await session.execute(insert_for(session, record), list(rows))


async def insert_once(session: AsyncSession, record: type[Base], **values: Any) -> bool:
    """Insert a row unless one with the same key is there. True when it was inserted."""
    return await insert_all_once(session, record, [values])


async def insert_all_once(
    session: AsyncSession, record: type[Base], rows: Sequence[Mapping[str, Any]]
) -> bool:
    """The same for many rows with the same columns, in this order. True when all were inserted."""
    if not rows:
        return True
    engine = session.get_bind().dialect.name
    return await insert_counted(session, _insert_once(engine, record), rows) == len(rows)


async def insert_counted(
    session: AsyncSession, insert: Executable, rows: Sequence[Mapping[str, Any]]
) -> int:
    """Execute an INSERT with each of these parameters, and say how many rows were inserted."""
    options = {"preserve_rowcount": True}
    inserted: Any = await session.execute(insert, list(rows), execution_options=options)
    return int(inserted.rowcount)


def in_batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """The values in parts that one statement takes."""
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


async def replace(
    session: AsyncSession, record: type[Base], key: tuple[str, ...], **values: Any
) -> None:
    """Insert a row, or give the one with the same `key` columns the new values."""
    engine = session.get_bind().dialect.name
    changed = tuple(name for name in values if name not in key)
    await session.execute(_insert_or_replace(engine, record, key, changed), values)
