"""How often a person may still give today: the day is that of the relationship's zone."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.kudos import rules
from bot.kudos.errors import AllowanceUsed
from bot.kudos.rules import Rules
from storage import kudos_reading
from storage.relationships import Relationship


async def count_left(
    session: AsyncSession, relationship: Relationship, agreed: Rules, user_id: str, now: datetime
) -> int | None:
    """How often that person can still give or join today; None where nobody counts."""
    if agreed.allowance is None:
        return None
    since = rules.start_of_day(relationship.tz, now)
    given = await kudos_reading.count_given_since(session, relationship.id, user_id, since)
    return rules.left_today(agreed.allowance, given)


async def check(
    session: AsyncSession, relationship: Relationship, agreed: Rules, user_id: str, now: datetime
) -> None:
    """Raise AllowanceUsed where it is not once more."""
    if await count_left(session, relationship, agreed, user_id, now) == 0:
        raise AllowanceUsed(allowance=agreed.allowance, zone=relationship.tz)
