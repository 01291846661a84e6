"""What other features keep of the time of a milestone: thanks, problems, actions, and pulses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from storage.actions import Action
from storage.kudos import IS_SHOWN, Kudos, KudosGiver, KudosReceiver
from storage.problems import Entry, Problem
from storage.pulse import Pulse, Round

# Who helped is looked for in so many of the latest thanks of that time.
LATEST_KUDOS = 500


@dataclass(frozen=True, slots=True)
class Collected:
    """The first thanks that were collected for a milestone, and how many there are in all."""

    shown: Sequence[Kudos]
    count: int


@dataclass(frozen=True, slots=True)
class Solved:
    """The problems that were solved in that time, and how many there are in all."""

    shown: Sequence[Problem]
    count: int


async def load_collected(session: AsyncSession, milestone_id: str, most: int) -> Collected:
    """What everybody may see of the thanks for a milestone, the oldest first."""
    of_it = (Kudos.collection_id == milestone_id, Kudos.collection_id.is_not(None), IS_SHOWN)
    shown = await session.scalars(
        select(Kudos).where(*of_it).order_by(Kudos.created_at, Kudos.id).limit(most)
    )
    count = await session.scalar(select(func.count()).select_from(Kudos).where(*of_it))
    return Collected(shown.all(), count or 0)


async def list_helpers(session: AsyncSession, relationship_id: str, since: datetime) -> set[str]:
    """Who thanked or was thanked, worked on a problem, or took on an action since then."""
    rows = await session.scalars(
        union(
            *_list_thanks(relationship_id, since),
            *_list_problem_people(relationship_id, since),
            select(Action.owner).where(
                Action.relationship_id == relationship_id, Action.created_at >= since
            ),
        )
    )
    return set(rows)


def _list_thanks(relationship_id: str, since: datetime) -> list[Select[str]]:
    """Only who may be named in the channel."""
    latest = (
        select(Kudos.id)
        .where(Kudos.relationship_id == relationship_id, Kudos.created_at >= since, IS_SHOWN)
        .order_by(Kudos.created_at.desc())
        .limit(LATEST_KUDOS)
        .subquery()
    )
    return [
        select(KudosGiver.user_id)
        .join(latest, latest.c.id == KudosGiver.kudos_id)
        .where(KudosGiver.withdrawn_at.is_(None)),
        select(KudosReceiver.user_id)
        .join(latest, latest.c.id == KudosReceiver.kudos_id)
        .where(KudosReceiver.announced),
    ]


def _list_problem_people(relationship_id: str, since: datetime) -> list[Select[str]]:
    owned = (Problem.relationship_id == relationship_id, Problem.created_at >= since)
    return [
        select(Problem.client_facilitator).where(*owned),
        select(Problem.vendor_facilitator).where(*owned),
        select(Entry.author)
        .join(Problem, Problem.id == Entry.problem_id)
        .where(
            Problem.relationship_id == relationship_id,
            Entry.created_at >= since,
            Entry.withdrawn_at.is_(None),
        ),
    ]


async def load_solved(
    session: AsyncSession, relationship_id: str, since: datetime, until: datetime, most: int
) -> Solved:
    """The problems that were solved between the two moments, the oldest first."""
    of_then = (
        Problem.relationship_id == relationship_id,
        Problem.closed_at >= since,
        Problem.closed_at <= until,
        Problem.early_reason.is_(None),
    )
    shown = await session.scalars(
        select(Problem).where(*of_then).order_by(Problem.closed_at, Problem.number).limit(most)
    )
    count = await session.scalar(select(func.count()).select_from(Problem).where(*of_then))
    return Solved(shown.all(), count or 0)


async def count_rounds(
    session: AsyncSession, relationship_id: str, since: datetime, until: datetime
) -> int:
    """How many rounds of pulses were closed between the two moments."""
    count = await session.scalar(
        select(func.count())
        .select_from(Round)
        .join(Pulse, Pulse.id == Round.pulse_id)
        .where(
            Pulse.relationship_id == relationship_id,
            Round.closed_at >= since,
            Round.closed_at <= until,
        )
    )
    return count or 0
