"""When a week of kudos ends, by the clock of the relationship."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.kudos import weekly

FRIDAY = date(2026, 11, 6)


@pytest.mark.parametrize(
    ("tz", "moment", "day"),
    [
        ("Europe/Berlin", "2026-11-06 13:59:59", FRIDAY - timedelta(weeks=1)),
        ("Europe/Berlin", "2026-11-06 14:00:00", FRIDAY),
        ("Europe/Berlin", "2026-11-12 23:59:59", FRIDAY),
        # There it is Saturday already, and here still Friday morning.
        ("Pacific/Auckland", "2026-11-06 11:30:00", FRIDAY),
        ("America/Los_Angeles", "2026-11-06 16:00:00", FRIDAY - timedelta(weeks=1)),
        ("No/Where", "2026-11-06 15:00:00", FRIDAY),
    ],
)
def test_a_week_ends_on_friday_at_three(tz: str, moment: str, day: date) -> None:
    now = datetime.fromisoformat(f"{moment}+00:00")
    assert weekly.find_last_day(tz, now) == day
    assert weekly.end_of(day, tz) <= now


def test_weeks_meet_without_a_gap_also_where_clocks_change() -> None:
    bounds = weekly.list_bounds(date(2026, 10, 30), "Europe/Berlin", 2)
    assert bounds == [
        datetime(2026, 10, 16, 13, tzinfo=UTC),
        datetime(2026, 10, 23, 13, tzinfo=UTC),
        datetime(2026, 10, 30, 14, tzinfo=UTC),  # clocks went back on Sunday
    ]
    days = weekly.list_days(FRIDAY, 2)
    assert days == [FRIDAY - timedelta(weeks=1), FRIDAY]


def test_contacts_are_told_once_in_four_weeks() -> None:
    told = [weekly.is_nudged(FRIDAY + timedelta(weeks=week)) for week in range(40)]
    assert sum(told) == 10
    first = told.index(True)
    assert [week for week, one in enumerate(told) if one] == list(range(first, 40, 4))
