"""Everybody is asked at their own local time, once a week, whatever clocks do."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import InvalidInput
from bot.pulse.rules import (
    LATEST,
    OPEN_HOURS,
    Schedule,
    check_plan,
    closing_time,
    due_occurrence,
    is_due,
    next_occurrence,
)
from tests.factories import make_plan

# The farthest zones there are, half hours, and both hemispheres' daylight saving.
ZONES = (
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",
    "Africa/Casablanca",
)
# Weeks around the changes of 2026 (March, April, September, October, November), and the new year.
MOMENTS = st.datetimes(datetime(2026, 2, 1), datetime(2027, 1, 15)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)
SCHEDULES = st.builds(
    Schedule, st.integers(0, 6), st.times().map(lambda at: at.replace(second=0, microsecond=0))
)
TEAMS = st.lists(st.sampled_from(ZONES), min_size=1, max_size=4).map(
    lambda names: {f"U{i}": ZoneInfo(name) for i, name in enumerate(names)}
)
MONDAY_NINE = Schedule(0, time(9))
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
WEEK = timedelta(days=7)


def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def stands(moment: datetime, schedule: Schedule, zone: ZoneInfo) -> bool:
    """Whether clocks in that zone show the scheduled time, or just skipped it."""
    local = moment.astimezone(zone)
    if local.weekday() == schedule.weekday and local.time() == schedule.at:
        return True
    # Where the hour does not exist, clocks jumped over it a moment ago.
    before = (moment - timedelta(hours=2)).astimezone(zone)
    return local.utcoffset() != before.utcoffset()


@given(SCHEDULES, TEAMS, MOMENTS)
def test_next_is_local_time_for_everybody(
    schedule: Schedule, zones: dict[str, ZoneInfo], after: datetime
) -> None:
    coming = next_occurrence(schedule, zones, after)
    assert coming is not None
    assert after < coming.first <= after + WEEK + timedelta(hours=27)
    assert coming.asks.keys() == zones.keys()
    for user_id, ask_at in coming.asks.items():
        assert stands(ask_at, schedule, zones[user_id])
        assert ask_at - coming.first <= timedelta(hours=26)


@given(SCHEDULES, TEAMS, MOMENTS, st.lists(st.integers(1, 83), min_size=20, max_size=60))
def test_one_round_a_week_whenever_somebody_looks(
    schedule: Schedule, zones: dict[str, ZoneInfo], start: datetime, gaps: list[int]
) -> None:
    """With any gaps under half a week between two looks no week is missed, and none doubled."""
    now, effective_from = start, start
    opened: list[tuple[str, datetime]] = []
    closes_at: datetime | None = None
    for gap in gaps:
        now += timedelta(hours=gap)
        if closes_at is not None and closes_at <= now:
            effective_from, closes_at = now, None
        if closes_at is None:
            due = due_occurrence(schedule, zones, effective_from=effective_from, now=now)
            if due is not None:
                assert start <= due.first <= now
                opened.append((due.key, due.first))
                closes_at = closing_time(due.asks, 1, now)
    keys = [key for key, _ in opened]
    assert len(set(keys)) == len(keys)
    for (_, first), (_, second) in pairwise(opened):
        assert timedelta(days=6) < second - first < timedelta(days=8)
    if now - start > 2 * WEEK:
        assert opened


@given(SCHEDULES, TEAMS, MOMENTS)
def test_looking_every_quarter_of_an_hour_asks_every_week_once(
    schedule: Schedule, zones: dict[str, ZoneInfo], start: datetime
) -> None:
    expected = []
    after = start
    for _ in range(3):
        coming = next_occurrence(schedule, zones, after)
        assert coming is not None
        expected.append(coming)
        after = coming.first
    for occurrence in expected:
        for late in (timedelta(0), timedelta(minutes=15)):
            due = due_occurrence(schedule, zones, effective_from=start, now=occurrence.first + late)
            assert due == occurrence
    assert len({one.key for one in expected}) == 3
    for first, second in pairwise(expected):
        assert abs(second.first - first.first - WEEK) <= timedelta(hours=2)


@pytest.mark.parametrize(
    ("zone", "sunday", "at", "expected"),
    [
        ("Europe/Berlin", utc(29, 0, month=3), time(2, 30), utc(29, 1, 30, month=3)),  # skipped
        ("Europe/Berlin", utc(25, 0, month=10), time(2, 30), utc(25, 0, 30, month=10)),  # twice
        ("America/New_York", utc(8, 0, month=3), time(2, 30), utc(8, 7, 30, month=3)),
        ("America/New_York", utc(1, 0), time(1, 30), utc(1, 5, 30)),
    ],
)
def test_hours_that_are_skipped_or_come_twice(
    zone: str, sunday: datetime, at: time, expected: datetime
) -> None:
    coming = next_occurrence(Schedule(6, at), {"U": ZoneInfo(zone)}, sunday)
    assert coming is not None
    assert coming.first == expected


def test_each_zone_has_its_own_moment() -> None:
    zones = {"bob": ZoneInfo("Asia/Tokyo"), "ann": ZoneInfo("Europe/Berlin")}
    coming = next_occurrence(MONDAY_NINE, zones, utc(6, 12))
    assert coming is not None
    assert coming.key == "2026-11-09"
    assert coming.asks == {"bob": utc(9, 0), "ann": utc(9, 8)}
    assert coming.first == utc(9, 0)


@pytest.mark.parametrize(
    ("now", "is_due"),
    [
        (utc(9, 7, 59), False),
        (utc(9, 8), True),
        (utc(9, 8) + LATEST - timedelta(seconds=1), True),
        (utc(9, 8) + LATEST, False),
        (utc(16, 8), True),
    ],
)
def test_a_missed_time_is_caught_up_for_half_a_week(now: datetime, is_due: bool) -> None:
    zones = {"ann": ZoneInfo("Europe/Berlin")}
    due = due_occurrence(MONDAY_NINE, zones, effective_from=LONG_AGO, now=now)
    assert (due is not None) is is_due


def test_what_began_before_the_pulse_did_is_not_asked() -> None:
    zones = {"bob": ZoneInfo("Asia/Tokyo"), "ann": ZoneInfo("Europe/Berlin")}
    created = utc(9, 1)  # Tokyo's Monday morning has passed, Berlin's has not
    assert due_occurrence(MONDAY_NINE, zones, effective_from=created, now=utc(9, 9)) is None
    coming = next_occurrence(MONDAY_NINE, zones, created)
    assert coming is not None
    assert coming.key == "2026-11-16"


def test_nobody_to_ask() -> None:
    assert due_occurrence(MONDAY_NINE, {}, effective_from=LONG_AGO, now=utc(9, 9)) is None
    assert next_occurrence(MONDAY_NINE, {}, utc(9, 9)) is None


def test_the_last_who_is_asked_has_the_whole_time() -> None:
    asks = {"bob": utc(9, 0), "bo": utc(9, 14)}
    assert closing_time(asks, 4, utc(9, 0)) == utc(9, 18)
    assert closing_time(asks, 4, utc(10, 7)) == utc(10, 11), "late, but not shorter"


@given(SCHEDULES, TEAMS, MOMENTS, st.sampled_from(OPEN_HOURS))
def test_a_round_is_over_before_the_next(
    schedule: Schedule, zones: dict[str, ZoneInfo], after: datetime, open_hours: int
) -> None:
    """Even the latest round that is caught up, open for the longest time."""
    one = next_occurrence(schedule, zones, after)
    assert one is not None
    following = next_occurrence(schedule, zones, one.first)
    assert following is not None
    assert closing_time(one.asks, open_hours, one.first + LATEST) < following.first


SOUND = make_plan()


def test_a_sound_plan() -> None:
    assert check_plan(SOUND) is SOUND


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"questions": []}, "question"),
        ({"questions": [{"client": ""}]}, "question"),
        ({"questions": [{"client": "x" * 3001}]}, "question"),
        ({"in_channel": True}, "where"),
        ({"schedule": {"weekday": 0, "at": ""}}, "at"),
        ({"schedule": {"weekday": 0, "at": "25:00"}}, "at"),
        ({"schedule": {"weekday": -1, "at": "10:00"}}, "weekday"),
        ({"open_hours": 5}, "open_hours"),
    ],
)
def test_an_unsound_plan_says_beside_which_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_plan(make_plan(**changes))
    assert list(caught.value.problems) == [field]


@given(SCHEDULES, TEAMS, MOMENTS, MOMENTS)
def test_whether_one_is_due_is_known_from_the_zones_alone(
    schedule: Schedule, zones: dict[str, ZoneInfo], effective_from: datetime, now: datetime
) -> None:
    due = due_occurrence(schedule, zones, effective_from=effective_from, now=now)
    zones_alone = set(zones.values())
    assert is_due(schedule, zones_alone, effective_from=effective_from, now=now) == (
        due is not None
    )
