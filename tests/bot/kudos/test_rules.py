"""Whom one may thank, what for, and what is the same again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import InvalidInput
from bot.core.people import Member, Person, Side, Sides
from bot.kudos.rules import (
    REASON,
    RECEIVERS,
    check,
    check_receivers,
    is_repeated,
    read_reason,
)

PEOPLE = {
    "ann": Person("ann", "T1", "Ann"),
    "amir": Person("amir", "T1", "Amir"),
    "bo": Person("bo", "T2", "Bo"),
    "robo": Person("robo", "T1", "Robo", is_bot=True),
    "gone": Person("gone", "T1", "Gone", deleted=True),
    "absent": Person("absent", "T1", "Absent"),
    "unplaced": Person("unplaced", "T1", "Unplaced"),
}
WELCOME = ("amir", "bo")
SIDES = Sides(
    "Acme",
    "Vee",
    (
        Member("ann", Side.CLIENT),
        Member("amir", Side.CLIENT),
        Member("bo", Side.VENDOR),
        Member("unplaced", None),
    ),
)


def problem(*receivers: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        check_receivers("ann", receivers, known=PEOPLE, sides=SIDES)
    assert list(refused.value.problems) == [RECEIVERS]
    return refused.value.problems[RECEIVERS]


def test_everybody_is_thanked_once_in_the_order_named() -> None:
    thanked = check("ann", ["bo", "amir", "bo"], "help", known=PEOPLE, sides=SIDES)
    assert thanked == [Member("bo", Side.VENDOR), Member("amir", Side.CLIENT)]


@pytest.mark.parametrize(
    ("receiver", "sentence"),
    [
        ("ann", "leave yourself out"),
        ("robo", "Robo is a bot"),
        ("gone", "Gone has been deactivated"),
        ("absent", "Absent is not in the channel"),
        ("unplaced", "Unplaced is on neither side"),
        ("stranger", "I do not know one of these people"),
    ],
)
def test_who_cannot_be_thanked(receiver: str, sentence: str) -> None:
    assert sentence in problem(receiver)


def test_nobody_and_nothing() -> None:
    assert problem() == "Name at least one person."
    with pytest.raises(InvalidInput) as refused:
        check("ann", ["bo"], " \n", known=PEOPLE, sides=SIDES)
    assert list(refused.value.problems) == [REASON]


@given(st.lists(st.sampled_from([*PEOPLE, "stranger"])))
def test_one_wrong_person_refuses_all_and_each_is_named(receivers: list[str]) -> None:
    if receivers and set(receivers) <= set(WELCOME):
        thanked = check_receivers("ann", receivers, known=PEOPLE, sides=SIDES)
        assert [m.user_id for m in thanked] == list(dict.fromkeys(receivers))
    else:
        sentences = problem(*receivers)
        wrong = {*receivers} & {"robo", "gone", "absent", "unplaced"}
        assert all(PEOPLE[user_id].name in sentences for user_id in wrong)
        assert not any(PEOPLE[user_id].name in sentences for user_id in WELCOME)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("for the calm handover", "the calm handover"),
        ("For: the calm handover", "the calm handover"),
        ("because you stayed", "you stayed"),
        ("because of the rain", "the rain"),
        ("because officially you won", "officially you won"),
        ("forever helpful", "forever helpful"),
        ("  thank you!\nReally. ", "thank you!\nReally."),
        ("for", ""),
        ("for ", ""),
        ("", ""),
        ("for for loops", "for loops"),
    ],
)
def test_the_joining_word_is_optional(typed: str, reason: str) -> None:
    assert read_reason(typed) == reason


@given(st.text())
def test_without_a_joining_word_nothing_is_taken_away(typed: str) -> None:
    if typed.strip().casefold().startswith(("for", "because")):
        typed = f"- {typed}"
    assert read_reason(typed) == typed.strip()


def test_the_same_people_in_any_order_and_the_same_words_are_the_same() -> None:
    lately = [(("bo", "amir"), "the demo")]
    assert is_repeated(["amir", "bo"], "the demo", lately)
    assert not is_repeated(["amir"], "the demo", lately)
    assert not is_repeated(["amir", "bo"], "the demo!", lately)
    assert not is_repeated(["amir", "bo"], "the demo", [])
