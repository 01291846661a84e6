"""Local time and weekly schedules. Everything here is pure; zones are IANA names."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones


@cache
def zone_names() -> frozenset[str]:
    """Every zone there is; looking through their folder takes as long as many queries."""
    return frozenset(available_timezones())


def find_zone(name: str | None, otherwise: str = "UTC") -> ZoneInfo:
    """The zone of that name, or `otherwise` where the name is missing or unknown."""
    try:
        return ZoneInfo(name or otherwise)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder, such as Europe
        return ZoneInfo(otherwise)


def day_in(zone: str, moment: datetime) -> date:
    """The day that it is in the zone of that name at that moment."""
    return moment.astimezone(find_zone(zone)).date()


def local_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC moment at which clocks in `zone` show `at` on `day`.

    Where clocks go back, the first of the two; where they go forward and skip `at`, the moment as
    many minutes after the jump as `at` lies after its beginning.
    """
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def weekday_on_or_before(day: date, weekday: int) -> date:
    """The latest date up to `day` that falls on `weekday` (Monday is 0)."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)
