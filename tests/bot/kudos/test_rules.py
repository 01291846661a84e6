"""Whom one may thank, what for, how often, and what is the same again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import InvalidInput
from bot.core.people import Member, Person, Side, Sides
from bot.kudos.rules import (
    ALLOWED,
    DEFAULT_VALUES,
    EMOJI,
    MOST_VALUES,
    REASON,
    RECEIVERS,
    VALUES,
    Rules,
    Value,
    check,
    check_receivers,
    check_rules,
    is_newer,
    is_repeated,
    left_today,
    read_reason,
    read_value,
    start_of_day,
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


@pytest.mark.parametrize(
    ("typed", "value_id"),
    [
        ("kept a promise", "kept"),
        ("#kept-a-promise", "kept"),
        ("#Kept", "kept"),
        ("told us", "early"),
        ("listened", "listened"),
        ("#went-the-extra-mile", "extra"),
        ("ke", None),
        ("#", None),
        ("a promise", None),
        ("courage", None),
    ],
)
def test_how_a_value_is_named(typed: str, value_id: str | None) -> None:
    found = Rules().find_named(typed)
    assert (found.id if found else None) == value_id


def test_a_value_is_named_for_sure_or_not_at_all() -> None:
    fair = (Value("1", "fair play", "ok"), Value("2", "fair price", "ok"))
    both = Rules(values=(*fair, Value("3", "fair", "ok")))
    assert Rules(values=fair).find_named("fair") is None
    found = both.find_named("#fair")
    assert found is not None and found.id == "3"


def test_a_retired_value_is_found_but_not_offered() -> None:
    old = Value("old", "courage", "lion", retired=True)
    rules = Rules(values=(old, Value("new", "courage at work", "lion")))
    assert [value.id for value in rules.offered] == ["new"]
    assert rules.find("old") == old
    assert rules.find(None) is None
    found = rules.find_named("courage")
    assert found is not None and found.id == "new"
    assert Rules(values=(old,)).find_named("courage") == old
    assert read_value("fun #courage", Rules(values=(old,))) == ("fun #courage", None)


@pytest.mark.parametrize(
    ("typed", "reason", "value_id"),
    [
        ("the demo #kept-a-promise", "the demo", "kept"),
        ("#listened to all of us", "to all of us", "listened"),
        ("the demo #early and #kept", "the demo #early and", "kept"),  # none begins with "early"
        ("the #told-us-early demo", "the demo", "early"),
        ("first\n#told\nsecond", "first\nsecond", "early"),
        ("issue #12 and C#listened", "issue #12 and C#listened", None),
        ("nothing", "nothing", None),
        ("#kept", "", "kept"),
    ],
)
def test_a_tag_anywhere_names_the_value(typed: str, reason: str, value_id: str | None) -> None:
    assert read_value(typed, Rules()) == (reason, value_id)


@given(st.text())
def test_words_without_a_tag_stay_as_they_are(typed: str) -> None:
    plain = typed.replace("#", "")
    assert read_value(plain, Rules()) == (plain, None)


def test_what_is_left_today() -> None:
    assert [left_today(5, given) for given in (0, 4, 5, 6)] == [5, 1, 0, 0]
    assert left_today(None, 100) is None


def test_the_day_begins_at_midnight_of_the_relationship() -> None:
    now = datetime(2026, 3, 29, 21, 30, tzinfo=UTC)  # clocks went forward that night
    assert start_of_day("Europe/Berlin", now) == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert start_of_day("America/New_York", now) == datetime(2026, 3, 29, 4, tzinfo=UTC)
    assert start_of_day("Asia/Tokyo", now) == datetime(2026, 3, 29, 15, tzinfo=UTC)


def test_what_is_newer() -> None:
    assert is_newer("2.000001", "2.000000")
    assert is_newer("2.000000", "")
    assert is_newer("", "2.000000")
    assert not is_newer("2.000000", "2.000000")
    assert not is_newer("1.000000", "2.000000")


def wrong_rules(
    emoji: str = "star2", allowance: int | None = 5, values: tuple[Value, ...] = DEFAULT_VALUES
) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        check_rules(emoji, allowance, values, taken={"+1"})
    return refused.value.problems


def test_rules_that_can_be_agreed_on() -> None:
    retired = tuple(Value(str(n), "listened", "ear", retired=True) for n in range(20))
    rules = check_rules("party_parrot", None, (*DEFAULT_VALUES, *retired), taken={"+1"})
    assert (rules.emoji, rules.allowance) == ("party_parrot", None)
    assert rules.offered == DEFAULT_VALUES


@pytest.mark.parametrize("emoji", ["+1", "", "two words", ":ear:", "x" * 101])
def test_an_emoji_that_cannot_thank(emoji: str) -> None:
    assert list(wrong_rules(emoji)) == [EMOJI]


def test_rules_that_cannot_be_agreed_on() -> None:
    assert list(wrong_rules(allowance=0)) == [ALLOWED]
    assert list(wrong_rules(allowance=101)) == [ALLOWED]
    assert list(wrong_rules("+1", 0, ())) == [EMOJI, ALLOWED, VALUES]
    many = tuple(Value(str(n), f"value {n}", "ear") for n in range(MOST_VALUES + 1))
    for values in (
        many,
        (Value("1", "x" * 41, "ear"),),
        (Value("1", "!", "ear"),),
        (Value("1", "courage", "two words"),),
        (Value("1", "Fair play", "ear"), Value("2", "fair-play", "ear")),
    ):
        assert list(wrong_rules(values=values)) == [VALUES]
