"""Putting something else in the place of a person's id."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.ids import gone_id


async def rename(
    session: AsyncSession, column: Any, key: Any, user_id: str, gone: Mapping[str, str]
) -> None:
    """Where `column` of a record names that person, let it name what `gone` gives for its `key`."""
    if not gone:
        return
    rows = column.class_.__table__
    statement = (
        update(rows)
        .where(rows.c[key.key] == bindparam("of"), rows.c[column.key] == user_id)
        .values({column.key: bindparam("gone")})
    )
    values = [{"of": one, "gone": other} for one, other in gone.items()]
    await (await session.connection()).execute(statement, values)


def lead_nowhere(ids: Iterable[str]) -> dict[str, str]:
    """Another id that leads nowhere for each of these."""
    return {one: gone_id() for one in ids}
