"""Milestones about which something is to be done because it is time."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.milestones import IS_CELEBRATED, Milestone
from storage.relationships import Relationship, is_served


async def list_dated(session: AsyncSession, first: date, last: date) -> list[tuple[Milestone, str]]:
    """What is planned for a day between these, with the zone of its relationship."""
    rows = await session.execute(
        select(Milestone, Relationship.tz)
        .join(Relationship, Relationship.id == Milestone.relationship_id)
        .where(Milestone.status == "planned", Milestone.due.between(first, last), is_served())
        .order_by(Milestone.due, Milestone.id)
    )
    return [(milestone, tz) for milestone, tz in rows]


async def list_unasked(session: AsyncSession, before: date) -> list[tuple[Milestone, str]]:
    """The same for a day before that one, of which nobody was asked what changed."""
    rows = await session.execute(
        select(Milestone, Relationship.tz)
        .join(Relationship, Relationship.id == Milestone.relationship_id)
        .where(
            Milestone.status == "planned",
            Milestone.due < before,
            or_(Milestone.asked_for.is_(None), Milestone.asked_for != Milestone.due),
            is_served(),
        )
        .order_by(Milestone.due, Milestone.id)
    )
    return [(milestone, tz) for milestone, tz in rows]


async def list_proposed(session: AsyncSession) -> Sequence[Milestone]:
    """What one side says is reached, and the other has not answered."""
    rows = await session.scalars(
        select(Milestone)
        .join(Relationship, Relationship.id == Milestone.relationship_id)
        .where(Milestone.status == "proposed", is_served())
        .order_by(Milestone.proposed_at, Milestone.id)
    )
    return rows.all()


async def list_celebrated(session: AsyncSession, until: datetime) -> Sequence[Milestone]:
    """What was reached up to that moment, and for which thanks are still collected."""
    rows = await session.scalars(
        select(Milestone)
        .join(Relationship, Relationship.id == Milestone.relationship_id)
        .where(IS_CELEBRATED, Milestone.reached_at <= until, is_served())
        .order_by(Milestone.reached_at, Milestone.id)
    )
    return rows.all()
