"""Local time in all zones, over every change of the clocks since 1990."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.calendars import day_in, find_zone, local_moment, weekday_on_or_before

NAMES = available_timezones()
zones = st.sampled_from(sorted(NAMES)).map(ZoneInfo)
days = st.dates(date(1990, 1, 1), date(2040, 12, 31))
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
BERLIN, NEW_YORK, APIA, LORD_HOWE = map(
    ZoneInfo, ("Europe/Berlin", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe")
)


@given(days, times, zones)
@example(date(2026, 3, 29), time(2, 30), BERLIN)
@example(date(2026, 10, 25), time(2, 30), BERLIN)
@example(date(2026, 3, 8), time(2, 0), NEW_YORK)
@example(date(2026, 11, 1), time(1, 59), NEW_YORK)
@example(date(2026, 10, 4), time(2, 15), LORD_HOWE)
@example(date(2011, 12, 30), time(9, 0), APIA)
def test_clocks_there_show_that_time_or_skipped_it(day: date, at: time, zone: ZoneInfo) -> None:
    wanted = datetime.combine(day, at)
    moment = local_moment(day, at, zone)
    assert moment.tzinfo is UTC
    shown = moment.astimezone(zone)
    if shown.replace(tzinfo=None, fold=0) == wanted:
        assert shown.fold == 0, "where clocks go back, the first of the two"
        return
    jump = find_jump(moment, zone)
    gap_begins = (jump - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    gap_begins += timedelta(seconds=1)
    gap_ends = jump.astimezone(zone).replace(tzinfo=None)
    assert gap_begins <= wanted < gap_ends
    assert moment - jump == wanted - gap_begins


def find_jump(moment: datetime, zone: ZoneInfo) -> datetime:
    """The first second of the offset that is in force at `moment`, found by halving a day."""
    now = moment.astimezone(zone).utcoffset()
    before, after = moment - timedelta(hours=26), moment
    assert before.astimezone(zone).utcoffset() != now
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        same = middle.astimezone(zone).utcoffset() == now
        before, after = (before, middle) if same else (middle, after)
    return after


@given(days, times, zones)
def test_the_next_day_is_never_earlier(day: date, at: time, zone: ZoneInfo) -> None:
    assert local_moment(day, at, zone) <= local_moment(day + timedelta(days=1), at, zone)


def test_known_moments() -> None:
    nine = time(9)
    assert local_moment(date(2026, 3, 28), nine, BERLIN) == datetime(2026, 3, 28, 8, tzinfo=UTC)
    assert local_moment(date(2026, 3, 29), nine, BERLIN) == datetime(2026, 3, 29, 7, tzinfo=UTC)
    skipped = local_moment(date(2026, 3, 29), time(2, 30), BERLIN)
    assert skipped == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    twice = local_moment(date(2026, 10, 25), time(2, 30), BERLIN)
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(days, st.integers(0, 6))
def test_the_latest_such_weekday(day: date, weekday: int) -> None:
    found = weekday_on_or_before(day, weekday)
    assert found.weekday() == weekday
    assert timedelta(0) <= day - found < timedelta(days=7)


@given(st.none() | st.text())
@example("Europe")
@example("Europe/")
@example("../etc/passwd")
@example("/etc/localtime")
@example("UTC\0")
@example("\ud800")
@example("a" * 5000)
def test_any_name_gives_a_zone(name: str | None) -> None:
    found = find_zone(name, "Asia/Tokyo")
    assert found.key == (name if name in NAMES else "Asia/Tokyo")


@pytest.mark.parametrize("name", ["Europe/Berlin", "UTC", "Etc/GMT+5", "America/Indiana/Knox"])
def test_a_zones_own_name_finds_it(name: str) -> None:
    assert find_zone(name) == ZoneInfo(name)


def test_the_day_is_that_of_the_zone() -> None:
    evening = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    assert day_in("UTC", evening) == date(2026, 11, 2)
    assert day_in("Asia/Tokyo", evening) == date(2026, 11, 3)
    assert day_in("America/New_York", evening - timedelta(hours=23)) == date(2026, 11, 1)
