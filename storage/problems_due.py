"""Problems about which something is to be done because it is time."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.actions import Action, Status
from storage.problems import IN_OPTIONS, IN_TRIAL, IS_HEARD, Problem
from storage.problems_steps import PENDING, SOURCE_KIND, UNTOLD, Proposal
from storage.relationships import Relationship, is_reachable

# A working day is never shorter, so what is younger than that is not due anywhere.
DAY = timedelta(days=1)


async def list_unanswered(
    session: AsyncSession, now: datetime, nudged: int, escalated: int, freed: int
) -> Sequence[tuple[Proposal, Relationship]]:
    """Proposals that wait for so many days, and of which that was not said yet."""
    rows = await session.execute(
        select(Proposal, Relationship)
        .join(Problem, Problem.id == Proposal.problem_id)
        .join(Relationship, Relationship.id == Problem.relationship_id)
        .where(
            UNTOLD,
            Proposal.created_at <= now - nudged * DAY,
            or_(
                Proposal.nudged_at.is_(None),
                Proposal.escalated_at.is_(None) & (Proposal.created_at <= now - escalated * DAY),
                Proposal.created_at <= now - freed * DAY,
            ),
            is_reachable(),
        )
        .order_by(Proposal.created_at, Proposal.id)
    )
    return [(proposal, relationship) for proposal, relationship in rows]


async def list_silent(
    session: AsyncSession, now: datetime, silence: int, days: int
) -> Sequence[tuple[Problem, Relationship]]:
    """Problems with which nothing happened for so many days, and of which that was said so often.

    Not those that wait for a day to come, for an answer, or for the day of their review; nor, in
    trial, for an action that is overdue.
    """
    tomorrow = now.date() + DAY
    is_overdue = exists().where(
        Action.source_id == Problem.id,
        Action.source_kind == SOURCE_KIND,
        Action.status == Status.OPEN,
        Action.due < now.date(),
    )
    is_looked_at = or_(Problem.review_on.is_(None), Problem.review_on <= tomorrow)
    rows = await session.execute(
        select(Problem, Relationship)
        .join(Relationship, Relationship.id == Problem.relationship_id)
        .outerjoin(Proposal, (Proposal.problem_id == Problem.id) & PENDING)
        .where(
            IS_HEARD,
            Problem.silence == silence,
            Problem.moved_at <= now - days * DAY,
            Proposal.id.is_(None),
            or_(Problem.waiting_until.is_(None), Problem.waiting_until <= tomorrow),
            or_(Problem.stage != "try", and_(is_looked_at, ~is_overdue)),
            is_reachable(),
        )
        .order_by(Problem.moved_at, Problem.id)
    )
    return [(problem, relationship) for problem, relationship in rows]


async def list_reviews(
    session: AsyncSession, until: date
) -> Sequence[tuple[Problem, Relationship]]:
    """Problems in trial that are looked at by that day, and of which that was not said yet."""
    rows = await session.execute(
        select(Problem, Relationship)
        .join(Relationship, Relationship.id == Problem.relationship_id)
        .where(
            IN_TRIAL,
            Problem.review_on <= until,
            or_(Problem.review_told.is_(None), Problem.review_told != Problem.review_on),
            is_reachable(),
        )
        .order_by(Problem.review_on, Problem.id)
    )
    return [(problem, relationship) for problem, relationship in rows]


async def list_hidden_due(
    session: AsyncSession, now: datetime, days: int
) -> Sequence[tuple[Problem, Relationship]]:
    """Problems whose first hidden idea came so many days ago."""
    rows = await session.execute(
        select(Problem, Relationship)
        .join(Relationship, Relationship.id == Problem.relationship_id)
        .where(IN_OPTIONS, Problem.first_idea_at <= now - days * DAY, is_reachable())
        .order_by(Problem.first_idea_at, Problem.id)
    )
    return [(problem, relationship) for problem, relationship in rows]
