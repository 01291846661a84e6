"""What each kind of question understands: buttons, emoji, and words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pulse.questions import Kind, Question, choices, dump, kinds, load
from bot.pulse.questions.numbers import KEYCAPS

OPTIONS = ("Calls", "Calls at night", "Mails")
QUESTIONS = {
    kind: Question(kind, "How?", "How?", options=OPTIONS if "choice" in kind else ())
    for kind in Kind
}
FACES = Question(Kind.SCALE, "How?", "How?", faces=True)


@pytest.mark.parametrize("question", [*QUESTIONS.values(), FACES])
def test_the_emoji_that_are_offered_mean_the_values_that_can_be_pressed(question: Question) -> None:
    values = kinds.find_values(question)
    names = kinds.name_reactions(question)
    assert sorted(kinds.read_emoji(question, name) for name in names) == sorted(values)


@pytest.mark.parametrize(
    ("kind", "meanings"),
    [
        (
            Kind.SCALE,
            {"keycap_three": 3, "five": 5, "rage": 1, "smile": 5, "zero": None, "+1": None},
        ),
        (Kind.RECOMMEND, {"zero": 0, "keycap_ten": 10, "ten": 10, "smile": None}),
        (Kind.YES_NO, {"+1": 1, "thumbsup": 1, "-1": 0, "thumbsdown": 0, "one": None}),
        (Kind.CHOICE, {"one": 0, "three": 2, "four": None, "zero": None}),
        (Kind.CHOICES, {"one": 0, "keycap_two": 1, "tada": None}),
        (Kind.TEXT, {"one": None, "+1": None, "": None}),
    ],
)
def test_what_emoji_mean(kind: Kind, meanings: dict[str, int | None]) -> None:
    found = {name: kinds.read_emoji(QUESTIONS[kind], name) for name in meanings}
    assert found == meanings


@pytest.mark.parametrize(
    ("kind", "said", "value", "comment"),
    [
        (Kind.SCALE, "4 because the handover was late", 4, "because the handover was late"),
        (Kind.SCALE, "4", 4, ""),
        (Kind.SCALE, " 4/5 - it was calm", 4, "it was calm"),
        (Kind.SCALE, "5.", 5, ""),
        (Kind.SCALE, ":four: yes", 4, "yes"),
        (Kind.SCALE, ":grinning:", 5, ""),
        (Kind.SCALE, "6 of them", None, "6 of them"),
        (Kind.SCALE, "42", None, "42"),
        (Kind.SCALE, "4.5", None, "4.5"),
        (Kind.SCALE, "it was 4", None, "it was 4"),
        (Kind.RECOMMEND, "10, gladly", 10, "gladly"),
        (Kind.RECOMMEND, "0", 0, ""),
        (Kind.RECOMMEND, "11", None, "11"),
        (Kind.YES_NO, "Yes!", 1, ""),
        (Kind.YES_NO, "nope: too late", 0, "too late"),
        (Kind.YES_NO, ":-1: too late", 0, "too late"),
        (Kind.YES_NO, "nobody knows", None, "nobody knows"),
        (Kind.CHOICE, "2", 1, ""),
        (Kind.CHOICE, "calls at night, please", 1, "please"),
        (Kind.CHOICE, "Calls", 0, ""),
        (Kind.CHOICE, "4", None, "4"),
        (Kind.CHOICES, "1, 3 because both", 0b101, "because both"),
        (Kind.CHOICES, "1 and 2", 0b011, ""),
        (Kind.CHOICES, "1,2,3", 0b111, ""),
        (Kind.CHOICES, "4", None, "4"),
        (Kind.TEXT, "4 things", None, "4 things"),
    ],
)
def test_what_words_mean(kind: Kind, said: str, value: int | None, comment: str) -> None:
    assert kinds.read_words(QUESTIONS[kind], said) == (value, comment)


@given(st.sampled_from([*QUESTIONS.values(), FACES]), st.text())
def test_any_words_and_names_are_read_or_are_no_answer(question: Question, text: str) -> None:
    values = kinds.find_values(question)
    assert kinds.read_emoji(question, text) in (None, *values)
    value, _ = kinds.read_words(question, text)
    if question.kind is Kind.CHOICES:
        assert set(choices.split(value)) <= set(values)
    else:
        assert value in (None, *values)


@given(st.sets(st.integers(0, 9)))
def test_several_options_are_one_number(places: set[int]) -> None:
    assert set(choices.split(choices.join(places))) == places


def test_questions_come_back_from_json() -> None:
    every = (*QUESTIONS.values(), FACES, Question(Kind.SCALE, "a", "b", "k", "trust", guess_of=0))
    assert load(dump(every)) == every
    assert KEYCAPS[10] == "ten"
