"""When a pulse is asked, and what makes a sound one. Pure; all moments are aware UTC."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.calendars import local_moment, weekday_on_or_before
from bot.core.errors import InvalidInput
from bot.pulse.questions import Anonymity

WEEK = timedelta(days=7)

# A missed occurrence is caught up for half a week; later it would meet the next one.
LATEST = timedelta(hours=84)

OPEN_HOURS = (4, 8, 24, 48, 72)
LONGEST_QUESTION = 3000


@dataclass(frozen=True, slots=True)
class Plan:
    """A pulse as a form describes it; `questions` and `schedule` as JSON.

    `schedule` has a `weekday` from Monday 0 and a time `at` as HH:MM.
    """

    questions: list[dict[str, Any]]
    anonymity: Anonymity
    in_channel: bool
    schedule: dict[str, Any]
    open_hours: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Once a week, at this time on this weekday where each participant lives."""

    weekday: int
    at: time


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One week's asking: the moment for each participant. `key` is the local date."""

    key: str
    asks: Mapping[str, datetime]

    @property
    def first(self) -> datetime:
        return min(self.asks.values())

    @property
    def first_people(self) -> int:
        """How many are asked then."""
        return list(self.asks.values()).count(self.first)


def check_plan(plan: Plan) -> Plan:
    """The plan, if it is sound. Raises InvalidInput with sentences by field name."""
    problems = {}
    wordings = [one.get("client", "") for one in plan.questions if "draw" not in one]
    if not plan.questions or not all(wordings):
        problems["question"] = "Write the question that you want to ask."
    elif any(len(wording) > LONGEST_QUESTION for wording in wordings):
        problems["question"] = f"A question can have up to {LONGEST_QUESTION} characters."
    if plan.anonymity is not Anonymity.NAMED and plan.in_channel:
        problems["where"] = (
            "An anonymous pulse is asked in direct messages: in the channel everybody would see "
            "who answers what."
        )
    if not _is_time(plan.schedule["at"]):
        problems["at"] = "Pick a time of day."
    if plan.schedule["weekday"] not in range(7):
        problems["weekday"] = "Pick a day of the week."
    if plan.open_hours not in OPEN_HOURS:
        problems["open_hours"] = "Pick how long answers are taken."
    if problems:
        raise InvalidInput(problems)
    return plan


def due_occurrence(
    schedule: Schedule, zones: Mapping[str, ZoneInfo], *, effective_from: datetime, now: datetime
) -> Occurrence | None:
    """The occurrence whose first participant is to be asked by now, if it still makes sense.

    `zones` holds the zone of each participant by user id. An occurrence is over where it began
    before `effective_from`, or half a week ago: then the next one is waited for.
    """
    day = _find_due_day(schedule, set(zones.values()), effective_from, now)
    return _occurrence(schedule, zones, day) if day is not None else None


def is_due(
    schedule: Schedule, zones: Collection[ZoneInfo], *, effective_from: datetime, now: datetime
) -> bool:
    """Whether there is such an occurrence, where participants live in these zones."""
    return _find_due_day(schedule, zones, effective_from, now) is not None


def next_occurrence(
    schedule: Schedule, zones: Mapping[str, ZoneInfo], after: datetime
) -> Occurrence | None:
    """The first occurrence that begins after that moment; None where there is nobody to ask."""
    if not zones:
        return None
    around = _around(schedule, set(zones.values()), after)
    return _occurrence(schedule, zones, next(day for day, first in around if first > after))


def closing_time(asks: Mapping[str, datetime], open_hours: int, now: datetime) -> datetime:
    """When a round ends that is opened now: the last who is asked has the whole time, too."""
    return max(now, *asks.values()) + timedelta(hours=open_hours)


def _find_due_day(
    schedule: Schedule, zones: Collection[ZoneInfo], effective_from: datetime, now: datetime
) -> date | None:
    if not zones:
        return None
    begun = [(first, day) for day, first in _around(schedule, zones, now) if first <= now]
    latest, day = max(begun)
    return day if latest >= effective_from and now - latest < LATEST else None


def _around(
    schedule: Schedule, zones: Collection[ZoneInfo], moment: datetime
) -> Iterator[tuple[date, datetime]]:
    """The days of the weeks around a moment, oldest first, each with when it begins to be asked.

    One of them began before and one begins after, wherever on Earth the participants are.
    """
    around = weekday_on_or_before(moment.date(), schedule.weekday) - WEEK
    for week in range(4):
        day = around + week * WEEK
        yield day, min(local_moment(day, schedule.at, zone) for zone in zones)


def _occurrence(schedule: Schedule, zones: Mapping[str, ZoneInfo], day: date) -> Occurrence:
    asks = {user_id: local_moment(day, schedule.at, zone) for user_id, zone in zones.items()}
    return Occurrence(day.isoformat(), asks)


def _is_time(text: str) -> bool:
    try:
        return time.fromisoformat(text).tzinfo is None
    except ValueError:
        return False
