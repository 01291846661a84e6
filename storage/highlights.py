"""Highlights of relationships: what was said, what is switched off, and when it was looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.ids import gone_id
from storage.base import Base
from storage.engines.upsert import in_batches, insert_once, replace
from storage.relationships import Relationship, is_reachable


class Highlight(Base):
    """Something that was said, once for each `mark` of a kind: see `bot.highlights.rules`.

    `subject_id` is what it is about, where that is one thing: of a memory, the `thing` of that
    kind; else a problem or kudos. `withdrawn_at` is when a memory was taken back, because what it
    shows is not shown any more.
    """

    __tablename__ = "highlights"
    __table_args__ = (UniqueConstraint("relationship_id", "kind", "mark"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    relationship_id: Mapped[str] = mapped_column(ForeignKey("relationships.id", ondelete="CASCADE"))
    kind: Mapped[str]
    mark: Mapped[str]
    thing: Mapped[str | None]
    subject_id: Mapped[str | None] = mapped_column(index=True)
    said_on: Mapped[date]
    post_id: Mapped[str]
    withdrawn_at: Mapped[datetime | None]


class HighlightSwitch(Base):
    """A kind of highlight that a contact switched off."""

    __tablename__ = "highlight_switches"

    relationship_id: Mapped[str] = mapped_column(
        ForeignKey("relationships.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


class HighlightLook(Base):
    """The day, of the relationship's own calendar, on which it was looked last."""

    __tablename__ = "highlight_looks"

    relationship_id: Mapped[str] = mapped_column(
        ForeignKey("relationships.id", ondelete="CASCADE"), primary_key=True
    )
    looked_on: Mapped[date]


@dataclass(frozen=True, slots=True)
class LastLook:
    """A relationship in whose channel the bot can speak, and when it was looked last."""

    relationship_id: str
    tz: str
    looked_on: date | None


async def list_looks(session: AsyncSession) -> list[LastLook]:
    """When each relationship that can be spoken to was looked at last."""
    rows = await session.execute(
        select(Relationship.id, Relationship.tz, HighlightLook.looked_on)
        .outerjoin(HighlightLook, HighlightLook.relationship_id == Relationship.id)
        .where(is_reachable())
        .order_by(Relationship.id)
    )
    return [LastLook(*row) for row in rows]


async def take_look(session: AsyncSession, relationship_id: str, day: date) -> bool:
    """True for the first who looks on that day. The caller holds the lock on the relationship."""
    last = await session.get(HighlightLook, relationship_id, populate_existing=True)
    if last is not None and last.looked_on >= day:
        return False
    await replace(
        session,
        HighlightLook,
        ("relationship_id",),
        relationship_id=relationship_id,
        looked_on=day,
    )
    return True


async def list_off(session: AsyncSession, relationship_id: str) -> Sequence[HighlightSwitch]:
    """The kinds that are switched off."""
    rows = await session.scalars(
        select(HighlightSwitch)
        .where(HighlightSwitch.relationship_id == relationship_id)
        .order_by(HighlightSwitch.kind)
    )
    return rows.all()


async def switch_off(
    session: AsyncSession, relationship_id: str, kind: str, user_id: str, now: datetime
) -> None:
    """Say no more of that kind. Who did so first stays on record."""
    await insert_once(
        session,
        HighlightSwitch,
        relationship_id=relationship_id,
        kind=kind,
        changed_by=user_id,
        changed_at=now,
    )


async def switch_on(session: AsyncSession, relationship_id: str, kind: str) -> None:
    await session.execute(
        delete(HighlightSwitch).where(
            HighlightSwitch.relationship_id == relationship_id, HighlightSwitch.kind == kind
        )
    )


async def was_said(session: AsyncSession, relationship_id: str, kind: str, mark: str) -> bool:
    found = await session.scalar(
        select(Highlight.id).where(
            Highlight.relationship_id == relationship_id,
            Highlight.kind == kind,
            Highlight.mark == mark,
        )
    )
    return found is not None


async def add_highlight(session: AsyncSession, **values: object) -> None:
    await insert_once(session, Highlight, **values)


async def get_highlight(session: AsyncSession, highlight_id: str) -> Highlight:
    """The highlight of that id, which must exist."""
    return await session.get_one(Highlight, highlight_id)


async def find_last(session: AsyncSession, relationship_id: str, kind: str) -> date | None:
    """The day on which one of that kind was said last."""
    found: date | None = await session.scalar(
        select(func.max(Highlight.said_on)).where(
            Highlight.relationship_id == relationship_id, Highlight.kind == kind
        )
    )
    return found


async def list_about(session: AsyncSession, subject_ids: Sequence[str]) -> list[str]:
    """The highlights that are about one of these."""
    found: list[str] = []
    for some in in_batches(subject_ids):
        found += await session.scalars(select(Highlight.id).where(Highlight.subject_id.in_(some)))
    return found


async def withdraw_of(session: AsyncSession, subject_ids: Sequence[str], now: datetime) -> None:
    """Take memories of these back; whoever does so has their cards drawn anew."""
    for some in in_batches(subject_ids):
        await session.execute(
            update(Highlight)
            .where(
                Highlight.subject_id.in_(some),
                Highlight.thing.is_not(None),
                Highlight.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=now)
        )


async def count_switched(session: AsyncSession, user_id: str) -> int:
    """How many kinds that person switched off, anywhere."""
    count = await session.scalar(select(func.count()).where(HighlightSwitch.changed_by == user_id))
    return count or 0


async def rename_switcher(session: AsyncSession, user_id: str) -> None:
    """What that person switched off stays off, and nobody knows by whom."""
    switches = await session.scalars(
        select(HighlightSwitch).where(HighlightSwitch.changed_by == user_id)
    )
    for one in switches:
        one.changed_by = gone_id()
