"""The forms in which people leave a note and write under it, and what is said before. Pure."""

from bot.core.people import Member, Side, Sides
from bot.notes import rules
from bot.notes.rules import Readers
from handlers import blocks, words
from handlers.blocks import Block, View, escape
from handlers.notes import ids
from storage.relationships import Relationship

MINUTES = int(rules.SHOWN_WITHIN.total_seconds()) // 60


def form(
    relationship: Relationship,
    sides: Sides,
    *,
    member: Member,
    typed: str,
    note_id: str,
    operator: str,
) -> View:
    """Leave a note. `typed` came with the command, or nothing; `operator` says who runs the bot."""
    own = member.side or Side.CLIENT
    return blocks.modal(
        ids.FORM,
        "Leave a note",
        [
            blocks.section(
                f"A note for the contacts of {escape(relationship.both)}. *Your name is not "
                "shown.* They can answer through me, and you can answer back; they do not learn "
                "who wrote it."
            ),
            *_size_notice(sides, own),
            blocks.context(*(_contacts(sides, side) for side in Side)),
            blocks.radio_input(
                "readers",
                "Who reads it?",
                [_reader_option(sides, own, readers) for readers in _order(own)],
                initial=Readers(own.other),
            ),
            blocks.text_input("text", "Your note", initial=typed, multiline=True),
            blocks.section(_what_is_kept(operator)),
            blocks.section(_what_is_not_protected(sides)),
        ],
        submit="Leave it",
        metadata={"relationship": relationship.id, "note": note_id},
    )


def _order(own: Side) -> tuple[Readers, ...]:
    return Readers(own.other), Readers(own), Readers.BOTH


def _contacts(sides: Sides, side: Side) -> str:
    found = words.people([contact.user_id for contact in sides.contacts(side)])
    return f"Contacts of {escape(sides.name(side))}: {found or 'nobody'}."


def _reader_option(sides: Sides, own: Side, readers: Readers) -> Block:
    if readers is Readers.BOTH:
        return blocks.option("The contacts of both sides", readers)
    side = Side(readers)
    whose = "my own side" if side is own else "the other side"
    return blocks.option(f"Contacts of {blocks.cut(sides.name(side), 30)} ({whose})", readers)


def _size_notice(sides: Sides, own: Side) -> list[Block]:
    if not rules.is_few(sides, own):
        return []
    return [
        blocks.section(
            f":warning: *With so few people on your side they may guess.* "
            f"{escape(sides.name(own))} has {_count(len(sides.on(own)))} here, you among them."
        )
    ]


def _count(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _what_is_kept(operator: str) -> str:
    return (
        "*What I keep*: your note, and what is answered. The way back to you is kept encrypted "
        "with this note's own key; it and its key are erased when the note is closed, by you, by a "
        f"contact, or by me after {rules.QUIET.days} days without a word. Until then whoever "
        "operates me "
        f"({escape(operator)}) could open it. A contact may block further words of yours; they do "
        "not learn who you are then either."
    )


def _what_is_not_protected(sides: Sides) -> str:
    told = "Readers are told which side it comes from."
    if any(rules.is_few(sides, side) for side in Side):
        told = "Readers are not told which side it comes from, as one of them is small."
    return (
        f"*What I cannot hide*: your words may tell who you are. {told} Slack keeps its own "
        "records of what you do, and whoever mentions me in a channel is seen there; in a direct "
        "message to me nobody sees it. The moment does not tell: I pass the note on at a random "
        f"one within the next {MINUTES} minutes."
    )


def answer_form(note_id: str, word_id: str) -> View:
    """A contact answers."""
    return blocks.modal(
        ids.ANSWER_FORM,
        "Answer the note",
        [
            blocks.section(
                "I pass this on to whoever wrote the note. They, and the other contacts who read "
                "it, see that it comes from you."
            ),
            blocks.text_input("text", "Your answer", multiline=True),
        ],
        submit="Answer",
        metadata={"note": note_id, "word": word_id},
    )


def more_form(note_id: str, word_id: str) -> View:
    """The writer writes under their note."""
    return blocks.modal(
        ids.MORE_FORM,
        "Write more",
        [
            blocks.section(
                "I pass this on to the contacts who read your note, at once and without your name."
            ),
            blocks.text_input("text", "Your words", multiline=True),
        ],
        submit="Send",
        metadata={"note": note_id, "word": word_id},
    )


def left() -> str:
    """The answer to a form that was submitted."""
    return (
        f"I pass it on within the next {MINUTES} minutes, at a random moment. What is answered "
        "reaches you by direct message from me; there you can answer back, or close the note."
    )
