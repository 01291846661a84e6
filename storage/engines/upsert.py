"""INSERT that meets an existing row, in each engine's own words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import Base

# How many values stand in one statement: SQLite takes 32766 of them, Postgres twice as many.
BATCH = 1000


def insert_for(session: AsyncSession, record: type[Base]) -> Any:
    """The engine's own INSERT for `record`, with its `on_conflict_...` methods."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(record)
    return postgresql.insert(record)


async def insert_once(session: AsyncSession, record: type[Base], **values: Any) -> bool:
    """Insert a row unless one with the same key is there. True when it was inserted."""
    insert = insert_for(session, record).values(**values).on_conflict_do_nothing()
    primary_key = list(record.__table__.primary_key)
    return (await session.execute(insert.returning(*primary_key))).first() is not None


async def insert_all_once(
    session: AsyncSession, record: type[Base], rows: Sequence[Mapping[str, Any]]
) -> bool:
    """The same for many rows with the same columns, in this order. True when all were inserted."""
    if not rows:
        return True
    insert = insert_for(session, record).on_conflict_do_nothing()
    # That something is returned lets the engine take many rows in one statement.
    returning = insert.returning(*record.__table__.primary_key)
    inserted = await (await session.connection()).execute(returning, list(rows))
    return len(inserted.all()) == len(rows)


def in_batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """The values in parts that one statement takes."""
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


async def replace(
    session: AsyncSession, record: type[Base], key: tuple[str, ...], **values: Any
) -> None:
    """Insert a row, or give the one with the same `key` columns the new values."""
    insert = insert_for(session, record).values(**values)
    changed = {name: insert.excluded[name] for name in values if name not in key}
    await session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=changed))
