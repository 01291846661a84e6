"""What may be shown of a closed round, worked out once and never again. Pure.

From DESIGN: in anonymous rounds the mean of a side from three answers on, its distribution and its
words from five. Whatever else is ever told (gaps, changes, themes, trends, exports) is worked out
from these figures alone, so nothing that is hidden here comes back by subtraction.

A mean of few answers can give away all of them: three scores with the mean 1.3 are 1, 1 and 2.
So a mean without its distribution is veiled, see `veil_mean`. One thing is shown on purpose, and
said on every anonymous question before it is answered: when everybody answers alike, it shows.

What no rule here covers: somebody who answered knows one answer of the group, and so knows more
about the rest of it than everybody else does.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from bot.core.errors import InvalidInput
from bot.core.people import Side
from bot.pulse.questions import Anonymity, Kind, Question
from bot.relationships.rules import ANONYMOUS_MINIMUM

MEAN_MINIMUM = ANONYMOUS_MINIMUM
DETAIL_MINIMUM = 5

# Their mean says something; of the other kinds the distribution is the whole result.
WITH_MEAN = (Kind.SCALE, Kind.RECOMMEND)


class Group(StrEnum):
    """Whose answers a figure is about."""

    CLIENT = Side.CLIENT.value
    VENDOR = Side.VENDOR.value
    BOTH = "both"


class Hidden(StrEnum):
    """What is not shown because too few answered: all of it, or all but the mean."""

    ALL = "all"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class Minimums:
    """From how many answers on something is shown. They can be raised, never lowered."""

    mean: int = MEAN_MINIMUM
    detail: int = DETAIL_MINIMUM

    def __post_init__(self) -> None:
        """Raises InvalidInput with sentences by the names of the pulse's columns."""
        problems = {}
        if self.mean < MEAN_MINIMUM:
            problems["mean_minimum"] = f"A mean is shown from {MEAN_MINIMUM} answers on, or more."
        if self.detail < max(DETAIL_MINIMUM, self.mean):
            problems["detail_minimum"] = (
                f"Single answers and comments are shown from {DETAIL_MINIMUM} answers on or more, "
                "and never before the mean."
            )
        if problems:
            raise InvalidInput(problems)


@dataclass(frozen=True, slots=True)
class Given:
    """The opened drafts of one person: values and words by the position of the question."""

    user_id: str
    side: Side
    values: Mapping[int, int]
    texts: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is shown of one group's answers to one question.

    `about` says that the mean is veiled. `counts` is the distribution, in the order of
    `list_values`; of several choices it says how many took each option.
    """

    position: int
    group: Group
    answered: int
    mean: float | None = None
    about: bool = False
    counts: tuple[int, ...] | None = None
    hidden: Hidden | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a round: one for each question and each group."""

    anonymity: Anonymity
    minimums: Minimums
    figures: tuple[Figure, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        return list_groups(self.anonymity)

    def of(self, position: int, group: Group) -> Figure:
        return next(one for one in self.figures if one.position == position and one.group == group)

    def shows_words(self, position: int, group: Group) -> bool:
        """Whether what this group wrote to this question may be read."""
        return _shows_detail(self.of(position, group).answered, self.anonymity, self.minimums)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Figures":
        """The figures as `to_json` wrote them."""
        return cls(
            Anonymity(raw["anonymity"]),
            Minimums(**raw["minimums"]),
            tuple(_load_figure(one) for one in raw["figures"]),
        )


@dataclass(frozen=True, slots=True)
class Score:
    """One value to keep; `user_id` only in named rounds."""

    position: int
    group: Group
    value: int
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """Words to keep; `user_id` only in named rounds."""

    position: int
    group: Group
    text: str
    user_id: str | None = None


def list_groups(anonymity: Anonymity) -> tuple[Group, ...]:
    """Who is shown apart: both sides, or only the two of them together."""
    if anonymity is Anonymity.TOGETHER:
        return (Group.BOTH,)
    return (Group.CLIENT, Group.VENDOR)


def list_values(question: Question) -> range:
    """What can be counted of a question: its values, or the places of its options."""
    match question.kind:
        case Kind.SCALE:
            return range(1, 6)
        case Kind.RECOMMEND:
            return range(11)
        case Kind.YES_NO:
            return range(2)
        case Kind.CHOICE | Kind.CHOICES:
            return range(len(question.options))
        case Kind.TEXT:
            return range(0)


def publish(
    questions: Sequence[Question],
    given: Sequence[Given],
    anonymity: Anonymity,
    minimums: Minimums,
) -> Figures:
    """Everything that may ever be shown of these answers, except the words themselves."""
    figures = []
    for position, question in enumerate(questions):
        for group in list_groups(anonymity):
            own = [one for one in given if group in (Group.BOTH, one.side)]
            values = [one.values[position] for one in own if position in one.values]
            words = [one.texts[position] for one in own if one.texts.get(position)]
            answered = len(words if question.kind is Kind.TEXT else values)
            hidden = _find_hidden(question.kind, answered, anonymity, minimums)
            bare = Figure(position, group, answered, hidden=hidden)
            figures.append(_fill_in(bare, question, values))
    return Figures(anonymity, minimums, tuple(figures))


def veil_mean(total: int, answered: int, values: range) -> tuple[float, bool]:
    """The mean of answers whose distribution is hidden, and whether it is only about right.

    Three answers or more with the lowest sum of all are all the lowest: that they are alike is
    shown on purpose. The next sum has one way to come about (all the lowest but one), and would
    give every answer away; every sum further in has two ways or more. So the second and the third
    sum have the mean between them in common, and likewise at the upper end: whoever knows this
    rule, too, is left with two ways or more for every mean but those of answers that are alike.
    """
    above_lowest = total - answered * values[0]
    below_highest = answered * values[-1] - total
    if above_lowest in (1, 2):
        return round(values[0] + 1.5 / answered, 1), True
    if below_highest in (1, 2):
        return round(values[-1] - 1.5 / answered, 1), True
    return round(total / answered, 1), False


def kept_scores(
    questions: Sequence[Question], given: Sequence[Given], figures: Figures
) -> list[Score]:
    """The values that outlive the round.

    In named rounds all, with names. In anonymous ones exactly what the shown distributions say,
    a row for each value and of several choices for each option, in an order that says nothing.
    """
    if figures.anonymity is Anonymity.NAMED:
        return [
            Score(position, _group_of(one, figures.anonymity), value, one.user_id)
            for one in given
            for position, value in sorted(one.values.items())
        ]
    return [
        Score(figure.position, figure.group, _kept_value(questions[figure.position], value))
        for figure in figures.figures
        if figure.counts is not None
        for value, count in zip(list_values(questions[figure.position]), figure.counts, strict=True)
        for _ in range(count)
    ]


def kept_texts(given: Sequence[Given], figures: Figures) -> list[Comment]:
    """The words that outlive the round, in anonymous ones in an order that says nothing."""
    is_named = figures.anonymity is Anonymity.NAMED
    kept = [
        Comment(position, group, text, one.user_id if is_named else None)
        for one in given
        for position, text in one.texts.items()
        if text and figures.shows_words(position, group := _group_of(one, figures.anonymity))
    ]
    return sorted(kept, key=lambda one: (one.position, one.group, one.text))


def _find_hidden(
    kind: Kind, answered: int, anonymity: Anonymity, minimums: Minimums
) -> Hidden | None:
    if not answered or _shows_detail(answered, anonymity, minimums):
        return None
    # Of both sides together nothing is shown before everything: there one side may be one person.
    by_side = anonymity is Anonymity.ANONYMOUS
    has_mean = kind in WITH_MEAN and by_side and answered >= minimums.mean
    return Hidden.DETAIL if has_mean else Hidden.ALL


def _shows_detail(answered: int, anonymity: Anonymity, minimums: Minimums) -> bool:
    return anonymity is Anonymity.NAMED or answered >= minimums.detail


def _fill_in(bare: Figure, question: Question, values: Sequence[int]) -> Figure:
    """The figure with what may be shown of these values."""
    if not values or bare.hidden is Hidden.ALL:
        return bare
    if bare.hidden is Hidden.DETAIL:
        mean, about = veil_mean(sum(values), len(values), list_values(question))
        return replace(bare, mean=mean, about=about)
    has_mean = question.kind in WITH_MEAN
    exact = round(sum(values) / len(values), 1) if has_mean else None
    return replace(bare, mean=exact, counts=_count(question, values))


def _count(question: Question, scores: Sequence[int]) -> tuple[int, ...]:
    values = list_values(question)
    if question.kind is Kind.CHOICES:
        return tuple(sum(mask >> place & 1 for mask in scores) for place in values)
    found = Counter(scores)
    return tuple(found[value] for value in values)


def _kept_value(question: Question, value: int) -> int:
    """An option of several is kept by itself: what one person combined would tell people apart."""
    return 1 << value if question.kind is Kind.CHOICES else value


def _group_of(one: Given, anonymity: Anonymity) -> Group:
    return Group.BOTH if anonymity is Anonymity.TOGETHER else Group(one.side)


def _load_figure(raw: Mapping[str, Any]) -> Figure:
    return Figure(
        position=raw["position"],
        group=Group(raw["group"]),
        answered=raw["answered"],
        mean=raw["mean"],
        about=raw["about"],
        counts=None if raw["counts"] is None else tuple(raw["counts"]),
        hidden=None if raw["hidden"] is None else Hidden(raw["hidden"]),
    )
