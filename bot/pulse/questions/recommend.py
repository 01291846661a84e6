"""How likely somebody would recommend working together: from 0 to 10."""

from bot.pulse.questions import Question
from bot.pulse.questions.numbers import KEYCAPS, read_keycap, read_number

VALUES = tuple(range(11))


def find_values(_question: Question) -> tuple[int, ...]:
    return VALUES


def name_reactions(_question: Question) -> tuple[str, ...]:
    return (*KEYCAPS[:10], "keycap_ten")


def read_emoji(_question: Question, name: str) -> int | None:
    return read_keycap(name)


def read_words(_question: Question, text: str) -> tuple[int | None, str]:
    number, rest = read_number(text)
    return (number, rest) if number in VALUES else (None, text)
