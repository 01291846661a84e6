"""Nobody hears from the bot in their quiet hours, whatever clocks do."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pulse.schedules.quiet import EVENING_TO_MORNING, Quiet, leave_quiet, reminder_moments
from tests.bot.pulse.schedules.samples import MOMENTS, QUIETS, ZONES

BERLIN = ZoneInfo("Europe/Berlin")
HOURS = st.lists(st.integers(1, 72), max_size=3)


def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "covered"),
    [
        (time(19, 59), False),
        (time(20), True),
        (time(0), True),
        (time(6, 59), True),
        (time(7), False),
    ],
)
def test_quiet_hours_go_over_midnight(at: time, covered: bool) -> None:
    assert EVENING_TO_MORNING.covers(at) is covered


def test_quiet_hours_at_noon() -> None:
    lunch = Quiet(time(12), time(13))
    assert lunch.covers(time(12, 30))
    assert not lunch.covers(time(13))
    assert leave_quiet(utc(9, 11, 30), BERLIN, lunch) == utc(9, 12)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (utc(9, 18, 59), utc(9, 18, 59)),
        (utc(9, 19), utc(10, 6)),  # eight in the evening in Berlin
        (utc(10, 5, 59), utc(10, 6)),
        (utc(28, 22, month=3), utc(29, 5, month=3)),  # the night that is an hour short
        (utc(24, 22, month=10), utc(25, 6, month=10)),  # and the one that is an hour longer
    ],
)
def test_a_moment_waits_for_the_morning(moment: datetime, expected: datetime) -> None:
    assert leave_quiet(moment, BERLIN, EVENING_TO_MORNING) == expected


def test_quiet_hours_that_end_in_an_hour_that_comes_twice() -> None:
    """At half past two of the second turn, for somebody who would be asked in the second turn."""
    night = Quiet(time(22), time(2, 30))
    assert leave_quiet(utc(25, 0, 15, month=10), BERLIN, night) == utc(25, 0, 30, month=10)
    assert leave_quiet(utc(25, 1, 15, month=10), BERLIN, night) == utc(25, 1, 30, month=10)


@given(MOMENTS, ZONES, QUIETS)
def test_a_moment_is_never_earlier_nor_in_quiet_hours(
    moment: datetime, zone: ZoneInfo, quiet: Quiet | None
) -> None:
    left = leave_quiet(moment, zone, quiet)
    assert moment <= left <= moment + timedelta(hours=13)
    assert quiet is None or not quiet.covers(left.astimezone(zone).time())


@given(MOMENTS, HOURS, ZONES, QUIETS, st.integers(4, 72))
def test_reminders(
    ask_at: datetime, hours: list[int], zone: ZoneInfo, quiet: Quiet | None, open_hours: int
) -> None:
    closes_at = ask_at + timedelta(hours=open_hours)
    moments = reminder_moments(ask_at, hours, zone=zone, quiet=quiet, closes_at=closes_at)
    assert len(moments) <= min(2, len(hours))
    assert moments == sorted(set(moments))
    for moment in moments:
        assert ask_at < moment < closes_at
        assert quiet is None or not quiet.covers(moment.astimezone(zone).time())


def test_two_reminders_that_meet_in_the_morning_are_one() -> None:
    asked, closing = utc(9, 14), utc(11, 14)
    moments = reminder_moments(
        asked, [6, 10], zone=BERLIN, quiet=EVENING_TO_MORNING, closes_at=closing
    )
    assert moments == [utc(10, 6)]


def test_a_reminder_that_would_come_at_the_closing_is_left_out() -> None:
    asked = utc(9, 9)
    for hours, expected in ([4, 24], [utc(9, 13)]), ([23], [utc(10, 8)]), ([24], []):
        moments = reminder_moments(asked, hours, zone=BERLIN, quiet=None, closes_at=utc(10, 9))
        assert moments == expected
