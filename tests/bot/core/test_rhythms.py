"""Days of every so many weeks, months and quarters, in short months and leap years."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.rhythms import (
    LAST,
    DayOfMonth,
    Monthly,
    NthWeekday,
    Rhythm,
    Weekly,
    dump,
    load,
)
from tests.bot.pulse.schedules.samples import RHYTHMS

DATES = st.dates(date(1999, 1, 1), date(2105, 1, 1))
LONG_AGO = date(2000, 1, 1)


def first(rhythm: Rhythm, since: date, count: int = 3, start: date = LONG_AGO) -> list[str]:
    return [day.isoformat() for day in islice(rhythm.days(since, start), count)]


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (Weekly(1), ["2027-12-28", "2028-01-04", "2028-01-11"]),
        (Monthly(DayOfMonth(31)), ["2027-12-31", "2028-01-31", "2028-02-29"]),
        (Monthly(DayOfMonth(29), month=2), ["2028-02-29", "2028-05-29", "2028-08-29"]),
        (Monthly(NthWeekday(1, 0)), ["2028-01-03", "2028-02-07", "2028-03-06"]),
        (Monthly(NthWeekday(LAST, 4)), ["2027-12-31", "2028-01-28", "2028-02-25"]),
        (Monthly(NthWeekday(2, 2), month=1), ["2028-01-12", "2028-04-12", "2028-07-12"]),
        (Monthly(DayOfMonth(15), month=3), ["2028-03-15", "2028-06-15", "2028-09-15"]),
    ],
)
def test_the_days_that_follow(rhythm: Rhythm, expected: list[str]) -> None:
    assert first(rhythm, date(2027, 12, 28)) == expected


def test_every_second_week_counts_from_the_start() -> None:
    tuesdays = Weekly(1, weeks=2)
    assert first(tuesdays, date(2026, 11, 1), start=date(2026, 11, 2))[:2] == [
        "2026-11-03",
        "2026-11-17",
    ]
    assert first(tuesdays, date(2026, 11, 1), start=date(2026, 11, 4))[:2] == [
        "2026-11-10",
        "2026-11-24",
    ]


def test_a_start_in_the_future_is_waited_for() -> None:
    assert first(Weekly(0, 3), date(2026, 1, 1), 1, start=date(2026, 6, 3)) == ["2026-06-08"]
    assert first(Monthly(DayOfMonth(1)), date(2026, 1, 1), 1, start=date(2026, 6, 3)) == [
        "2026-07-01"
    ]


def test_short_months_end_on_their_last_day() -> None:
    days = first(Monthly(DayOfMonth(31)), date(2027, 1, 1), 12)
    assert [day[-2:] for day in days] == [
        *("31", "28", "31", "30", "31", "30", "31", "31", "30", "31", "30", "31")
    ]


@given(RHYTHMS, DATES, DATES)
def test_days_do_not_depend_on_since_when_they_are_looked_at(
    rhythm: Rhythm, start: date, since: date
) -> None:
    coming = list(islice(rhythm.days(since, start), 5))
    assert coming == sorted(set(coming))
    assert coming[0] >= max(since, start)
    for number, day in enumerate(coming):
        assert next(rhythm.days(day, start)) == day
        later = islice(rhythm.days(day + timedelta(days=1), start), 4 - number)
        assert list(later) == coming[number + 1 :]


@given(RHYTHMS, DATES, st.integers(0, 400))
def test_no_day_that_fits_is_missed(rhythm: Rhythm, start: date, offset: int) -> None:
    """Any day of some months is one of the rhythm, or does not fit its description."""
    day = start + timedelta(days=offset)
    assert (next(rhythm.days(day, start)) == day) == fits(rhythm, day, start)


def fits(rhythm: Rhythm, day: date, start: date) -> bool:
    tomorrow = day + timedelta(days=1)
    if isinstance(rhythm, Weekly):
        weeks = sum(
            (start + timedelta(days=one)).weekday() == rhythm.weekday
            for one in range((day - start).days + 1)
        )
        return day.weekday() == rhythm.weekday and (weeks - 1) % rhythm.weeks == 0
    if rhythm.month is not None and (day.month + 2) % 3 + 1 != rhythm.month:
        return False
    if isinstance(rhythm.day, DayOfMonth):
        is_last = tomorrow.month != day.month
        return day.day == rhythm.day.number or (is_last and day.day < rhythm.day.number)
    if day.weekday() != rhythm.day.weekday:
        return False
    if rhythm.day.nth == LAST:
        return (day + timedelta(days=7)).month != day.month
    return (day.day + 6) // 7 == rhythm.day.nth


@given(RHYTHMS)
def test_a_rhythm_comes_back_from_json(rhythm: Rhythm) -> None:
    assert load(dump(rhythm)) == rhythm
