"""Answered in words only."""

from bot.pulse.questions import Question


def find_values(_question: Question) -> tuple[int, ...]:
    return ()


def name_reactions(_question: Question) -> tuple[str, ...]:
    return ()


def read_emoji(_question: Question, _name: str) -> int | None:
    return None


def read_words(_question: Question, text: str) -> tuple[int | None, str]:
    return None, text
