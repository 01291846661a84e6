"""What a pulse does next because it is time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.pulse.service import find_next
from storage import pulse_due, pulse_people, pulse_reminders


@dataclass(frozen=True, slots=True)
class Coming:
    """At that moment the pulse of that number asks so many `people`; without any, it reminds those
    who have not answered, or its round closes."""

    at: datetime
    number: int
    people: int = 0
    reminds: bool = False


async def find_coming(session: AsyncSession, now: datetime) -> Coming | None:
    """The first thing after that moment, of all pulses; None where nothing is planned."""
    coming = await _list_openings(session, now)
    asking = await pulse_people.find_next_asking(session, now)
    if asking is not None:
        number, at, people = asking
        coming.append(Coming(at, number, people))
    reminding = await pulse_reminders.find_next(session, now)
    if reminding is not None:
        coming.append(Coming(reminding.at, reminding.number, reminds=True))
    closing = await pulse_due.find_next_closing(session, now)
    if closing is not None:
        number, at = closing
        coming.append(Coming(at, number))
    return min(coming, key=lambda one: one.at, default=None)


async def _list_openings(session: AsyncSession, now: datetime) -> list[Coming]:
    openings = []
    for pulse, relationship in await pulse_people.list_schedulable(session):
        occurrence = await find_next(session, pulse, relationship, now)
        if occurrence is not None:
            openings.append(Coming(occurrence.first, pulse.number, occurrence.first_people))
    return openings
