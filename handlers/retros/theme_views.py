"""Which themes come back, as people see it. Pure."""

from collections.abc import Mapping, Sequence

from bot.retros.themes import Recurring
from handlers import blocks
from handlers.blocks import escape
from storage.outbox import Message
from storage.relationships import Relationship
from storage.themes import COMMENT, HEADING, LESSON, PROBLEM

# One of a kind, and several.
KINDS: Mapping[str, tuple[str, str]] = {
    PROBLEM: ("problem", "problems"),
    HEADING: ("heading of a retro", "headings of retros"),
    LESSON: ("lesson", "lessons"),
    COMMENT: ("comment in a pulse", "comments in pulses"),
}
COUNTED = (
    "The last twelve months, beside the twelve before. Counted are problems, headings of retros "
    "and lessons that have a theme, and comments of closed rounds that asked by name; who "
    "they come from is counted nowhere."
)


def themes(relationship: Relationship, recurring: Sequence[Recurring]) -> Message:
    names = escape(relationship.both)
    if not recurring:
        return blocks.message(
            f"No theme of {names} is on record yet. Problems, lessons and headings of retros can "
            "be given one."
        )
    lines = [_line(one) for one in recurring]
    return blocks.message(
        f"Themes that come back between {names}",
        [
            blocks.section(f"*Themes that come back between {names}*"),
            *blocks.sections("\n".join(lines)),
            blocks.context(COUNTED),
        ],
    )


def _line(one: Recurring) -> str:
    where = " · ".join(
        f"{count} {KINDS[kind][count > 1]}" for kind in KINDS if (count := one.kinds.get(kind, 0))
    )
    return f"*{one.theme.capitalize()}* {one.count} {_trend(one)}{f': {where}' if where else ''}"


def _trend(one: Recurring) -> str:
    """ "↑ (3 the year before)"."""
    if not one.before:
        return "(new)"
    arrow = "=" if one.count == one.before else "↑" if one.count > one.before else "↓"
    return f"{arrow} ({one.before} the year before)"
