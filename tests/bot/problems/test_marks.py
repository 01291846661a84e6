"""Which emoji mark what is said about a problem, and that none means two things."""

import pytest

from bot.core.errors import InvalidInput
from bot.problems.marks import DEFAULTS, check_marks, find_kind, read_marks
from bot.problems.rules import Kind


def test_what_was_chosen_counts_and_else_what_both_sides_begin_with() -> None:
    assert read_marks(None) == DEFAULTS
    chosen = read_marks({"fact": "bookmark", "idea": "", "gone": "x"})
    assert chosen == {Kind.FACT: "bookmark"}
    assert find_kind(chosen, "bookmark") is Kind.FACT
    assert find_kind(chosen, "bulb") is None


def test_sound_ones_are_taken_and_empty_ones_are_left_out() -> None:
    taken = {"star2"}
    assert check_marks(DEFAULTS, taken=taken) == DEFAULTS
    typed = {Kind.FACT: "bookmark", Kind.CAUSE: "", Kind.IDEA: "our-logo", Kind.DONE: ""}
    assert check_marks(typed, taken=taken) == {Kind.FACT: "bookmark", Kind.IDEA: "our-logo"}


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({Kind.FACT: "two words"}, {"fact": "Name one emoji"}),
        ({Kind.FACT: "star2"}, {"fact": "something else"}),
        ({Kind.DONE: "white_check_mark"}, {"done": "something else"}),
        ({Kind.FACT: "ear", Kind.IDEA: "ear"}, {"fact": "only one", "idea": "only one"}),
    ],
)
def test_none_means_two_things(typed: dict[Kind, str], wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_marks(typed, taken={"star2", "white_check_mark"})
    assert refused.value.problems.keys() == wrong.keys()
    for kind, words in wrong.items():
        assert words in refused.value.problems[kind]
