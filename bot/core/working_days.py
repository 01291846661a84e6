"""The days on which people of both sides work: Monday to Friday, without their public holidays.

Pure. Countries are named by their two letters; None is a side that named none.
"""

from collections.abc import Collection
from datetime import date, timedelta

from bot.core.public_holidays import find_holiday

SATURDAY = 5


def is_working_day(day: date, countries: Collection[str | None] = ()) -> bool:
    """Whether it is a day of the week, and a holiday in none of these countries."""
    return day.weekday() < SATURDAY and not find_holiday(day, countries)


def add_working_days(day: date, count: int, countries: Collection[str | None] = ()) -> date:
    """The day that is so many working days after `day`, which need not be one itself."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, countries)
    return day
