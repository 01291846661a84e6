"""Values as they are typed, and which of them are the same as before."""

import pytest

from bot.core.errors import InvalidInput
from bot.kudos.rules import DEFAULT_VALUES, Rules, Value, check_rules
from handlers.emoji import TAKEN
from handlers.kudos.rules_form import read_values
from handlers.kudos.rules_views import write_values

OLD = (
    Value("a", "listened", "ear"),
    Value("b", "was early", "bell"),
    Value("c", "was brave", "cat", True),
)
RULES = Rules("star2", 5, OLD)


def test_what_the_form_shows_changes_nothing() -> None:
    assert read_values(write_values(RULES), RULES) == OLD
    assert read_values(write_values(Rules()), Rules()) == DEFAULT_VALUES


def test_a_name_or_else_an_emoji_is_the_same_value() -> None:
    typed = ":mega: Was  early\n\n  👂 heard us out \n:cat2: WAS BRAVE\n:ear: listens twice"
    first, second, third, fourth = read_values(typed, RULES)
    assert first == Value("b", "Was early", "mega")
    assert second == Value("a", "heard us out", "ear")
    assert third == Value("c", "WAS BRAVE", "cat2")
    assert (fourth.name, fourth.emoji) == ("listens twice", "ear")
    assert fourth.id not in {"a", "b", "c"}


def test_a_name_comes_before_an_emoji() -> None:
    """Two values that change their emoji stay what they are."""
    values = read_values(":bell: listened\n:ear: was early", RULES)
    assert [(one.id, one.emoji) for one in values[:2]] == [("a", "bell"), ("b", "ear")]


def test_what_is_left_out_is_retired() -> None:
    values = read_values(":bell: was early", RULES)
    assert [(one.id, one.retired) for one in values] == [("b", False), ("a", True), ("c", True)]


@pytest.mark.parametrize("typed", ["listened", ":ear:", ":ear listened", "👂", ": : x"])
def test_a_line_has_an_emoji_and_a_name(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_values(typed, RULES)
    assert "Begin each line with an emoji" in refused.value.problems["values"]


@pytest.mark.parametrize("emoji", sorted(TAKEN))
def test_no_emoji_that_answers_a_question_thanks(emoji: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_rules(emoji, 5, OLD, taken=TAKEN)
    assert set(refused.value.problems) == {"emoji"}
