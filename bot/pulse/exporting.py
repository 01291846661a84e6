"""What was published of closed rounds as rows, and rows as CSV and as JSON. Pure.

Rows are made of what a digest shows: who took part by side, the figures, the kept words. What one
person answered is in no digest, and so in no row.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Any

from bot.core import tables
from bot.core.people import Side
from bot.pulse.bank import fill
from bot.pulse.figures import WITH_MEAN, Comment, Figure, Figures, Group, Hidden, list_values
from bot.pulse.questions import Anonymity, Kind, Question
from bot.pulse.trends import Past

_NO_NAME = re.compile(r"[^a-z0-9]+")


class RowKind(StrEnum):
    """What a row tells."""

    PARTICIPATION = "participation"
    FIGURE = "figure"
    COUNT = "count"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Published:
    """A closed round of a pulse as its digest shows it.

    `took_part` is how many of a side were asked, and how many of them answered.
    """

    number: int
    title: str
    past: Past
    took_part: Mapping[Side, tuple[int, int]]
    comments: Sequence[Comment]


@dataclass(frozen=True, slots=True)
class Telling:
    """How things are named: the two organisations, people by their ids, and whose words the
    questions are in; those of both sides where there is no side.
    """

    client: str
    vendor: str
    people: Mapping[str, str]
    side: Side | None = None

    def name(self, group: Group) -> str:
        both = f"{self.client} and {self.vendor}"
        return {Group.CLIENT: self.client, Group.VENDOR: self.vendor}.get(group, both)

    def word(self, question: Question) -> str:
        sides = Side if self.side is None else (self.side,)
        told = [fill(question, side, self.client, self.vendor) for side in sides]
        return " / ".join(dict.fromkeys(told))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line; what does not belong to its kind is None.

    `question` and `guesses` count from 1, `closed` is in UTC. `value` is what was counted, in the
    question's own words where it has any. `hidden` says what is not shown, and `shown_from` from
    how many answers on it would be.
    """

    row: RowKind
    pulse: int
    title: str
    closed: datetime
    anonymity: Anonymity
    side: Group
    organisation: str
    question: int | None = None
    wording: str | None = None
    kind: Kind | None = None
    key: str | None = None
    theme: str | None = None
    guesses: int | None = None
    asked: int | None = None
    answered: int | None = None
    mean: float | None = None
    about: bool | None = None
    hidden: Hidden | None = None
    shown_from: int | None = None
    value: str | None = None
    count: int | None = None
    person: str | None = None
    comment: str | None = None


COLUMNS = tuple(field.name for field in fields(Row))


def list_rows(published: Sequence[Published], telling: Telling) -> list[Row]:
    """Everything that was published, in the order of the rounds and of their questions."""
    return [row for one in published for row in _list_round(one, telling)]


def _list_round(one: Published, telling: Telling) -> list[Row]:
    of_round = partial(
        Row,
        pulse=one.number,
        title=one.title,
        closed=one.past.closed_at.astimezone(UTC),
        anonymity=one.past.figures.anonymity,
    )
    rows = []
    for side, (asked, answered) in one.took_part.items():
        of_side = partial(of_round, side=Group(side), organisation=telling.name(Group(side)))
        rows.append(of_side(row=RowKind.PARTICIPATION, asked=asked, answered=answered))
    for position, question in enumerate(one.past.questions):
        of_question = partial(of_round, **_describe(position, question, telling))
        for group in one.past.figures.groups:
            of_group = partial(of_question, side=group, organisation=telling.name(group))
            rows += _list_figure(of_group, question, one.past.figures, position, group)
            rows += _list_comments(of_group, one.comments, telling, position, group)
    return rows


def _describe(position: int, question: Question, telling: Telling) -> dict[str, Any]:
    return {
        "question": position + 1,
        "wording": telling.word(question),
        "kind": question.kind,
        "key": question.key,
        "theme": question.theme or None,
        "guesses": None if question.guess_of is None else question.guess_of + 1,
    }


def _list_figure(
    of_group: "partial[Row]", question: Question, figures: Figures, position: int, group: Group
) -> list[Row]:
    """What is shown of a group, and below it how often each value was given, where that is."""
    figure = figures.of(position, group)
    shown = of_group(
        row=RowKind.FIGURE,
        answered=figure.answered,
        mean=figure.mean,
        about=figure.about if figure.mean is not None else None,
        hidden=figure.hidden,
        shown_from=_shown_from(question, figure, figures),
    )
    if figure.counts is None:
        return [shown]
    counted = zip(_list_labels(question), figure.counts, strict=True)
    return [shown, *(of_group(row=RowKind.COUNT, value=v, count=n) for v, n in counted)]


def _shown_from(question: Question, figure: Figure, figures: Figures) -> int | None:
    if figure.hidden is None:
        return None
    has_mean = question.kind in WITH_MEAN and figures.anonymity is Anonymity.ANONYMOUS
    minimums = figures.minimums
    return minimums.mean if has_mean and figure.hidden is Hidden.ALL else minimums.detail


def _list_labels(question: Question) -> list[str]:
    if question.kind is Kind.YES_NO:
        return ["no", "yes"]
    if question.kind in (Kind.CHOICE, Kind.CHOICES):
        return list(question.options)
    return [str(value) for value in list_values(question)]


def _list_comments(
    of_group: "partial[Row]",
    comments: Sequence[Comment],
    telling: Telling,
    position: int,
    group: Group,
) -> list[Row]:
    return [
        of_group(
            row=RowKind.COMMENT,
            person=telling.people.get(one.user_id, one.user_id) if one.user_id else None,
            comment=one.text,
        )
        for one in comments
        if (one.position, one.group) == (position, group)
    ]


def write_csv(rows: Sequence[Row]) -> bytes:
    """A table; see `tables.write_csv`."""
    return tables.write_csv(COLUMNS, [asdict(row) for row in rows])


def write_json(rows: Sequence[Row]) -> bytes:
    """The same for programs; see `tables.write_json`."""
    return tables.write_json([asdict(row) for row in rows])


WRITERS = {"csv": write_csv, "json": write_json}


def name_files(client: str, vendor: str, number: int | None) -> str:
    """What files of this export are called, without their ending."""
    names = _NO_NAME.sub("-", f"{client} {vendor}".lower()).strip("-")
    what = "pulses" if number is None else f"pulse-{number}"
    return f"{names}-{what}" if names else what
