"""The days of the story, whenever it is told."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.practice.cast import HOME
from bot.practice.story.calendar import DAY, plan_days

moments = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2032, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(moments)
def test_the_story_fits_before_now(now: datetime) -> None:
    days = plan_days(now.astimezone(HOME))
    today = now.astimezone(HOME).date()
    assert days.monday.weekday() == 0
    assert timedelta(days=21) < today - days.monday < timedelta(days=35)
    moments = [days.monday, days.first_week(4)]
    for asked, meeting in zip(days.rounds, days.meetings, strict=True):
        assert asked.weekday() == days.weekday <= 4
        assert meeting >= asked + 2 * DAY
        moments += [asked, meeting]
    moments += [days.yesterday, today]
    assert moments == sorted(moments)
    assert days.yesterday < today


@given(moments)
def test_both_pulses_are_asked_next_after_now(now: datetime) -> None:
    days = plan_days(now.astimezone(HOME))
    today = now.astimezone(HOME).date()
    assert timedelta(days=2) <= days.rounds[-1] + 7 * DAY - today <= timedelta(days=4)
    day = days.yesterday
    while day <= today:
        assert day.weekday() != days.other_weekday
        day += DAY
    planned = datetime.combine(days.yesterday, time(11), tzinfo=HOME)
    assert planned < now
