"""What is read of one question."""

import pytest

from bot.pulse.questions import Anonymity, Kind, Question
from bot.pulse.trends import Past
from handlers.pulse.figure_views import question_block, question_blocks
from sandbox.blockkit import validate_blocks
from tests.handlers.pulse.closed import close, home

SCALE = Question(Kind.SCALE, "How well?", "How well?", key="well")
RECOMMEND = Question(Kind.RECOMMEND, "Would you recommend us?", "Would you?", key="recommend")
YES_NO = Question(Kind.YES_NO, "Again?", "Again?", key="again")
CHOICE = Question(Kind.CHOICE, "What first?", "What first?", options=("<bread>", "wine"))
TEXT = Question(Kind.TEXT, "What else?", "What else?")


def read(*rounds: Past, position: int = 0) -> list[str]:
    """The lines of one question of the last round."""
    block = question_block(home(), rounds, position)
    assert validate_blocks([block], "message") == []
    lines: list[str] = block["text"]["text"].split("\n")
    return lines


def test_a_scale_with_everything() -> None:
    before = close((SCALE, [3, 3, 4], [5, 5, 5, 5, 5]), week=0)
    now = close((SCALE, [2, 3, 3, 4, 5], [5, 5, 5, 5, 5]), week=1)
    assert read(before, now) == [
        "*How well?*",
        "Acme: *3.4* of 5 (up 0.1) · 5 answered, from 2 to 5",
        "`▁▅█▅▅` 2: 1 · 3: 2 · 4: 1 · 5: 1",
        "Vee: *5.0* of 5 (as before) · all 5 said 5",
        "`▁▁▁▁█` 5: 5",
        "The two views are *1.6* apart.",
    ]


def test_a_mean_without_the_rest_and_a_side_that_is_too_small() -> None:
    assert read(close((SCALE, [5, 5, 4], [3, 4]))) == [
        "*How well?*",
        "Acme: *about 4.5* of 5 · 3 answered",
        "Vee: 2 answered, too few to show",
    ]


def test_what_is_about_right_is_said_of_gaps_and_changes() -> None:
    before = close((SCALE, [2, 2, 2], []), week=0)
    now = close((SCALE, [1, 1, 2], [4, 4, 4]), week=1)
    assert read(before, now)[1:] == [
        "Acme: *about 1.5* of 5 (down about 0.5) · 3 answered",
        "Vee: *4.0* of 5 · 3 answered",
        "The two views are about *2.5* apart.",
    ]


def test_seeing_it_alike() -> None:
    assert read(close((SCALE, [4, 4, 4], [3, 4, 5])))[-1] == "Both sides see it alike."
    much = read(close((SCALE, [4, 5, 5], [3, 5, 5])))[-1]
    assert much == "Both sides see it much alike."


def test_recommending_is_gathered_as_everybody_does() -> None:
    lines = read(close((RECOMMEND, [9, 10, 7, 6, 0], [])))
    assert lines == [
        "*Would you recommend us?*",
        "_Vee was asked: Would you?_",
        "Acme: *6.4* of 10 · 5 answered, from 0 to 10",
        "`█▁▁▁▁▁██▁██` 9 or 10: 2 · 7 or 8: 1 · 0 to 6: 2",
    ]


def test_yes_and_no_in_points() -> None:
    before = close((YES_NO, [1, 1, 0, 0, 0], [1]), week=0)
    now = close((YES_NO, [1, 1, 1, 0, 1], [1]), week=1)
    assert read(before, now)[1:] == [
        "Acme: *80 %* yes (up 40 points) · 4 yes, 1 no",
        "Vee: 1 answered, too few to show",
    ]


def test_options_with_the_favourite_first() -> None:
    assert read(close((CHOICE, [1, 1, 0, 1, 1], [])))[1:] == ["Acme: wine *4* · &lt;bread&gt; *1*"]


def test_words_and_nobody() -> None:
    assert read(close((TEXT, [], []))) == ["*What else?*", "Nobody answered."]


def test_several_questions_have_numbers_and_together_there_is_one_line() -> None:
    past = close((TEXT, [], []), (SCALE, [3, 4], [5, 5, 1]), anonymity=Anonymity.TOGETHER)
    first, second = question_blocks(home(), [past])
    assert first["text"]["text"].startswith("*1. What else?*")
    assert second["text"]["text"].split("\n") == [
        "*2. How well?*",
        "Both sides: *3.6* of 5 · 5 answered, from 1 to 5",
        "`▅▁▅▅█` 1: 1 · 3: 1 · 4: 1 · 5: 2",
    ]


GUESS = Question(Kind.SCALE, "What will they say?", "And they?", key="well:guess", guess_of=0)


def test_guesses_stand_below_what_they_guess() -> None:
    past = close((SCALE, [3, 3, 3], [4, 4, 4]), (GUESS, [4, 4, 4], [4, 4, 4]))
    (only,) = question_blocks(home(), [past])
    assert only["text"]["text"].split("\n")[-2:] == [
        "Acme believes *4.0*, Vee says *4.0*.",
        "Vee believes *4.0*, Acme says *3.0*: :see_no_evil: a blind spot.",
    ]


def test_guesses_that_cannot_be_compared() -> None:
    past = close((SCALE, [3, 3], [4, 4, 4]), (GUESS, [4], [4, 4, 4]))
    assert read(past)[-2:] == [
        "Acme about the other side: 1 answered, too few to show",
        "Vee believes that the other side would say *4.0*.",
    ]
    answers = (SCALE, [3, 3, 3], [4, 4]), (GUESS, [4, 4, 4], [1, 1])
    together = close(*answers, anonymity=Anonymity.TOGETHER)
    assert read(together)[-1] == "Both sides believe that the other side would say *2.8*."


@pytest.mark.parametrize("text", ["<!channel> & *x*", "x" * 3000, "شكرا " * 600, "a\n\nb"])
def test_any_wording_is_taken(text: str) -> None:
    question = Question(
        Kind.CHOICE, text, text + "!", options=tuple(f"{n}{text}"[:75] for n in range(10))
    )
    lines = read(close((question, [1] * 9, [2] * 9)))
    assert "<!channel>" not in "".join(lines)
