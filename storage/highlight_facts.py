"""In what highlights are found: the promises, problems, kudos and milestones of a relationship."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.actions import Action, Status
from storage.highlights import Highlight
from storage.kudos import IS_SHOWN, Kudos, KudosGiver, KudosReceiver
from storage.kudos_rules import KudosQuiet
from storage.lessons import JOINT, RETIRED, Lesson
from storage.milestones import Milestone
from storage.problems import Move, Problem


@dataclass(frozen=True, slots=True)
class Promised:
    """An action that was not dropped; `done_at` is None while it is open."""

    due: date
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Solved:
    """A problem that is closed."""

    id: str
    raised_at: datetime
    closed_at: datetime


async def list_promised(session: AsyncSession, relationship_id: str) -> list[Promised]:
    """What both sides said they would do, in the order of its days."""
    rows = await session.execute(
        select(Action.due, Action.status, Action.changed_at)
        .where(Action.relationship_id == relationship_id, Action.status != Status.DROPPED)
        .order_by(Action.due, Action.id)
    )
    return [Promised(due, at if status == Status.DONE else None) for due, status, at in rows]


async def list_solved(session: AsyncSession, relationship_id: str) -> list[Solved]:
    """The problems that are closed, the one that was closed first before the others.

    Not those that both sides closed early, for whatever reason: they were not solved.
    """
    rows: Iterable[Any] = await session.execute(
        select(Problem.id, Problem.created_at, Problem.closed_at)
        .where(
            Problem.relationship_id == relationship_id,
            Problem.closed_at.is_not(None),
            Problem.early_reason.is_(None),
        )
        .order_by(Problem.closed_at, Problem.id)
    )
    return [Solved(*row) for row in rows]


async def count_reopened(
    session: AsyncSession, relationship_id: str, closed: str, since: datetime, until: datetime
) -> int:
    """How often a problem left the stage `closed` in that time."""
    count = await session.scalar(
        select(func.count())
        .select_from(Move)
        .join(Problem, Problem.id == Move.problem_id)
        .where(
            Problem.relationship_id == relationship_id,
            Move.from_stage == closed,
            Move.at >= since,
            Move.at < until,
        )
    )
    return count or 0


async def list_lessons(
    session: AsyncSession, relationship_id: str, since: datetime, until: datetime
) -> list[str]:
    """What both sides learnt in that time; from problems only where they are solved still."""
    rows = await session.scalars(
        select(Lesson.id)
        .outerjoin(Problem, Problem.id == Lesson.problem_id)
        .where(
            Lesson.relationship_id == relationship_id,
            Lesson.created_at >= since,
            Lesson.created_at < until,
            Lesson.state == JOINT,
            or_(Lesson.problem_id.is_(None), Problem.closed_at.is_not(None)),
        )
    )
    return list(rows)


async def list_reached(
    session: AsyncSession, relationship_id: str, since: datetime, until: datetime
) -> list[str]:
    """The milestones that were reached in that time."""
    rows = await session.scalars(
        select(Milestone.id).where(
            Milestone.relationship_id == relationship_id,
            Milestone.status == "reached",
            Milestone.reached_at >= since,
            Milestone.reached_at < until,
        )
    )
    return list(rows)


async def count_kudos(
    session: AsyncSession, relationship_id: str, since: datetime | None = None
) -> int:
    """How many kudos both sides see, of all or since that moment."""
    query = select(func.count()).where(Kudos.relationship_id == relationship_id, IS_SHOWN)
    if since is not None:
        query = query.where(Kudos.created_at >= since)
    return await session.scalar(query) or 0


async def find_first_across(
    session: AsyncSession, relationship_id: str
) -> tuple[str, datetime] | None:
    """The first kudos whose card shows that they cross the border, and when they were given."""
    across = exists().where(
        KudosReceiver.kudos_id == Kudos.id,
        KudosReceiver.side != Kudos.giver_side,
        KudosReceiver.announced,
    )
    rows = await session.execute(
        select(Kudos.id, Kudos.created_at)
        .where(Kudos.relationship_id == relationship_id, IS_SHOWN, across)
        .order_by(Kudos.created_at, Kudos.id)
        .limit(1)
    )
    found = rows.first()
    return None if found is None else (found.id, found.created_at)


async def count_givers(
    session: AsyncSession, relationship_id: str, since: datetime, until: datetime
) -> dict[str, int]:
    """The kudos with words that were given in that time, and how many people gave them.

    Not those for people who do not want to be named by now.
    """
    of_quiet = exists().where(
        KudosReceiver.kudos_id == Kudos.id,
        KudosReceiver.announced,
        KudosReceiver.user_id == KudosQuiet.user_id,
    )
    rows: Iterable[Any] = await session.execute(
        select(Kudos.id, func.count(KudosGiver.user_id))
        .join(KudosGiver, KudosGiver.kudos_id == Kudos.id)
        .where(
            Kudos.relationship_id == relationship_id,
            Kudos.created_at >= since,
            Kudos.created_at < until,
            Kudos.text != "",
            IS_SHOWN,
            ~of_quiet,
            KudosGiver.withdrawn_at.is_(None),
        )
        .group_by(Kudos.id)
    )
    return dict(tuple(row) for row in rows)


async def list_outlived(session: AsyncSession) -> list[str]:
    """Memories of what nobody sees any more: kudos that were taken back, hidden or erased, lessons
    that were retired, or of problems that were reopened."""
    rows = await session.scalars(
        select(Highlight.id)
        .outerjoin(Kudos, and_(Highlight.thing == "kudos", Kudos.id == Highlight.subject_id))
        .outerjoin(Lesson, and_(Highlight.thing == "lesson", Lesson.id == Highlight.subject_id))
        .outerjoin(Problem, Problem.id == Lesson.problem_id)
        .where(
            Highlight.thing.is_not(None),
            Highlight.withdrawn_at.is_(None),
            or_(
                Kudos.withdrawn_at.is_not(None),
                Kudos.hidden_at.is_not(None),
                Kudos.text == "",
                Lesson.state == RETIRED,
                and_(Lesson.problem_id.is_not(None), Problem.closed_at.is_(None)),
            ),
        )
        .order_by(Highlight.id)
    )
    return list(rows)
