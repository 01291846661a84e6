"""People as Slack described them last."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
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


# What a Person is made of, in this order.
AS_PERSON = (
    PersonRecord.user_id,
    PersonRecord.team_id,
    PersonRecord.name,
    PersonRecord.tz,
    PersonRecord.is_bot,
    PersonRecord.deleted,
)
# Made once: to put a query together takes longer than to have it answered.
_PEOPLE = select(*AS_PERSON).where(PersonRecord.user_id.in_(bindparam("user_ids", expanding=True)))
_FRESH = _PEOPLE.where(PersonRecord.fetched_at >= bindparam("since"))


async def find_people(session: AsyncSession, user_ids: Iterable[str]) -> dict[str, Person]:
    """The people of these ids that are known, by id."""
    rows = await session.execute(_PEOPLE, {"user_ids": list(user_ids)})
    return {row.user_id: Person(*row) for row in rows}


async def find_fresh(
    session: AsyncSession, user_ids: Sequence[str], since: datetime
) -> dict[str, Person]:
    """Those of them that Slack was asked about at `since` or later."""
    rows = await session.execute(_FRESH, {"user_ids": list(user_ids), "since": since})
    return {row.user_id: Person(*row) for row in rows}
