"""When a pulse is asked: its rhythm, the time of day and whose clock shows it, and what it heeds.

Pure. Days are local dates, moments are aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

from bot.core import rhythms
from bot.core.rhythms import DayOfMonth, Monthly, NthWeekday, Rhythm, Weekly
from bot.pulse.schedules.quiet import EVENING_TO_MORNING, Quiet

MOST_WEEKS = 12


class Clock(StrEnum):
    """Whose clock shows the time of asking."""

    OWN = "own"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Asked in this rhythm `at` this time, from `start` to `end`, both included.

    The time is that of each person's own clock, or of the relationship's for all. A day that is a
    public holiday on either side is left out where `holidays` says so, not shifted. Nobody is asked
    in their own `quiet` hours; None where there are none.
    """

    rhythm: Rhythm
    at: time
    clock: Clock = Clock.OWN
    start: date | None = None
    end: date | None = None
    holidays: bool = True
    quiet: Quiet | None = EVENING_TO_MORNING


def find_problems(schedule: Schedule, today: date) -> dict[str, str]:
    """What is wrong with a schedule: sentences by the name of a field, none where it is sound."""
    problems = _find_rhythm_problems(schedule.rhythm)
    if schedule.quiet is not None and schedule.quiet.covers(schedule.at):
        problems["at"] = (
            f"{schedule.at:%H:%M} lies in the quiet hours ({schedule.quiet.words}). Pick another "
            "time, or other quiet hours."
        )
    if not problems and schedule.end is not None and _first_day(schedule, today) > schedule.end:
        problems["end"] = "With this end it would never be asked. Pick a later date."
    return problems


def _find_rhythm_problems(rhythm: Rhythm) -> dict[str, str]:
    problems = {}
    match rhythm:
        case Weekly(weekday, _) | Monthly(NthWeekday(_, weekday)) if weekday not in range(7):
            problems["weekday"] = "Pick a day of the week."
        case Weekly(_, weeks) if weeks not in range(1, MOST_WEEKS + 1):
            problems["every"] = f"Pick how often to ask: every week to every {MOST_WEEKS} weeks."
        case Monthly(DayOfMonth(number)) if number not in range(1, 32):
            problems["day"] = "Pick a day of the month, from 1 to 31."
    return problems


def _first_day(schedule: Schedule, today: date) -> date:
    return next(schedule.rhythm.days(today, schedule.start or date.min))


def dump(schedule: Schedule) -> dict[str, Any]:
    """The schedule as JSON, for `load`."""
    quiet = schedule.quiet
    return {
        **rhythms.dump(schedule.rhythm),
        "at": _show(schedule.at),
        "clock": schedule.clock.value,
        "start": schedule.start.isoformat() if schedule.start else None,
        "end": schedule.end.isoformat() if schedule.end else None,
        "holidays": schedule.holidays,
        "quiet": [_show(quiet.start), _show(quiet.end)] if quiet else None,
    }


def load(raw: Mapping[str, Any]) -> Schedule:
    """The schedule that `dump` wrote, or one of before it knew more than a weekday and a time."""
    start, end, quiet = raw.get("start"), raw.get("end"), raw.get("quiet")
    return Schedule(
        rhythm=rhythms.load(raw),
        at=time.fromisoformat(raw["at"]),
        clock=Clock(raw.get("clock", Clock.OWN)),
        start=date.fromisoformat(start) if start else None,
        end=date.fromisoformat(end) if end else None,
        holidays=raw.get("holidays", True),
        quiet=Quiet(*map(time.fromisoformat, quiet)) if quiet else None,
    )


def _show(at: time) -> str:
    return f"{at:%H:%M}"
