"""INSERT that meets an existing row, in each engine's own words."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import Base


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


async def replace(
    session: AsyncSession, record: type[Base], key: tuple[str, ...], **values: Any
) -> None:
    """Insert a row, or give the one with the same `key` columns the new values."""
    insert = insert_for(session, record).values(**values)
    changed = {name: insert.excluded[name] for name in values if name not in key}
    await session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=changed))
