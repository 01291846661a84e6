"""A schedule as people would say it."""

from datetime import date, time

import pytest

from bot.core.rhythms import LAST, DayOfMonth, Monthly, NthWeekday, Rhythm, Weekly
from bot.pulse.schedules import Clock, Schedule
from handlers.pulse import schedule_words


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        (Weekly(1), "every Tuesday"),
        (Weekly(1, 2), "every second Tuesday"),
        (Weekly(4, 12), "every twelfth Friday"),
        (Monthly(DayOfMonth(1)), "on the 1st of every month"),
        (Monthly(DayOfMonth(12)), "on the 12th of every month"),
        (Monthly(DayOfMonth(22)), "on the 22nd of every month"),
        (Monthly(DayOfMonth(31)), "on the 31st (or the last day) of every month"),
        (Monthly(NthWeekday(1, 0)), "on the first Monday of every month"),
        (Monthly(NthWeekday(LAST, 4)), "on the last Friday of every month"),
        (
            Monthly(NthWeekday(3, 2), 2),
            "on the third Wednesday of the second month of every quarter",
        ),
        (Monthly(DayOfMonth(15), 3), "on the 15th of the third month of every quarter"),
    ],
)
def test_rhythms(rhythm: Rhythm, words: str) -> None:
    assert schedule_words.describe_rhythm(rhythm) == words


def test_whose_clock_and_how_long() -> None:
    schedule = Schedule(Weekly(1, 2), time(10), end=date(2027, 3, 31))
    assert schedule_words.describe(schedule) == (
        "every second Tuesday at 10:00 in each person's own time, until 31 March 2027"
    )
    shared = "every Monday at 09:30 in the relationship's own time"
    assert schedule_words.describe(Schedule(Weekly(0), time(9, 30), Clock.HOME)) == shared
    assert schedule_words.describe(Schedule(Weekly(0), time(9, 30)), in_channel=True) == shared


def test_what_is_heeded() -> None:
    assert schedule_words.describe_heed(Schedule(Weekly(0), time(9))) == (
        "Not on public holidays; nobody is asked from 20:00 to 07:00 where they live."
    )
    careless = Schedule(Weekly(0), time(9), holidays=False, quiet=None)
    assert schedule_words.describe_heed(careless) == (
        "Also on public holidays; there are no quiet hours."
    )


def test_what_is_left_out_has_a_reason_that_cannot_do_harm() -> None:
    assert schedule_words.describe_left_out([]) == ""
    days = [(date(2026, 12, 25), "Christmas Day"), (date(2027, 1, 1), "<New Year>")]
    assert schedule_words.describe_left_out(days) == (
        "Left out: Friday 25 December (Christmas Day), Friday 1 January (&lt;New Year&gt;)."
    )
