"""The hours in which nobody is asked or reminded. Pure; moments are aware UTC."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST_REMINDERS = 2


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one time of day to another, past midnight where `end` is the earlier one."""

    start: time
    end: time

    @property
    def words(self) -> str:
        return f"{self.start:%H:%M} to {self.end:%H:%M}"

    def covers(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


EVENING_TO_MORNING = Quiet(time(20), time(7))


def leave_quiet(moment: datetime, zone: ZoneInfo, quiet: Quiet | None) -> datetime:
    """That moment, or the end of the quiet hours it falls into where somebody lives."""
    local = moment.astimezone(zone)
    if quiet is None or not quiet.covers(local.time()):
        return moment
    day = local.date() if local.time() < quiet.end else local.date() + timedelta(days=1)
    # An hour that comes twice, when clocks go back, is left in the same turn.
    end = datetime.combine(day, quiet.end, tzinfo=zone).replace(fold=local.fold)
    return end.astimezone(UTC)


def reminder_moments(
    ask_at: datetime,
    hours: Sequence[int],
    *,
    zone: ZoneInfo,
    quiet: Quiet | None,
    closes_at: datetime,
) -> list[datetime]:
    """When somebody who was asked then is reminded: so many `hours` later, at most twice.

    Quiet hours are waited for. Whatever would come at the closing or later is left out, and two
    that meet at the end of quiet hours are one.
    """
    planned = (ask_at + timedelta(hours=one) for one in hours)
    moments = {leave_quiet(moment, zone, quiet) for moment in planned}
    return sorted(one for one in moments if ask_at < one < closes_at)[:MOST_REMINDERS]
