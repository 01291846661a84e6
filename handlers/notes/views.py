"""What readers see of a note, and what its writer is told. Pure."""

from collections.abc import Sequence
from datetime import date

from bot.core.people import Side
from bot.notes.rules import QUIET, Ending, Readers
from handlers import blocks, words
from handlers.blocks import Block, cut, escape
from handlers.notes import ids
from storage.notes import Note, NoteWord
from storage.outbox import Message
from storage.relationships import Relationship

# The card shows the newest words; all of them stand in its thread.
NEWEST = 5
SHORTENED = 600
REMINDED = 150

WRITER = "Whoever wrote the note"
ONLY_BUTTONS = "What is typed here is not passed on; use the button."
DOUBT = "Slack did not say whether this reached them."


def card(note: Note, relationship: Relationship, said: Sequence[NoteWord]) -> Message:
    """A note with what was written under it, for the contacts who read it."""
    title = f"An anonymous note from {_origin(note, relationship)}"
    readers = _readers(note, relationship)
    return blocks.message(
        title,
        [
            blocks.section(f"*{title}*"),
            *blocks.quotation(note.text),
            *_conversation(said),
            blocks.context(f"{_day(note.day)} · read by {readers} · {_standing(note)}"),
            *_reader_buttons(note),
        ],
    )


def _origin(note: Note, relationship: Relationship) -> str:
    if note.side is None:
        return f"somebody of {escape(relationship.both)}"
    return f"somebody of {escape(relationship.name(Side(note.side)))}"


def _readers(note: Note, relationship: Relationship) -> str:
    names = [escape(relationship.name(side)) for side in Readers(note.readers).sides]
    return f"the contacts of {words.join_words(names)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _conversation(said: Sequence[NoteWord]) -> list[Block]:
    shown = [
        blocks.section(f"{_speaker(word)}: {escape(cut(word.text, SHORTENED))}{_doubt(word)}")
        for word in said[-NEWEST:]
    ]
    if len(said) > NEWEST:
        shown.insert(0, blocks.context(f"{len(said) - NEWEST} earlier words stand in the thread."))
    return shown


def _speaker(word: NoteWord) -> str:
    return f"*{WRITER}*" if word.author is None else words.person(word.author)


def _doubt(word: NoteWord) -> str:
    return f"\n_{DOUBT}_" if word.doubtful else ""


def _standing(note: Note) -> str:
    if note.ending is not None:
        told_first = note.ending in {Ending.CONTACT, Ending.QUIET}
        once = "erased once they are told" if told_first else "erased"
        return f"{_ending(note)} Nobody can answer any more; the way back is {once}."
    if note.blocked_by is not None:
        return f"{words.person(note.blocked_by)} blocked further words of whoever wrote it."
    return f"I tell nobody who wrote it. {ONLY_BUTTONS}"


def _ending(note: Note) -> str:
    match Ending(str(note.ending)):
        case Ending.WRITER:
            return f"{WRITER} closed it."
        case Ending.CONTACT:
            return f"{words.person(str(note.ended_by))} closed it."
        case Ending.QUIET:
            return f"Closed after {QUIET.days} days without a word."
        case Ending.UNREACHABLE:
            return f"{WRITER} cannot be reached any more, so it is closed."


def _reader_buttons(note: Note) -> list[Block]:
    if note.ending is not None:
        return []
    closing = blocks.confirm(
        "Close the note?",
        "Whoever wrote it is told, and the way back to them is erased for good.",
        "Close it",
    )
    shown = [
        blocks.button("Answer", ids.ANSWER, note.id, style="primary"),
        blocks.button("Close", ids.CLOSE, note.id, confirm=closing),
    ]
    if note.blocked_by is None:
        blocking = blocks.confirm(
            "Block it?",
            "Whoever wrote this note can then write no more under it. You do not learn who it is.",
            "Block it",
        )
        shown.append(blocks.button("Block", ids.BLOCK, note.id, confirm=blocking))
    return [blocks.actions("note", shown)]


def word(spoken: NoteWord) -> Message:
    """What was written under a note, in the thread of its card."""
    sentence = (
        f"From {WRITER.lower()}:"
        if spoken.author is None
        else f"{words.person(spoken.author)} answered:"
    )
    return blocks.message(sentence, [blocks.section(sentence), *blocks.quotation(spoken.text)])


def ended(note: Note) -> Message:
    """Said in the thread when the note is closed."""
    return blocks.message(f"{_ending(note)} Nobody can answer any more.")


def receipt(note: Note) -> Message:
    """Tells the writer that their note is kept, with what they can do."""
    sentence = "This is your anonymous note. What is answered reaches you here."
    return blocks.message(
        sentence,
        [
            blocks.section(sentence),
            *blocks.quotation(note.text),
            blocks.context(ONLY_BUTTONS),
            _writer_buttons(note, "Write more"),
        ],
    )


def answered(
    note: Note, spoken: NoteWord, relationship: Relationship, side: Side | None
) -> Message:
    """Tells the writer what a contact answered; `side` is the contact's."""
    of = f" ({escape(relationship.name(side))})" if side is not None else ""
    sentence = f"{words.person(str(spoken.author))}{of} answered your anonymous note:"
    return blocks.message(
        sentence,
        [
            blocks.section(sentence),
            *blocks.quotation(spoken.text),
            blocks.context(f"{_reminder(note)}\n{ONLY_BUTTONS}"),
            _writer_buttons(note, "Answer back"),
        ],
    )


def _reminder(note: Note) -> str:
    """Which note is meant, in one line."""
    return f"Your note: {escape(cut(' '.join(note.text.split()), REMINDED))}"


def _writer_buttons(note: Note, more: str) -> Block:
    closing = blocks.confirm(
        "Close your note?",
        "Nobody can answer any more, and the way back to you is erased for good.",
        "Close it",
    )
    shown = [blocks.button("Close", ids.END, note.id, confirm=closing)]
    if note.blocked_by is None:
        shown.insert(0, blocks.button(more, ids.MORE, note.id, style="primary"))
    return blocks.actions("note", shown)


def closed(note: Note) -> Message:
    """The last that the writer is told."""
    sentence = (
        f"Your anonymous note is closed. {_ending(note)} With this message the way back to you is "
        "erased: nobody can answer any more."
    )
    return blocks.message(
        sentence,
        [
            blocks.section(sentence),
            blocks.context(_reminder(note)),
        ],
    )


def which(found: Sequence[tuple[str, str, str]], typed: str) -> Message:
    """Asks which relationship a note is for; `found` are id, name and channel of each.

    What was typed is given back, for it is kept nowhere.
    """
    homes = words.join_words([words.channel(channel_id) for _, _, channel_id in found])
    question = f"Which relationship is your note about? (Their channels: {homes})"
    shown = [
        *blocks.sections(question),
        blocks.actions(
            "note_which",
            [
                blocks.button(name, f"{ids.LEAVE}:{relationship_id}", relationship_id)
                for relationship_id, name, _ in found
            ],
        ),
    ]
    if typed:
        given_back = "You typed this; I keep it nowhere, so copy it into the form:"
        shown += [blocks.section(given_back), *blocks.quotation(typed)]
    return blocks.message(question, shown)


def too_long(typed: str) -> Message:
    """A form holds 3,000 characters; the words are given back so that nothing is lost."""
    sentence = (
        f"That is longer than the {blocks.INPUT_TEXT:,} characters that a note can hold. Nothing "
        "was kept. Here is what you wrote:"
    )
    return blocks.message(sentence, [blocks.section(sentence), *blocks.quotation(typed)])
