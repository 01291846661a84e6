"""What a sound action is, who is asked after it, and how often a side named none."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.actions import rules
from bot.actions.rules import DUE, OWNER, REVIEW, WHAT, Draft
from bot.core.errors import InvalidInput
from bot.core.people import Member, Role, Side, Sides

TODAY = date(2026, 11, 2)
SIDES = Sides(
    "Acme",
    "Vee",
    (
        Member("UANN", Side.CLIENT, Role.CONTACT),
        Member("UADA", Side.CLIENT),
        Member("UBO", Side.VENDOR, Role.CONTACT),
        Member("UBEA", Side.VENDOR, Role.CONTACT),
        Member("UNEW", None),
    ),
)


def test_a_sound_one() -> None:
    draft = Draft("Send the agenda earlier", "UADA", TODAY)
    assert rules.check(draft, Side.CLIENT, SIDES, TODAY) == ("UADA", Side.CLIENT, TODAY)
    assert rules.check(draft, None, SIDES, TODAY) == ("UADA", Side.CLIENT, TODAY)


@pytest.mark.parametrize(
    ("draft", "problems"),
    [
        (Draft("", None, None), {WHAT: "Say in a few", OWNER: "Pick who", DUE: "Pick the day"}),
        (Draft("  ", "UADA", TODAY), {WHAT: "Say in a few"}),
        (Draft("x" * 501, "UADA", TODAY), {WHAT: "500 characters"}),
        (Draft("Call", "UBO", TODAY), {OWNER: "somebody of Acme"}),
        (Draft("Call", "UNEW", TODAY), {OWNER: "somebody of Acme"}),
        (Draft("Call", "USTRANGER", TODAY), {OWNER: "somebody of Acme"}),
        (Draft("Call", "UADA", TODAY - timedelta(days=1)), {DUE: "a day to come"}),
        (Draft("Call", "UADA", TODAY + timedelta(days=366)), {DUE: "within a year"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(draft: Draft, problems: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        rules.check(draft, Side.CLIENT, SIDES, TODAY)
    assert refused.value.problems.keys() == problems.keys()
    for field, words in problems.items():
        assert words in refused.value.problems[field]


def test_of_nobody_on_a_side_no_side_can_be_told() -> None:
    for owner in ("UNEW", "USTRANGER"):
        with pytest.raises(InvalidInput) as refused:
            rules.check(Draft("Call", owner, TODAY), None, SIDES, TODAY)
        assert refused.value.problems == {OWNER: "Pick somebody of Acme or Vee."}


def test_whether_it_helped_is_asked_after_it_is_to_be_done() -> None:
    for sound in (None, TODAY, TODAY + timedelta(days=365)):
        rules.check_review(sound, TODAY)
    for wrong in (TODAY - timedelta(days=1), TODAY + timedelta(days=366)):
        with pytest.raises(InvalidInput) as refused:
            rules.check_review(wrong, TODAY)
        assert set(refused.value.problems) == {REVIEW}
    assert rules.check_next_review(TODAY + timedelta(days=1), TODAY) > TODAY
    for wrong_again in (None, TODAY, TODAY + timedelta(days=366)):
        with pytest.raises(InvalidInput):
            rules.check_next_review(wrong_again, TODAY)


def test_who_is_late_is_told_on_working_days_in_the_morning() -> None:
    friday = date(2026, 11, 6)
    nudged = rules.find_nudge(friday, "Europe/Berlin", ())
    assert nudged == datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
    assert rules.find_escalation(nudged, "Europe/Berlin", ()) == nudged + timedelta(days=2)
    over_the_weekend = rules.find_escalation(nudged + timedelta(days=3), "Europe/Berlin", ())
    assert over_the_weekend == datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
    eve = date(2026, 12, 24)
    assert rules.find_nudge(eve, "Europe/Berlin", (None, "DE")).date() == date(2026, 12, 28)


def test_another_day() -> None:
    latest = TODAY + timedelta(days=365)
    assert rules.check_day(latest, TODAY) == latest
    for day in (None, TODAY - timedelta(days=1), latest + timedelta(days=1)):
        with pytest.raises(InvalidInput) as refused:
            rules.check_day(day, TODAY)
        assert set(refused.value.problems) == {DUE}


@pytest.mark.parametrize(
    ("named", "count"),
    [([], 0), ([True, False], 0), ([False], 1), ([False, False, True, False], 2)],
)
def test_rounds_in_a_row_without_an_action(named: list[bool], count: int) -> None:
    assert rules.count_in_row(named) == count


def test_they_are_counted_for_each_side_that_was_asked() -> None:
    client, vendor = Side.CLIENT, Side.VENDOR
    asked = [(client, False), (vendor, True), (client, False), (vendor, False), (client, True)]
    assert rules.count_without(asked) == {client: 2, vendor: 0}
    assert rules.count_without([(vendor, False)]) == {vendor: 1}
    assert rules.count_without([]) == {}
