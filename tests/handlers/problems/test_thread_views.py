"""What is said in the thread, in lists and in direct messages is what Slack takes, and plain."""

import json

import pytest

from bot.core.people import Side
from bot.core.themes import Theme
from bot.problems.figures import Figure, Row, make_board
from bot.problems.rules import Kind, Outcome, Stage, Step
from handlers import blocks
from handlers.problems import (
    card,
    list_views,
    moving_views,
    proposal_views,
    score_views,
    telling,
    thread_views,
)
from handlers.problems.filters import Filter
from sandbox.words import buttons_of
from storage.outbox import Message
from storage.problems_listing import Listed
from storage.problems_steps import Score
from tests.handlers.problems.records import (
    DAY,
    EXTREMES,
    NOW,
    dissent,
    entry,
    head,
    move,
    problem,
    proposal,
    relationship,
    shown,
    sides,
    verdict,
)

URL = "https://acme.slack.example/"
STEPS = [
    (Step.NEXT, Stage.TRY),
    (Step.CLOSE, Stage.CLOSED),
    (Step.CLOSE_EARLY, Stage.CLOSED),
    (Step.WAIT, Stage.DECIDE),
]


def everything_said(text: str) -> list[Message]:
    where, here = relationship("A & <B>"), sides("A & <B>")
    told = problem(Stage.TRY, text, measure=text, review_on=DAY)
    ideas = [entry(seq, Kind.IDEA, text) for seq in range(60)]
    figure = Figure(4.0, (3, 5))
    by_side = dict.fromkeys(Side, figure)
    board = [Row(idea.id, by_side, by_side) for idea in ideas]
    child = entry(1, Kind.CAUSE, text, edited_at=NOW, captured_by="UBO")
    return [
        thread_views.guide(told, here, {Kind.IDEA: "bulb"}),
        thread_views.entry_said(child, where, entry(2, Kind.CAUSE, text), URL),
        thread_views.entry_said(entry(1, Kind.IDEA, text, hidden=True), where),
        thread_views.ideas_shown(told, where, ideas),
        thread_views.ideas_shown(told, where, []),
        thread_views.dissent_said(dissent(text), where),
        thread_views.verdict_said(verdict(Side.CLIENT, False, text), where),
        score_views.scores_shown(told, where, board, ideas),
        moving_views.planned(told, here),
        moving_views.silent(told, here),
        moving_views.silent_long(told, here, URL),
        moving_views.review_day(told, here),
        telling.too_long(text * 3),
        telling.raised(told, where),
        telling.help_text(),
        telling.idea_kept(told),
        telling.ready(told, is_shown=True),
        telling.waited_for(told, where, Side.CLIENT, URL),
    ]


def test_many_long_ideas_and_scores_are_what_slack_takes_in_one_message() -> None:
    where, told = relationship(), problem(Stage.TRY)
    ideas = [entry(seq, Kind.IDEA, "word " * 600) for seq in range(60)]
    by_side = dict.fromkeys(Side, Figure(4.0, (3, 5)))
    board = [Row(idea.id, by_side, by_side) for idea in ideas]
    for message in (
        thread_views.ideas_shown(told, where, ideas),
        score_views.scores_shown(told, where, board, ideas),
    ):
        assert 10_000 < len(json.dumps(message["blocks"], ensure_ascii=False)) < 13_000
        assert "*Show all* on the card" in str(message["blocks"][-1])
    short = thread_views.ideas_shown(told, where, ideas[:2])["blocks"]
    assert "*Show all*" not in str(short)


@pytest.mark.parametrize("text", EXTREMES)
def test_slack_takes_whatever_is_said(text: str) -> None:
    for message in everything_said(text):
        assert shown(message)


@pytest.mark.parametrize(("step", "to"), STEPS)
@pytest.mark.parametrize("text", EXTREMES)
@pytest.mark.parametrize("outcome", [None, *Outcome])
def test_slack_takes_every_proposal_and_its_end(
    step: Step, to: Stage, text: str, outcome: Outcome | None
) -> None:
    told = problem(Stage.DECIDE, text)
    words = text if outcome is Outcome.MISSING else None
    made = proposal(step, to, text, outcome=outcome, words=words, answered_by="UBO")
    taken = [entry(seq, Kind.IDEA, text) for seq in range(10)]
    for message in (
        proposal_views.said(told, sides(), made, taken),
        proposal_views.nudge(told, sides(), made, URL, taken),
        proposal_views.escalation(told, sides(), made, None, taken),
        proposal_views.freed(told, sides(), made, URL),
    ):
        assert shown(message)
        assert bool(buttons_of(message["blocks"])) is (outcome is None)


def test_an_answer_is_told_once_and_what_is_missing_to_who_proposed() -> None:
    for outcome in (Outcome.CONFIRMED, Outcome.MISSING, Outcome.ALONE):
        made = proposal(
            Step.NEXT, Stage.TRY, "An alert", outcome=outcome, words="By <whom>?", answered_by="UBO"
        )
        words = shown(proposal_views.said(problem(Stage.DECIDE), sides(), made))
        assert words.startswith("<@UANN> (Acme) proposed to move on to “try”.\n")
        assert ">An alert" in words
        assert "<@UBO>" not in words
        assert "whom" not in words
    words = shown(proposal_views.missed(made))
    assert "<@UBO> says what is missing before <@UANN> can move on to “try”:" in words
    assert ">By &lt;whom&gt;?" in words


def test_every_step_is_told_in_the_thread() -> None:
    for step in Step:
        words = shown(
            moving_views.moved(move(1, step, Stage.OPTIONS, reason="a <b>"), relationship())
        )
        assert "<@UBO>" in words
        assert ">a &lt;b&gt;" in words
    alone = move(1, Step.NEXT, Stage.OPTIONS, alone_side="client")
    assert "waited for five working days" in shown(moving_views.moved(alone, relationship()))


def test_scores_are_means_and_spreads_of_sides() -> None:
    class Given:
        def __init__(self, side: Side, effect: int) -> None:
            self.entry_id, self.side, self.effect, self.effort = f"{1:032d}", side, effect, 1

    given = [Given(Side.CLIENT, 5), Given(Side.CLIENT, 4), Given(Side.VENDOR, 2)]
    (row,) = make_board(given, [f"{1:032d}"])
    assert score_views.tell_row(row, relationship()) == (
        "Acme: effect *4.5* (4 to 5), effort *1.0* · Vee: effect *2.0*, effort *1.0* · "
        "far apart: effect 2.5"
    )


def test_a_list_links_to_the_threads_and_has_a_button_each() -> None:
    listed = [
        Listed(problem(Stage.TRY, number=2, id="2" * 32, theme="trust"), "1793606400.000100"),
        Listed(problem(Stage.CLOSED, number=1, id="1" * 32), None),
    ]
    message = list_views.listing(relationship(), sides(), Filter(), listed, URL, older=1)
    words = shown(message)
    assert "<https://acme.slack.example/archives/C1/p1793606400000100|#2 The export fails>" in words
    assert "· Try · #trust" in words
    assert "*#1 The export fails* · closed" in words
    found = buttons_of(message["blocks"])
    assert found[-4:] == ["Raise a problem", "Only mine", "Older ones", "Emoji"]
    assert found.count("Show") == 2


@pytest.mark.parametrize(
    "wanted",
    [Filter(), Filter(Stage.EVALUATE, Side.VENDOR, Theme.COLLABORATION, mine=True)],
)
def test_each_choice_of_a_menu_is_a_list_of_its_own(wanted: Filter) -> None:
    message = list_views.listing(relationship("Ä" * 60), sides(), wanted, [], URL)
    assert shown(message)
    (menus,) = [b for b in message["blocks"] if b.get("block_id") == "problem_filters"]
    for menu in menus["elements"]:
        assert list_views.read_value(menu["initial_option"]["value"])[1] == wanted
        for option in menu["options"]:
            assert len(option["value"]) <= 150
            assert list_views.read_value(option["value"])[0] == "r" * 32


def list_of(title: str) -> Message:
    """As many problems of that title as one list shows."""
    listed = [
        Listed(problem(Stage.TRY, title, number=n, id=f"{n:032d}"), "1793606400.000100")
        for n in range(list_views.SHOWN, 0, -1)
    ]
    return list_views.listing(relationship(), sides(), Filter(), listed, URL, older=1)


def test_a_long_list_of_long_titles_is_what_slack_takes() -> None:
    assert shown(list_of("<&" * 60)).count("#") >= list_views.SHOWN


def test_a_list_of_usual_titles_fits_into_one_message() -> None:
    made = list_of("The nightly export fails " * 3)
    assert sum(map(blocks.measure, made["blocks"])) <= blocks.MESSAGE_CHARACTERS


def test_the_card_shows_the_best_three_ideas_by_side() -> None:
    ideas = [entry(seq, Kind.IDEA, f"Idea {seq}") for seq in range(5)]
    scores = [
        Score(entry_id=idea.id, user_id=f"U{side}", round=1, side=side, effect=worth, effort=1)
        for worth, idea in enumerate(ideas, start=1)
        for side in Side
    ]
    board = make_board(scores, [idea.id for idea in ideas])
    told = score_views.best(relationship(), board, ideas)
    words = shown(card.card(head(Stage.DECIDE), scored=told))
    assert "*1.* Idea 4\nAcme: effect *5.0*, effort *1.0* · Vee: effect *5.0*" in words
    assert "*3.* Idea 2" in words
    assert "*4.*" not in words
    assert "and 2 more in the thread" in words
    assert score_views.best(relationship(), [], ideas) == []
