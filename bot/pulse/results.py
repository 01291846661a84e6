"""What may be kept of a round's answers, and what may be shown of it. Pure.

From DESIGN: results are of closed rounds only; in anonymous rounds a side's mean from three
answers on and its comments from five; a gap counts as both sides' figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.people import Side
from bot.pulse.questions import Kind
from bot.relationships.rules import ANONYMOUS_MINIMUM

MEAN_MINIMUM = ANONYMOUS_MINIMUM
COMMENT_MINIMUM = 5

# A page of comments holds so many characters or entries, whichever comes first.
PAGE_CHARACTERS = 6000
PAGE_ENTRIES = 20


@dataclass(frozen=True, slots=True)
class Given:
    """An opened answer: who gave which score and which comment."""

    user_id: str
    side: Side
    score: int | None
    comment: str
    kind: Kind = Kind.SCALE

    @property
    def is_answer(self) -> bool:
        """Whether it counts: a comment alone only where words are all that is asked for."""
        return self.score is not None or bool(self.kind is Kind.TEXT and self.comment)


@dataclass(frozen=True, slots=True)
class Score:
    """A score to keep; `user_id` only in named rounds."""

    side: Side
    score: int
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment to keep; `user_id` only in named rounds."""

    side: Side
    text: str
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class SideResult:
    """What is shown of one side. `mean` is None where there is none, or where it is hidden."""

    asked: int
    answered: int
    mean: float | None
    mean_hidden: bool
    comments_hidden: bool


def keep_anonymous(given: Sequence[Given]) -> list[Score | Comment]:
    """What of an anonymous round is kept: no names, and nothing of a side that is too small."""
    kept: list[Score | Comment] = []
    for side in Side:
        own = [one for one in given if one.side is side]
        answered = sum(one.is_answer for one in own)
        scores = [one.score for one in own if one.score is not None]
        if len(scores) >= MEAN_MINIMUM:
            kept += [Score(side, score) for score in scores]
        if answered >= COMMENT_MINIMUM:
            kept += [Comment(side, one.comment) for one in own if one.comment]
    return kept


def keep_named(given: Sequence[Given]) -> list[Score | Comment]:
    """What of a named round is kept: everything, with names."""
    kept: list[Score | Comment] = []
    for one in given:
        if one.score is not None:
            kept.append(Score(one.side, one.score, one.user_id))
        if one.comment:
            kept.append(Comment(one.side, one.comment, one.user_id))
    return kept


def summarise(
    counts: Mapping[Side, tuple[int, int]], scores: Sequence[Score], *, anonymous: bool
) -> dict[Side, SideResult]:
    """What is shown of each side; `counts` says how many were asked and how many answered."""
    shown = {}
    for side in Side:
        asked, answered = counts[side]
        own = [one.score for one in scores if one.side is side]
        enough = not anonymous or answered >= MEAN_MINIMUM
        shown[side] = SideResult(
            asked=asked,
            answered=answered,
            mean=round(sum(own) / len(own), 1) if own and enough else None,
            mean_hidden=0 < answered < MEAN_MINIMUM and anonymous,
            comments_hidden=MEAN_MINIMUM <= answered < COMMENT_MINIMUM and anonymous,
        )
    return shown


def find_gap(sides: Mapping[Side, SideResult]) -> float | None:
    """How far the shown means are apart; None unless both sides have one."""
    client, vendor = sides[Side.CLIENT].mean, sides[Side.VENDOR].mean
    if client is None or vendor is None:
        return None
    return round(abs(client - vendor), 1)


def paginate(comments: Sequence[Comment]) -> list[list[Comment]]:
    """The comments in pages of a size that one message holds."""
    pages: list[list[Comment]] = []
    size = 0
    for comment in comments:
        size += len(comment.text)
        if not pages or size > PAGE_CHARACTERS or len(pages[-1]) == PAGE_ENTRIES:
            pages.append([])
            size = len(comment.text)
        pages[-1].append(comment)
    return pages
