"""What leads where, what each step needs, and how urgent a problem is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import InvalidInput, RapportError
from bot.core.people import Side
from bot.problems import errors
from bot.problems.patience import Calendar
from bot.problems.payloads import check_payload, check_plan
from bot.problems.rules import (
    ORDER,
    PROPOSED,
    Facts,
    Kind,
    Level,
    Priority,
    Stage,
    Step,
    check_needs,
    find_priority,
    find_target,
    list_kinds,
)

TODAY = date(2026, 11, 2)
EVERYTHING = Facts(
    causes=1,
    ideas=1,
    ideas_shown=True,
    scores_shown=True,
    actions=1,
    is_planned=True,
    verdicts={Side.CLIENT: True, Side.VENDOR: True},
)

stages = st.sampled_from(Stage)


@given(stages, st.sampled_from(Step), st.none() | stages)
def test_no_step_skips_a_stage_and_only_a_closing_one_ends_a_problem(
    stage: Stage, step: Step, to: Stage | None
) -> None:
    try:
        target = find_target(step, stage, to)
    except RapportError as error:
        assert isinstance(error, errors.MovedOn | errors.BadTarget)
        return
    is_forward = ORDER.index(target) > ORDER.index(stage)
    assert not is_forward or step in PROPOSED, "nobody goes on without the other side"
    if step is Step.NEXT:
        assert ORDER.index(target) == ORDER.index(stage) + 1
        assert target is not Stage.CLOSED
    if target is Stage.CLOSED:
        assert step in {Step.CLOSE, Step.CLOSE_EARLY}


@given(stages, st.sampled_from(Step), st.none() | stages)
def test_a_target_that_was_chosen_is_where_it_leads(
    stage: Stage, step: Step, to: Stage | None
) -> None:
    if step is Step.BACK and to is not None and stage is not Stage.CLOSED:
        if ORDER.index(to) < ORDER.index(stage):
            assert find_target(step, stage, to) is to
        else:
            with pytest.raises(RapportError):
                find_target(step, stage, to)


@pytest.mark.parametrize(
    ("stage", "lacking", "error"),
    [
        (Stage.CAUSES, {"causes": 0}, errors.NeedsCause),
        (Stage.OPTIONS, {"ideas_shown": False}, errors.IdeasHidden),
        (Stage.OPTIONS, {"ideas": 0}, errors.NeedsIdea),
        (Stage.EVALUATE, {"scores_shown": False}, errors.ScoresHidden),
        (Stage.DECIDE, {"actions": 0}, errors.NeedsAction),
        (Stage.TRY, {"is_planned": False}, errors.NeedsMeasure),
    ],
)
def test_each_stage_is_left_with_what_it_is_for(
    stage: Stage, lacking: dict[str, object], error: type[RapportError]
) -> None:
    values = {name: getattr(EVERYTHING, name) for name in Facts.__slots__}
    with pytest.raises(error):
        check_needs(Step.NEXT, stage, Facts(**{**values, **lacking}))
    check_needs(Step.NEXT, stage, EVERYTHING)
    check_needs(Step.CLOSE_EARLY, stage, Facts())
    check_needs(Step.WAIT, stage, Facts())


@pytest.mark.parametrize(
    ("verdicts", "may_close", "may_rethink"),
    [
        ({}, False, False),
        ({Side.CLIENT: True}, False, False),
        ({Side.CLIENT: True, Side.VENDOR: True}, True, False),
        ({Side.CLIENT: True, Side.VENDOR: False}, False, True),
        ({Side.VENDOR: False}, False, True),
    ],
)
def test_both_sides_say_that_it_worked_or_one_that_it_did_not(
    verdicts: dict[Side, bool], may_close: bool, may_rethink: bool
) -> None:
    for step, may in ((Step.CLOSE, may_close), (Step.RETHINK, may_rethink)):
        if may:
            check_needs(step, Stage.REVIEW, Facts(verdicts=verdicts))
        else:
            with pytest.raises(RapportError):
                check_needs(step, Stage.REVIEW, Facts(verdicts=verdicts))


def test_priority_follows_from_both_and_grows_with_each() -> None:
    assert find_priority(Level.HIGH, Level.HIGH) is Priority.CRITICAL
    assert find_priority(Level.MIDDLE, Level.MIDDLE) is Priority.NORMAL
    assert find_priority(Level.LOW, Level.LOW) is Priority.LOW
    for lower, higher in ((Level.LOW, Level.MIDDLE), (Level.MIDDLE, Level.HIGH)):
        for other in Level:
            assert find_priority(higher, other) <= find_priority(lower, other)
            assert find_priority(other, higher) == find_priority(higher, other)


def test_kinds_come_with_their_stages_and_none_when_it_is_over() -> None:
    assert list_kinds(Stage.DEFINE) == (Kind.FACT,)
    assert Kind.IDEA not in list_kinds(Stage.CAUSES)
    assert set(list_kinds(Stage.REVIEW)) == set(Kind)
    assert list_kinds(Stage.CLOSED) == ()


@pytest.mark.parametrize(
    ("step", "stage", "fields"),
    [
        (Step.NEXT, Stage.DEFINE, {"sentence"}),
        (Step.NEXT, Stage.DECIDE, {"decision", "reasons"}),
        (Step.CLOSE, Stage.REVIEW, {"happened", "learnt", "now_do"}),
        (Step.CLOSE_EARLY, Stage.TRY, {"reason"}),
        (Step.WAIT, Stage.TRY, {"until"}),
    ],
)
def test_a_proposal_needs_its_words(step: Step, stage: Stage, fields: set[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_payload(step, stage, {"reason": " ", "sentence": ""}, today=TODAY)
    assert set(refused.value.problems) == fields


def test_a_payload_keeps_what_belongs_to_it_alone() -> None:
    said = {"decision": " Retry ", "reasons": "cheap", "idea_ids": ["I1", "I9"], "more": "?"}
    kept = check_payload(Step.NEXT, Stage.DECIDE, said, today=TODAY, ideas={"I1"})
    assert kept == {"decision": "Retry", "reasons": "cheap", "idea_ids": ["I1"]}
    assert check_payload(Step.NEXT, Stage.CAUSES, said, today=TODAY) == {}


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_days_to_come_are_within_a_year(days: int) -> None:
    day = TODAY + timedelta(days=days)
    with pytest.raises(InvalidInput):
        check_payload(Step.WAIT, Stage.TRY, {"until": day.isoformat(), "reason": "x"}, today=TODAY)
    with pytest.raises(InvalidInput) as refused:
        check_plan("fewer calls", day, TODAY)
    assert set(refused.value.problems) == {"review_on"}
    assert check_plan("fewer calls", TODAY + timedelta(days=7), TODAY) > TODAY


def test_working_days_end_at_the_same_time_of_day_on_days_when_both_work() -> None:
    berlin = Calendar("Europe/Berlin", ("DE", "US"))
    friday = datetime(2026, 10, 23, 14, 0, tzinfo=UTC)
    # Clocks go back in the night to Sunday, so 16:00 in Berlin is 15:00 UTC from then on.
    assert berlin.after(friday, 1) == datetime(2026, 10, 26, 15, 0, tzinfo=UTC)
    before_thanksgiving = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    assert berlin.after(before_thanksgiving, 1) == datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    assert Calendar("Europe/Berlin").after(before_thanksgiving, 1).day == 26
