"""What makes a sound schedule, and how it is kept."""

from datetime import date, time

import pytest
from hypothesis import given

from bot.core.rhythms import DayOfMonth, Monthly, NthWeekday, Weekly
from bot.pulse.schedules import Clock, Schedule, dump, find_problems, load
from bot.pulse.schedules.quiet import Quiet
from tests.bot.pulse.schedules.samples import SCHEDULES

TODAY = date(2026, 11, 9)


@given(SCHEDULES)
def test_a_schedule_comes_back_from_json(schedule: Schedule) -> None:
    assert load(dump(schedule)) == schedule


def test_a_schedule_of_old_is_asked_as_it_was() -> None:
    old = load({"weekday": 3, "at": "06:30"})
    assert old.rhythm == Weekly(3)
    assert old.at == time(6, 30)
    assert old.clock is Clock.OWN
    assert old.quiet is None


@pytest.mark.parametrize(
    ("schedule", "field"),
    [
        (Schedule(Weekly(0), time(20)), "at"),
        (Schedule(Weekly(0), time(6, 59), Clock.HOME), "at"),
        (Schedule(Weekly(0), time(12, 15), quiet=Quiet(time(12), time(13))), "at"),
        (Schedule(Weekly(7), time(9)), "weekday"),
        (Schedule(Monthly(NthWeekday(1, -1)), time(9)), "weekday"),
        (Schedule(Weekly(0, 13), time(9)), "every"),
        (Schedule(Monthly(DayOfMonth(32)), time(9)), "day"),
        (Schedule(Weekly(0), time(9), end=date(2026, 11, 8)), "end"),
        (Schedule(Weekly(1, 2), time(9), start=TODAY, end=TODAY), "end"),
        (Schedule(Weekly(0), time(9), start=date(2027, 1, 1), end=date(2026, 12, 1)), "end"),
    ],
)
def test_an_unsound_schedule_says_beside_which_field(schedule: Schedule, field: str) -> None:
    assert list(find_problems(schedule, TODAY)) == [field]


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule(Weekly(0), time(7)),
        Schedule(Weekly(0), time(23), quiet=None),
        Schedule(Weekly(0), time(9), start=TODAY, end=TODAY),
        Schedule(Monthly(DayOfMonth(31), month=2), time(19, 59), Clock.HOME),
    ],
)
def test_a_sound_schedule(schedule: Schedule) -> None:
    assert find_problems(schedule, TODAY) == {}
