"""The board of a retro: notes under their headings, and votes once they are counted. Pure."""

from collections.abc import Mapping, Sequence

from bot.core.people import Side
from bot.retros.rules import Kind
from handlers import blocks
from handlers.blocks import Block, escape
from handlers.fitting import fit
from storage.outbox import Message
from storage.relationships import Relationship
from storage.retros import RetroHeading, RetroNote
from storage.retros_reading import Board

MARKS: Mapping[Kind, str] = {
    Kind.WELL: ":large_green_circle:",
    Kind.BADLY: ":red_circle:",
    Kind.PUZZLE: ":question:",
    Kind.IDEA: ":bulb:",
}
KINDS: Mapping[Kind, str] = {
    Kind.WELL: "Went well",
    Kind.BADLY: "Went badly",
    Kind.PUZZLE: "Puzzles",
    Kind.IDEA: "Ideas",
}
REST = "There is more than one message has room for; `/retro export` has all of it."


def board(shown: Board, relationship: Relationship) -> Message:
    """The notes in the thread, shown anew whenever they are put together or counted."""
    return blocks.message("The notes of both sides", fit(content(shown, relationship), REST))


def content(shown: Board, relationship: Relationship) -> list[Block]:
    paragraphs = [_under(heading, shown, relationship) for heading in shown.ranked]
    loose = shown.under(None)
    for kind in Kind:
        of_kind = [note for note in loose if note.kind == kind]
        if of_kind:
            lines = [f"• {_words(note, relationship)}" for note in of_kind]
            paragraphs.append("\n".join([f"{MARKS[kind]} *{KINDS[kind]}*", *lines]))
    return [block for paragraph in paragraphs for block in blocks.sections(paragraph)]


def _under(heading: RetroHeading, shown: Board, relationship: Relationship) -> str:
    notes = shown.under(heading.id)
    if [note.text for note in notes] == [heading.name]:  # a note that stayed alone
        mark, side = MARKS[Kind(notes[0].kind)], _side(notes[0], relationship)
        return f"{mark} *{escape(heading.name)}* ({side}){_about(heading, shown, relationship)}"
    return "\n".join([title(heading, shown, relationship), *_lines(notes, relationship)])


def title(heading: RetroHeading, shown: Board, relationship: Relationship) -> str:
    """The name of a heading, with its theme and its votes."""
    return f"*{escape(heading.name)}*{_about(heading, shown, relationship)}"


def _about(heading: RetroHeading, shown: Board, relationship: Relationship) -> str:
    theme = f" · {heading.theme}" if heading.theme else ""
    return f"{theme}{_votes(heading, shown, relationship)}"


def _votes(heading: RetroHeading, shown: Board, relationship: Relationship) -> str:
    """ " · 3 votes (Acme 2, Vee 1)"; "" while they are not counted."""
    counts = shown.votes.get(heading.id)
    if not counts:
        return ""
    total = sum(counts.values())
    by_side = ", ".join(
        f"{escape(relationship.name(side))} {counts[side]}" for side in Side if side in counts
    )
    return f" · {total} {'vote' if total == 1 else 'votes'} ({by_side})"


def _lines(notes: Sequence[RetroNote], relationship: Relationship) -> list[str]:
    order = list(Kind)
    notes = sorted(notes, key=lambda note: (order.index(Kind(note.kind)), note.id))
    return [f"{MARKS[Kind(note.kind)]} {_words(note, relationship)}" for note in notes]


def _words(note: RetroNote, relationship: Relationship) -> str:
    """The words, and which side wrote them; never who."""
    return f"{escape(note.text)} ({_side(note, relationship)})"


def _side(note: RetroNote, relationship: Relationship) -> str:
    return escape(relationship.name(Side(note.side)))
