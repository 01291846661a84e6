"""By which emoji what is said in a problem's thread is marked. Pure."""

import re
from collections.abc import Collection, Mapping

from bot.core.errors import InvalidInput
from bot.problems.rules import Kind

# What both sides begin with. Only these kinds are marked by emoji.
DEFAULTS: Mapping[Kind, str] = {
    Kind.FACT: "pushpin",
    Kind.CAUSE: "question",
    Kind.IDEA: "bulb",
    Kind.DONE: "white_check_mark",
}

_EMOJI_NAME = re.compile(r"[\w+'-]{1,100}")


def read_marks(found: Mapping[str, str] | None) -> dict[Kind, str]:
    """The emoji that were chosen, or what both sides begin with; a kind may have none."""
    if found is None:
        return dict(DEFAULTS)
    return {kind: found[kind] for kind in DEFAULTS if found.get(kind)}


def find_kind(marks: Mapping[Kind, str], name: str) -> Kind | None:
    """What an emoji says that a message is."""
    return next((kind for kind, emoji in marks.items() if emoji == name), None)


def check_marks(typed: Mapping[Kind, str], *, taken: Collection[str]) -> dict[Kind, str]:
    """Emoji that mark each kind; what is left empty is not marked.

    `taken` are emoji that mean something else already. Raises InvalidInput with sentences under the
    names of the kinds.
    """
    chosen = {kind: emoji for kind, emoji in typed.items() if emoji}
    problems: dict[str, str] = {
        kind: sentence
        for kind, emoji in chosen.items()
        if (sentence := _check(emoji, chosen, taken))
    }
    if problems:
        raise InvalidInput(problems)
    return chosen


def _check(emoji: str, chosen: Mapping[Kind, str], taken: Collection[str]) -> str:
    if not _EMOJI_NAME.fullmatch(emoji):
        return "Name one emoji, such as :pushpin:."
    if emoji in taken:
        return f":{emoji}: means something else here already. Please pick another emoji."
    if sum(other == emoji for other in chosen.values()) > 1:
        return f":{emoji}: can mark only one of these."
    return ""
