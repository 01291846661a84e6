"""Who may do what: one table over the roles of a relationship and of an object."""

from collections.abc import Collection
from enum import StrEnum

from bot.core.errors import NotAllowed, NotOnASide
from bot.core.people import Member, Side


class Act(StrEnum):
    """What a person may want to do."""

    LOOK = "look at what both sides see"
    SETUP_ANSWER = "confirm or decline a proposal"
    SETUP_CHANGE = "change who is on which side"
    PULSE_CREATE = "create a pulse"
    PULSE_STEER = "start, pause or stop a pulse"
    PULSE_ANSWER = "answer a pulse"
    KUDOS_GIVE = "give kudos"
    KUDOS_JOIN = "join kudos"
    KUDOS_EDIT = "change what kudos say"
    KUDOS_TAKE_BACK = "take kudos back"
    KUDOS_HIDE = "hide kudos"
    KUDOS_RULES = "propose how kudos are given"
    KUDOS_RULES_ANSWER = "agree on how kudos are given"
    PROBLEM_RAISE = "raise a problem"
    PROBLEM_ADD = "add to a problem"
    PROBLEM_STEER = "move a problem on"
    PROBLEM_HAND_OVER = "hand a problem over to somebody else of their side"
    PROBLEM_WITHDRAW = "take back what was added to a problem"
    PROBLEM_EMOJI = "choose the emoji that mark what is said about problems"
    NOTE_LEAVE = "leave a note without a name"
    NOTE_ANSWER = "answer, close or block a note"
    ACTION_NAME = "say what a side will do"
    ACTION_ADD = "write down what somebody will do"
    ACTION_STEER = "finish, move or drop an action"
    MILESTONE_PLAN = "plan a milestone"
    MILESTONE_STEER = "change, move or drop a milestone, or say that it is reached"
    MILESTONE_ANSWER = "confirm that a milestone is reached"
    MILESTONE_TAKE_BACK = "take back that a milestone is reached"
    MILESTONE_REFLECT = "say what a milestone taught"
    MILESTONE_PULSE = "ask a pulse after a milestone"
    RETRO_START = "begin a retro"
    RETRO_TAKE_PART = "write notes and vote in a retro"
    RETRO_STEER = "lead a retro from one stage to the next"
    RETRO_CHANGE = "change or cancel a retro"
    RETRO_PLAN = "plan retros that come back"
    LESSON_WRITE = "write a lesson down"
    LESSON_EDIT = "change what a lesson says"
    LESSON_ADD = "add to a lesson, or object to it"
    LESSON_HOLD = "say that both sides hold a lesson"
    LESSON_RETIRE = "retire a lesson, or bring it back"
    LESSON_CHECK = "say that a lesson is still true"
    HIGHLIGHTS_STEER = "switch highlights and memories on or off"


class Standing(StrEnum):
    """What somebody is, to the relationship or to the object in question."""

    MEMBER = "people of both sides"
    CONTACT = "the contacts of both sides"
    ASKED = "the contacts of the side that was asked"
    READER = "the contacts who read it"
    AUTHOR = "the person who started it"
    OWNER = "its owners"
    FACILITATOR = "the facilitators"


ALLOWED: dict[Act, tuple[Standing, ...]] = {
    Act.LOOK: (Standing.MEMBER,),
    Act.SETUP_ANSWER: (Standing.ASKED,),
    Act.SETUP_CHANGE: (Standing.CONTACT,),
    Act.PULSE_CREATE: (Standing.MEMBER,),
    Act.PULSE_STEER: (Standing.CONTACT, Standing.AUTHOR),
    Act.PULSE_ANSWER: (Standing.MEMBER,),
    Act.KUDOS_GIVE: (Standing.MEMBER,),
    Act.KUDOS_JOIN: (Standing.MEMBER,),
    Act.KUDOS_EDIT: (Standing.AUTHOR,),
    Act.KUDOS_TAKE_BACK: (Standing.AUTHOR,),
    Act.KUDOS_HIDE: (Standing.CONTACT,),
    Act.KUDOS_RULES: (Standing.CONTACT,),
    Act.KUDOS_RULES_ANSWER: (Standing.ASKED,),
    Act.PROBLEM_RAISE: (Standing.MEMBER,),
    Act.PROBLEM_ADD: (Standing.MEMBER,),
    Act.PROBLEM_STEER: (Standing.FACILITATOR,),
    Act.PROBLEM_HAND_OVER: (Standing.FACILITATOR, Standing.ASKED),
    Act.PROBLEM_WITHDRAW: (Standing.AUTHOR,),
    Act.PROBLEM_EMOJI: (Standing.CONTACT,),
    Act.NOTE_LEAVE: (Standing.MEMBER,),
    Act.NOTE_ANSWER: (Standing.READER,),
    Act.ACTION_NAME: (Standing.ASKED,),
    Act.ACTION_ADD: (Standing.MEMBER,),
    Act.ACTION_STEER: (Standing.OWNER, Standing.AUTHOR, Standing.ASKED),
    Act.MILESTONE_PLAN: (Standing.MEMBER,),
    Act.MILESTONE_STEER: (Standing.OWNER, Standing.AUTHOR, Standing.CONTACT),
    Act.MILESTONE_ANSWER: (Standing.OWNER, Standing.ASKED),
    Act.MILESTONE_TAKE_BACK: (Standing.OWNER, Standing.AUTHOR, Standing.ASKED),
    Act.MILESTONE_REFLECT: (Standing.MEMBER,),
    Act.MILESTONE_PULSE: (Standing.CONTACT,),
    Act.RETRO_START: (Standing.MEMBER,),
    Act.RETRO_TAKE_PART: (Standing.MEMBER,),
    Act.RETRO_STEER: (Standing.FACILITATOR,),
    Act.RETRO_CHANGE: (Standing.FACILITATOR, Standing.AUTHOR, Standing.CONTACT),
    Act.RETRO_PLAN: (Standing.CONTACT,),
    Act.LESSON_WRITE: (Standing.MEMBER,),
    Act.LESSON_EDIT: (Standing.AUTHOR, Standing.ASKED),
    Act.LESSON_ADD: (Standing.MEMBER,),
    Act.LESSON_HOLD: (Standing.ASKED,),
    Act.LESSON_RETIRE: (Standing.AUTHOR, Standing.CONTACT),
    Act.LESSON_CHECK: (Standing.CONTACT,),
    Act.HIGHLIGHTS_STEER: (Standing.CONTACT,),
}


def require(
    act: Act,
    member: Member | None,
    *,
    author: str | None = None,
    owners: tuple[str, ...] = (),
    facilitators: Collection[str] = (),
    asked: Side | None = None,
    readers: tuple[Side, ...] = (),
) -> Member:
    """Return the member if they may do `act`.

    `author`, `owners` and `facilitators` are user ids of the object in question, `asked` is the
    side that a proposal was made to, and the contacts of `readers` are those who read it. Raises
    NotOnASide for people without a side, NotAllowed for everybody else who may not.
    """
    if member is None or member.side is None:
        raise NotOnASide
    standings = {Standing.MEMBER}
    if member.is_contact:
        standings.add(Standing.CONTACT)
        if member.side is asked:
            standings.add(Standing.ASKED)
        if member.side in readers:
            standings.add(Standing.READER)
    if member.user_id == author:
        standings.add(Standing.AUTHOR)
    if member.user_id in owners:
        standings.add(Standing.OWNER)
    if member.user_id in facilitators:
        standings.add(Standing.FACILITATOR)
    if standings.isdisjoint(ALLOWED[act]):
        raise NotAllowed(who=" or ".join(ALLOWED[act]))
    return member
