"""People and sides."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import Member, Person, Role, Side, Sides, propose_sides

ids = st.text("ABC123", min_size=1, max_size=4)
people = st.builds(
    Person,
    user_id=ids,
    team_id=st.none() | st.sampled_from(["T1", "T2"]),
    name=st.text(),
    is_bot=st.booleans(),
    deleted=st.booleans(),
)
members = st.builds(
    Member, user_id=ids, side=st.none() | st.sampled_from(Side), role=st.sampled_from(Role)
)


def test_the_sides_face_each_other() -> None:
    assert Side.CLIENT.other is Side.VENDOR
    assert Side.VENDOR.other is Side.CLIENT


@given(st.lists(people, unique_by=lambda p: p.user_id))
def test_colleagues_are_proposed_together_and_bots_never(everybody: list[Person]) -> None:
    proposed = propose_sides(everybody, "T1")
    assert set(proposed) == {p.user_id for p in everybody if not p.is_bot and not p.deleted}
    for person in everybody:
        if person.user_id in proposed:
            at_home = person.team_id in ("T1", None)
            assert proposed[person.user_id] is (Side.CLIENT if at_home else Side.VENDOR)


@given(st.lists(members, unique_by=lambda m: m.user_id))
def test_everybody_stands_on_one_side_or_on_none(roster: list[Member]) -> None:
    sides = Sides("Acme", "Vee", tuple(roster))
    placed = [*sides.on(Side.CLIENT), *sides.on(Side.VENDOR)]
    unplaced = [m for m in roster if m.side is None]
    assert sorted([*placed, *unplaced], key=roster.index) == roster
    for side in Side:
        assert set(sides.contacts(side)) == {
            m for m in roster if m.side is side and m.role is Role.CONTACT
        }
    for member in roster:
        assert sides.find(member.user_id) is member
    assert sides.find("nobody") is None


def test_a_side_has_the_name_of_its_organisation() -> None:
    sides = Sides("Acme", "Vee", ())
    assert [sides.name(side) for side in Side] == ["Acme", "Vee"]


def test_an_owner_is_asked_or_where_they_left_the_contacts_of_that_side() -> None:
    sides = Sides(
        "Acme",
        "Vee",
        (
            Member("UANN", Side.CLIENT, Role.CONTACT),
            Member("UADA", Side.CLIENT),
            Member("UBO", Side.VENDOR, Role.CONTACT),
            Member("UBEA", Side.VENDOR, Role.CONTACT),
            Member("UNEW", None),
        ),
    )
    assert sides.find_askable("UADA", Side.CLIENT) == ["UADA"]
    assert sides.find_askable("UGONE", Side.VENDOR) == ["UBO", "UBEA"]
    assert sides.find_askable("UNEW", Side.CLIENT) == ["UANN"]
    assert sides.find_askable("UBO", Side.CLIENT) == ["UANN"], "they changed sides"
    assert sides.find_askable("UGONE", Side.CLIENT) == ["UANN"]
    assert sides.find_askable("UADA", Side.VENDOR) == ["UBO", "UBEA"]
