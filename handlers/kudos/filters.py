"""Which kudos a list shows: read from what somebody types or picks, and kept in its buttons. Pure.

"@ann", "#kept-a-promise", "this month" and "last month" may be said in any order.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.core.calendars import find_zone, local_moment
from bot.core.errors import RapportError
from bot.kudos.rules import Rules
from handlers import words

PERIODS = ("this week", "last week", "this month", "last month", "this year", "last year")

_PERIOD = re.compile(r"\b(this|last)\s+(week|month|year)\b", re.IGNORECASE)
_MENTION = re.compile(r"<@[^<>]+>")
# A tag that is a channel's name, too, comes as a mention of that channel.
_CHANNEL = re.compile(r"<#[^<>|]*\|([^<>]*)>")
_TAG = re.compile(r"#\S+")


class UnknownFilter(RapportError):
    """I do not understand that. `/kudos list` takes a person, a value such as `#listened`, and \
    one of: this week, last week, this month, last month, this year, last year."""


class OnePersonAtATime(RapportError):
    """Kudos are listed of one person at a time: please name only one after `/kudos list`."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Whose kudos, given or received; of which value; from when. Empty means all."""

    person: str = ""
    value_id: str = ""
    period: str = ""

    def to_json(self) -> dict[str, str]:
        said = {"person": self.person, "value": self.value_id, "period": self.period}
        return {key: value for key, value in said.items() if value}

    @classmethod
    def from_json(cls, said: Mapping[str, str]) -> "Filter":
        return cls(said.get("person", ""), said.get("value", ""), said.get("period", ""))


def read(text: str, rules: Rules) -> Filter:
    """What somebody typed after `/kudos list`. Raises UnknownFilter or OnePersonAtATime."""
    people = words.find_users(text)
    if len(people) > 1:
        raise OnePersonAtATime
    found = Filter(person=people[0] if people else "")
    rest = _CHANNEL.sub(r" #\1 ", _MENTION.sub(" ", text))
    if period := _PERIOD.search(rest):
        found = replace(found, period=" ".join(period.groups()).casefold())
        rest = rest[: period.start()] + rest[period.end() :]
    if tag := _TAG.search(rest):
        value = rules.find_named(tag.group())
        if value is None:
            raise UnknownFilter
        found = replace(found, value_id=value.id)
        rest = rest[: tag.start()] + rest[tag.end() :]
    if rest.strip(" ,"):
        raise UnknownFilter
    return found


def span(period: str, tz: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """When a period begins, and when the next one does, by the clocks of that zone."""
    if not period:
        return None, None
    which, unit = period.split()
    zone = find_zone(tz)
    begin = _begin(unit, now.astimezone(zone).date())
    if which == "last":
        begin = _begin(unit, begin - timedelta(days=1))
    after = _begin(unit, begin + timedelta(days={"week": 7, "month": 31, "year": 366}[unit]))
    return local_moment(begin, time.min, zone), local_moment(after, time.min, zone)


def _begin(unit: str, day: date) -> date:
    """The first day of the week, month or year in which that day lies."""
    match unit:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
    return day.replace(month=1, day=1)
