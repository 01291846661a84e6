"""The form in which retros are made to come back, and reading it. Pure."""

from collections.abc import Mapping
from datetime import time

from bot.core.rhythms import LAST, Monthly, NthWeekday, Rhythm, Weekly
from bot.retros.schedules import AFTERNOON, FRIDAY, Plan
from handlers import blocks
from handlers.blocks import View
from handlers.pulse.schedule_words import DAYS
from handlers.retros import ids
from handlers.retros.list_views import describe
from storage.relationships import Relationship

EVERY, WEEKDAY, AT = "every", "weekday", "at"
USUAL = "weeks:4"
_EVERY: Mapping[str, str] = {
    "weeks:1": "Every week",
    "weeks:2": "Every 2 weeks",
    "weeks:3": "Every 3 weeks",
    "weeks:4": "Every 4 weeks",
    "weeks:6": "Every 6 weeks",
    "weeks:8": "Every 8 weeks",
    "weeks:12": "Every 12 weeks",
    "month:1": "Every month, on the first",
    "month:2": "Every month, on the second",
    "month:3": "Every month, on the third",
    "month:4": "Every month, on the fourth",
    f"month:{LAST}": "Every month, on the last",
}


def plan_form(relationship: Relationship, plan: Plan | None) -> View:
    """How often a retro begins by itself; `plan` is how it does now."""
    rhythm = plan.rhythm if plan else None
    weekday = _find_weekday(rhythm) if rhythm else FRIDAY
    now = f" It begins {describe(plan)} now." if plan else ""
    return blocks.modal(
        ids.PLAN_FORM,
        "Let it come back",
        [
            blocks.section(
                "A retro then begins by itself, led by the first contacts of both sides. While "
                f"another one runs, it is left out.{now}"
            ),
            blocks.select_input(
                EVERY,
                "How often",
                [blocks.option(text, value) for value, text in _EVERY.items()],
                initial=_find_value(rhythm) if rhythm else USUAL,
            ),
            blocks.select_input(
                WEEKDAY,
                "On which day",
                [blocks.option(name, str(number)) for number, name in enumerate(DAYS)],
                initial=str(weekday),
            ),
            blocks.time_input(
                AT,
                f"At what time, in {relationship.tz}",
                initial=f"{plan.at if plan else AFTERNOON:%H:%M}",
            ),
        ],
        submit="Save",
        metadata={"relationship": relationship.id},
    )


def _find_weekday(rhythm: Rhythm) -> int:
    match rhythm:
        case Weekly(weekday, _) | Monthly(NthWeekday(_, weekday)):
            return weekday
        case _:
            return FRIDAY


def _find_value(rhythm: Rhythm) -> str:
    match rhythm:
        case Weekly(_, weeks):
            return f"weeks:{weeks}"
        case Monthly(NthWeekday(nth, _)):
            return f"month:{nth}"
        case _:
            return USUAL


def read_plan(every: str, weekday: str, at: str) -> Plan:
    """What was picked in the form."""
    unit, _, number = every.partition(":")
    day, count = int(weekday), int(number)
    rhythm = Weekly(day, count) if unit == "weeks" else Monthly(NthWeekday(count, day))
    return Plan(rhythm, time.fromisoformat(at))
