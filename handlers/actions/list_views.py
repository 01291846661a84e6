"""The list of actions: mine and ours, with where each came from. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.actions.rules import SourceKind
from bot.core.people import Side
from handlers import blocks
from handlers.actions import ids
from handlers.actions.views import MARKS, heading, line, row, steering
from handlers.blocks import Block, cut, escape
from handlers.fitting import fit
from storage.actions import Action, Status
from storage.actions_reading import Origin
from storage.outbox import Message
from storage.relationships import Relationship

# With buttons of its own; the others have them on their cards, or the list would be too long.
MOST_STEERED = 5
REST = "There are more. The buttons below show fewer at a time."
LONGEST_TITLE = 60

WHENCE = {
    SourceKind.ROUND: "pulse",
    SourceKind.PROBLEM: "problem",
    SourceKind.RETRO: "retro",
    SourceKind.MILESTONE: "milestone",
    SourceKind.LESSON: "lesson",
}


class Filter(StrEnum):
    """Which open actions are listed."""

    ALL = "all"
    MINE = "mine"
    CLIENT = "client"
    VENDOR = "vendor"

    def takes(self, action: Action, user_id: str) -> bool:
        match self:
            case Filter.ALL:
                return True
            case Filter.MINE:
                return action.owner == user_id
        return action.side == self


@dataclass(frozen=True, slots=True)
class Entry:
    """An action in the list: the address of its card, and what it came from."""

    action: Action
    link: str | None = None
    origin: Origin | None = None


def listing(
    relationship: Relationship,
    entries: Sequence[Entry],
    *,
    user_id: str,
    chosen: Filter = Filter.ALL,
    steerable: Collection[str],
    today: date,
) -> Message:
    """The open actions that were chosen, the reader's own first; `steerable` has the ids of those
    that the reader may finish, move or drop."""
    names = escape(relationship.both)
    mine = [one for one in entries if one.action.owner == user_id]
    ours = [one for one in entries if one.action.owner != user_id]
    handy = {one.action.id for one in [*mine, *ours][:MOST_STEERED]}.intersection(steerable)
    shown: list[Block] = []
    for title, some in ((f"*Yours* ({len(mine)})", mine), (f"*{names}* ({len(ours)})", ours)):
        if some:
            shown.append(blocks.section(title))
        for entry in some:
            shown += _show(entry, relationship, today, entry.action.id in handy)
    title = f"Open actions of {names}"
    if not entries:
        title = f"No open actions of {names}"
        shown.append(blocks.section(f"{title}{_none(relationship, chosen)}."))
    return blocks.message(title, fit(shown, REST, [_filters(relationship, chosen)]))


def _none(relationship: Relationship, chosen: Filter) -> str:
    return {
        Filter.ALL: "",
        Filter.MINE: " for you",
        Filter.CLIENT: f" on the side of {escape(relationship.client_name)}",
        Filter.VENDOR: f" on the side of {escape(relationship.vendor_name)}",
    }[chosen]


def _show(entry: Entry, relationship: Relationship, today: date, may_steer: bool) -> list[Block]:
    action = entry.action
    where = f" · {_tell_origin(action, entry.origin)}"
    link = f" · <{entry.link}|card>" if entry.link else ""
    shown = [blocks.section(f"{line(action, relationship, today)}{where}{link}")]
    return [*shown, row(action, steering(action, where="list"))] if may_steer else shown


def _tell_origin(action: Action, origin: Origin | None) -> str:
    """ "problem #3 Late answers", "pulse #1", or only "retro"."""
    parts = [WHENCE[SourceKind(action.source_kind)]]
    if origin is not None and origin.number is not None:
        parts.append(f"#{origin.number}")
    if origin is not None and origin.title:
        parts.append(escape(cut(origin.title, LONGEST_TITLE)))
    return " ".join(parts)


def _filters(relationship: Relationship, chosen: Filter) -> Block:
    names: Mapping[Filter, str] = {
        Filter.ALL: "All",
        Filter.MINE: "Mine",
        Filter.CLIENT: relationship.client_name,
        Filter.VENDOR: relationship.vendor_name,
    }
    return blocks.actions(
        "action_filters",
        [
            blocks.button(name, f"{ids.FILTER}:{one}", f"{relationship.id}:{one}")
            for one, name in names.items()
            if one is not chosen
        ],
    )


def changed(action: Action, relationship: Relationship) -> Message:
    """The private answer to a button of the list, with a way back."""
    name = escape(relationship.name(Side(action.side)))
    text = f"{MARKS[Status(action.status)]} {heading(action, name)}: {escape(action.text)}"
    return blocks.message(
        text, [*blocks.sections(text), row(action, steering(action, where="list"))]
    )
