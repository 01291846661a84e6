"""Who may do what: every act, tried from every standing."""

import pytest

from bot.core.authority import ALLOWED, Act, Standing, require
from bot.core.errors import NotAllowed, NotOnASide
from bot.core.people import Member, Role, Side

# The whole table once more, as a person would say it. M: any member, C: contact, A: author,
# O: owner of the object, F: its facilitator, S: contact of the side that was asked, R: contact who
# reads it.
EXPECTED = {
    Act.LOOK: "M",
    Act.SETUP_ANSWER: "S",
    Act.SETUP_CHANGE: "C",
    Act.PULSE_CREATE: "M",
    Act.PULSE_STEER: "CA",
    Act.PULSE_ANSWER: "M",
    Act.KUDOS_GIVE: "M",
    Act.KUDOS_JOIN: "M",
    Act.KUDOS_EDIT: "A",
    Act.KUDOS_TAKE_BACK: "A",
    Act.KUDOS_HIDE: "C",
    Act.KUDOS_RULES: "C",
    Act.KUDOS_RULES_ANSWER: "S",
    Act.PROBLEM_RAISE: "M",
    Act.PROBLEM_ADD: "M",
    Act.PROBLEM_STEER: "F",
    Act.PROBLEM_HAND_OVER: "FS",
    Act.PROBLEM_WITHDRAW: "A",
    Act.PROBLEM_EMOJI: "C",
    Act.NOTE_LEAVE: "M",
    Act.NOTE_ANSWER: "R",
    Act.ACTION_NAME: "S",
    Act.ACTION_ADD: "M",
    Act.ACTION_STEER: "OAS",
    Act.HIGHLIGHTS_STEER: "C",
    Act.MILESTONE_PLAN: "M",
    Act.MILESTONE_STEER: "OAC",
    Act.MILESTONE_ANSWER: "OS",
    Act.MILESTONE_TAKE_BACK: "OAS",
    Act.MILESTONE_REFLECT: "M",
    Act.MILESTONE_PULSE: "C",
    Act.RETRO_START: "M",
    Act.RETRO_TAKE_PART: "M",
    Act.RETRO_STEER: "F",
    Act.RETRO_CHANGE: "FAC",
    Act.RETRO_PLAN: "C",
    Act.LESSON_WRITE: "M",
    Act.LESSON_EDIT: "AS",
    Act.LESSON_ADD: "M",
    Act.LESSON_HOLD: "S",
    Act.LESSON_RETIRE: "AC",
    Act.LESSON_CHECK: "C",
}
LETTERS = {
    "M": Standing.MEMBER,
    "C": Standing.CONTACT,
    "A": Standing.AUTHOR,
    "O": Standing.OWNER,
    "F": Standing.FACILITATOR,
    "S": Standing.ASKED,
    "R": Standing.READER,
}


def test_every_act_has_a_row_and_every_standing_is_used() -> None:
    assert set(ALLOWED) == set(Act) == set(EXPECTED)
    assert {standing for row in ALLOWED.values() for standing in row} == set(Standing)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("act", Act)
def test_each_standing_of_either_side(act: Act, letter: str, side: Side) -> None:
    standing = LETTERS[letter]
    is_contact = standing in (Standing.CONTACT, Standing.ASKED, Standing.READER)
    member = Member("U1", side, Role.CONTACT if is_contact else Role.MEMBER)
    holds = {letter, "M"} | ({"C"} if is_contact else set())
    thing = {
        "author": "U1" if standing is Standing.AUTHOR else "U2",
        "owners": ("U3", "U1") if standing is Standing.OWNER else ("U3",),
        "facilitators": ("U4", "U1") if standing is Standing.FACILITATOR else ("U4",),
        "asked": side if standing is Standing.ASKED else side.other,
        "readers": (side,) if standing is Standing.READER else (side.other,),
    }
    if holds & set(EXPECTED[act]):
        assert require(act, member, **thing) is member
    else:
        with pytest.raises(NotAllowed) as refused:
            require(act, member, **thing)
        assert all(LETTERS[who] in refused.value.sentence for who in EXPECTED[act])


@pytest.mark.parametrize("act", Act)
def test_without_a_side_nobody_may_do_anything(act: Act) -> None:
    for nobody in (None, Member("U1", None), Member("U1", None, Role.CONTACT)):
        with pytest.raises(NotOnASide):
            require(act, nobody, author="U1", owners=("U1",))


def test_an_thingwithout_author_or_owners_gives_nobody_a_standing() -> None:
    with pytest.raises(NotAllowed):
        require(Act.KUDOS_TAKE_BACK, Member("U1", Side.CLIENT))
