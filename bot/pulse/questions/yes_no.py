"""Yes or no."""

import re

from bot.pulse.questions import Question

YES, NO = 1, 0
MEANINGS = {
    "+1": YES,
    "thumbsup": YES,
    "white_check_mark": YES,
    "heavy_check_mark": YES,
    "-1": NO,
    "thumbsdown": NO,
    "x": NO,
    "negative_squared_cross_mark": NO,
}
_WORDS = re.compile(
    r"\s*(?:(?P<yes>yes|yeah|yep|y)\b|(?P<no>no|nope|n)\b|:(?P<emoji>[+\-\w]+):)", re.IGNORECASE
)


def find_values(_question: Question) -> tuple[int, ...]:
    return (YES, NO)


def name_reactions(_question: Question) -> tuple[str, ...]:
    return ("+1", "-1")


def read_emoji(_question: Question, name: str) -> int | None:
    return MEANINGS.get(name)


def read_words(_question: Question, text: str) -> tuple[int | None, str]:
    found = _WORDS.match(text)
    if found is None:
        return None, text
    value = YES if found["yes"] else NO if found["no"] else MEANINGS.get(found["emoji"])
    return (None, text) if value is None else (value, text[found.end() :])
