"""On which days the story happens, so that it ends now. Pure.

It begins on a Monday. The weekly pulse is planned on the Friday of that week and asked three times
after it, on a weekday that is chosen such that the next asking is two to four days away.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
_SATURDAY = 5


@dataclass(frozen=True)
class Days:
    """The days of the story: local dates, the same for everybody.

    `rounds` are those on which the pulse is asked, `meetings` the working days after each has
    closed. `yesterday` is the last working day that is over. `other_weekday` is when a second
    pulse can be asked that is planned yesterday, so that it was not yet.
    """

    monday: date
    rounds: tuple[date, date, date]
    meetings: tuple[date, date, date]
    yesterday: date
    other_weekday: int

    @property
    def weekday(self) -> int:
        return self.rounds[0].weekday()

    def first_week(self, day: int) -> date:
        """A day of the first week, from Monday 0."""
        return self.monday + day * DAY


def plan_days(now: datetime) -> Days:
    """The days of a story that ends on the date of `now`."""
    today = now.date()
    upcoming = working_day(today + 2 * DAY)
    rounds = (upcoming - 3 * WEEK, upcoming - 2 * WEEK, upcoming - WEEK)
    first, second, third = (working_day(asked + 2 * DAY) for asked in rounds)
    return Days(
        monday=upcoming - upcoming.weekday() * DAY - 4 * WEEK,
        rounds=rounds,
        meetings=(first, second, third),
        yesterday=working_day(today - DAY, -DAY),
        other_weekday=working_day(upcoming + DAY).weekday(),
    )


def working_day(day: date, step: timedelta = DAY) -> date:
    """That day, or the next one (the one before, with a negative step) that is no weekend."""
    while day.weekday() >= _SATURDAY:
        day += step
    return day
