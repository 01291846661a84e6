"""The schedule of a pulse in words. Pure."""

from collections.abc import Sequence
from datetime import date

from bot.core.rhythms import LAST, DayOfMonth, Monthly, NthWeekday, Rhythm, Weekly
from bot.pulse.schedules import Clock, Schedule
from handlers.blocks import escape

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)
NTHS = {1: "first", 2: "second", 3: "third", 4: "fourth", LAST: "last"}
SHORTEST_MONTH = 28


def describe(schedule: Schedule, *, in_channel: bool = False) -> str:
    """ "every second Tuesday at 10:00 in each person's own time, until 31 March 2027"."""
    shared = in_channel or schedule.clock is Clock.HOME
    clock = "the relationship's own time" if shared else "each person's own time"
    told = f"{describe_rhythm(schedule.rhythm)} at {schedule.at:%H:%M} in {clock}"
    return told if schedule.end is None else f"{told}, until {show_date(schedule.end)}"


def describe_rhythm(rhythm: Rhythm) -> str:
    """ "every second Tuesday", "on the last Friday of every month"."""
    if isinstance(rhythm, Weekly):
        day = DAYS[rhythm.weekday]
        return f"every {day}" if rhythm.weeks == 1 else f"every {ORDINALS[rhythm.weeks - 1]} {day}"
    day = describe_day(rhythm)
    if rhythm.month is None:
        return f"on {day} of every month"
    return f"on {day} of the {ORDINALS[rhythm.month - 1]} month of every quarter"


def describe_day(rhythm: Monthly) -> str:
    """ "the first Monday", "the 31st (or the last day)"."""
    match rhythm.day:
        case NthWeekday(nth, weekday):
            return f"the {NTHS[nth]} {DAYS[weekday]}"
        case DayOfMonth(number):
            rest = " (or the last day)" if number > SHORTEST_MONTH else ""
            return f"the {show_ordinal(number)}{rest}"


def describe_heed(schedule: Schedule) -> str:
    """ "Not on public holidays; nobody is asked from 20:00 to 07:00."."""
    holidays = "Not on public holidays" if schedule.holidays else "Also on public holidays"
    if schedule.quiet is None:
        return f"{holidays}; there are no quiet hours."
    return f"{holidays}; nobody is asked from {schedule.quiet.words} where they live."


def describe_left_out(days: Sequence[tuple[date, str]]) -> str:
    """ "Left out: Friday 25 December (Christmas Day)."; "" where nothing is."""
    told = [f"{show_weekday(day)} ({escape(reason)})" for day, reason in days]
    return f"Left out: {', '.join(told)}." if told else ""


def show_ordinal(number: int) -> str:
    """ "1st", "12th", "23rd"."""
    if number in (11, 12, 13):
        return f"{number}th"
    return f"{number}{({1: 'st', 2: 'nd', 3: 'rd'}).get(number % 10, 'th')}"


def show_weekday(day: date) -> str:
    """ "Friday 25 December"."""
    return f"{day:%A} {day.day} {day:%B}"


def show_date(day: date) -> str:
    """ "31 March 2027"."""
    return f"{day.day} {day:%B} {day.year}"
