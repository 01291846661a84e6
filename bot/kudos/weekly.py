"""The end of a week, inside the caller's transaction: both sides are told what was thanked for, and
now and then contacts of whom nobody has thanked for long.

Weeks end on Friday afternoon by the clock of the relationship.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.calendars import find_zone, local_moment, weekday_on_or_before
from bot.core.people import Side
from bot.relationships.service import direct, place_of
from storage import kudos_reading as reading
from storage import kudos_rules, outbox, relationships, seen
from storage.outbox import Card, Place
from storage.relationships import Relationship

DIGEST_CARD = "kudos_digest"
FLOW_CARD = "kudos_flow"
NUDGE_CARD = "kudos_nudge"

FRIDAY, AFTERNOON = 4, time(15)
# Of a week that ended before that nobody is told any more, should the bot have been away.
TOLD_WITHIN = timedelta(days=2)
WEEKS_SHOWN = 8
# Whom nobody thanked for so many weeks their contacts are told of, every so many weeks.
UNTHANKED_WEEKS = 8
NUDGED_EVERY = 4


def find_last_day(tz: str, now: datetime) -> date:
    """The last day of the week that ended last."""
    zone = find_zone(tz)
    day = weekday_on_or_before(now.astimezone(zone).date(), FRIDAY)
    return day if end_of(day, tz) <= now else day - timedelta(weeks=1)


def end_of(day: date, tz: str) -> datetime:
    """The moment at which the week with that last day ends."""
    return local_moment(day, AFTERNOON, find_zone(tz))


def list_days(day: date, weeks: int) -> list[date]:
    """The last days of so many weeks until that one, oldest first."""
    return [day - timedelta(weeks=ago) for ago in reversed(range(weeks))]


def list_bounds(day: date, tz: str, weeks: int) -> list[datetime]:
    """The moments at which so many weeks until that day begin, and the one at which it ends."""
    return [end_of(last, tz) for last in list_days(day, weeks + 1)]


def is_nudged(day: date) -> bool:
    """Whether contacts are told at the end of that week whom nobody thanked."""
    return day.toordinal() // 7 % NUDGED_EVERY == 0


async def list_due(session: AsyncSession, now: datetime) -> dict[str, date]:
    """The relationships whose week ended a short while ago and is not told of: its last day."""
    zones = await relationships.list_zones(session)
    ended = {home: find_last_day(tz, now) for home, tz in zones.items()}
    keys = {
        _key(home, day): home
        for home, day in ended.items()
        if now - end_of(day, zones[home]) < TOLD_WITHIN
    }
    told = await seen.find_taken(session, keys)
    return {home: ended[home] for key, home in keys.items() if key not in told}


def _key(relationship_id: str, day: date) -> str:
    return f"kudos_week:{relationship_id}:{day}"


async def tell(session: AsyncSession, relationship_id: str, day: date, now: datetime) -> None:
    """Tell of the week with that last day, once. Of one without kudos nothing is said."""
    relationship = await relationships.lock_relationship(session, relationship_id)
    if not await seen.take_once(session, _key(relationship_id, day), now):
        return
    await kudos_rules.watch_roster(session, relationship_id, now)
    week = await reading.load_week(session, relationship_id, *list_bounds(day, relationship.tz, 1))
    if week.total:
        await _post_digest(session, relationship, day, now)
    if is_nudged(day):
        await _nudge(session, relationship, day, now)


async def _post_digest(
    session: AsyncSession, relationship: Relationship, day: date, now: datetime
) -> None:
    """The digest, with a drawing of the weeks before in its thread."""
    digest = await _post(
        session, DIGEST_CARD, place_of(relationship), f"{relationship.id}:{day}", now
    )
    below = place_of(relationship, thread_post_id=digest)
    await _post(session, FLOW_CARD, below, f"{relationship.id}:{day}", now)


async def _post(session: AsyncSession, kind: str, place: Place, card_id: str, now: datetime) -> str:
    return await outbox.post(
        session, key=f"{kind}:{card_id}", place=place, card=Card(kind, card_id), now=now
    )


async def _nudge(
    session: AsyncSession, relationship: Relationship, day: date, now: datetime
) -> None:
    """A direct message to each contact of a side on which somebody was not thanked."""
    sides = await relationships.load_sides(session, relationship)
    for side in Side:
        for contact in sides.contacts(side):
            if await list_unthanked(session, relationship, side, contact.user_id, day):
                place = direct(relationship, contact.user_id)
                card_id = f"{relationship.id}:{contact.user_id}:{day}"
                await _post(session, NUDGE_CARD, place, card_id, now)


async def list_unthanked(
    session: AsyncSession, relationship: Relationship, side: Side, reader: str, day: date
) -> list[str]:
    """The people of that side, but for the reader, whom nobody thanked in the weeks until that day.

    Nobody where nobody thanked anybody: then it is not about them.
    """
    since, *_, until = list_bounds(day, relationship.tz, UNTHANKED_WEEKS)
    if not (await reading.load_week(session, relationship.id, since, until)).total:
        return []
    found = await reading.list_unthanked(session, relationship.id, since)
    return [user_id for user_id, where in found if where == side and user_id != reader]
