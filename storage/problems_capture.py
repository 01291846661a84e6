"""By which emoji the messages of a problem's thread are marked, where contacts chose their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.engines.upsert import replace
from storage.problems import Problem
from storage.relationships import Relationship, Status


class ProblemCapture(Base):
    """What a relationship's contacts chose: the name of an emoji for each kind of entry."""

    __tablename__ = "problem_capture"

    relationship_id: Mapped[str] = mapped_column(
        ForeignKey("relationships.id", ondelete="CASCADE"), primary_key=True
    )
    emoji: Mapped[dict[str, str]] = mapped_column(JSON)
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Place:
    """A channel in which a problem stands: whose home it is, and the emoji that were chosen."""

    relationship_id: str
    emoji: Mapping[str, str] | None


_HOME = (
    select(Relationship.id, ProblemCapture.emoji)
    .outerjoin(ProblemCapture, ProblemCapture.relationship_id == Relationship.id)
    .where(
        Relationship.channel_id == bindparam("channel_id"),
        text("relationships.status <> 'declined'"),  # for the index that says the same
        Relationship.status == Status.ACTIVE,
    )
)
_PROBLEMS = select(Problem.id).where(Problem.relationship_id == Relationship.id)
_WITH_ANY = _HOME.where(_PROBLEMS.exists())
_WITH_OPEN = _HOME.where(_PROBLEMS.where(Problem.closed_at.is_(None)).exists())


async def find_place(
    session: AsyncSession, channel_id: str, *, closed_too: bool = False
) -> Place | None:
    """What an emoji on a message there may mean; None where no problem is open.

    `closed_too` finds the place where one was ever raised.
    """
    place = _WITH_ANY if closed_too else _WITH_OPEN
    row = (await session.execute(place, {"channel_id": channel_id})).first()
    return Place(row.id, row.emoji) if row is not None else None


async def find_emoji(session: AsyncSession, relationship_id: str) -> Mapping[str, str] | None:
    """The emoji that were chosen, by kind; None where nobody chose any."""
    found = await session.get(ProblemCapture, relationship_id, populate_existing=True)
    return found.emoji if found is not None else None


async def save_emoji(
    session: AsyncSession,
    relationship_id: str,
    emoji: Mapping[Any, str],
    *,
    changed_by: str,
    changed_at: datetime,
) -> None:
    await replace(
        session,
        ProblemCapture,
        ("relationship_id",),
        relationship_id=relationship_id,
        emoji=dict(emoji),
        changed_by=changed_by,
        changed_at=changed_at,
    )
