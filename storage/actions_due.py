"""Which closed rounds call for actions, and about which actions somebody is written to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.actions import Action, ActionFollowup, ActionRequest, Status
from storage.pulse import IS_OPEN, Participant, Pulse, Round
from storage.relationships import Relationship, is_served


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed round with answers: its id, its pulse, its relationship, digest and closing."""

    round_id: str
    pulse_id: str
    relationship_id: str
    digest_post_id: str
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class ToFollowUp:
    """An open action of an earlier round, and the round that is open now."""

    action_id: str
    round_id: str


async def list_unasked(session: AsyncSession, since: datetime) -> list[Closed]:
    """Rounds that were closed since then with an answer, and about which nobody was asked."""
    rows: Iterable[Any] = await session.execute(
        select(
            Round.id, Round.pulse_id, Pulse.relationship_id, Round.digest_post_id, Round.closed_at
        )
        .join(Pulse, Pulse.id == Round.pulse_id)
        .join(Relationship, Relationship.id == Pulse.relationship_id)
        .where(
            Round.closed_at >= since,
            Round.digest_post_id.is_not(None),
            is_served(),
            exists().where(Participant.round_id == Round.id, Participant.answered),
            ~exists().where(ActionRequest.source_id == Round.id),
        )
        .order_by(Round.closed_at, Round.id)
    )
    return [Closed(*row) for row in rows]


async def list_to_follow_up(session: AsyncSession, told_before: datetime) -> list[ToFollowUp]:
    """Open actions of pulses whose next round is open, and that nobody was asked after in it.

    Left out are those of which somebody was told since that moment that they are overdue.
    """
    rows = await session.execute(
        select(Action.id, Round.id)
        .join(Round, Round.pulse_id == Action.series_id)
        .join(Relationship, Relationship.id == Action.relationship_id)
        .where(
            IS_OPEN,
            Action.status == Status.OPEN,
            Action.created_at < Round.opened_at,
            or_(Action.nudged_at.is_(None), Action.nudged_at <= told_before),
            is_served(),
            ~exists().where(
                ActionFollowup.action_id == Action.id, ActionFollowup.source_id == Round.id
            ),
        )
        .order_by(Action.created_at, Action.id)
    )
    return [ToFollowUp(*row) for row in rows]


async def list_overdue(session: AsyncSession, now: datetime) -> Sequence[str]:
    """The actions of which somebody is to be told by now that they are overdue."""
    rows = await session.scalars(
        select(Action.id)
        .join(Relationship, Relationship.id == Action.relationship_id)
        .where(Action.nudge_at <= now, is_served())
        .order_by(Action.nudge_at, Action.id)
    )
    return rows.all()


async def list_to_review(session: AsyncSession, now: datetime) -> Sequence[str]:
    """The actions of which it is to be asked by now whether they helped."""
    rows = await session.scalars(
        select(Action.id)
        .join(Relationship, Relationship.id == Action.relationship_id)
        .where(Action.ask_at <= now, is_served())
        .order_by(Action.ask_at, Action.id)
    )
    return rows.all()


async def find_next(
    session: AsyncSession, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """When somebody is told next, after that moment, that an action is overdue; and when somebody
    is asked next whether one helped."""
    told, asked = [
        await session.scalar(
            select(func.min(at))
            .join(Relationship, Relationship.id == Action.relationship_id)
            .where(at > now, is_served())
        )
        for at in (Action.nudge_at, Action.ask_at)
    ]
    return told, asked
