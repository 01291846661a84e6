"""What happens to actions next because it is time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import actions_due


@dataclass(frozen=True, slots=True)
class Coming:
    """At that moment somebody is told what is overdue, or asked whether something `helped`."""

    at: datetime
    helped: bool


async def find_coming(session: AsyncSession, now: datetime) -> Coming | None:
    """The first thing after that moment, of all actions; None where nothing is to come."""
    told, asked = await actions_due.find_next(session, now)
    coming = [Coming(told, helped=False)] if told else []
    coming += [Coming(asked, helped=True)] if asked else []
    return min(coming, key=lambda one: one.at, default=None)
