"""When people are written to who did not ask for it: while they work, by their own clocks."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.calendars import find_zone
from bot.core.working_days import find_working_hour
from storage import people
from storage.relationships import Relationship


async def find_at_work(
    session: AsyncSession, relationship: Relationship, user_ids: Sequence[str], now: datetime
) -> tuple[list[str], datetime | None]:
    """Who of them works at that moment, and when the first of the others does; None without others.

    Of whom Slack tells no zone, it is that of the relationship.
    """
    known = await people.find_people(session, user_ids)
    hours = {
        user_id: find_working_hour(
            now, find_zone(known[user_id].tz if user_id in known else None, relationship.tz)
        )
        for user_id in user_ids
    }
    at_work = [user_id for user_id, hour in hours.items() if hour <= now]
    return at_work, min((hour for hour in hours.values() if hour > now), default=None)
