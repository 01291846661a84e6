"""A retro as Markdown: what both sides may see of it, by side, never by person. Pure."""

from collections.abc import Mapping, Sequence

from bot.core.markdown import write_line
from bot.core.people import Side
from bot.retros.rules import NAMES, Kind, Stage
from storage.relationships import Relationship
from storage.retros import RetroNote
from storage.retros_reading import Board, Head, Promised

KINDS: Mapping[Kind, str] = {
    Kind.WELL: "went well",
    Kind.BADLY: "went badly",
    Kind.PUZZLE: "puzzle",
    Kind.IDEA: "idea",
}


def write(head: Head, board: Board, names: Mapping[str, str], links: Mapping[str, str]) -> str:
    """`names` are those of people by their ids, `links` lead to the cards of actions by theirs."""
    retro, relationship = head.retro, head.relationship
    lines = [
        f"# Retro {retro.number}: {write_line(retro.title)}",
        "",
        f"{write_line(relationship.both)} · begun on {retro.created_at:%Y-%m-%d} · "
        f"{NAMES[Stage(retro.stage)]}",
        *_alone(head),
        *_notes(board, relationship),
        *_promised("What we improve", head.improvements, names, links),
        *_promised("Still open from before", head.earlier, names, links),
    ]
    return "\n".join(lines) + "\n"


def _alone(head: Head) -> list[str]:
    """The steps that one side took without the other."""
    steps = [
        f"- {write_line(head.relationship.name(Side(move.alone_side)))} went on alone from "
        f"{NAMES[Stage(move.from_stage)]} to {NAMES[Stage(move.to_stage)]} on {move.at:%Y-%m-%d}"
        for move in head.moves
        if move.alone_side
    ]
    return ["", "## Taken by one side", "", *steps] if steps else []


def _notes(board: Board, relationship: Relationship) -> list[str]:
    if not board.notes:
        return ["", "No notes are open."]
    lines = ["", "## Notes"]
    for heading in board.ranked:
        about = [*([heading.theme] if heading.theme else []), *_count(board.count(heading))]
        behind = f" ({', '.join(about)})" if about else ""
        lines += ["", f"### {write_line(heading.name)}{behind}", ""]
        lines += _list(board.under(heading.id), relationship)
    loose = board.under(None)
    return [*lines, "", "### On their own", "", *_list(loose, relationship)] if loose else lines


def _count(votes: int) -> list[str]:
    return [f"{votes} {'vote' if votes == 1 else 'votes'}"] if votes else []


def _list(notes: Sequence[RetroNote], relationship: Relationship) -> list[str]:
    order = list(Kind)
    return [
        f"- {KINDS[Kind(note.kind)]}, {write_line(relationship.name(Side(note.side)))}: "
        f"{write_line(note.text)}"
        for note in sorted(notes, key=lambda note: (order.index(Kind(note.kind)), note.id))
    ]


def _promised(
    title: str, promised: Promised, names: Mapping[str, str], links: Mapping[str, str]
) -> list[str]:
    if not promised.shown:
        return []
    lines = []
    for listed in promised.shown:
        action = listed.action
        link = f" ([card]({links[action.id]}))" if action.id in links else ""
        text, who = (write_line(one) for one in (action.text, names.get(action.owner, "someone")))
        lines.append(f"- {text} · {who} · by {action.due.isoformat()} · {action.status}{link}")
    more = promised.count - len(promised.shown)
    return ["", f"## {title}", "", *lines, *([f"- and {more} more"] if more else [])]
