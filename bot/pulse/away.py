"""Until when somebody says they are away. Pure; dates are those of the place where they live."""

import re
from datetime import date, timedelta

from bot.pulse.errors import AwayTooLong, AwayUnclear, DayPassed

LONGEST = timedelta(days=366)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
SHORTEST_NAME = 3

_SPAN = re.compile(r"(?:for )?(an?|one|\d{1,3}) (day|week)s?")
_DAY_AND_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?\.? ([a-z]+)|([a-z]+) (\d{1,2})(?:st|nd|rd|th)?"
)


def read_until(text: str, today: date) -> date:
    """The last day on which somebody is away who says this.

    "until Friday", "until 2026-12-01", "until 1 December", "tomorrow", "for 3 days" (today is the
    first of them). Raises AwayUnclear, DayPassed or AwayTooLong.
    """
    said = " ".join(text.casefold().split()).rstrip(".!")
    span = _SPAN.fullmatch(said)
    day = _add(today, *span.groups()) if span else _read_day(_strip(said), today)
    if day is None:
        raise AwayUnclear
    return check_until(day, today)


def check_until(day: date, today: date) -> date:
    """The day, if somebody can be away until then. Raises DayPassed or AwayTooLong."""
    if day < today:
        raise DayPassed
    if day - today > LONGEST:
        raise AwayTooLong
    return day


def _strip(said: str) -> str:
    for word in ("until ", "till ", "til ", "to ", "through "):
        said = said.removeprefix(word)
    return said.removeprefix("next ")


def _add(today: date, count: str, unit: str) -> date | None:
    number = int(count) if count.isdigit() else 1
    days = number * (7 if unit == "week" else 1)
    return today + timedelta(days=days - 1) if number else None


def _read_day(said: str, today: date) -> date | None:
    if said in ("today", "tomorrow"):
        return today + timedelta(days=said == "tomorrow")
    weekday = _find_name(DAYS, said)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return _read_date(said, today)


def _read_date(said: str, today: date) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        named = _DAY_AND_MONTH.fullmatch(said)
    if named is None:
        return None
    day, month = named[1] or named[4], _find_name(MONTHS, named[2] or named[3])
    return None if month is None else _find_next(int(day), month + 1, today)


def _find_next(day: int, month: int, today: date) -> date | None:
    """The next such date; a leap day may be years away."""
    for year in range(today.year, today.year + 2):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


def _find_name(names: tuple[str, ...], said: str) -> int | None:
    """The place of a name, of which three letters are enough."""
    if len(said) < SHORTEST_NAME:
        return None
    return next((place for place, name in enumerate(names) if name.startswith(said)), None)
