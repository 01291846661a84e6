"""People as Slack described them last."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.people import Person
from storage.base import Base
from storage.engines.upsert import replace


class PersonRecord(Base):
    __tablename__ = "people"

    user_id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str | None]
    name: Mapped[str]
    tz: Mapped[str | None]
    is_bot: Mapped[bool]
    deleted: Mapped[bool]
    fetched_at: Mapped[datetime]

    def to_person(self) -> Person:
        return Person(
            user_id=self.user_id,
            team_id=self.team_id,
            name=self.name,
            tz=self.tz,
            is_bot=self.is_bot,
            deleted=self.deleted,
        )


async def save_person(session: AsyncSession, person: Person, now: datetime) -> None:
    """Remember what Slack said about a person at `now`."""
    await replace(
        session,
        PersonRecord,
        ("user_id",),
        user_id=person.user_id,
        team_id=person.team_id,
        name=person.name,
        tz=person.tz,
        is_bot=person.is_bot,
        deleted=person.deleted,
        fetched_at=now,
    )


async def mark_deactivated(session: AsyncSession, user_id: str) -> bool:
    """Slack lets that person in no more. False where that was known, or the person is not."""
    marked = await session.execute(
        update(PersonRecord)
        .where(PersonRecord.user_id == user_id, ~PersonRecord.deleted)
        .values(deleted=True)
        .returning(PersonRecord.user_id)
    )
    return marked.first() is not None


async def find_people(session: AsyncSession, user_ids: Iterable[str]) -> dict[str, Person]:
    """The people of these ids that are known, by id."""
    rows = await session.scalars(
        select(PersonRecord).where(PersonRecord.user_id.in_(list(user_ids)))
    )
    return {row.user_id: row.to_person() for row in rows}


async def find_fresh(
    session: AsyncSession, user_ids: Sequence[str], since: datetime
) -> dict[str, Person]:
    """Those of them that Slack was asked about at `since` or later."""
    rows = await session.scalars(
        select(PersonRecord).where(
            PersonRecord.user_id.in_(user_ids), PersonRecord.fetched_at >= since
        )
    )
    return {row.user_id: row.to_person() for row in rows}
