"""The card shows where a problem stands and what comes next, and Slack takes it with any text."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.people import Side
from bot.problems.figures import make_board
from bot.problems.rules import Kind, Stage, Step
from handlers.problems import card, moving_views, score_views, stages
from sandbox.words import buttons_of
from storage.problems_steps import Ready, Score
from tests.handlers.problems.records import (
    DAY,
    EXTREMES,
    NOW,
    action,
    decision,
    entry,
    escaped,
    full_head,
    head,
    lesson,
    move,
    problem,
    proposal,
    relationship,
    shown,
    sides,
    squeeze,
    verdict,
)

MORE = ["Back to an earlier stage", "Hand over", "Wait until ...", "Close early"]
EXPORT = "Export as a file"


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("text", EXTREMES)
def test_slack_takes_the_card_at_every_stage_with_any_text(stage: Stage, text: str) -> None:
    ideas = [entry(seq, Kind.IDEA, text) for seq in range(60)]
    scores = [
        Score(entry_id=idea.id, user_id="U", round=1, side=side, effect=5, effort=1)
        for idea in ideas
        for side in Side
    ]
    scored = score_views.best(relationship(), make_board(scores, [i.id for i in ideas]), ideas)
    message = card.card(full_head(stage, text), lesson(text[:2000]), scored)
    assert f"● {stages.name(stage)}" in shown(message)
    assert len(message["blocks"]) < 50, "nothing is cut off at the end"
    assert len(json.dumps(message["blocks"], ensure_ascii=False)) < 13_000, "Slack refuses more"
    assert message["blocks"][-1]["block_id"] == "problem_acts"


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=3000).filter(str.strip))
def test_no_text_at_all_is_refused_by_slack(text: str) -> None:
    shown(card.card(full_head(Stage.TRY, text.strip())))


@pytest.mark.parametrize("text", [text for text in EXTREMES if not set(text) & set("&<\n")])
def test_a_description_stands_whole_until_a_sentence_is_agreed(text: str) -> None:
    whole = squeeze(shown(card.card(head(Stage.DEFINE, text))))
    assert whole.count(escaped(text)) >= 3  # what, and whom on each side
    agreed = head(Stage.CAUSES, problem=problem(Stage.CAUSES, text, sentence="It fails at two"))
    words = shown(card.card(agreed))
    assert "*It fails at two*" in words
    assert "Whom it hurts" not in words


def acts(stage: Stage, **changed: object) -> list[str]:
    """The buttons of a card, without those that are always there."""
    found = buttons_of(card.card(head(stage, **changed))["blocks"])
    return [one for one in found if one not in (*MORE, EXPORT, "Show all")]


def test_buttons_are_the_next_acts_of_each_stage() -> None:
    both = [verdict(side, True) for side in Side]
    assert acts(Stage.DEFINE) == ["Add a fact", "Next: causes"]
    assert acts(Stage.CAUSES) == ["Add a cause", "Next: options"]
    hidden = ["Add an idea", "That is all from our side", "Next: evaluate"]
    assert acts(Stage.OPTIONS) == hidden
    ideas = problem(Stage.OPTIONS, ideas_shown_at=NOW)
    assert acts(Stage.OPTIONS, problem=ideas) == ["Add an idea", "Join two ideas", "Next: evaluate"]
    hidden = ["Score the ideas", "That is all from our side", "Next: decide"]
    assert acts(Stage.EVALUATE) == hidden
    scored = problem(Stage.EVALUATE, scores_shown_at=NOW)
    assert acts(Stage.EVALUATE, problem=scored) == ["I see it otherwise", "Next: decide"]
    assert acts(Stage.DECIDE) == ["Name an action", "I see it otherwise", "Next: try"]
    tried = ["Add an observation", "Name an action", "Plan the review", "Next: review"]
    assert acts(Stage.TRY) == tried
    assert acts(Stage.REVIEW) == ["Did it work?", "Add an observation"]
    assert acts(Stage.REVIEW, verdicts=both)[-1] == "Close with a lesson"
    assert acts(Stage.REVIEW, verdicts=both[:1])[-1] == "Add an observation"
    no = [both[0], verdict(Side.VENDOR, False)]
    assert acts(Stage.REVIEW, verdicts=no)[-1] == "Try something else"
    assert acts(Stage.CLOSED) == ["Reopen"]


@pytest.mark.parametrize("stage", Stage)
def test_what_is_rare_is_behind_the_dots_and_every_button_carries_the_stage(stage: Stage) -> None:
    row = card.card(head(stage))["blocks"][-1]["elements"]
    assert len(row) <= 6
    *shown_buttons, more = row
    texts = [option["text"]["text"] for option in more["options"]]
    usual = MORE[1:] if stage is Stage.DEFINE else MORE
    assert texts == ([EXPORT] if stage is Stage.CLOSED else [*usual, EXPORT])
    id_ = problem(stage).id
    values = {button["value"] for button in shown_buttons if button["text"]["text"] != "Show all"}
    assert values == {f"{id_}:{stage}"}


def test_a_proposal_is_answered_before_another_is_made() -> None:
    proposed = proposal(Step.NEXT, Stage.TRY, "At 80 percent")
    message = card.card(head(Stage.DECIDE, proposal=proposed))
    words = shown(message)
    assert "<@UANN> (Acme) proposes to move on to “try”" in words
    assert "<@UBO> (Vee) confirms it, or says what is missing" in words
    assert ">At 80 percent" in words
    assert buttons_of(message["blocks"])[:3] == ["Confirm", "Say what is missing", "Take it back"]
    assert "Next: try" not in buttons_of(message["blocks"])
    value = f"{problem(Stage.DECIDE).id}:decide:{proposed.id}"
    answers = next(b for b in message["blocks"] if b.get("block_id") == "problem_answers")
    assert {button["value"] for button in answers["elements"]} == {value}
    freed = proposal(Step.NEXT, Stage.TRY, freed_at=NOW)
    assert "Go on alone" in acts(Stage.DECIDE, proposal=freed)


def test_hidden_ideas_and_scores_are_only_counted() -> None:
    told = head(
        Stage.OPTIONS, hidden={Side.CLIENT: 1, Side.VENDOR: 3}, ready=[Ready(side=Side.VENDOR)]
    )
    words = shown(card.card(told))
    assert "*Acme*: 1 hidden idea\n*Vee*: 3 hidden ideas, and that is all" in words
    words = shown(card.card(head(Stage.EVALUATE, scorers={Side.CLIENT: 2})))
    assert "*Acme*: 2 scored\n*Vee*: nobody has scored yet" in words
    told = problem(Stage.OPTIONS, ideas_shown_at=NOW)
    for message in (
        card.card(head(Stage.OPTIONS, problem=told)),
        moving_views.silent(told, sides()),
    ):
        assert "Both sides see all ideas now" in shown(message)
        assert "hidden" not in shown(message)


def test_who_stands_in_for_a_facilitator_who_left_is_named_instead() -> None:
    waiting = proposal(Step.NEXT, Stage.TRY)
    for gone, answers in (
        ((), "<@UBO> (Vee)"),
        (("UBO",), "<@UBEA> (Vee)"),
        (("UBO", "UBEA"), "a contact of Vee"),
    ):
        told = head(Stage.DECIDE, proposal=waiting, sides=sides(gone=gone))
        words = shown(card.card(told))
        assert f"Facilitators: <@UANN> (Acme) and {answers} · raised by" in words
        assert f"{answers} confirms it, or says what is missing." in words


def test_what_holds_it_up_and_what_was_one_sided_stays_visible() -> None:
    told = head(
        Stage.CAUSES,
        problem=problem(Stage.CAUSES, waiting_until=DAY, waiting_why="Audit", missing="How often?"),
        alone=[move(1, Step.NEXT, Stage.CAUSES, alone_side="vendor")],
    )
    words = shown(card.card(told))
    assert "Quiet until Friday 20 November 2026*\n>Audit" in words
    assert "What is missing before this goes on*\n>How often?" in words
    assert ":warning: Vee went on to “causes” alone" in words


def test_the_newest_are_shown_and_all_are_counted() -> None:
    told = head(
        Stage.CAUSES,
        newest=[entry(1, Kind.CAUSE, "The <disk> was full")],
        counts={(Kind.FACT, "client"): 1, (Kind.CAUSE, "client"): 2, (Kind.CAUSE, "vendor"): 3},
        actions=[action("Set up the alert")],
        open_actions=3,
    )
    words = shown(card.card(told))
    assert "<@UANN> (Acme): The &lt;disk&gt; was full" in words
    assert "So far: 1 fact and 5 causes." in words
    assert "• Set up the alert: <@UBO> (Vee), by Friday 20 November 2026\nand 2 more" in words


def test_a_closed_card_shows_what_was_decided_and_learnt() -> None:
    closed = head(Stage.CLOSED, decision=decision("We alert at 80 percent"), dissents=2)
    words = shown(card.card(closed, lesson("Watch the disk")))
    assert "*What was decided*\n>We alert at 80 percent" in words
    assert "2 people see it otherwise" in words
    assert "*What was learnt*\n>Watch the disk" in words
    early = head(Stage.CLOSED, problem=problem(Stage.CLOSED, early_reason="It is gone"))
    assert "*It was closed early*\n>It is gone" in shown(card.card(early))
