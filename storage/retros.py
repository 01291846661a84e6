"""Retros: their notes, headings and votes, how they moved, and which come back by themselves."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.people import Side
from storage.base import Base
from storage.counting import next_in
from storage.engines.upsert import insert_all, replace

_RUNNING = text("stage IN ('collect', 'group', 'vote', 'improve')")
_WAITS = text("look_at IS NOT NULL")
_SIDE = "side IN ('client', 'vendor')"


class Retro(Base):
    """Both sides look back together.

    `invited` has the user ids of those who take part, and is empty where everybody does.
    `occurrence` is the moment (ISO, UTC) at which its schedule had it begin. `proposed_...` say
    which side is ready for the next stage, `stalled` that it may go on alone. At `look_at` it is
    looked at if nothing happens until then. `board_post_id` is the post that shows the notes once
    they are open.
    """

    __tablename__ = "retros"
    __table_args__ = (
        UniqueConstraint("relationship_id", "number"),
        UniqueConstraint("relationship_id", "occurrence"),
        CheckConstraint("proposed_side IN ('client', 'vendor')", name="proposed_side"),
        Index(
            "uq_retros_running",
            "relationship_id",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index("ix_retros_look", "look_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    relationship_id: Mapped[str] = mapped_column(ForeignKey("relationships.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str]
    client_facilitator: Mapped[str]
    vendor_facilitator: Mapped[str]
    invited: Mapped[list[str]] = mapped_column(JSON)
    notes_until: Mapped[date]
    stage: Mapped[str]
    started_by: Mapped[str | None]
    created_at: Mapped[datetime]
    occurrence: Mapped[str | None]
    proposed_by: Mapped[str | None]
    proposed_side: Mapped[str | None]
    proposed_at: Mapped[datetime | None]
    stalled: Mapped[bool] = mapped_column(default=False)
    look_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    post_id: Mapped[str]
    board_post_id: Mapped[str | None]

    def facilitator(self, side: Side) -> str:
        return self.client_facilitator if side is Side.CLIENT else self.vendor_facilitator


class RetroMove(Base):
    """A retro went from one stage to another: `by` proposed it, `confirmed_by` went along.

    `alone_side` went on without the other.
    """

    __tablename__ = "retro_moves"
    __table_args__ = (CheckConstraint("alone_side IN ('client', 'vendor')", name="alone_side"),)

    retro_id: Mapped[str] = mapped_column(
        ForeignKey("retros.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True)
    from_stage: Mapped[str]
    to_stage: Mapped[str]
    by: Mapped[str]
    confirmed_by: Mapped[str | None]
    alone_side: Mapped[str | None]
    at: Mapped[datetime]


class RetroHeading(Base):
    """What several notes have in common, and which theme that is."""

    __tablename__ = "retro_headings"
    __table_args__ = (UniqueConstraint("retro_id", "seq"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    retro_id: Mapped[str] = mapped_column(ForeignKey("retros.id", ondelete="CASCADE"))
    seq: Mapped[int]
    name: Mapped[str]
    theme: Mapped[str | None]
    created_at: Mapped[datetime]


class RetroNote(Base):
    """What somebody wrote; only they see it until the notes are opened."""

    __tablename__ = "retro_notes"
    __table_args__ = (
        CheckConstraint(_SIDE, name="side"),
        Index("ix_retro_notes_author", "retro_id", "author"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    retro_id: Mapped[str] = mapped_column(ForeignKey("retros.id", ondelete="CASCADE"))
    kind: Mapped[str]
    text: Mapped[str]
    author: Mapped[str]
    side: Mapped[str]
    heading_id: Mapped[str | None] = mapped_column(
        ForeignKey("retro_headings.id", ondelete="SET NULL"), index=True
    )


class RetroVote(Base):
    """A person holds a heading for one of the most important; seen by them alone until the end."""

    __tablename__ = "retro_votes"
    __table_args__ = (CheckConstraint(_SIDE, name="side"),)

    retro_id: Mapped[str] = mapped_column(
        ForeignKey("retros.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    heading_id: Mapped[str] = mapped_column(
        ForeignKey("retro_headings.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    side: Mapped[str]


class RetroSchedule(Base):
    """Retros of a relationship that begin by themselves, in a rhythm (see `bot.core.rhythms`).

    `at` is the time of day in the relationship's zone, `start` the day since which weeks are
    counted, and `next_at` the moment of the next one.
    """

    __tablename__ = "retro_schedules"

    relationship_id: Mapped[str] = mapped_column(
        ForeignKey("relationships.id", ondelete="CASCADE"), primary_key=True
    )
    rhythm: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[str]
    start: Mapped[date]
    next_at: Mapped[datetime] = mapped_column(index=True)
    set_by: Mapped[str]
    set_at: Mapped[datetime]


async def next_number(session: AsyncSession, relationship_id: str) -> int:
    """The number of the next retro. The caller holds the lock on the relationship."""
    return await next_in(session, Retro.number, where=Retro.relationship_id == relationship_id)


async def add_retro(session: AsyncSession, **values: Any) -> Retro:
    """Write a new retro down. The caller holds the lock on the relationship, in which none runs."""
    await insert_all(session, Retro, [values])
    return await get_retro(session, values["id"])


async def get_retro(session: AsyncSession, retro_id: str) -> Retro:
    """The retro of that id, which must exist."""
    return await session.get_one(Retro, retro_id)


async def find_retro(session: AsyncSession, retro_id: str, *, lock: bool = False) -> Retro | None:
    """The same or None; with `lock`, nobody else changes it until the transaction ends."""
    return await session.get(Retro, retro_id, with_for_update=lock or None, populate_existing=lock)


async def find_running(session: AsyncSession, relationship_id: str) -> Retro | None:
    found: Retro | None = await session.scalar(
        select(Retro).where(Retro.relationship_id == relationship_id, _RUNNING)
    )
    return found


async def add_move(session: AsyncSession, retro_id: str, **values: Any) -> int:
    """Write a move down, and return its number. The retro is locked."""
    seq = await next_in(session, RetroMove.seq, where=RetroMove.retro_id == retro_id)
    await insert_all(session, RetroMove, [{"retro_id": retro_id, "seq": seq, **values}])
    return seq


async def list_own_notes(session: AsyncSession, retro_id: str, user_id: str) -> Sequence[RetroNote]:
    """What this person wrote, for themselves alone."""
    rows = await session.scalars(
        select(RetroNote)
        .where(RetroNote.retro_id == retro_id, RetroNote.author == user_id)
        .order_by(RetroNote.kind, RetroNote.id)
    )
    return rows.all()


async def count_notes(session: AsyncSession, retro_id: str) -> dict[Side, int]:
    """How many notes each side wrote; both sides are named."""
    rows = await session.execute(
        select(RetroNote.side, func.count())
        .where(RetroNote.retro_id == retro_id)
        .group_by(RetroNote.side)
    )
    return dict.fromkeys(Side, 0) | {Side(side): count for side, count in rows}


async def add_notes(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        await insert_all(session, RetroNote, rows)


async def forget_notes(session: AsyncSession, note_ids: Collection[str]) -> None:
    await session.execute(delete(RetroNote).where(RetroNote.id.in_(note_ids)))


async def forget_hidden(session: AsyncSession, retro_id: str, *, notes: bool) -> None:
    """Votes that nobody counted go; so do `notes` that nobody opened."""
    await session.execute(delete(RetroVote).where(RetroVote.retro_id == retro_id))
    if notes:
        await session.execute(delete(RetroNote).where(RetroNote.retro_id == retro_id))


async def list_headings(session: AsyncSession, retro_id: str) -> Sequence[RetroHeading]:
    rows = await session.scalars(
        select(RetroHeading).where(RetroHeading.retro_id == retro_id).order_by(RetroHeading.seq)
    )
    return rows.all()


async def add_headings(
    session: AsyncSession, retro_id: str, headings: Iterable[Mapping[str, Any]]
) -> None:
    """New headings behind those that are there. The retro is locked."""
    seq = await next_in(session, RetroHeading.seq, where=RetroHeading.retro_id == retro_id)
    rows = [{"retro_id": retro_id, "seq": seq + place, **one} for place, one in enumerate(headings)]
    if rows:
        await insert_all(session, RetroHeading, rows)


async def put_under(
    session: AsyncSession, retro_id: str, note_ids: Collection[str], heading_id: str | None
) -> int:
    """Put notes of that retro under a heading, or under none; how many of them there are."""
    put = await session.scalars(
        update(RetroNote)
        .where(RetroNote.retro_id == retro_id, RetroNote.id.in_(note_ids))
        .values(heading_id=heading_id)
        .returning(RetroNote.id)
    )
    return len(put.all())


async def forget_empty_headings(session: AsyncSession, retro_id: str) -> None:
    """A heading goes with its last note."""
    in_use = select(RetroNote.heading_id).where(
        RetroNote.retro_id == retro_id, RetroNote.heading_id.is_not(None)
    )
    await session.execute(
        delete(RetroHeading).where(
            RetroHeading.retro_id == retro_id, RetroHeading.id.not_in(in_use)
        )
    )


async def save_votes(
    session: AsyncSession, retro_id: str, user_id: str, side: Side, heading_ids: Collection[str]
) -> None:
    """Make these the votes of that person."""
    await session.execute(
        delete(RetroVote).where(RetroVote.retro_id == retro_id, RetroVote.user_id == user_id)
    )
    rows = [
        {"retro_id": retro_id, "user_id": user_id, "side": side, "heading_id": heading_id}
        for heading_id in sorted(heading_ids)
    ]
    if rows:
        await insert_all(session, RetroVote, rows)


async def list_own_votes(session: AsyncSession, retro_id: str, user_id: str) -> list[str]:
    """The headings for which this person voted, for themselves alone."""
    rows = await session.scalars(
        select(RetroVote.heading_id)
        .where(RetroVote.retro_id == retro_id, RetroVote.user_id == user_id)
        .order_by(RetroVote.heading_id)
    )
    return list(rows)


async def find_schedule(
    session: AsyncSession, relationship_id: str, *, lock: bool = False
) -> RetroSchedule | None:
    """With `lock`, nobody else changes it until the transaction ends."""
    return await session.get(
        RetroSchedule, relationship_id, with_for_update=lock or None, populate_existing=lock
    )


async def save_schedule(session: AsyncSession, relationship_id: str, **values: Any) -> None:
    await replace(
        session, RetroSchedule, ("relationship_id",), relationship_id=relationship_id, **values
    )


async def forget_schedule(session: AsyncSession, relationship_id: str) -> bool:
    """False where there was none."""
    gone = await session.execute(
        delete(RetroSchedule)
        .where(RetroSchedule.relationship_id == relationship_id)
        .returning(RetroSchedule.relationship_id)
    )
    return gone.first() is not None
