"""The schedule of a pulse as fields of a form, and back."""

from collections.abc import Iterable
from datetime import date, time
from typing import Protocol

from bot.core.errors import InvalidInput
from bot.core.rhythms import DayOfMonth, Monthly, NthWeekday, Rhythm, Weekly
from bot.pulse.schedules import MOST_WEEKS, Clock, Schedule, find_problems
from bot.pulse.schedules.quiet import EVENING_TO_MORNING, Quiet
from handlers import blocks
from handlers.blocks import Block
from handlers.pulse.schedule_words import DAYS, NTHS, ORDINALS, show_ordinal

QUIETS = (EVENING_TO_MORNING, Quiet(time(22), time(6)), Quiet(time(18), time(8)))
NONE = "none"
MONTH = "month"
QUARTER = "quarter"

FRIDAY = 4
DEFAULT = Schedule(Weekly(FRIDAY), time(15))


class Form(Protocol):
    """What was entered, by the name of the field."""

    def text_of(self, block_id: str, /) -> str: ...


def show_fields(schedule: Schedule) -> dict[str, str | None]:
    """What the fields say of that schedule, by their names."""
    return {block["block_id"]: _initial_of(block["element"]) for block in schedule_inputs(schedule)}


def _initial_of(element: Block) -> str | None:
    if "initial_option" in element:
        return str(element["initial_option"]["value"])
    return element.get("initial_time") or element.get("initial_date")


def schedule_inputs(schedule: Schedule = DEFAULT) -> list[Block]:
    """The fields, filled with that schedule."""
    return [*_rhythm_inputs(schedule.rhythm), *_clock_inputs(schedule), *_limit_inputs(schedule)]


def _rhythm_inputs(rhythm: Rhythm) -> list[Block]:
    every = [("week", "1"), *((f"{n} weeks", str(n)) for n in range(2, MOST_WEEKS + 1))]
    every += [("month", MONTH)]
    every += [(f"quarter, in its {ORDINALS[n - 1]} month", f"{QUARTER}:{n}") for n in (1, 2, 3)]
    return [
        blocks.select_input("every", "Every", _options(every), initial=_every_of(rhythm)),
        blocks.select_input(
            "weekday",
            "On",
            _options((name, str(number)) for number, name in enumerate(DAYS)),
            initial=str(_weekday_of(rhythm)),
        ),
        blocks.select_input(
            "day",
            "In a month or quarter, on its",
            groups=[
                ("That day of the week", _options((n, f"nth:{k}") for k, n in NTHS.items())),
                ("A date", _options((show_ordinal(n), f"day:{n}") for n in range(1, 32))),
            ],
            initial=_day_of(rhythm),
            hint="Weeks do not need this. Where a month is too short, its last day is taken.",
        ),
    ]


def _clock_inputs(schedule: Schedule) -> list[Block]:
    clocks = [
        ("each person, where they live", Clock.OWN.value),
        ("the relationship, at one moment for all", Clock.HOME.value),
    ]
    quiets = [(one.words, _name_quiet(one)) for one in _list_quiets(schedule)] + [("none", NONE)]
    return [
        blocks.time_input("at", "At", initial=f"{schedule.at:%H:%M}"),
        blocks.select_input(
            "clock",
            "By the clock of",
            _options(clocks),
            initial=schedule.clock,
            hint="In the channel it is always that of the relationship.",
        ),
        blocks.select_input(
            "quiet",
            "Quiet hours, where each person lives",
            _options(quiets),
            initial=_name_quiet(schedule.quiet),
            hint="Whoever would be asked or reminded then hears of it when they are over.",
        ),
    ]


def _limit_inputs(schedule: Schedule) -> list[Block]:
    return [
        blocks.select_input(
            "holidays",
            "On a public holiday of either side",
            _options([("it is left out", "skip"), ("it is asked all the same", "ask")]),
            initial="skip" if schedule.holidays else "ask",
            hint="A contact picks the country of each side with /pulse holidays.",
        ),
        blocks.date_input(
            "start",
            "From",
            initial=schedule.start,
            optional=True,
            hint="Weeks are counted from here; from today where this is empty.",
        ),
        blocks.date_input("end", "Until", initial=schedule.end, optional=True),
    ]


def read_schedule(form: Form, today: date) -> Schedule:
    """The schedule that a form describes. Raises InvalidInput with sentences by field name.

    What is empty is as in DEFAULT, but for weekday and time; `today` is that of the relationship.
    """
    schedule = Schedule(
        rhythm=_read_rhythm(form),
        at=_read_time(form.text_of("at")),
        clock=Clock(form.text_of("clock") or DEFAULT.clock),
        start=_read_date(form.text_of("start")) or today,
        end=_read_date(form.text_of("end")),
        holidays=form.text_of("holidays") != "ask",
        quiet=_read_quiet(form.text_of("quiet")),
    )
    problems = find_problems(schedule, today)
    if problems:
        raise InvalidInput(problems)
    return schedule


def _read_rhythm(form: Form) -> Rhythm:
    """A word that no field offers becomes a number that no rhythm has, which is told then."""
    every, _, month = form.text_of("every").partition(":")
    weekday = _read_number(form.text_of("weekday"))
    if every not in (MONTH, QUARTER):
        return Weekly(weekday, _read_number(every or "1"))
    way, _, text = (form.text_of("day") or "nth:1").partition(":")
    number = _read_number(text)
    day = DayOfMonth(number) if way == "day" else NthWeekday(number, weekday)
    return Monthly(day, _read_number(month) if every == QUARTER else None)


def _read_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        return -1


def _read_time(text: str) -> time:
    try:
        at = time.fromisoformat(text)
    except ValueError:
        raise InvalidInput({"at": "Pick a time of day."}) from None
    return at.replace(second=0, microsecond=0, tzinfo=None)


def _read_date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _read_quiet(text: str) -> Quiet | None:
    if text == NONE:
        return None
    start, _, end = text.partition("-")
    return Quiet(time.fromisoformat(start), time.fromisoformat(end)) if end else DEFAULT.quiet


def _name_quiet(quiet: Quiet | None) -> str:
    return NONE if quiet is None else f"{quiet.start:%H:%M}-{quiet.end:%H:%M}"


def _list_quiets(schedule: Schedule) -> list[Quiet]:
    own = schedule.quiet
    return [*QUIETS] if own is None or own in QUIETS else [*QUIETS, own]


def _every_of(rhythm: Rhythm) -> str:
    if isinstance(rhythm, Weekly):
        return str(rhythm.weeks)
    return MONTH if rhythm.month is None else f"{QUARTER}:{rhythm.month}"


def _weekday_of(rhythm: Rhythm) -> int:
    match rhythm:
        case Weekly(weekday, _) | Monthly(NthWeekday(_, weekday), _):
            return weekday
        case _:
            return FRIDAY


def _day_of(rhythm: Rhythm) -> str:
    match rhythm:
        case Monthly(DayOfMonth(number), _):
            return f"day:{number}"
        case Monthly(NthWeekday(nth, _), _):
            return f"nth:{nth}"
        case _:
            return "nth:1"


def _options(pairs: Iterable[tuple[str, str]]) -> list[Block]:
    return [blocks.option(text, value) for text, value in pairs]
