"""What each kind of question can do, by its kind."""

from types import ModuleType
from typing import Any

from bot.pulse.questions import Kind, Question, choice, choices, recommend, scale, text, yes_no
from bot.pulse.questions.numbers import strip_joint

_KINDS: dict[Kind, ModuleType] = {
    Kind.SCALE: scale,
    Kind.RECOMMEND: recommend,
    Kind.YES_NO: yes_no,
    Kind.CHOICE: choice,
    Kind.CHOICES: choices,
    Kind.TEXT: text,
}


def find_values(question: Question) -> tuple[int, ...]:
    """What can be pressed, in this order; of several options the place of each."""
    return tuple(_of(question).find_values(question))


def name_reactions(question: Question) -> tuple[str, ...]:
    """The emoji that mean these values, in the same order."""
    return tuple(_of(question).name_reactions(question))


def read_emoji(question: Question, name: str) -> int | None:
    """What the name of an emoji means, without its skin tone; None where it means nothing."""
    found: int | None = _of(question).read_emoji(question, name)
    return found


def read_words(question: Question, said: str) -> tuple[int | None, str]:
    """What somebody means who answers in words: the value, and the comment after it.

    Without a value the words are no answer, but to a question that takes only words.
    """
    value, rest = _of(question).read_words(question, said)
    return value, strip_joint(rest)


def _of(question: Question) -> Any:
    return _KINDS[question.kind]
