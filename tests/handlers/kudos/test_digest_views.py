"""The week of kudos: Slack takes it, it counts sides and values, and it ranks nobody."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.people import Side
from bot.kudos.rules import DEFAULT_VALUES, Rules, Value
from handlers.kudos import digest_views, rules_views
from sandbox.blockkit import validate_view
from storage.kudos_reading import Figures
from storage.kudos_rules import KudosProposal
from tests.handlers.kudos.test_views import LONG_RULES, NOW, RULES, check, relationship, words_of

FRIDAY = date(2026, 11, 6)
CLIENT, VENDOR = Side.CLIENT, Side.VENDOR


def weeks(*flows: dict[tuple[str, str], int]) -> list[tuple[date, dict[tuple[str, str], int]]]:
    """Those weeks, the last of which ends on that Friday."""
    ago = reversed(range(len(flows)))
    return [(FRIDAY - timedelta(weeks=n), flow) for n, flow in zip(ago, flows, strict=True)]


def test_a_week_is_told_by_value_and_by_side() -> None:
    figures = Figures(
        {"listened": 1, "early": 3, None: 1},
        {(CLIENT, VENDOR): 4, (VENDOR, CLIENT): 0, (VENDOR, VENDOR): 1},
    )
    past = weeks({}, {(VENDOR, CLIENT): 2}, {(CLIENT, VENDOR): 4})
    message = digest_views.digest(relationship(client="A & B"), RULES, figures, past)
    check(message)
    said = words_of(message)
    assert "Kudos of this week: 5" in said
    assert said.index(":bell: told us early  *3*") < said.index(":ear: listened  *1*")
    assert "no value named  *1*" in said
    assert "A &amp; B → Vee  *4*" in said
    assert "Vee → A &amp; B  *0*" in said
    assert "within Vee  *1*" in said
    assert "within A &amp; B" not in said
    # The weeks before the first one across the border are left out.
    assert "The last 2 weeks" in said
    assert "A &amp; B → Vee  0 → 4" in said
    assert "Vee → A &amp; B  2 → 0" in said
    assert "<@" not in said


def test_without_values_and_within_a_side_there_is_little_to_say() -> None:
    message = digest_views.digest(
        relationship(), RULES, Figures({None: 2}, {(VENDOR, VENDOR): 2}), weeks({}, {})
    )
    said = words_of(message)
    assert "each in its own words" in said
    assert "weeks:" not in said


def test_the_drawing_shows_the_same_numbers() -> None:
    past = weeks({}, {(VENDOR, CLIENT): 2, (VENDOR, VENDOR): 9}, {(CLIENT, VENDOR): 4})
    message = digest_views.chart(relationship(), past)
    assert message is not None
    check(message)
    chart = message["blocks"][0]["chart"]
    drawn = {one["name"]: [point["value"] for point in one["data"]] for one in chart["series"]}
    assert drawn == {"Acme → Vee": [0, 4], "Vee → Acme": [2, 0]}
    assert chart["axis_config"]["categories"] == ["30 Oct", "6 Nov"]


@pytest.mark.parametrize(
    "past", [weeks({}, {}), weeks({(CLIENT, CLIENT): 3}), weeks({}, {(CLIENT, VENDOR): 1})]
)
def test_there_is_no_drawing_of_one_week_or_none(past: list) -> None:
    assert digest_views.chart(relationship(), past) is None


@given(st.text(min_size=1, max_size=60), st.integers(0, 10**6), st.integers(1, 8))
@settings(max_examples=30, deadline=None)
def test_any_names_and_numbers_are_taken(name: str, count: int, length: int) -> None:
    flow = {(giver, to): count for giver in Side for to in Side}
    by_value = {value.id: count for value in LONG_RULES.values} | {None: 1}
    where = relationship(client=name)
    past = weeks(*[flow] * length)
    check(digest_views.digest(where, LONG_RULES, Figures(by_value, flow), past))
    if drawn := digest_views.chart(where, past):
        check(drawn)


@pytest.mark.parametrize("count", [1, 3, 400])
def test_a_nudge_is_kind_and_counts_nobody(count: int) -> None:
    people = [f"U{number:010}" for number in range(count)]
    message = digest_views.nudge(relationship(), VENDOR, people)
    assert message is not None
    check(message)
    said = words_of(message)
    assert "nothing about their work" in said
    assert "Only contacts of Vee read this" in said
    assert ("and others" in said) == (count > digest_views.MOST_NAMED)
    assert "400" not in said
    assert digest_views.nudge(relationship(), VENDOR, []) is None


def proposal(**values: object) -> KudosProposal:
    return KudosProposal(id="P" * 32, proposed_by="UASKER", proposed_side=CLIENT, **values)


@pytest.mark.parametrize("rules", [LONG_RULES, RULES, Rules("star2", 1, DEFAULT_VALUES)])
def test_the_rules_are_taken_wherever_they_are_shown(rules: Rules) -> None:
    where = relationship(client="<!channel> & Sons" * 3)
    for may_change in (True, False):
        check(rules_views.shown(where, rules, may_change=may_change, open_link="https://a.example"))
    check(rules_views.proposed(where))
    assert [p.text for p in validate_view(rules_views.form(where, rules))] == []
    contacts = [f"U{number:010}" for number in range(400)]
    check(rules_views.card(proposal(), rules, LONG_RULES, where, contacts))
    for accepted in (True, False):
        decided = proposal(decided_by="UDECIDER", decided_at=NOW, accepted=accepted)
        check(rules_views.card(decided, rules, RULES, where, contacts))


def test_a_proposal_says_what_becomes_of_it() -> None:
    def tell(**values: object) -> str:
        return words_of(rules_views.card(proposal(**values), RULES, RULES, relationship(), ["UBO"]))

    assert "<@UBO>: as a contact of Vee, please confirm or decline" in tell()
    assert "Confirmed by <@UBO> (Vee)" in tell(decided_by="UBO", decided_at=NOW, accepted=True)
    assert "stays as it was" in tell(decided_by="UBO", decided_at=NOW, accepted=False)
    assert "A newer proposal took its place" in tell(decided_at=NOW)


def test_retired_values_are_not_among_the_rules() -> None:
    rules = Rules("star2", None, (*DEFAULT_VALUES, Value("old", "was brave", "lion_face", True)))
    said = words_of(rules_views.shown(relationship(), rules, may_change=True))
    assert "was brave" not in said + str(rules_views.form(relationship(), rules))
    assert "as often as they like" in said
