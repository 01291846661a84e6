"""One of up to ten options; its value is its place from 0."""

from bot.pulse.questions import Question
from bot.pulse.questions.numbers import KEYCAPS, read_keycap, read_number


def find_values(question: Question) -> tuple[int, ...]:
    return tuple(range(len(question.options)))


def name_reactions(question: Question) -> tuple[str, ...]:
    names = (*KEYCAPS[1:10], "keycap_ten")
    return names[: len(question.options)]


def read_emoji(question: Question, name: str) -> int | None:
    return _find_place(question, read_keycap(name))


def read_words(question: Question, text: str) -> tuple[int | None, str]:
    """Its number from 1, or its own words."""
    number, rest = read_number(text)
    place = _find_place(question, number)
    if place is not None:
        return place, rest
    said = text.strip().casefold()
    by_length = sorted(enumerate(question.options), key=lambda one: -len(one[1]))
    for place, option in by_length:
        if said.startswith(option.casefold()):
            return place, text.strip()[len(option) :]
    return None, text


def _find_place(question: Question, number: int | None) -> int | None:
    return number - 1 if number and number <= len(question.options) else None
