"""Milestones: what both sides plan to reach, what happened on the way, and who took part.

Queries that look at what other features keep of that time are in `storage.milestones_reading`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.people import Side
from storage.base import Base
from storage.counting import next_in
from storage.engines.upsert import insert_all, insert_once, replace
from storage.outbox import OutboxRow
from storage.relationships import lock_relationship

# As literal SQL, for an engine uses a partial index only where a query says the very same.
_CELEBRATED = text("status = 'reached' AND closed_at IS NULL")
IS_CELEBRATED = text("milestones.status = 'reached' AND milestones.closed_at IS NULL")


class Milestone(Base):
    """What both sides want to have reached on the day `due`, in the relationship's calendar.

    `first_due` is the day that was meant at first, `dated_at` the moment at which it was given its
    day. `asked_for` is the day after which the owners were asked what changed. A yearly one comes
    again on the day of `anchor`; all of its years are one series. `proposed_by` says since
    `proposed_at` that it is reached, until the other side answers. Thanks and reflections are
    collected until `closed_at`. `pulse_id` is the pulse that was asked after it, `problem_id` the
    problem that it was raised as. `status` is one of `bot.milestones.rules`.
    """

    __tablename__ = "milestones"
    __table_args__ = (
        CheckConstraint("status IN ('planned', 'proposed', 'reached', 'dropped')", name="status"),
        Index("ix_milestones_of_relationship", "relationship_id", "status", "due"),
        Index("ix_milestones_due", "status", "due"),
        Index(
            "ix_milestones_celebrated",
            "reached_at",
            sqlite_where=_CELEBRATED,
            postgresql_where=_CELEBRATED,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    relationship_id: Mapped[str] = mapped_column(ForeignKey("relationships.id", ondelete="CASCADE"))
    series_id: Mapped[str]
    title: Mapped[str]
    due: Mapped[date]
    first_due: Mapped[date]
    anchor: Mapped[date]
    dated_at: Mapped[datetime]
    asked_for: Mapped[date | None]
    client_owner: Mapped[str]
    vendor_owner: Mapped[str]
    client_meaning: Mapped[str]
    vendor_meaning: Mapped[str]
    yearly: Mapped[bool]
    status: Mapped[str]
    author: Mapped[str]
    created_at: Mapped[datetime]
    post_id: Mapped[str]
    proposed_by: Mapped[str | None]
    proposed_side: Mapped[str | None]
    proposed_at: Mapped[datetime | None]
    reached_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    celebration_post_id: Mapped[str | None]
    pulse_id: Mapped[str | None]
    problem_id: Mapped[str | None]

    @property
    def owners(self) -> tuple[str, str]:
        return self.client_owner, self.vendor_owner

    def owner(self, side: Side) -> str:
        return self.client_owner if side is Side.CLIENT else self.vendor_owner

    def meaning(self, side: Side) -> str:
        return self.client_meaning if side is Side.CLIENT else self.vendor_meaning


class MilestoneStep(Base):
    """What somebody did about a milestone, and why; the days only where it was moved."""

    __tablename__ = "milestone_steps"

    milestone_id: Mapped[str] = mapped_column(
        ForeignKey("milestones.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str]
    from_due: Mapped[date | None]
    to_due: Mapped[date | None]


class MilestonePrompt(Base):
    """The direct message in which somebody was written to; `about` is what it is for."""

    __tablename__ = "milestone_prompts"

    milestone_id: Mapped[str] = mapped_column(
        ForeignKey("milestones.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[str]


class MilestoneContributor(Base):
    """Somebody who helped to reach it, and the side on which they stood then."""

    __tablename__ = "milestone_contributors"
    __table_args__ = (CheckConstraint("side IN ('client', 'vendor')", name="side"),)

    milestone_id: Mapped[str] = mapped_column(
        ForeignKey("milestones.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    side: Mapped[str]
    position: Mapped[int]


class MilestoneReflection(Base):
    """What somebody says worked, and what they want to keep."""

    __tablename__ = "milestone_reflections"
    __table_args__ = (CheckConstraint("side IN ('client', 'vendor')", name="side"),)

    milestone_id: Mapped[str] = mapped_column(
        ForeignKey("milestones.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    side: Mapped[str]
    worked: Mapped[str]
    keep: Mapped[str]
    written_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Listed:
    """A milestone in a list, and where its card stands; None while it was not posted."""

    milestone: Milestone
    channel_id: str | None
    ts: str | None


async def add_milestone(session: AsyncSession, **values: Any) -> Milestone:
    await insert_all(session, Milestone, [values])
    return await get_milestone(session, values["id"])


async def get_milestone(session: AsyncSession, milestone_id: str) -> Milestone:
    """The milestone of that id, which must exist."""
    return await session.get_one(Milestone, milestone_id)


async def find_milestone(
    session: AsyncSession, milestone_id: str, *, lock: bool = False
) -> Milestone | None:
    """The same or None; with `lock`, nobody else changes it or what hangs on it until the
    transaction ends, for its relationship is locked."""
    found = await session.get(Milestone, milestone_id)
    if found is None or not lock:
        return found
    await lock_relationship(session, found.relationship_id)
    return await session.get(Milestone, milestone_id, populate_existing=True)


async def list_coming(session: AsyncSession, relationship_id: str) -> list[Listed]:
    """What is neither reached nor dropped, the nearest first."""
    rows = await session.execute(
        select(Milestone, OutboxRow.channel_id, OutboxRow.ts)
        .outerjoin(OutboxRow, OutboxRow.id == Milestone.post_id)
        .where(
            Milestone.relationship_id == relationship_id,
            Milestone.status.in_(("planned", "proposed")),
        )
        .order_by(Milestone.due, Milestone.created_at, Milestone.id)
    )
    return [Listed(*row) for row in rows]


async def list_reached(
    session: AsyncSession,
    relationship_id: str,
    *,
    most: int,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Listed]:
    """What was reached, with its celebration, the latest first."""
    query = (
        select(Milestone, OutboxRow.channel_id, OutboxRow.ts)
        .outerjoin(OutboxRow, OutboxRow.id == Milestone.celebration_post_id)
        .where(Milestone.relationship_id == relationship_id, Milestone.status == "reached")
        .order_by(Milestone.reached_at.desc(), Milestone.id)
        .limit(most)
    )
    if since is not None:
        query = query.where(Milestone.reached_at >= since)
    if until is not None:
        query = query.where(Milestone.reached_at < until)
    return [Listed(*row) for row in await session.execute(query)]


async def add_step(
    session: AsyncSession,
    milestone_id: str,
    *,
    kind: str,
    by: str,
    at: datetime,
    reason: str = "",
    days: tuple[date, date] | None = None,
) -> int:
    """Write a step down, and return its number. The milestone is locked."""
    seq = await next_in(
        session, MilestoneStep.seq, where=MilestoneStep.milestone_id == milestone_id
    )
    step = {"milestone_id": milestone_id, "seq": seq, "kind": kind, "by": by, "at": at}
    before, after = days or (None, None)
    await insert_all(
        session, MilestoneStep, [{**step, "reason": reason, "from_due": before, "to_due": after}]
    )
    return seq


async def list_steps(session: AsyncSession, milestone_id: str) -> Sequence[MilestoneStep]:
    """What happened to it, the oldest first."""
    rows = await session.scalars(
        select(MilestoneStep)
        .where(MilestoneStep.milestone_id == milestone_id)
        .order_by(MilestoneStep.seq)
    )
    return rows.all()


async def add_prompt(session: AsyncSession, **values: Any) -> None:
    """Write down that somebody was written to, unless it is there."""
    await insert_once(session, MilestonePrompt, **values)


async def list_prompt_posts(
    session: AsyncSession, milestone_id: str, kind: str | None = None, about: str | None = None
) -> list[str]:
    """The posts in which people were written to about it, for any reason or that one."""
    query = select(MilestonePrompt.post_id).where(MilestonePrompt.milestone_id == milestone_id)
    if kind is not None:
        query = query.where(MilestonePrompt.kind == kind, MilestonePrompt.about == about)
    return list(await session.scalars(query))


async def was_prompted(session: AsyncSession, milestone_id: str, kind: str, about: str) -> bool:
    """Whether anybody was written to for that reason."""
    found = await session.scalar(
        select(MilestonePrompt.user_id)
        .where(
            MilestonePrompt.milestone_id == milestone_id,
            MilestonePrompt.kind == kind,
            MilestonePrompt.about == about,
        )
        .limit(1)
    )
    return found is not None


async def save_contributors(
    session: AsyncSession, milestone_id: str, people: Mapping[str, Side]
) -> None:
    """Make these people, by user id, the contributors, in this order."""
    await session.execute(
        delete(MilestoneContributor).where(MilestoneContributor.milestone_id == milestone_id)
    )
    rows = [
        {"milestone_id": milestone_id, "user_id": user_id, "side": side, "position": position}
        for position, (user_id, side) in enumerate(people.items())
    ]
    if rows:
        await insert_all(session, MilestoneContributor, rows)


async def list_contributors(
    session: AsyncSession, milestone_id: str
) -> Sequence[MilestoneContributor]:
    rows = await session.scalars(
        select(MilestoneContributor)
        .where(MilestoneContributor.milestone_id == milestone_id)
        .order_by(MilestoneContributor.position)
    )
    return rows.all()


async def save_reflection(session: AsyncSession, **values: Any) -> None:
    """Keep what somebody says, in place of what they said before."""
    await replace(session, MilestoneReflection, ("milestone_id", "user_id"), **values)


async def find_reflection(
    session: AsyncSession, milestone_id: str, user_id: str
) -> MilestoneReflection | None:
    return await session.get(MilestoneReflection, (milestone_id, user_id), populate_existing=True)


async def list_reflections(
    session: AsyncSession, milestone_id: str
) -> Sequence[MilestoneReflection]:
    """What people said, the oldest first."""
    rows = await session.scalars(
        select(MilestoneReflection)
        .where(MilestoneReflection.milestone_id == milestone_id)
        .order_by(MilestoneReflection.written_at, MilestoneReflection.user_id)
    )
    return rows.all()


async def find_last_pulse(session: AsyncSession, relationship_id: str) -> str | None:
    """The pulse that was asked after the latest milestone after which one was."""
    found: str | None = await session.scalar(
        select(Milestone.pulse_id)
        .where(
            Milestone.relationship_id == relationship_id,
            Milestone.status == "reached",
            Milestone.pulse_id.is_not(None),
        )
        .order_by(Milestone.reached_at.desc(), Milestone.id)
        .limit(1)
    )
    return found
