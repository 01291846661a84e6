"""The questions of a pulse: six kinds, one file each, and what all of them have in common. Pure.

The value of an answer is one number: the score of a scale, 1 or 0 for yes or no, the place of an
option from 0, and for several options the sum of `1 << place`. Answers in words have none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from bot.core.people import Side

MOST_QUESTIONS = 12
MOST_OPTIONS = 10


class Kind(StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    RECOMMEND = "recommend"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"


class Anonymity(StrEnum):
    """What becomes of names: nobody learns them, and sides are shown apart or only together."""

    ANONYMOUS = "anonymous"
    TOGETHER = "together"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Question:
    """What both sides are asked, in words for each of them.

    Questions of the same `key` are the same over rounds. `options` belong to choices; `guess_of`
    is the position of the question of which the other side's answer is guessed.
    """

    kind: Kind
    client: str
    vendor: str
    key: str = ""
    theme: str = ""
    options: tuple[str, ...] = ()
    faces: bool = False
    guess_of: int | None = None

    def wording(self, side: Side) -> str:
        return self.client if side is Side.CLIENT else self.vendor


def dump(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """The questions as JSON, for `load`."""
    return [{**asdict(one), "options": list(one.options)} for one in questions]


def load(raw: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """The questions that `dump` wrote."""
    return tuple(load_one(one) for one in raw)


def load_one(raw: Mapping[str, Any]) -> Question:
    question = Question(**raw)
    return replace(question, kind=Kind(question.kind), options=tuple(question.options))
