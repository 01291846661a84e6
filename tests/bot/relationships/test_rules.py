"""What makes a sound relationship."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import InvalidInput
from bot.core.people import Member, Person, Role, Side, Sides
from bot.relationships.rules import (
    Setup,
    check_setup,
    find_cut_off,
    side_of_newcomer,
    too_small,
)

PEOPLE = {
    "ann": Person("ann", "T1", "Ann"),
    "amir": Person("amir", "T1", "Amir"),
    "bo": Person("bo", "T2", "Bo"),
    "bea": Person("bea", "T2", "Bea"),
    "robo": Person("robo", "T1", "Robo", is_bot=True),
    "gone": Person("gone", "T1", "Gone", deleted=True),
    "absent": Person("absent", "T2", "Absent"),
}
IN_CHANNEL = PEOPLE.keys() - {"absent"}
SOUND = Setup(
    client_name="Acme",
    vendor_name="Vee",
    client_people=("ann", "amir"),
    vendor_people=("bo", "bea"),
    client_contacts=("ann",),
    vendor_contacts=("bo", "bea"),
    tz="Europe/Berlin",
)


def problems(**changes: object) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        check_setup(replace(SOUND, **changes), PEOPLE, IN_CHANNEL)
    return refused.value.problems


def test_a_sound_setup_becomes_a_roster() -> None:
    assert check_setup(SOUND, PEOPLE, ["ann", "amir", "bo", "bea", "left-out"]) == [
        Member("ann", Side.CLIENT, Role.CONTACT),
        Member("amir", Side.CLIENT),
        Member("bo", Side.VENDOR, Role.CONTACT),
        Member("bea", Side.VENDOR, Role.CONTACT),
        Member("left-out", None),
    ]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"client_name": ""}, "client_name", "Give the client organisation a name"),
        ({"vendor_name": ""}, "vendor_name", "Give the vendor organisation a name"),
        ({"vendor_name": "ACME"}, "vendor_name", "different names"),
        ({"vendor_contacts": ()}, "vendor_contacts", "at least one contact"),
        ({"client_people": ("ann", "robo")}, "client_people", "Robo is a bot"),
        ({"client_people": ("ann", "gone")}, "client_people", "Gone has been deactivated"),
        ({"vendor_people": ("bo", "absent", "bea")}, "vendor_people", "Absent is not in this"),
        ({"vendor_people": ("bo", "bea", "cy")}, "vendor_people", "not in this channel"),
        ({"client_contacts": ("bo",)}, "client_contacts", "one of the people of this side"),
        ({"vendor_people": ("bo", "bea", "ann")}, "vendor_people", "On both sides: Ann"),
        ({"tz": "Mars/Olympus"}, "tz", "Pick a time zone"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    changes: dict[str, object], field: str, sentence: str
) -> None:
    found = problems(**changes)
    assert list(found) == [field]
    assert sentence in found[field]


def test_everything_wrong_is_said_at_once() -> None:
    found = problems(client_name="", vendor_name="", client_people=(), vendor_people=(), tz="")
    assert {"client_name", "vendor_name", "client_people", "vendor_people", "tz"} <= set(found)
    assert found["client_people"] == "Pick at least one person for this side."


names = st.lists(st.sampled_from([*PEOPLE, "cy"]), max_size=5).map(tuple)


@given(names, names, names, names)
def test_what_passes_is_always_sound(
    clients: tuple[str, ...],
    vendors: tuple[str, ...],
    client_contacts: tuple[str, ...],
    vendor_contacts: tuple[str, ...],
) -> None:
    setup = replace(
        SOUND,
        client_people=clients,
        vendor_people=vendors,
        client_contacts=client_contacts,
        vendor_contacts=vendor_contacts,
    )
    try:
        roster = check_setup(setup, PEOPLE, IN_CHANNEL)
    except InvalidInput as refused:
        assert refused.problems
        return
    sides = Sides("Acme", "Vee", tuple(roster))
    assert {m.user_id for m in roster if m.side} == {*clients, *vendors}
    able = {user_id for user_id in IN_CHANNEL if PEOPLE[user_id].takes_part}
    assert {m.user_id for m in roster} == able
    assert all(PEOPLE[m.user_id].takes_part and m.user_id in IN_CHANNEL for m in roster)
    for side in Side:
        assert sides.contacts(side)
    assert not {m.user_id for m in sides.on(Side.CLIENT)} & {
        m.user_id for m in sides.on(Side.VENDOR)
    }


def test_a_newcomer_joins_their_colleagues() -> None:
    here = [
        (PEOPLE["ann"], Side.CLIENT),
        (PEOPLE["amir"], Side.CLIENT),
        (PEOPLE["bo"], Side.VENDOR),
    ]
    assert side_of_newcomer(Person("new", "T1", "New"), here) is Side.CLIENT
    assert side_of_newcomer(Person("new", "T2", "New"), here) is Side.VENDOR


def test_where_a_newcomer_belongs_may_be_unclear() -> None:
    mixed = [(PEOPLE["ann"], Side.CLIENT), (PEOPLE["amir"], Side.VENDOR)]
    assert side_of_newcomer(Person("new", "T1", "New"), mixed) is None
    assert side_of_newcomer(Person("new", "T3", "New"), mixed) is None
    teamless = [(Person("old", None, "Old"), Side.CLIENT)]
    assert side_of_newcomer(Person("new", None, "New"), teamless) is None
    assert side_of_newcomer(Person("new", "T1", "New"), []) is None


@pytest.mark.parametrize(
    ("clients", "vendors", "small"),
    [(3, 3, []), (2, 3, [Side.CLIENT]), (3, 0, [Side.VENDOR]), (1, 2, [*Side])],
)
def test_a_side_of_fewer_than_three_is_small(clients: int, vendors: int, small: list[Side]) -> None:
    members = [Member(f"c{n}", Side.CLIENT) for n in range(clients)]
    members += [Member(f"v{n}", Side.VENDOR) for n in range(vendors)]
    members.append(Member("unplaced", None))
    assert too_small(Sides("Acme", "Vee", tuple(members))) == small


def people_of(*teams: str) -> list[Person]:
    return [Person(f"U{number}", team, "x") for number, team in enumerate(teams)]


@pytest.mark.parametrize(
    ("gone", "shared", "out"),
    [
        ("T2", False, {"U1", "U3"}),
        ("T2", True, {"U1", "U3"}),
        ("T1", False, {"U1", "U2", "U3"}),
        ("T1", True, {"U1", "U2", "U3"}),
        ("T9", False, set()),
        ("E1", False, {"U1", "U2", "U3"}),
        ("E1", True, set()),
        ("None", False, {"U1", "U2", "U3"}),
    ],
)
def test_who_is_out_when_a_workspace_is_disconnected(
    gone: str, shared: bool, out: set[str]
) -> None:
    people = people_of("T1", "T2", "T3", "T2")
    assert find_cut_off(people, own_team="T1", gone_team=gone, shared=shared) == out
