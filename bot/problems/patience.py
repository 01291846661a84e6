"""How long both sides wait for each other, in working days. Pure.

A working day is one on which both sides work: see `bot.core.working_days`. So many of them after a
moment is the same time of day, by the clock of the relationship.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from bot.core.calendars import day_in, find_zone, local_moment
from bot.core.working_days import add_working_days

# After how many working days an unanswered proposal is brought to mind, goes to the contacts, too,
# and may be carried out by its own side alone.
NUDGED, ESCALATED, FREED = 1, 3, 5
# After how many of them silence is noticed in the thread, and told to the contacts.
NOTICED, TOLD = 3, 6
# What is due on a day is said at that time.
MORNING = time(9)
# How long hidden ideas wait for those of the other side, from the first one.
IDEAS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Calendar:
    """When both sides of a relationship work: its zone, and the countries of their holidays."""

    tz: str
    countries: tuple[str | None, ...] = ()

    def after(self, moment: datetime, days: int) -> datetime:
        """So many working days after that moment, in UTC."""
        zone = find_zone(self.tz)
        local = moment.astimezone(zone)
        day = add_working_days(local.date(), days, self.countries)
        return local_moment(day, local.time(), zone)

    def morning(self, day: date) -> datetime:
        """The moment at which work begins on that day, in UTC."""
        return local_moment(day, MORNING, find_zone(self.tz))

    def today(self, now: datetime) -> date:
        return day_in(self.tz, now)
