"""Monday to Friday, without the public holidays of both sides."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.working_days import add_working_days, find_working_hour, is_working_day

FRIDAY = date(2026, 12, 18)
CHRISTMAS = date(2026, 12, 25)  # a Friday


def test_weekends_and_holidays_of_either_side_are_none() -> None:
    assert is_working_day(FRIDAY)
    assert not is_working_day(date(2026, 12, 19))
    assert not is_working_day(date(2026, 12, 20))
    assert is_working_day(CHRISTMAS)
    assert not is_working_day(CHRISTMAS, ("JP", "DE"))
    assert is_working_day(CHRISTMAS, ("JP", None))


@pytest.mark.parametrize(
    ("day", "count", "countries", "reached"),
    [
        (FRIDAY, 0, (), FRIDAY),
        (FRIDAY, 1, (), date(2026, 12, 21)),
        (date(2026, 12, 19), 1, (), date(2026, 12, 21)),
        (date(2026, 12, 21), 5, (), date(2026, 12, 28)),
        (date(2026, 12, 24), 1, ("DE", None), date(2026, 12, 28)),
        (date(2026, 12, 24), 1, ("GB", "DE"), date(2026, 12, 29)),  # the Monday is one, too
        (date(2026, 12, 31), 1, ("DE",), date(2027, 1, 4)),
    ],
)
def test_so_many_working_days_later(
    day: date, count: int, countries: tuple[str | None, ...], reached: date
) -> None:
    assert add_working_days(day, count, countries) == reached


@pytest.mark.parametrize(
    ("moment", "zone", "waited_for"),
    [
        ("2026-11-09T09:00+01:00", "Europe/Berlin", "2026-11-09T09:00+01:00"),
        ("2026-11-09T09:00+01:00", "America/New_York", "2026-11-09T09:00-05:00"),
        ("2026-11-09T09:00+01:00", "Asia/Tokyo", "2026-11-09T17:00+09:00"),
        ("2026-11-09T10:00+01:00", "Asia/Tokyo", "2026-11-10T09:00+09:00"),
        ("2026-11-06T09:00-08:00", "Asia/Tokyo", "2026-11-09T09:00+09:00"),  # a Saturday there
        ("2026-10-24T12:00+02:00", "Europe/Berlin", "2026-10-26T09:00+01:00"),
    ],
)
def test_people_are_written_to_when_they_work(moment: str, zone: str, waited_for: str) -> None:
    found = find_working_hour(datetime.fromisoformat(moment), ZoneInfo(zone))
    assert found == datetime.fromisoformat(waited_for)
