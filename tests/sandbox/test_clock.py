from datetime import UTC, datetime, timedelta

import pytest

from sandbox.clock import Clock, next_working_day

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_it_starts_where_it_is_told_and_runs() -> None:
    clock = Clock(START)
    first = clock.now()
    assert timedelta(0) <= first - START < timedelta(seconds=5)
    assert clock.now() >= first
    assert clock.timestamp() == pytest.approx(clock.now().timestamp(), abs=1)


def test_moving_calls_back_with_the_new_time() -> None:
    clock, heard = Clock(START), []
    clock.on_move(heard.append)
    clock.advance(timedelta(days=2))
    clock.move_to(START + timedelta(days=3))
    assert [moment.day for moment in heard] == [3, 4]
    assert clock.now() >= START + timedelta(days=3)


@pytest.mark.parametrize("target", [START - timedelta(seconds=1), datetime(2030, 1, 1)])  # noqa: DTZ001
def test_it_never_goes_back_and_wants_a_zone(target: datetime) -> None:
    with pytest.raises(ValueError, match="clock"):
        Clock(START).move_to(target)


def test_it_does_not_advance_by_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="never goes back"):
        Clock(START).advance(timedelta(seconds=-1))


def test_no_step_at_all_is_a_move() -> None:
    clock, heard = Clock(START), []
    clock.on_move(heard.append)
    clock.advance(timedelta(0))
    assert len(heard) == 1
    assert heard[0] - START < timedelta(seconds=10)


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        ("2026-11-19T08:00+00:00", "Etc/UTC", "2026-11-20T09:00:00+00:00"),
        ("2026-11-20T08:00+00:00", "Etc/UTC", "2026-11-23T09:00:00+00:00"),
        ("2026-11-22T23:59+00:00", "Etc/UTC", "2026-11-23T09:00:00+00:00"),
        ("2026-11-22T23:59+00:00", "Asia/Tokyo", "2026-11-24T09:00:00+09:00"),
        ("2026-11-20T03:00+00:00", "America/New_York", "2026-11-20T09:00:00-05:00"),
        ("2026-03-27T12:00+00:00", "Europe/Berlin", "2026-03-30T09:00:00+02:00"),
    ],
)
def test_the_next_working_day_begins_at_nine_there(now: str, zone: str, expected: str) -> None:
    assert next_working_day(datetime.fromisoformat(now), zone).isoformat() == expected
