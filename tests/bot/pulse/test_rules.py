"""A pulse is planned such that it can be asked."""

import pytest

from bot.core.errors import InvalidInput
from bot.core.people import Member, Role, Side, Sides
from bot.pulse.bank import Draw, dump_entries, find_question, guess
from bot.pulse.questions import Anonymity, Kind, Question
from bot.pulse.rules import check_picked, check_plan, list_small
from tests.factories import make_plan

SOUND = make_plan()


def asks(*wordings: str) -> list[dict[str, object]]:
    return dump_entries([Question(Kind.SCALE, one, one, one) for one in wordings])


BANK = dump_entries([find_question("trust-1")])
DRAWS = dump_entries([Draw(6, None, perception=True), Draw(1)])
NAMED = {"anonymity": Anonymity.NAMED, "in_channel": True}


def test_a_sound_plan() -> None:
    assert check_plan(SOUND) is SOUND


@pytest.mark.parametrize(
    "changes",
    [
        {"questions": BANK, "title": "Trust"},
        {"reminders": [4, 20]},
        {"audience": "picked", "picked": ["U1"]},
        {"mean_minimum": 4, "detail_minimum": 9},
    ],
)
def test_what_a_plan_may_be(changes: dict[str, object]) -> None:
    plan = make_plan(**changes)
    assert check_plan(plan) is plan


def test_a_guess_may_be_as_long_as_its_question_makes_it() -> None:
    question = Question(Kind.SCALE, "x" * 3000, "x" * 3000, "own:1")
    plan = make_plan(questions=dump_entries([question, guess(question, 0)]))
    assert check_plan(plan) is plan


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"questions": []}, "question"),
        ({"questions": asks("")}, "question"),
        ({"questions": asks("x" * 3001)}, "question"),
        ({"questions": asks("Same?", "Same?")}, "question"),
        ({"questions": DRAWS, "title": "Too many"}, "question"),
        ({"questions": BANK}, "title"),
        ({"questions": DRAWS[1:]}, "title"),
        ({"in_channel": True}, "where"),
        ({"questions": asks("One?", "Two?"), **NAMED}, "where"),
        ({"audience": "nobody"}, "audience"),
        ({"audience": "picked"}, "picked"),
        ({"open_hours": 5}, "open_hours"),
        ({"reminders": [24]}, "remind"),
        ({"reminders": [-1]}, "remind"),
        ({"reminders": [8, 4]}, "remind_again"),
        ({"mean_minimum": 2}, "mean_minimum"),
        ({"mean_minimum": 6, "detail_minimum": 5}, "detail_minimum"),
    ],
)
def test_an_unsound_plan_says_beside_which_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_plan(make_plan(**changes))
    assert list(caught.value.problems) == [field]


def test_only_people_of_a_side_can_be_picked() -> None:
    sides = Sides("Acme", "Vee", (Member("C1", Side.CLIENT), Member("X", None)))
    check_picked(make_plan(audience="picked", picked=["C1"]), sides)
    check_picked(make_plan(picked=["U9"]), sides)
    for picked in (["C1", "X"], ["U9"]):
        with pytest.raises(InvalidInput) as caught:
            check_picked(make_plan(audience="picked", picked=picked), sides)
        assert list(caught.value.problems) == ["picked"]


def test_small_sides_are_those_of_which_few_are_asked() -> None:
    clients = [Member(f"C{n}", Side.CLIENT) for n in range(3)]
    vendors = [Member("V1", Side.VENDOR, Role.CONTACT), Member("V2", Side.VENDOR)]
    sides = Sides("Acme", "Vee", (*clients, *vendors, Member("X", None)))
    assert list_small(sides, "everybody", ()) == [Side.VENDOR]
    assert list_small(sides, "client", ()) == []
    assert list_small(sides, "vendor", ()) == [Side.VENDOR]
    assert list_small(sides, "contacts", ()) == [Side.VENDOR]
    assert list_small(sides, "picked", ["C1", "V1", "X"]) == [Side.CLIENT, Side.VENDOR]
