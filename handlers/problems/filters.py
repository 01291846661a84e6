"""Which problems a list shows: read from what somebody types or picks, and kept in its menus. Pure.

A stage, a side and a theme may be said in any order: "options Vee #trust".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.core.errors import RapportError
from bot.core.people import Side
from bot.core.themes import Theme
from bot.problems.rules import Stage
from storage.relationships import Relationship

STAGE, SIDE, THEME, MINE = "stage", "side", "theme", "mine"


class NoSuchList(RapportError):
    """I do not understand that. `/problem list` takes a stage (define, causes, options, evaluate, \
    decide, try, review, closed), a side (client, vendor or its name) and a theme such as \
    `#trust`. `/problem list` alone shows all that is open."""


@dataclass(frozen=True, slots=True)
class Filter:
    """At which stage, whose turn it is, what about; `mine` are those that the reader facilitates
    or does something for. Empty means all."""

    stage: Stage | None = None
    side: Side | None = None
    theme: Theme | None = None
    mine: bool = False

    def to_json(self) -> dict[str, str]:
        said = {STAGE: self.stage, SIDE: self.side, THEME: self.theme, MINE: self.mine and "yes"}
        return {key: str(value) for key, value in said.items() if value}

    @classmethod
    def from_json(cls, said: Mapping[str, str]) -> "Filter":
        return cls(
            Stage(said[STAGE]) if STAGE in said else None,
            Side(said[SIDE]) if SIDE in said else None,
            Theme(said[THEME]) if THEME in said else None,
            MINE in said,
        )


def read(text: str, relationship: Relationship) -> Filter:
    """What somebody typed after `/problem list`. Raises NoSuchList."""
    found, rest = _read_names(" ".join(text.casefold().split()), relationship)
    for word in rest.split():
        found = _read_word(found, word.lstrip("#"))
    return found


def _read_names(text: str, relationship: Relationship) -> tuple[Filter, str]:
    """The side whose name is said, and the words that are left; names may have several words."""
    for side in sorted(Side, key=lambda side: -len(relationship.name(side))):
        name = " ".join(relationship.name(side).casefold().split())
        rest, count = re.subn(rf"(?<!\S){re.escape(name)}(?!\S)", " ", text, count=1)
        if name and count:
            return Filter(side=side), rest
    return Filter(), text


def _read_word(found: Filter, word: str) -> Filter:
    if word in tuple(Stage):
        return replace(found, stage=Stage(word))
    if word in tuple(Side):
        return replace(found, side=Side(word))
    if word in tuple(Theme):
        return replace(found, theme=Theme(word))
    raise NoSuchList
