"""What happens to retros next because it is time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import retros_due


@dataclass(frozen=True, slots=True)
class Coming:
    """At that moment a retro begins by itself, or somebody is reminded of one."""

    at: datetime
    begins: bool = False


async def find_coming(session: AsyncSession, now: datetime) -> Coming | None:
    """The first thing after that moment, of all retros; None where nothing is planned."""
    begins = await retros_due.find_next_beginning(session, now)
    looks = await retros_due.find_next_look(session, now)
    coming = [Coming(begins, begins=True)] if begins else []
    coming += [Coming(looks)] if looks else []
    return min(coming, key=lambda one: one.at, default=None)
