"""Until when people are away: nobody asks or reminds them, in any relationship."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.engines.upsert import replace


class Absence(Base):
    """`until` is the last day, where the person lives."""

    __tablename__ = "absences"

    user_id: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[date]


# Made once: to put a query together takes longer than to have it answered.
_AWAY = select(Absence.user_id, Absence.until).where(
    Absence.user_id.in_(bindparam("user_ids", expanding=True))
)


async def save_absence(session: AsyncSession, user_id: str, until: date) -> None:
    await replace(session, Absence, ("user_id",), user_id=user_id, until=until)


async def end_absence(session: AsyncSession, user_id: str) -> None:
    await session.execute(delete(Absence).where(Absence.user_id == user_id))


async def forget_before(session: AsyncSession, day: date) -> None:
    """Erase the absences that ended before that day."""
    await session.execute(delete(Absence).where(Absence.until < day))


async def load_absences(session: AsyncSession, user_ids: Collection[str]) -> dict[str, date]:
    """Until when each of these people is away, or was; who said nothing is not in it."""
    rows = await session.execute(_AWAY, {"user_ids": list(user_ids)})
    return {row.user_id: row.until for row in rows}
