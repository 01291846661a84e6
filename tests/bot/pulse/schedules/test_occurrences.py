"""Everybody is asked once in every occurrence: never twice, never missed, never in quiet hours."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.rhythms import DayOfMonth, Monthly, NthWeekday, Weekly
from bot.pulse.rules import OPEN_HOURS
from bot.pulse.schedules import Clock, Schedule
from bot.pulse.schedules.occurrences import (
    LATEST,
    Occurrence,
    Timetable,
    closing_time,
    due_occurrence,
    is_due,
    list_left_out,
    next_occurrence,
)
from bot.pulse.schedules.quiet import Quiet
from tests.bot.pulse.schedules.samples import DATES, MOMENTS, QUIETS, SCHEDULES, TEAMS, ZONES

BERLIN, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def is_fifth(day: date) -> str:
    """A stand-in for holidays: days that fall on any schedule now and then."""
    return "A day off" if day.day % 5 == 0 else ""


TIMETABLES = st.builds(
    Timetable,
    SCHEDULES,
    ZONES,
    find_holiday=st.sampled_from([is_fifth, lambda day: ""]),
    skips=st.none() | DATES.map(str),
)
AWAY = st.dictionaries(st.sampled_from(["U0", "U1", "U2", "U3"]), DATES, max_size=3)


def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def weekly(weekday: int = 0, at: time = time(9), weeks: int = 1, **more: object) -> Timetable:
    return Timetable(Schedule(Weekly(weekday, weeks), at, **more), BERLIN)


def list_all(
    timetable: Timetable, zones: dict[str, ZoneInfo], away: dict[str, date], after: datetime
) -> list[Occurrence]:
    """The next four occurrences."""
    coming = []
    for _ in range(4):
        one = next_occurrence(timetable, zones, after, away)
        if one is None:
            break
        coming.append(one)
        after = one.first
    return coming


@given(TIMETABLES, TEAMS, AWAY, MOMENTS)
def test_next_is_a_day_of_the_rhythm_and_never_in_quiet_hours(
    timetable: Timetable, zones: dict[str, ZoneInfo], away: dict[str, date], after: datetime
) -> None:
    schedule = timetable.schedule
    for coming in list_all(timetable, zones, away, after):
        day = date.fromisoformat(coming.key)
        assert after < coming.first
        assert next(schedule.rhythm.days(day, schedule.start or date.min)) == day
        assert timetable.find_reason(day) == ""
        expected = {one for one in zones if one not in away or away[one] < day}
        assert coming.asks.keys() == expected
        for user_id, moment in coming.asks.items():
            local = moment.astimezone(zones[user_id])
            assert schedule.quiet is None or not schedule.quiet.covers(local.time())


def shows(moment: datetime, day: date, schedule: Schedule, clock: ZoneInfo) -> bool:
    """Whether that clock shows the time of asking then, or has just jumped over it."""
    local = moment.astimezone(clock)
    if local.date() == day and local.time() == schedule.at:
        return True
    before = (moment - timedelta(hours=3)).astimezone(clock)
    return local.utcoffset() != before.utcoffset()


@given(SCHEDULES, TEAMS, MOMENTS)
def test_with_own_clocks_everybody_is_asked_at_that_time_on_that_day(
    schedule: Schedule, zones: dict[str, ZoneInfo], after: datetime
) -> None:
    timetable = Timetable(schedule, BERLIN)
    coming = next_occurrence(timetable, zones, after)
    assert coming is not None
    if schedule.clock is Clock.OWN:
        for user_id, moment in coming.asks.items():
            assert shows(moment, date.fromisoformat(coming.key), schedule, zones[user_id])


@cache
def list_changes(zone: ZoneInfo, year: int) -> list[date]:
    """The days of a year on which the clocks of a zone change, in UTC."""
    noons = [datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=one) for one in range(365)]
    return [
        after.date()
        for before, after in pairwise(noons)
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()
    ]


CHANGES = st.tuples(ZONES, st.integers(2024, 2028)).flatmap(
    lambda drawn: st.sampled_from([(drawn[0], day) for day in list_changes(*drawn)] or [None])
)


@given(CHANGES.filter(bool), st.integers(-1, 1), st.integers(0, 4 * 60 - 1), QUIETS)
def test_when_clocks_change_everybody_is_asked_once_on_that_day(
    change: tuple[ZoneInfo, date], offset: int, minutes: int, quiet: Quiet | None
) -> None:
    zone, day = change[0], change[1] + timedelta(days=offset)
    at = time(minutes // 60, minutes % 60)
    timetable = Timetable(Schedule(Weekly(day.weekday()), at, quiet=quiet), zone)
    midnight = datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)
    one, following, _, _ = list_all(timetable, {"U": zone}, {}, midnight - timedelta(hours=1))
    assert [one.key, following.key] == [day.isoformat(), (day + timedelta(days=7)).isoformat()]
    assert quiet is None or not quiet.covers(one.first.astimezone(zone).time())
    if quiet is None or not quiet.covers(at):
        assert shows(one.first, day, timetable.schedule, zone)
    for late in timedelta(0), timedelta(minutes=15), timedelta(hours=1):
        now = one.first + late
        assert due_occurrence(timetable, {"U": zone}, effective_from=midnight, now=now) == one


@given(
    TIMETABLES,
    TEAMS,
    AWAY,
    MOMENTS,
    st.lists(st.integers(1, 83), min_size=20, max_size=40),
)
def test_each_occurrence_comes_once_whenever_somebody_looks(
    timetable: Timetable,
    zones: dict[str, ZoneInfo],
    away: dict[str, date],
    start: datetime,
    gaps: list[int],
) -> None:
    """With any gaps under half a week between two looks none is missed, and none doubled."""
    now, opened = start, []
    effective_from, closes_at = start, start
    for gap in gaps:
        now += timedelta(hours=gap)
        if opened and closes_at <= now:
            effective_from = max(effective_from, closes_at)
        due = due_occurrence(timetable, zones, effective_from=effective_from, now=now, away=away)
        if due is not None and due.key not in opened and closes_at <= now:
            assert start <= due.first <= now
            opened.append(due.key)
            closes_at = closing_time(due.asks, 1, now)
    expected = []
    after = start - timedelta(microseconds=1)
    while (coming := next_occurrence(timetable, zones, after, away)) and coming.first <= now:
        expected.append(coming.key)
        after = coming.first
    late = [key for key in expected if key not in opened]
    assert opened == [key for key in expected if key in opened]
    assert late == [] or late == expected[-1:], "only what waits for the end of the one before"


@given(TIMETABLES, TEAMS, MOMENTS, st.sampled_from(OPEN_HOURS))
def test_a_round_is_over_before_the_next(
    timetable: Timetable, zones: dict[str, ZoneInfo], after: datetime, open_hours: int
) -> None:
    """Even the latest round that is caught up, open for the longest time."""
    for one, following in pairwise(list_all(timetable, zones, {}, after)):
        assert closing_time(one.asks, open_hours, one.first + LATEST) < following.first


@given(TIMETABLES, TEAMS, MOMENTS, MOMENTS)
def test_whether_one_is_due_is_known_from_the_zones_alone(
    timetable: Timetable, zones: dict[str, ZoneInfo], effective_from: datetime, now: datetime
) -> None:
    due = due_occurrence(timetable, zones, effective_from=effective_from, now=now)
    alone = set(zones.values())
    assert is_due(timetable, alone, effective_from=effective_from, now=now) == (due is not None)


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
    coming = next_occurrence(weekly(6, at, quiet=None), {"U": ZoneInfo(zone)}, sunday)
    assert coming is not None
    assert coming.first == expected


def test_each_zone_has_its_own_moment() -> None:
    coming = next_occurrence(weekly(), {"bob": TOKYO, "ann": BERLIN}, utc(6, 12))
    assert coming is not None
    assert coming.key == "2026-11-09"
    assert coming.asks == {"bob": utc(9, 0), "ann": utc(9, 8)}
    assert coming.first == utc(9, 0)
    assert coming.first_people == 1


def test_one_clock_for_all_spares_those_for_whom_it_is_night() -> None:
    """Two in the afternoon in Berlin is ten at night in Tokyo: bob is asked in his morning."""
    timetable = weekly(at=time(14), clock=Clock.HOME)
    coming = next_occurrence(timetable, {"bob": TOKYO, "ann": BERLIN}, utc(6, 12))
    assert coming is not None
    assert coming.key == "2026-11-09"
    assert coming.asks == {"ann": utc(9, 13), "bob": utc(9, 22)}


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
    due = due_occurrence(weekly(), {"ann": BERLIN}, effective_from=LONG_AGO, now=now)
    assert (due is not None) is is_due


def test_what_began_before_the_pulse_did_is_not_asked() -> None:
    zones = {"bob": TOKYO, "ann": BERLIN}
    created = utc(9, 1)  # Tokyo's Monday morning has passed, Berlin's has not
    assert due_occurrence(weekly(), zones, effective_from=created, now=utc(9, 9)) is None
    coming = next_occurrence(weekly(), zones, created)
    assert coming is not None
    assert coming.key == "2026-11-16"


def test_nobody_to_ask() -> None:
    assert due_occurrence(weekly(), {}, effective_from=LONG_AGO, now=utc(9, 9)) is None
    assert next_occurrence(weekly(), {}, utc(9, 9)) is None


def test_who_is_away_is_asked_again_on_the_day_after() -> None:
    zones = {"bob": BERLIN, "ann": BERLIN}
    for until, asked in (date(2026, 11, 8), {"ann", "bob"}), (date(2026, 11, 9), {"ann"}):
        due = due_occurrence(
            weekly(), zones, effective_from=LONG_AGO, now=utc(9, 9), away={"bob": until}
        )
        assert due is not None
        assert due.asks.keys() == asked


def test_where_all_are_away_the_next_occurrence_with_somebody_comes() -> None:
    away = {"ann": date(2026, 11, 16)}
    assert (
        due_occurrence(weekly(), {"ann": BERLIN}, effective_from=LONG_AGO, now=utc(9, 9), away=away)
        is None
    )
    coming = next_occurrence(weekly(), {"ann": BERLIN}, utc(6, 12), away)
    assert coming is not None
    assert coming.key == "2026-11-23"


def test_a_holiday_is_left_out_and_not_shifted() -> None:
    christmas = {date(2026, 12, 25): "Christmas Day", date(2027, 1, 1): "New Year's Day"}
    fridays = Schedule(Weekly(4), time(9))
    timetable = Timetable(fridays, BERLIN, lambda day: christmas.get(day, ""))
    coming = next_occurrence(timetable, {"ann": BERLIN}, utc(20, 0, month=12))
    assert coming is not None
    assert coming.key == "2027-01-08"
    assert list_left_out(timetable, date(2026, 12, 20), date(2027, 1, 8)) == list(christmas.items())


def test_holidays_do_not_matter_where_the_plan_says_so() -> None:
    fridays = Schedule(Weekly(4), time(9), holidays=False)
    timetable = Timetable(fridays, BERLIN, lambda day: "A day off")
    coming = next_occurrence(timetable, {"ann": BERLIN}, utc(20, 0, month=12))
    assert coming is not None
    assert coming.key == "2026-12-25"


def test_the_skipped_occurrence_alone_is_left_out() -> None:
    timetable = Timetable(Schedule(Weekly(0), time(9)), BERLIN, skips="2026-11-09")
    assert due_occurrence(timetable, {"a": BERLIN}, effective_from=LONG_AGO, now=utc(9, 9)) is None
    coming = next_occurrence(timetable, {"a": BERLIN}, utc(6, 12))
    assert coming is not None
    assert coming.key == "2026-11-16"


def test_start_and_end_are_included() -> None:
    timetable = weekly(start=date(2026, 11, 9), end=date(2026, 11, 16))
    keys = [one.key for one in list_all(timetable, {"ann": BERLIN}, {}, LONG_AGO)]
    assert keys == ["2026-11-09", "2026-11-16"]


def test_a_start_in_years_is_found() -> None:
    far = Schedule(Monthly(DayOfMonth(1), month=1), time(9), start=date(2040, 2, 1))
    coming = next_occurrence(Timetable(far, BERLIN), {"ann": BERLIN}, utc(9, 0))
    assert coming is not None
    assert coming.key == "2040-04-01"


def test_where_every_day_is_a_holiday_there_is_no_next() -> None:
    timetable = Timetable(Schedule(Weekly(0), time(9)), BERLIN, lambda day: "Always")
    assert next_occurrence(timetable, {"ann": BERLIN}, utc(9, 0)) is None


def test_the_last_who_is_asked_has_the_whole_time() -> None:
    asks = {"bob": utc(9, 0), "bo": utc(9, 14)}
    assert closing_time(asks, 4, utc(9, 0)) == utc(9, 18)
    assert closing_time(asks, 4, utc(10, 7)) == utc(10, 11), "late, but not shorter"


def test_the_first_monday_of_each_quarter() -> None:
    quarterly = Schedule(
        Monthly(NthWeekday(1, 0), month=1), time(10), quiet=Quiet(time(0), time(1))
    )
    keys = [one.key for one in list_all(Timetable(quarterly, BERLIN), {"a": TOKYO}, {}, utc(9, 0))]
    assert keys == ["2027-01-04", "2027-04-05", "2027-07-05", "2027-10-04"]
