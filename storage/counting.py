"""Numbers that count up inside something: problem 3 of a relationship, entry 12 of a problem."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute


async def next_in(
    session: AsyncSession, number: InstrumentedAttribute[int], *, where: ColumnElement[bool]
) -> int:
    """One more than the highest `number` there. The caller holds the lock on what it counts in."""
    return (await session.scalar(select(func.max(number)).where(where)) or 0) + 1
