"""What people see of a lesson: its card, what is said about it, what is asked every year. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.people import Side
from bot.lessons.rules import FROM, OriginKind, State, Step
from handlers import blocks, words
from handlers.blocks import Block, cut, escape
from handlers.lessons import ids
from storage.lessons import Lesson, LessonAddition, Told
from storage.outbox import Message
from storage.relationships import Relationship

# Of a card: its three texts have a block each, additions share what Slack takes of a message.
ADDED_SHOWN = 12
ADDED_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """A lesson as a card shows it.

    `contacts` are those who can say that the other side holds it; `origin_title` and `origin_link`
    are where it was learnt, as far as that is known; `link` is where its card stands.
    """

    told: Told
    relationship: Relationship
    contacts: Sequence[str] = ()
    origin_title: str = ""
    origin_link: str | None = None
    link: str | None = None

    @property
    def lesson(self) -> Lesson:
        return self.told.lesson

    @property
    def state(self) -> State:
        return State(self.lesson.state)

    def name(self, side: str) -> str:
        """The name of a side, harmless in mrkdwn."""
        return escape(self.relationship.name(Side(side)))

    def person(self, user_id: str, side: str) -> str:
        """ "@Ann (Acme)" """
        return f"{words.person(user_id)} ({self.name(side)})"


def card(shown: Shown) -> Message:
    """The card, wherever it stands."""
    lesson = shown.lesson
    found = [
        blocks.section(f":bulb: *Lesson #{lesson.number}*{_marks(shown)}"),
        *(_ended() if shown.state is State.RETIRED else []),
        *blocks.quotation(lesson.learnt),
        *_part("What happened", lesson.happened),
        *_part("What we do now", lesson.now_do),
        *_additions(shown),
        blocks.context(_origin(shown), _holders(shown), *_uses(shown.told)),
        blocks.actions(f"lesson:{lesson.id}", _buttons(shown)),
    ]
    return blocks.message(f"Lesson #{lesson.number}: {escape(cut(lesson.learnt, 200))}", found)


def _marks(shown: Shown) -> str:
    theme = [f"_{shown.lesson.theme}_"] if shown.lesson.theme else []
    marks = [*theme, *(escape(f"#{tag}") for tag in shown.told.tags)]
    return f" · {' '.join(marks)}" if marks else ""


def _ended() -> list[Block]:
    return [blocks.section(":card_file_box: *Retired*: it is found and offered no more.")]


def _part(title: str, text: str) -> list[Block]:
    return [blocks.section(f"*{title}*"), *blocks.quotation(text)] if text else []


def _additions(shown: Shown) -> list[Block]:
    additions = shown.told.additions
    lines = [
        f"{shown.person(one.author, one.side)} {tell_verb(one, shown.lesson)}:\n"
        f"{words.quote(cut(one.words, ADDED_LENGTH))}"
        for one in additions[-ADDED_SHOWN:]
    ]
    if len(additions) > ADDED_SHOWN:
        lines.insert(0, f"The newest {ADDED_SHOWN} of {len(additions)}; all are in the thread:")
    return [blocks.section(line) for line in lines]


def tell_verb(addition: LessonAddition, lesson: Lesson) -> str:
    """What somebody does with it; once a lesson was asked about anew, an objection is past."""
    if not addition.objection:
        return "adds"
    return "objects" if lesson.state == State.OBJECTED else "objected"


def _origin(shown: Shown) -> str:
    lesson = shown.lesson
    where = {
        OriginKind.PROBLEM: "from the problem ",
        OriginKind.MILESTONE: "from the milestone ",
        OriginKind.RETRO: "in the retro ",
        OriginKind.MESSAGE: "from ",
        OriginKind.OWN: "",
    }[OriginKind(lesson.origin_kind)]
    title = escape(shown.origin_title)
    linked = f"<{shown.origin_link}|{title}>" if shown.origin_link and title else title
    learnt = f", learnt {where}{linked}" if where and linked else ""
    edited = f", edited {words.moment(lesson.edited_at)}" if lesson.edited_at else ""
    who = shown.person(lesson.author, lesson.side)
    return f"Written down by {who}, {words.moment(lesson.created_at)}{learnt}{edited}"


def _holders(shown: Shown) -> str:
    lesson, other = shown.lesson, Side(shown.lesson.side).other
    match shown.state:
        case State.JOINT:
            by = f": {words.person(lesson.answered_by)} for" if lesson.answered_by else ", also"
            return f":handshake: Held by both sides{by} {shown.name(other)}"
        case State.OBJECTED:
            return (
                f":raised_hand: {shown.name(other)} objects; {words.person(lesson.author)} can "
                "change it and ask again"
            )
        case State.PROPOSED:
            who = words.people(shown.contacts) or "a contact"
            return (
                f":hourglass_flowing_sand: Waits for {shown.name(other)}: {who} can say that both "
                "sides hold it"
            )
        case State.RETIRED:
            return "It can be brought back with the button"


def _uses(told: Told) -> list[str]:
    if not told.uses:
        return []
    people = "1 time" if told.uses == 1 else f"{told.uses} times"
    return [f"Useful {told.useful} of {people} that somebody said whether it was"]


def _buttons(shown: Shown) -> list[Block]:
    lesson = shown.lesson
    sure = blocks.confirm(
        "Retire it?", "It is found and offered no more. It can be brought back.", "Retire"
    )
    buttons = {
        Step.HOLD: blocks.button(
            "We hold it, too", ids.HOLD, f"{lesson.id}:{lesson.version}", style="primary"
        ),
        Step.ADD: blocks.button("Add", ids.ADD, lesson.id),
        Step.OBJECT: blocks.button("Object", ids.OBJECT, lesson.id),
        Step.EDIT: blocks.button("Edit", ids.EDIT, lesson.id),
        Step.RETIRE: blocks.button("Retire", ids.RETIRE, lesson.id, confirm=sure),
        Step.RESTORE: blocks.button("Bring it back", ids.RESTORE, lesson.id),
    }
    return [button for step, button in buttons.items() if shown.state in FROM[step]]


def said(addition: LessonAddition, shown: Shown) -> Message:
    """An addition or objection in the thread, for who wrote the lesson to know."""
    who = shown.person(addition.author, addition.side)
    verb = "objects to" if addition.objection else "adds to"
    author = shown.lesson.author
    told = f" For {words.person(author)} to know." if author != addition.author else ""
    text = f"{who} {verb} lesson #{shown.lesson.number}.{told}"
    return blocks.message(text, [blocks.section(text), *blocks.quotation(addition.words)])


def asked_anew(shown: Shown) -> Message:
    """In the thread, for the other side to know that the words on the card are others now."""
    who = words.people(shown.contacts) or "a contact"
    other = shown.name(Side(shown.lesson.side).other)
    return blocks.message(
        f"Lesson #{shown.lesson.number} was changed, so {other} is asked anew: {who} can say on "
        "its card that both sides hold it."
    )


def question(shown: Shown, *, answered: bool) -> Message:
    """What a contact is asked every year; what came of it once somebody answered."""
    lesson = shown.lesson
    name = f"lesson #{lesson.number}"
    linked = f"<{shown.link}|{name}>" if shown.link else name
    if answered:
        state = "is still true" if shown.state is State.JOINT else _tell_state(shown.state)
        return blocks.message(f":bulb: {linked[:1].upper() + linked[1:]} {state}.")
    text = f":bulb: Both sides have held {linked} for a year. Is it still true?"
    buttons = [
        blocks.button("Still true", ids.CHECK, lesson.id, style="primary"),
        blocks.button("Edit", ids.EDIT, lesson.id),
        blocks.button("Retire", ids.RETIRE, lesson.id),
    ]
    return blocks.message(
        text,
        [
            blocks.section(text),
            *blocks.quotation(lesson.learnt),
            *_part("What we do now", lesson.now_do),
            blocks.actions(f"lesson_check:{lesson.id}", buttons),
        ],
    )


def _tell_state(state: State) -> str:
    return "was retired" if state is State.RETIRED else "was changed and is agreed on anew"
