"""What the bot does next, for the clock of the practice room.

What the outbox tries again is no part of it: that waits by the database's time, not by this clock.
"""

from datetime import datetime

from bot.pulse.coming import Coming, find_coming
from sandbox.clock import Plan
from storage.database import Database


async def find_plan(database: Database, now: datetime) -> Plan | None:
    """The next moment at which something happens of itself, as a sentence for people."""
    async with database.read() as session:
        coming = await find_coming(session, now)
    return None if coming is None else Plan(coming.at, describe(coming))


def describe(coming: Coming) -> str:
    if coming.reminds:
        return f"Pulse {coming.number} reminds who has not answered"
    if not coming.people:
        return f"Pulse {coming.number} closes"
    people = "1 person" if coming.people == 1 else f"{coming.people} people"
    return f"Pulse {coming.number} asks {people}"
