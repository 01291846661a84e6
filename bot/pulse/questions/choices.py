"""Any of up to ten options; the value is the sum of `1 << place` of each that was chosen."""

import re
from collections.abc import Iterable

from bot.pulse.questions import Question, choice
from bot.pulse.questions.numbers import read_number

_TIGHT = re.compile(r",(?=\d)")
_JOINT = re.compile(r"\s*(?:,|\+|&|\band\b)\s*", re.IGNORECASE)

# What stands there and how a reaction is read, is as with one of several; each adds its option.
find_values = choice.find_values
name_reactions = choice.name_reactions
read_emoji = choice.read_emoji


def join(places: Iterable[int]) -> int | None:
    """The value of these options; None where none is chosen."""
    return sum(1 << place for place in set(places)) or None


def split(value: int | None) -> tuple[int, ...]:
    """The options of a value."""
    return tuple(place for place in range((value or 0).bit_length()) if (value or 0) >> place & 1)


def read_words(question: Question, text: str) -> tuple[int | None, str]:
    """Numbers from 1, joined: "1, 3 and 4 because ..."."""
    places, rest = [], _TIGHT.sub(", ", text)
    while True:
        number, after = read_number(rest)
        if number is None or not 0 < number <= len(question.options):
            break
        places.append(number - 1)
        joint = _JOINT.match(after)
        rest = after[joint.end() :] if joint else after
        if joint is None:
            break
    return (join(places), rest) if places else (None, text)
