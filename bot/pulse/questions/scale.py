"""From 1 (not at all) to 5 (very well), as numbers or as faces."""

from bot.pulse.questions import Question
from bot.pulse.questions.numbers import read_keycap, read_number

VALUES = (1, 2, 3, 4, 5)
FACES = (
    "disappointed",
    "slightly_frowning_face",
    "neutral_face",
    "slightly_smiling_face",
    "grinning",
)
# Faces that people pick instead, by what they mean.
_ALIKE = {
    1: ("angry", "rage", "cry", "sob", "persevere"),
    2: ("worried", "white_frowning_face", "frowning", "confused"),
    3: ("expressionless",),
    4: ("simple_smile", "blush"),
    5: ("smile", "smiley", "grin", "heart_eyes", "star-struck"),
}
MEANINGS = {name: value for value, name in enumerate(FACES, start=1)} | {
    name: value for value, names in _ALIKE.items() for name in names
}


def find_values(_question: Question) -> tuple[int, ...]:
    return VALUES


def name_reactions(question: Question) -> tuple[str, ...]:
    """The emoji that are offered, in the order of the values."""
    return FACES if question.faces else ("one", "two", "three", "four", "five")


def read_emoji(_question: Question, name: str) -> int | None:
    value = MEANINGS.get(name, read_keycap(name))
    return value if value in VALUES else None


def read_words(question: Question, text: str) -> tuple[int | None, str]:
    number, rest = read_number(text)
    if number is None and text.lstrip().startswith(":"):
        name, _, rest = text.lstrip()[1:].partition(":")
        number = read_emoji(question, name)
    return (number, rest) if number in VALUES else (None, text)
