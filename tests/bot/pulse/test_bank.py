"""What is asked, what is drawn, and that nothing comes again before all of it was asked."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import InvalidInput
from bot.core.people import Side
from bot.core.themes import Theme
from bot.pulse.bank import (
    BANK,
    TEMPLATES,
    Draw,
    Entry,
    count_most,
    draw_of,
    dump_entries,
    fill,
    find_question,
    guess,
    load_entries,
    own_question,
    resolve,
)
from bot.pulse.questions import MOST_OPTIONS, MOST_QUESTIONS, Kind, Question
from bot.pulse.rules import OPEN_HOURS

WRITTEN = own_question(Kind.SCALE, "How well does the {other} door close?")
DRAWS = st.builds(
    Draw, st.integers(1, 6), st.none() | st.sampled_from(Theme), perception=st.booleans()
)
QUESTIONS = st.sampled_from([*BANK.values(), WRITTEN, guess(WRITTEN, 0)])
PLANS = st.lists(DRAWS | QUESTIONS, max_size=14)


def ask(entries: list[Entry], drawn: list[str]) -> tuple[tuple[Question, ...], list[str]]:
    return resolve(dump_entries(entries), drawn)


@pytest.mark.parametrize("question", BANK.values(), ids=BANK)
def test_bank_is_sound(question: Question) -> None:
    assert BANK[question.key] is question
    assert question.theme in ("", *Theme)
    assert question.guess_of is None
    for side in Side:
        wording = question.wording(side)
        assert 10 < len(wording) < 110
        assert wording.endswith("?")
        assert "} and {" not in wording, "both sides: the names would only change places"
        assert re.findall(r"[{}]", re.sub(r"\{(own|other)\}", "", wording)) == []
    if question.kind in (Kind.CHOICE, Kind.CHOICES):
        assert 2 <= len(question.options) == len(set(question.options)) <= MOST_OPTIONS
        assert all(len(one) <= 75 for one in question.options)
    else:
        assert question.options == ()
    if question.kind is Kind.SCALE:
        assert question.client.startswith("How ")


def test_bank_has_enough_of_every_theme_and_kind() -> None:
    assert all(5 <= len(draw_of(theme)) <= 6 for theme in Theme)
    assert {one.kind for one in BANK.values()} == set(Kind)
    wordings = Counter(one.client for one in BANK.values())
    assert wordings.most_common(1)[0][1] == 1


def test_keys_never_change_their_meaning() -> None:
    """Trends of years hang on these: add to the list, and take nothing out of it."""
    assert [one.key for one in draw_of("trust")] == [f"bank:trust-{n}" for n in range(1, 7)]
    assert find_question("trust-1").client == "How well does {other} keep its word?"
    assert find_question("delivery-1").client == "How well does {other} deliver what was agreed?"
    assert find_question("learning-5").vendor.startswith("How bravely")
    assert find_question("recommend").kind is Kind.RECOMMEND
    assert set(BANK) >= {
        *(f"bank:{theme}-{number}" for theme in Theme for number in range(1, 6)),
        *(f"bank:{name}" for name in ("on-track", "knows-next", "heard", "all-needed", "again")),
        *(f"bank:{name}" for name in ("one-change", "went-well", "prevent", "thanks")),
        *(f"bank:{name}" for name in ("pace", "gets-in-the-way")),
    }


@given(st.none() | st.sampled_from(Theme), st.lists(st.integers(1, 6), min_size=1, max_size=30))
def test_nothing_comes_again_before_all_was_asked(theme: str | None, counts: list[int]) -> None:
    pool = len(draw_of(theme))
    asked: list[str] = []
    drawn: list[str] = []
    for count in counts:
        questions, drawn = ask([Draw(count, theme)], drawn)
        assert len(questions) == min(count, pool)
        assert len({one.key for one in questions}) == len(questions)
        asked += [one.key for one in questions]
    for place, key in enumerate(asked):
        earlier = [before for before in range(place) if asked[before] == key]
        if earlier:
            assert len(set(asked[earlier[-1] : place])) == pool
    assert len(drawn) == len(set(drawn)) <= pool


@given(PLANS, st.lists(PLANS, max_size=3))
def test_every_round_is_sound(plan: list[Entry], earlier: list[list[Entry]]) -> None:
    drawn: list[str] = []
    for before in earlier:
        _, drawn = ask(before, drawn)
    questions, kept = ask(plan, drawn)
    assert len(questions) <= MOST_QUESTIONS
    assert len(kept) == len(set(kept))
    for position, one in enumerate(questions):
        if one.guess_of is not None:
            assert one.guess_of == position - 1
            assert questions[position - 1].kind is Kind.SCALE
            assert questions[position - 1].guess_of is None
    written = {one.key for one in plan if isinstance(one, Question)}
    asked = Counter(one.key for one in questions if one.key not in written)
    assert all(times == 1 for times in asked.values())


@given(PLANS)
def test_the_same_plan_resolves_alike(plan: list[Entry]) -> None:
    assert ask(plan, ["bank:trust-2"]) == ask(plan, ["bank:trust-2"])
    assert load_entries(dump_entries(plan)) == tuple(plan)


@given(PLANS)
def test_a_plan_within_the_limit_loses_nothing(plan: list[Entry]) -> None:
    questions, _ = ask(plan, [])
    written = [one for one in plan if isinstance(one, Question) and one.guess_of is None]
    if count_most(plan) <= MOST_QUESTIONS:
        shown = [replace(one, guess_of=None) for one in questions]
        assert all(one in shown for one in written)


def test_all_themes_come_in_turn() -> None:
    questions, drawn = ask([Draw(len(Theme))], [])
    assert [one.theme for one in questions] == list(Theme)
    again, _ = ask([Draw(len(Theme))], drawn)
    assert [one.key for one in again] == [f"bank:{theme}-2" for theme in Theme]


def test_what_the_plan_asks_anyway_is_not_drawn() -> None:
    questions, _ = ask([Draw(2, "trust"), find_question("trust-1")], [])
    assert [one.key for one in questions] == ["bank:trust-2", "bank:trust-3", "bank:trust-1"]


def test_perception_follows_its_question() -> None:
    questions, _ = ask([Draw(2, "delivery", perception=True)], [])
    assert [one.guess_of for one in questions] == [None, 0, None, 2]
    guessed = questions[1]
    assert guessed.key == "bank:delivery-1:guess"
    assert fill(guessed, Side.VENDOR, "Harbour", "Pine") == (
        "How do you think Harbour answers this?\nHow well does Pine deliver what was agreed?"
    )
    assert fill(guessed, Side.CLIENT, "Harbour", "Pine") == (
        "How do you think Pine answers this?\nHow well do we deliver to Harbour what was agreed?"
    )


def test_a_guess_in_a_plan_learns_its_place() -> None:
    questions, _ = ask([Draw(3), WRITTEN, guess(WRITTEN, 0)], [])
    assert questions[4].guess_of == 3
    assert questions[4].client.startswith("How do you think the other side answers this?")


def test_names_fill_the_bank_only() -> None:
    question = find_question("expectations-2")
    assert fill(question, Side.CLIENT, "{other}", "Pine & Co") == (
        "How well does Pine & Co understand what matters most to {other}?"
    )
    assert fill(WRITTEN, Side.CLIENT, "Harbour", "Pine") == WRITTEN.client


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.key)
def test_templates_are_sound(template) -> None:
    questions, _ = ask(list(template.entries), [])
    assert len(questions) == count_most(template.entries) <= MOST_QUESTIONS
    assert template.open_hours in OPEN_HOURS
    assert len(template.title) <= 75
    assert template.purpose.endswith(".")


def test_templates_are_told_apart() -> None:
    assert len({one.key for one in TEMPLATES}) == len({one.title for one in TEMPLATES}) == 6


def test_own_question_for_both_sides() -> None:
    question = own_question(Kind.SCALE, "  Who carries the {own} keys? ", faces=True)
    assert question.wording(Side.VENDOR) == "Who carries the {own} keys?"
    assert question.faces
    assert question.key == own_question(Kind.SCALE, "Who carries the {own} keys?").key


def test_own_questions_are_told_apart_by_all_that_is_asked() -> None:
    variants = [
        own_question(Kind.SCALE, "Ready?"),
        own_question(Kind.YES_NO, "Ready?"),
        own_question(Kind.SCALE, "Ready?", "Ready, too?"),
        own_question(Kind.CHOICE, "Ready?", options=["Yes", "Nearly"]),
        own_question(Kind.CHOICE, "Ready?", options=["Nearly", "Yes"]),
    ]
    assert len({one.key for one in variants}) == len(variants)
    assert all(one.key.startswith("own:") and len(one.key) < 30 for one in variants)


def test_options_belong_to_choices_only() -> None:
    assert own_question(Kind.TEXT, "Why?", options=["a"]).options == ()
    assert own_question(Kind.CHOICES, "Which?", options=["a", " ", " b "]).options == ("a", "b")


@pytest.mark.parametrize(
    ("kind", "client", "vendor", "options", "fields"),
    [
        (Kind.SCALE, " ", "", [], {"client"}),
        (Kind.SCALE, "x" * 3001, "x" * 3001, [], {"client", "vendor"}),
        (Kind.CHOICE, "Which?", "", ["only"], {"options"}),
        (Kind.CHOICE, "Which?", "", [str(n) for n in range(11)], {"options"}),
        (Kind.CHOICES, "Which?", "", ["a", "x" * 76], {"options"}),
        (Kind.CHOICES, "", "", ["Same  one", "same one"], {"client", "options"}),
    ],
)
def test_unsound_questions_are_refused(
    kind: Kind, client: str, vendor: str, options: list[str], fields: set[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        own_question(kind, client, vendor, options)
    assert refused.value.problems.keys() == fields
    assert all(refused.value.problems.values())
