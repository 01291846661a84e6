"""A sound milestone, the steps it takes, and the moments at which somebody is told of it."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendars import day_in
from bot.core.errors import InvalidInput
from bot.core.people import Member, Role, Side, Sides
from bot.milestones import rules
from bot.milestones.errors import MilestoneChanged
from bot.milestones.rules import STEPS, Draft, Prompt, Status, Step

TODAY = date(2026, 11, 2)
BERLIN = "Europe/Berlin"
SIDES = Sides(
    "Acme",
    "Vee",
    (
        Member("UANN", Side.CLIENT, Role.CONTACT),
        Member("UADA", Side.CLIENT),
        Member("UBO", Side.VENDOR, Role.CONTACT),
        Member("UNEW", None),
    ),
)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def draft(**traits: object) -> Draft:
    return Draft(
        **{
            "title": "The portal is live",
            "day": date(2026, 12, 1),
            "owners": {Side.CLIENT: "UADA", Side.VENDOR: "UBO"},
            "meanings": {Side.CLIENT: "fewer calls", Side.VENDOR: "a reference"},
            **traits,
        }
    )


def utc(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_a_sound_milestone_has_its_day() -> None:
    assert rules.check(draft(), SIDES, TODAY) == date(2026, 12, 1)
    assert rules.check(draft(day=TODAY), SIDES, TODAY) == TODAY


def test_each_field_says_what_is_the_matter_with_it() -> None:
    wrong = draft(
        title="",
        day=None,
        owners={Side.CLIENT: "UBO", Side.VENDOR: "UGONE"},
        meanings={Side.CLIENT: "", Side.VENDOR: "a reference"},
    )
    with pytest.raises(InvalidInput) as error:
        rules.check(wrong, SIDES, TODAY)
    assert set(error.value.problems) == {
        "title",
        "day",
        "client_owner",
        "vendor_owner",
        "client_meaning",
    }
    assert "somebody of Acme" in error.value.problems["client_owner"]


def test_what_was_typed_has_to_fit_into_the_form() -> None:
    rules.check_title("x" * rules.LONGEST_TITLE)
    with pytest.raises(InvalidInput) as error:
        rules.check_title("x" * (rules.LONGEST_TITLE + 1))
    assert "in 120 characters" in error.value.sentence


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=2000)])
def test_a_day_in_the_past_or_far_away_is_none(day: date) -> None:
    with pytest.raises(InvalidInput) as error:
        rules.check(draft(day=day), SIDES, TODAY)
    assert set(error.value.problems) == {"day"}


def test_to_move_it_takes_another_day_and_a_reason() -> None:
    due = date(2026, 12, 1)
    with pytest.raises(InvalidInput) as error:
        rules.check_move(due, due, "", TODAY)
    assert set(error.value.problems) == {"day", "reason"}
    assert rules.check_move(date(2026, 11, 20), due, "earlier", TODAY) == date(2026, 11, 20)


def test_contributors_stand_on_a_side_or_did_when_they_were_named() -> None:
    named = rules.check_contributors(["UBO", "UADA", "UBO"], SIDES, {})
    assert named == {"UBO": Side.VENDOR, "UADA": Side.CLIENT}
    before = {"ULEFT": Side.VENDOR}
    assert rules.check_contributors(["ULEFT"], SIDES, before) == before
    for wrong in ([], ["UNEW"], ["UADA", "ULEFT"]):
        with pytest.raises(InvalidInput):
            rules.check_contributors(wrong, SIDES, {})


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("step", Step)
def test_a_step_leads_where_the_machine_says_or_nowhere(step: Step, status: Status) -> None:
    if step in STEPS[status]:
        assert rules.take(step, status) is STEPS[status][step]
        return
    with pytest.raises(MilestoneChanged) as error:
        rules.take(step, status)
    assert rules.NAMES[status] in error.value.sentence


def test_nothing_leads_away_from_what_is_reached_and_everything_else_can_be_reached_again() -> None:
    assert STEPS[Status.REACHED] == {}
    for status in (Status.PLANNED, Status.PROPOSED, Status.DROPPED):
        assert Status.PLANNED in STEPS[status].values()


def test_the_last_day_of_february_is_celebrated_on_the_28th_where_there_is_no_29th() -> None:
    leap = date(2024, 2, 29)
    assert rules.next_day(leap, leap) == date(2025, 2, 28)
    assert rules.next_day(leap, date(2027, 2, 28)) == date(2028, 2, 29)


@given(DAYS, DAYS)
def test_the_next_anniversary_is_the_first_one_after_that_day(anchor: date, after: date) -> None:
    coming = rules.next_day(anchor, after)
    assert after < coming <= after + timedelta(days=366)
    assert (coming.month, coming.day) in {(anchor.month, anchor.day), (2, 28)}
    assert rules.next_day(anchor, coming - timedelta(days=1)) == coming


@pytest.mark.parametrize(
    ("now", "reminder"),
    [
        (utc(5, 7), None),  # 08:00 in Berlin
        (utc(5, 8), Prompt.WEEK),
        (utc(5, 22), Prompt.WEEK),
        (utc(5, 23), None),  # midnight in Berlin: too late
        (utc(8, 12), None),
        (utc(11, 7), None),
        (utc(11, 8), Prompt.DAY),
        (utc(12, 8), None),
    ],
)
def test_owners_are_reminded_on_the_mornings_a_week_and_a_day_before(
    now: datetime, reminder: Prompt | None
) -> None:
    assert rules.find_reminder(date(2026, 11, 12), utc(1, 0), BERLIN, now) is reminder


def test_who_has_just_given_it_its_day_needs_no_reminder() -> None:
    due, morning = date(2026, 11, 12), utc(5, 8)
    assert rules.find_reminder(due, morning, BERLIN, utc(5, 12)) is None
    assert rules.find_reminder(due, utc(5, 7), BERLIN, utc(5, 12)) is Prompt.WEEK


def test_a_milestone_is_missed_on_the_morning_after() -> None:
    due = date(2026, 11, 12)
    assert not rules.is_missed(due, BERLIN, utc(12, 23))
    assert not rules.is_missed(due, BERLIN, utc(13, 7))
    assert rules.is_missed(due, BERLIN, utc(13, 8))
    assert rules.is_missed(due, "Asia/Tokyo", utc(13, 0))
    assert not rules.is_missed(due, "America/New_York", utc(13, 13))


def test_weeks_begin_on_mondays_of_the_relationship() -> None:
    planned = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)  # a Monday already in Berlin
    assert rules.list_weeks(planned, utc(12, 8), BERLIN) == [date(2026, 11, 2), date(2026, 11, 9)]
    assert rules.list_weeks(planned, planned, "UTC") == [date(2026, 10, 26)]


@given(st.integers(0, 2000), st.integers(0, 23))
def test_the_latest_weeks_are_without_a_hole(days: int, hour: int) -> None:
    until = utc(12, hour)
    weeks = rules.list_weeks(until - timedelta(days=days), until, BERLIN)
    assert 1 <= len(weeks) <= rules.MOST_WEEKS
    assert all(one.weekday() == 0 for one in weeks)
    assert {b - a for a, b in pairwise(weeks)} <= {timedelta(weeks=1)}
    assert timedelta() <= day_in(BERLIN, until) - weeks[-1] < timedelta(weeks=1)
