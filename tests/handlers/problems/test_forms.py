"""Slack takes every form with any text, and they carry what a late submission is noticed by."""

import json

import pytest

from bot.core.people import Member, Role, Side, Sides
from bot.problems.rules import Kind, Stage, list_kinds
from handlers.blocks import View
from handlers.problems import (
    entry_forms,
    raise_form,
    score_forms,
    stages,
    step_forms,
    trial_forms,
    turning,
)
from sandbox.blockkit import validate_view
from sandbox.words import words_of
from tests.handlers.problems.records import (
    DAY,
    EXTREMES,
    dissent,
    entry,
    problem,
    relationship,
)

SIDES = Sides(
    "Acme",
    "Vee",
    (Member("UANN", Side.CLIENT, Role.CONTACT), Member("UBO", Side.VENDOR, Role.CONTACT)),
)


def inputs_of(view: View) -> dict[str, dict[str, object]]:
    return {b["block_id"]: b["element"] for b in view["blocks"] if b["type"] == "input"}


@pytest.mark.parametrize("typed", ["", *EXTREMES])
def test_slack_takes_the_form_of_a_new_problem(typed: str) -> None:
    typed = typed.strip()
    form = raise_form.raise_form(relationship("Ä" * 60), SIDES, typed, {"from": "C1"})
    assert validate_view(form) == []
    fields = inputs_of(form)
    assert fields["what"].get("initial_value", "") == typed
    assert fields["client_facilitator"]["initial_user"] == "UANN"
    again = turning.turned(form, entry_forms.hint_of_blame(["<b>", "Bo"]))
    assert validate_view(again) == []
    assert inputs_of(again) == fields
    assert json.loads(again["private_metadata"]) == {"from": "C1", "asked": "yes"}


@pytest.mark.parametrize("text", EXTREMES)
def test_slack_takes_all_other_forms(text: str) -> None:
    told = problem(Stage.DECIDE, text, sentence=text[:500], measure=text, review_on=DAY)
    ideas = [entry(seq, Kind.IDEA, text) for seq in range(120)]
    kinds = list(Kind)
    for form in (
        step_forms.sentence_form(told),
        step_forms.decision_form(told, ideas),
        step_forms.decision_form(told, []),
        step_forms.lesson_form(told),
        step_forms.missing_form(told, "q" * 32),
        step_forms.back_form(told, [Stage.EVALUATE, Stage.DEFINE]),
        step_forms.rethink_form(told),
        step_forms.reopen_form(told),
        step_forms.early_form(told),
        step_forms.wait_form(told, DAY),
        step_forms.hand_form(told, relationship("Ä" * 60), Side.CLIENT),
        entry_forms.entry_form(told, Stage.CAUSES, kinds, ideas),
        entry_forms.edit_form(told, entry(1, Kind.FACT, text), kinds, page="0"),
        entry_forms.merge_form(told, ideas),
        score_forms.dissent_form(told, dissent(text[:3000])),
        trial_forms.action_form(told, user_id="UANN", today=DAY),
        trial_forms.plan_form(told, DAY),
        trial_forms.verdict_form(told, "Ä" * 60),
    ):
        assert validate_view(form) == [], form["callback_id"]
        assert json.loads(form["private_metadata"])["problem"] == told.id
        assert len(form["private_metadata"]) < 3000


@pytest.mark.parametrize("stage", list(stages.USUAL))
def test_each_stage_asks_for_what_it_is_about(stage: Stage) -> None:
    usual = stages.USUAL[stage]
    assert usual in list_kinds(stage)
    view = entry_forms.entry_form(problem(stage), stage, [usual])
    assert validate_view(view) == []
    assert view["title"]["text"] == f"Add {stages.one(usual)}"
    assert ("kind" in inputs_of(view)) is False


def test_only_who_gives_a_hidden_idea_is_told_so() -> None:
    def told(stage: Stage, **changed: object) -> str:
        form = entry_forms.entry_form(problem(stage, **changed), stage, list_kinds(stage))
        return str(words_of(form["blocks"]))

    assert "hidden" in told(Stage.OPTIONS)
    assert "hidden" not in told(Stage.OPTIONS, ideas_shown_at=DAY)
    assert "hidden until" not in told(Stage.CAUSES)


def test_who_sees_it_otherwise_again_has_what_they_said_before_them() -> None:
    said = dissent("Too small")
    said.commits = False
    fields = inputs_of(score_forms.dissent_form(problem(Stage.DECIDE), said))
    assert fields["words"]["initial_value"] == "Too small"
    assert fields["commits"]["initial_option"]["value"] == "no"
    fresh = inputs_of(score_forms.dissent_form(problem(Stage.DECIDE)))
    assert fresh["commits"]["initial_option"]["value"] == "yes"


def test_scores_come_in_pages_of_ten_with_what_was_given_before() -> None:
    ideas = [entry(seq, Kind.IDEA, f"idea {seq}") for seq in range(23)]
    given = {ideas[0].id: (5, 2)}
    pages = [score_forms.score_form(problem(Stage.EVALUATE), ideas, given, n) for n in range(3)]
    for page in pages:
        assert validate_view(page) == []
    assert [len(inputs_of(page)) for page in pages] == [20, 20, 6]
    assert [page["submit"]["text"] for page in pages] == [
        "Next ideas",
        "Next ideas",
        "Keep the scores",
    ]
    first = inputs_of(pages[0])
    assert first[f"effect:{ideas[0].id}"]["initial_option"]["value"] == "5"
    assert "initial_option" not in first[f"effect:{ideas[1].id}"]
    entered = {f"effect:{ideas[0].id}": "4", f"effort:{ideas[0].id}": "1"}
    assert score_forms.read_scores(entered) == {ideas[0].id: (4, 1)}
