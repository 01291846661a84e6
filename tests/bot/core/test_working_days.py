"""Monday to Friday, without the public holidays of both sides."""

from datetime import date

import pytest

from bot.core.working_days import add_working_days, is_working_day

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
