"""Who of a relationship is asked in a pulse, and by which clock."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.calendars import find_zone
from bot.core.people import Role, Side
from bot.core.public_holidays import find_holiday
from bot.pulse import schedules
from bot.pulse.schedules.occurrences import Timetable
from storage import pulse_people
from storage.pulse import Audience, Pulse
from storage.relationships import Relationship


@dataclass(frozen=True, slots=True)
class Askable:
    """Somebody who can be asked: on which side, by which clock, and until when they are away.

    `home` is the zone in which they live themselves.
    """

    side: Side
    role: Role
    zone: ZoneInfo
    home: ZoneInfo
    away: date | None = None

    def is_away(self, now: datetime) -> bool:
        return self.away is not None and now.astimezone(self.home).date() <= self.away


@dataclass(frozen=True, slots=True)
class Throttle:
    """Nobody is asked in more than `most` rounds within so many `days`, over all relationships."""

    most: int = 3
    days: int = 7

    def begin(self, now: datetime) -> datetime:
        return now - timedelta(days=self.days)


async def load_askable(
    session: AsyncSession, planned: Pulse, relationship: Relationship
) -> dict[str, Askable]:
    """Everybody of a pulse's audience who is present, active and on a side, by user id.

    Nobody where a side that it asks has nobody.
    """
    people = {
        one.user_id: Askable(
            side=Side(one.side),
            role=Role(one.role),
            zone=find_clock(planned, one.tz, relationship.tz),
            home=find_zone(one.tz, relationship.tz),
            away=one.until,
        )
        for one in await pulse_people.list_askable(session, relationship.id)
    }
    asked = {user_id: one for user_id, one in people.items() if _is_asked(planned, user_id, one)}
    return asked if covers_sides(planned, asked.values()) else {}


def _is_asked(planned: Pulse, user_id: str, one: Askable) -> bool:
    match planned.audience:
        case Audience.CLIENT | Audience.VENDOR as side:
            return one.side == side
        case Audience.CONTACTS:
            return one.role is Role.CONTACT
        case Audience.PICKED:
            return user_id in planned.picked
        case _:
            return True


def covers_sides(planned: Pulse, asked: Collection[Askable]) -> bool:
    """Whether somebody of each side is there that a pulse asks."""
    return sides_of(planned) <= {one.side for one in asked} if asked else False


def sides_of(planned: Pulse) -> set[Side]:
    """The sides of which a pulse needs somebody; whoever picks people picks the sides, too."""
    match planned.audience:
        case Audience.CLIENT | Audience.VENDOR as side:
            return {Side(side)}
        case Audience.PICKED:
            return set()
        case _:
            return set(Side)


async def find_spared(
    session: AsyncSession, planned: Pulse, throttle: Throttle, now: datetime
) -> set[str]:
    """Who was asked often enough lately. In the channel nobody is asked alone."""
    if planned.in_channel:
        return set()
    since = throttle.begin(now)
    asked = await pulse_people.count_asked(session, planned.relationship_id, since)
    return {user_id for user_id, rounds in asked.items() if rounds >= throttle.most}


def zones_of(askable: Mapping[str, Askable]) -> dict[str, ZoneInfo]:
    return {user_id: one.zone for user_id, one in askable.items()}


def away_of(askable: Mapping[str, Askable]) -> dict[str, date]:
    """Until when those are away who are."""
    return {user_id: one.away for user_id, one in askable.items() if one.away is not None}


def find_clock(planned: Pulse, own: str | None, home: str) -> ZoneInfo:
    """Whose clock counts for somebody: their own, or the relationship's in the channel."""
    return find_zone(home) if planned.in_channel else find_zone(own, home)


def timetable_of(planned: Pulse, relationship: Relationship) -> Timetable:
    """When a pulse is asked in its relationship."""
    countries = (relationship.client_country, relationship.vendor_country)
    return Timetable(
        schedules.load(planned.schedule),
        find_zone(relationship.tz),
        partial(find_holiday, countries=countries),
        planned.skips,
    )
