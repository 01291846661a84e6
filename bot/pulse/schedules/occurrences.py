"""Which occurrence of a schedule is due, and which comes next. Pure; moments are aware UTC."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.core.calendars import local_moment
from bot.pulse.schedules import Clock, Schedule
from bot.pulse.schedules.quiet import leave_quiet

# A missed occurrence is caught up for half a week; later it would meet the next one.
LATEST = timedelta(hours=84)

# No asking is further than this from midnight UTC of its local day, on Earth and by quiet hours.
FARTHEST = timedelta(days=3)

# Only holidays leave occurrences out, and they do so for fewer years than these.
HORIZON = timedelta(days=3 * 366)

NOBODY: Mapping[str, date] = {}


def _no_holiday(_day: date) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Timetable:
    """A schedule in a relationship: its `home` zone, and the days on which it is left out.

    `find_holiday` says which public holiday of either side a day is, "" where it is none. `skips`
    is the key of the one occurrence that somebody skipped.
    """

    schedule: Schedule
    home: ZoneInfo
    find_holiday: Callable[[date], str] = _no_holiday
    skips: str | None = None

    def find_reason(self, day: date) -> str:
        """Why a day is left out; "" where it is not."""
        if day.isoformat() == self.skips:
            return "skipped"
        return self.find_holiday(day) if self.schedule.holidays else ""

    def moment(self, day: date, zone: ZoneInfo) -> datetime:
        """When somebody who lives in that zone is asked on a day."""
        clock = self.home if self.schedule.clock is Clock.HOME else zone
        asked = local_moment(day, self.schedule.at, clock)
        return leave_quiet(asked, zone, self.schedule.quiet)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One asking: the moment for each participant. `key` is the local date."""

    key: str
    asks: Mapping[str, datetime]

    @property
    def first(self) -> datetime:
        return min(self.asks.values())

    @property
    def first_people(self) -> int:
        """How many are asked then."""
        return list(self.asks.values()).count(self.first)


def due_occurrence(
    timetable: Timetable,
    zones: Mapping[str, ZoneInfo],
    *,
    effective_from: datetime,
    now: datetime,
    away: Mapping[str, date] = NOBODY,
) -> Occurrence | None:
    """The occurrence whose first participant is to be asked by now, if it still makes sense.

    `zones` holds the zone of each participant by user id, `away` until which local date some of
    them are away: they are not asked. An occurrence is over where it began before `effective_from`,
    or half a week ago: then the next one is waited for.
    """
    begun = [
        one
        for one in _list_around(timetable, zones, now, away)
        if _is_due(one.first, effective_from, now)
    ]
    return begun[-1] if begun else None


def is_due(
    timetable: Timetable,
    zones: Collection[ZoneInfo],
    *,
    effective_from: datetime,
    now: datetime,
) -> bool:
    """Whether there is such an occurrence, where participants live in these zones.

    It may be that there is none after all, where some of them are away.
    """
    everywhere = {zone.key: zone for zone in zones}
    due = due_occurrence(timetable, everywhere, effective_from=effective_from, now=now)
    return due is not None


def next_occurrence(
    timetable: Timetable,
    zones: Mapping[str, ZoneInfo],
    after: datetime,
    away: Mapping[str, date] = NOBODY,
) -> Occurrence | None:
    """The first occurrence that begins after that moment.

    None where there is nobody to ask, or the schedule has come to its end.
    """
    if not zones:
        return None
    since = (after - FARTHEST).date()
    last = max(since, timetable.schedule.start or since) + HORIZON
    coming = _list_occurrences(timetable, zones, since, last, away)
    return next((one for one in coming if one.first > after), None)


def list_left_out(timetable: Timetable, after: date, before: date) -> list[tuple[date, str]]:
    """The days between two dates on which it would be asked, were they not left out, and why."""
    days = _list_days(timetable.schedule, after, before)
    reasons = [(day, timetable.find_reason(day)) for day in days if after < day < before]
    return [(day, reason) for day, reason in reasons if reason]


def closing_time(asks: Mapping[str, datetime], open_hours: int, now: datetime) -> datetime:
    """When a round ends that is opened now: the last who is asked has the whole time, too."""
    return max(now, *asks.values()) + timedelta(hours=open_hours)


def _is_due(first: datetime, effective_from: datetime, now: datetime) -> bool:
    return effective_from <= first <= now < first + LATEST


def _list_around(
    timetable: Timetable, zones: Mapping[str, ZoneInfo], now: datetime, away: Mapping[str, date]
) -> Iterator[Occurrence]:
    since, last = (now - LATEST - FARTHEST).date(), (now + FARTHEST).date()
    return _list_occurrences(timetable, zones, since, last, away)


def _list_occurrences(
    timetable: Timetable,
    zones: Mapping[str, ZoneInfo],
    since: date,
    last: date,
    away: Mapping[str, date],
) -> Iterator[Occurrence]:
    """Those with somebody to ask, the earliest first."""
    for day in _list_days(timetable.schedule, since, last):
        asks = {
            user_id: timetable.moment(day, zone)
            for user_id, zone in zones.items()
            if away.get(user_id, date.min) < day
        }
        if asks and not timetable.find_reason(day):
            yield Occurrence(day.isoformat(), asks)


def _list_days(schedule: Schedule, since: date, last: date) -> Iterator[date]:
    end = min(last, schedule.end or last)
    days = schedule.rhythm.days(since, schedule.start or date.min)
    return takewhile(lambda day: day <= end, days)
