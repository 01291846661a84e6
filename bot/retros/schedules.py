"""How often a retro comes back: read from what somebody typed, and its next moment. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.core.calendars import day_in, find_zone, local_moment
from bot.core.rhythms import LAST, DayOfMonth, Monthly, NthWeekday, Rhythm, Weekly
from bot.retros.errors import UnclearRhythm

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FRIDAY = 4
AFTERNOON = time(14)
MOST_WEEKS = 12
# Later than this a retro that was missed is left out: the next one is not far.
LATEST = timedelta(hours=84)

_NTHS: Mapping[str, int] = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": LAST}
_TYPED = re.compile(
    r"(?:(?P<weeks>\d{1,2}) weeks|(?P<week>week)|month)"
    r"(?: on (?:the )?(?:(?:(?P<nth>first|second|third|fourth|last) )?(?P<weekday>[a-z]+day)"
    r"|(?P<number>\d{1,2})(?:st|nd|rd|th)?))?"
    r"(?: at (?P<at>\d{1,2}:\d{2}))?"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A retro begins in this rhythm, `at` that time of the relationship's own clock."""

    rhythm: Rhythm
    at: time = AFTERNOON


def read_plan(typed: str) -> Plan:
    """What stands behind "every": "4 weeks on Friday at 14:00", "month on the last Friday".

    What is left out is a Friday afternoon. Raises UnclearRhythm.
    """
    found = _TYPED.fullmatch(" ".join(typed.casefold().split()))
    if found is None:
        raise UnclearRhythm
    try:
        at = time.fromisoformat(found["at"].zfill(5)) if found["at"] else AFTERNOON
    except ValueError as error:
        raise UnclearRhythm from error
    return Plan(_read_rhythm(found), at)


def _read_rhythm(found: re.Match[str]) -> Rhythm:
    weekday = _read_weekday(found["weekday"])
    weeks = 1 if found["week"] else int(found["weeks"] or 0)
    if found["week"] or found["weeks"]:
        if found["nth"] or found["number"] or weeks not in range(1, MOST_WEEKS + 1):
            raise UnclearRhythm
        return Weekly(weekday, weeks)
    if found["number"] is None:
        return Monthly(NthWeekday(_NTHS[found["nth"] or "last"], weekday))
    if int(found["number"]) not in range(1, 32):
        raise UnclearRhythm
    return Monthly(DayOfMonth(int(found["number"])))


def _read_weekday(typed: str | None) -> int:
    if typed is None:
        return FRIDAY
    if typed not in DAYS:
        raise UnclearRhythm
    return DAYS.index(typed)


def next_moment(plan: Plan, start: date, tz: str, after: datetime) -> datetime:
    """The first moment after that one at which a retro begins; weeks count since `start`."""
    zone = find_zone(tz)
    days = plan.rhythm.days(day_in(tz, after), start)
    moments = (local_moment(day, plan.at, zone) for day in days)
    return next(moment for moment in moments if moment > after)
