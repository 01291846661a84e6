from datetime import UTC, datetime, timedelta

import pytest

from sandbox.clock import Clock

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
