"""The stages of a problem as a machine, whatever people do in whatever order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import InvalidInput
from bot.core.people import Member, Person, Role, Side, Sides
from bot.problems.errors import MovedOn, NeedsEntry
from bot.problems.rules import (
    KINDS,
    NEEDS_ENTRY,
    STEPS,
    Description,
    Stage,
    Step,
    check_current,
    check_description,
    check_text,
    take,
)

ORDER = list(Stage)

steps = st.lists(st.tuples(st.sampled_from(Step), st.integers(0, 2)), max_size=60)


@given(steps)
def test_no_walk_skips_a_stage_on_the_way_to_the_end(walk: list[tuple[Step, int]]) -> None:
    stage = Stage.DEFINE
    visited = [stage]
    for step, standing in walk:
        try:
            after = take(step, stage, standing)
        except (MovedOn, NeedsEntry):
            continue
        assert ORDER.index(after) <= ORDER.index(stage) + 1
        assert not (step is Step.NEXT and stage in NEEDS_ENTRY and not standing)
        stage = after
        visited.append(stage)
    if Stage.CLOSED in visited:
        assert set(visited) == set(Stage)


@given(st.sampled_from(Stage), st.sampled_from(Step), st.integers(0, 3))
def test_a_refused_step_says_so_and_an_allowed_one_changes_the_stage(
    stage: Stage, step: Step, standing: int
) -> None:
    if step not in STEPS[stage]:
        with pytest.raises(MovedOn, match=stage):
            take(step, stage, standing)
        return
    try:
        assert take(step, stage, standing) is not stage
    except NeedsEntry as error:
        assert standing == 0
        assert KINDS[stage] in error.sentence


@given(st.sampled_from(Stage), st.sampled_from(Stage))
def test_a_click_counts_only_for_the_stage_it_was_made_on(stage: Stage, seen: Stage) -> None:
    if stage is seen:
        check_current(stage, seen)
        return
    with pytest.raises(MovedOn) as refused:
        check_current(stage, seen)
    assert f'"{stage}"' in refused.value.sentence


def test_only_review_closes_and_a_failed_trial_leads_back_to_options() -> None:
    closing = [stage for stage in Stage if Step.CLOSE in STEPS[stage]]
    assert closing == [Stage.REVIEW]
    assert take(Step.RETHINK, Stage.REVIEW, 0) is Stage.OPTIONS
    assert take(Step.REOPEN, Stage.CLOSED, 0) is Stage.REVIEW


SIDES = Sides(
    "Acme",
    "Vee",
    (
        Member("U1", Side.CLIENT, Role.CONTACT),
        Member("U2", Side.VENDOR, Role.CONTACT),
        Member("U3", None),
    ),
)
KNOWN = {
    "U1": Person("U1", "T1", "Ann"),
    "U2": Person("U2", "T2", "Bo"),
    "U3": Person("U3", "T2", "Newcomer"),
    "U4": Person("U4", "T1", "Robo", is_bot=True),
    "U5": Person("U5", "T1", "Gone", deleted=True),
}


def describe(**changed: str) -> Description:
    whole = {
        "title": "Nightly export fails",
        "what": "Since Monday",
        "whom": "Billing",
        "client_owner": "U1",
        "vendor_owner": "U2",
    }
    return Description(**{**whole, **changed})


def test_a_whole_description_is_accepted() -> None:
    check_description(describe(), SIDES, KNOWN)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "short name"),
        ("what", "", "what happens"),
        ("whom", "", "whom it hurts"),
        ("client_owner", "", "Pick an owner from Acme"),
        ("client_owner", "U2", "Bo is not on the side of Acme"),
        ("vendor_owner", "U1", "Ann is not on the side of Vee"),
        ("vendor_owner", "U3", "Newcomer is not on the side of Vee"),
        ("client_owner", "U4", "Robo is a bot"),
        ("client_owner", "U5", "Gone is not in the channel"),
        ("vendor_owner", "U9", "This person is not in the channel"),
    ],
)
def test_each_field_says_what_it_needs(field: str, value: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_description(describe(**{field: value}), SIDES, KNOWN)
    assert list(refused.value.problems) == [field]
    assert sentence in refused.value.problems[field]


def test_an_empty_form_names_every_field() -> None:
    with pytest.raises(InvalidInput) as refused:
        check_description(Description("", "", "", "", ""), SIDES, KNOWN)
    assert set(refused.value.problems) == {
        "title",
        "what",
        "whom",
        "client_owner",
        "vendor_owner",
    }


def test_an_entry_needs_words() -> None:
    check_text("It stops at two.", "cause")
    with pytest.raises(InvalidInput) as refused:
        check_text("", "cause")
    assert "cause" in refused.value.problems["text"]
