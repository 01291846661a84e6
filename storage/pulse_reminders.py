"""Who is to be reminded of a round, and who wants not to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.absences import Absence
from storage.people import PersonRecord
from storage.pulse import IS_OPEN, Draft, Followup, Participant, Pulse, Round
from storage.pulse_roster import IS_ASKABLE, Chosen, with_roster
from storage.relationships import is_reachable


@dataclass(frozen=True, slots=True)
class Due:
    """A participant who is to be reminded if they have not answered.

    `position` is that of the question they are at, `sealed` is their draft, if there is one, and
    `tz` the zone of their own; they are, or were, away until the end of the day `away`.
    """

    id: str
    user_id: str
    ask_at: datetime
    reminded: int
    tz: str | None
    away: date | None
    position: int
    sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Next:
    """The next reminder: when it is, and the number of its pulse."""

    at: datetime
    number: int


async def list_rounds(session: AsyncSession, now: datetime) -> list[str]:
    """The ids of rounds in which somebody is to be reminded by now."""
    return list(await session.scalars(_of_due(select(Participant.round_id), now).distinct()))


async def list_due(session: AsyncSession, round_id: str, now: datetime) -> Sequence[Due]:
    """Those people of one round."""
    at = (
        select(func.coalesce(func.max(Followup.position), 0))
        .where(Followup.participant_id == Participant.id)
        .correlate(Participant)
        .scalar_subquery()
    )
    whom = select(
        *(Participant.id, Participant.user_id, Participant.ask_at, Participant.reminded),
        *(PersonRecord.tz, Absence.until, at, Draft.sealed),
    )
    rows = await session.execute(
        _of_due(whom, now)
        .outerjoin(Absence, Absence.user_id == Participant.user_id)
        .outerjoin(Draft, Draft.participant_id == Participant.id)
        .where(Participant.round_id == round_id)
        .order_by(Participant.id)
    )
    return [Due(*row) for row in rows]


async def find_next(session: AsyncSession, now: datetime) -> Next | None:
    """The first reminder after that moment."""
    following = (
        _of_reminded(select(Participant.remind_at, Pulse.number), now)
        .where(Participant.remind_at > now)
        .order_by(Participant.remind_at, Pulse.number)
        .limit(1)
    )
    found: Any = (await session.execute(following)).first()
    return None if found is None else Next(*found)


def _of_due(chosen: Chosen, now: datetime) -> Chosen:
    return _of_reminded(chosen, now).where(Participant.remind_at <= now)


def _of_reminded(chosen: Chosen, now: datetime) -> Chosen:
    """Those who may be reminded: they are there and on a side, in rounds that take answers."""
    return with_roster(chosen).where(
        ~Participant.declined,
        Participant.post_id.is_not(None),
        IS_OPEN,
        Round.closes_at > now,
        is_reachable(),
        IS_ASKABLE,
    )


async def mark_reminded(
    session: AsyncSession, participant_id: str, following: datetime | None
) -> None:
    """That moment has passed, and the `following` one is the next."""
    await session.execute(
        update(Participant)
        .where(Participant.id == participant_id)
        .values(reminded=Participant.reminded + 1, remind_at=following)
    )


async def postpone(session: AsyncSession, participant_id: str, until: datetime) -> None:
    await session.execute(
        update(Participant).where(Participant.id == participant_id).values(remind_at=until)
    )


async def mark_declined(session: AsyncSession, participant_id: str) -> None:
    """That person is not reminded of that round any more."""
    await session.execute(
        update(Participant)
        .where(Participant.id == participant_id)
        .values(declined=True, remind_at=None)
    )
