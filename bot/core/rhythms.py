"""Which days something comes back on: every so many weeks, or in a month or quarter. Pure."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.core.calendars import weekday_on_or_before

QUARTER = 3
LAST = -1


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every so many weeks on a weekday (Monday is 0), counted from the first one since `start`."""

    weekday: int
    weeks: int = 1

    def days(self, since: date, start: date) -> Iterator[date]:
        first = weekday_on_or_before(start + timedelta(days=6), self.weekday)
        step = 7 * self.weeks
        passed = max(0, -((first - since).days // step))
        while True:
            yield first + timedelta(days=passed * step)
            passed += 1


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A date, from 1 to 31; in shorter months the last day."""

    number: int

    def find(self, year: int, month: int) -> date:
        return date(year, month, min(self.number, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The first (1) to the fourth (4), or the last (LAST), of a weekday."""

    nth: int
    weekday: int

    def find(self, year: int, month: int) -> date:
        weeks = 4 if self.nth == LAST else self.nth - 1
        found = weekday_on_or_before(date(year, month, 7), self.weekday) + timedelta(weeks=weeks)
        return found if found.month == month else found - timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Monthly:
    """A day of every month; or of one month in every quarter, which is its `month`: 1, 2 or 3."""

    day: DayOfMonth | NthWeekday
    month: int | None = None

    def days(self, since: date, start: date) -> Iterator[date]:
        since = max(since, start)
        months = since.year * 12 + since.month - 1
        while True:
            year, month = divmod(months, 12)
            if self.month in (None, month % QUARTER + 1):
                day = self.day.find(year, month + 1)
                if day >= since:
                    yield day
            months += 1


# `days(since, start)` are its days from `since` on, none of them before `start`, without an end.
Rhythm = Weekly | Monthly


def dump(rhythm: Rhythm) -> dict[str, Any]:
    """The rhythm as JSON, for `load`."""
    if isinstance(rhythm, Weekly):
        return {"weekday": rhythm.weekday, "weeks": rhythm.weeks}
    match rhythm.day:
        case DayOfMonth(number):
            return {"day": number, "month": rhythm.month}
        case NthWeekday(nth, weekday):
            return {"nth": nth, "weekday": weekday, "month": rhythm.month}


def load(raw: Mapping[str, Any]) -> Rhythm:
    """The rhythm that `dump` wrote."""
    if "day" in raw:
        return Monthly(DayOfMonth(raw["day"]), raw["month"])
    if "nth" in raw:
        return Monthly(NthWeekday(raw["nth"], raw["weekday"]), raw["month"])
    return Weekly(raw["weekday"], raw.get("weeks", 1))
