"""What should have happened in rounds by now, and when the next one closes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.pulse import IS_OPEN, Participant, Pulse, Round
from storage.pulse_roster import IS_ASKABLE, with_roster
from storage.relationships import is_reachable


@dataclass(frozen=True, slots=True)
class Due:
    """In how many rounds something is due, and since when in that which waits longest."""

    rounds: int
    since: datetime | None


async def count_open(session: AsyncSession) -> int:
    """How many rounds take answers."""
    return await session.scalar(select(func.count()).select_from(Round).where(IS_OPEN)) or 0


async def find_to_close(session: AsyncSession, now: datetime) -> Due:
    """Open rounds whose time is over."""
    return await _find(
        session,
        select(func.count(Round.id), func.min(Round.closes_at)).where(
            IS_OPEN, Round.closes_at <= now
        ),
    )


async def find_next_closing(session: AsyncSession, now: datetime) -> Row[int, datetime] | None:
    """The open round that closes next: the number of its pulse, and when."""
    following = (
        select(Pulse.number, Round.closes_at)
        .join(Round, Round.pulse_id == Pulse.id)
        .where(IS_OPEN, Round.closes_at > now)
        .order_by(Round.closes_at, Pulse.number)
        .limit(1)
    )
    return (await session.execute(following)).first()


async def find_to_ask(session: AsyncSession, now: datetime) -> Due:
    """Open rounds in which somebody who is still there was not asked in time."""
    return await _find(
        session,
        with_roster(
            select(func.count(Participant.round_id.distinct()), func.min(Participant.ask_at))
        ).where(
            IS_OPEN,
            is_reachable(),
            Participant.post_id.is_(None),
            ~Participant.spared,
            Participant.ask_at <= now,
            IS_ASKABLE,
        ),
    )


async def _find(session: AsyncSession, query: Select[int, datetime]) -> Due:
    rounds, since = (await session.execute(query)).one()
    return Due(rounds, since)
