"""What holds for a person who is about to give: the rules, and how often they may still today.

The day is that of the relationship's zone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.kudos import agreement, rules
from bot.kudos.errors import AllowanceUsed
from bot.kudos.rules import Rules
from storage import kudos_reading, kudos_rules
from storage.relationships import Relationship


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules of a relationship, how often somebody gave today, and who among those whom they
    thank is not announced."""

    rules: Rules
    given: int
    quiet: frozenset[str]


async def load_terms(
    session: AsyncSession,
    relationship: Relationship,
    user_id: str,
    now: datetime,
    receivers: Iterable[str] = (),
) -> Terms:
    """What holds for that person, mostly in one question to the database."""
    thanked = list(receivers)
    found = await kudos_reading.find_terms(
        session, relationship.id, user_id, thanked, since=rules.start_of_day(relationship.tz, now)
    )
    quiet = await kudos_rules.find_quiet(session, thanked) if found.any_quiet else set()
    return Terms(agreement.read_rules(found.rules), found.given, frozenset(quiet))


def check(terms: Terms, relationship: Relationship) -> None:
    """Raise AllowanceUsed where they cannot give once more today."""
    allowance = terms.rules.allowance
    if rules.left_today(allowance, terms.given) == 0:
        raise AllowanceUsed(allowance=allowance, zone=relationship.tz)


async def count_left(
    session: AsyncSession, relationship: Relationship, agreed: Rules, user_id: str, now: datetime
) -> int | None:
    """How often that person can still give or join today; None where nobody counts."""
    if agreed.allowance is None:
        return None
    since = rules.start_of_day(relationship.tz, now)
    given = await kudos_reading.count_given_since(session, relationship.id, user_id, since)
    return rules.left_today(agreed.allowance, given)
