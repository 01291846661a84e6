"""The days on which people of both sides work: Monday to Friday, without their public holidays.

Pure. Countries are named by their two letters; None is a side that named none.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.calendars import local_moment
from bot.core.public_holidays import find_holiday

SATURDAY = 5
# When nearly everybody works.
BEGINS, ENDS = time(9), time(18)


def is_working_day(day: date, countries: Collection[str | None] = ()) -> bool:
    """Whether it is a day of the week, and a holiday in none of these countries."""
    return day.weekday() < SATURDAY and not find_holiday(day, countries)


def add_working_days(day: date, count: int, countries: Collection[str | None] = ()) -> date:
    """The day that is so many working days after `day`, which need not be one itself."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, countries)
    return day


def find_working_hour(moment: datetime, zone: ZoneInfo) -> datetime:
    """That moment, if somebody who lives there works then; else when they begin next."""
    local = moment.astimezone(zone)
    day, works = local.date(), is_working_day(local.date())
    if works and BEGINS <= local.time() < ENDS:
        return moment
    is_early = works and local.time() < BEGINS
    return local_moment(day if is_early else add_working_days(day, 1), BEGINS, zone)
