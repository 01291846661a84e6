"""An export holds what a digest shows, and nothing else; spreadsheets take it for what it is."""

import csv
import json
import re
from collections import defaultdict
from datetime import UTC, datetime
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import Side
from bot.pulse.exporting import (
    COLUMNS,
    Published,
    Row,
    RowKind,
    Telling,
    list_rows,
    name_files,
    write_csv,
    write_json,
)
from bot.pulse.figures import Comment, Figure, Given, Group, Minimums, kept_texts, publish
from bot.pulse.questions import Anonymity, Kind, Question
from bot.pulse.trends import Past
from tests.bot.pulse.test_figures import ANSWERS, EVERY_KIND, MINIMUMS, OPTIONS

CLOSED = datetime(2026, 11, 6, 14, 30, tzinfo=UTC)
TOOK_PART = {Side.CLIENT: (6, 5), Side.VENDOR: (3, 0)}
BARE = Telling("Acme", "Vee", {})
LABELS = {
    Kind.SCALE: ["1", "2", "3", "4", "5"],
    Kind.RECOMMEND: [str(value) for value in range(11)],
    Kind.YES_NO: ["no", "yes"],
    Kind.CHOICE: list(OPTIONS),
    Kind.CHOICES: list(OPTIONS),
}
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["=1+1", "+49 30", "-2", "@home", "\tx", "\rx", 'a "b", c', "two\r\nlines\n", "'t was", "grün"]
)


def publish_round(
    answers: list[Given], anonymity: Anonymity, minimums: Minimums
) -> tuple[Published, list[Comment]]:
    figures = publish(EVERY_KIND, answers, anonymity, minimums)
    comments = kept_texts(answers, figures)
    past = Past(CLOSED, EVERY_KIND, figures)
    return Published(2, "Weekly", past, TOOK_PART, comments), comments


def read_figure(row: Row, counts: list[Row]) -> Figure:
    """The figure that somebody can make of an export."""
    assert row.question is not None
    assert row.answered is not None
    kind = EVERY_KIND[row.question - 1].kind
    if counts:
        assert [one.value for one in counts] == LABELS[kind]
    shown = tuple(one.count for one in counts) or None
    return Figure(
        row.question - 1,
        row.side,
        row.answered,
        row.mean,
        bool(row.about),
        shown,
        row.hidden,
    )


@given(ANSWERS, st.sampled_from(list(Anonymity)), MINIMUMS)
def test_what_is_in_the_digest_and_nothing_else(
    answers: list[Given], anonymity: Anonymity, minimums: Minimums
) -> None:
    published, comments = publish_round(answers, anonymity, minimums)
    rows = list_rows([published], BARE)
    by_kind: dict[RowKind, list[Row]] = defaultdict(list)
    for row in rows:
        by_kind[row.row].append(row)
    counts: dict[tuple[int | None, Group], list[Row]] = defaultdict(list)
    for row in by_kind[RowKind.COUNT]:
        counts[row.question, row.side].append(row)
    figures = [read_figure(row, counts[row.question, row.side]) for row in by_kind[RowKind.FIGURE]]
    shown = [
        one
        if EVERY_KIND[one.position].kind is not Kind.TEXT or one.counts is None
        else Figure(one.position, one.group, one.answered, hidden=one.hidden)
        for one in published.past.figures.figures
    ]
    assert figures == shown
    assert sorted(
        (row.question, row.side, row.comment, row.person) for row in by_kind[RowKind.COMMENT]
    ) == sorted((one.position + 1, one.group, one.text, one.user_id) for one in comments)
    told = [(row.side, row.asked, row.answered) for row in by_kind[RowKind.PARTICIPATION]]
    assert told == [(Group.CLIENT, 6, 5), (Group.VENDOR, 3, 0)]


@given(ANSWERS, st.sampled_from([Anonymity.ANONYMOUS, Anonymity.TOGETHER]))
def test_nobody_is_named_who_is_not_in_the_digest(
    answers: list[Given], anonymity: Anonymity
) -> None:
    published, _ = publish_round(answers, anonymity, Minimums())
    rows = list_rows([published], BARE)
    assert {row.person for row in rows} <= {None}
    for content in (write_csv(rows), write_json(rows)):
        assert not re.search(rb"\bU\d", content)


def test_in_named_rounds_words_have_names_and_scores_have_none() -> None:
    answers = [
        Given("U1", Side.CLIENT, {0: 4}, {0: "Fine"}),
        Given("U2", Side.CLIENT, {0: 2}, {0: "Late"}),
    ]
    published, _ = publish_round(answers, Anonymity.NAMED, Minimums())
    rows = list_rows([published], Telling("Acme", "Vee", {"U1": "Ann Berg"}))
    named = [(row.row, row.person, row.comment) for row in rows if row.person]
    assert named == [
        (RowKind.COMMENT, "Ann Berg", "Fine"),
        (RowKind.COMMENT, "U2", "Late"),
    ]


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=4))
def test_csv_parses_back_to_what_went_in(title: str, name: str, words: list[str]) -> None:
    answers = [Given(f"U{n}", Side.VENDOR, {0: 3}, {0: text}) for n, text in enumerate(words)]
    figures = publish(EVERY_KIND, answers, Anonymity.NAMED, Minimums())
    past = Past(CLOSED, EVERY_KIND, figures)
    published = Published(1, title, past, TOOK_PART, kept_texts(answers, figures))
    rows = list_rows([published], Telling(name, "Vee", {}))
    text = write_csv(rows).decode("utf-8-sig")
    header, *lines = csv.reader(StringIO(text, newline=""))
    assert tuple(header) == COLUMNS
    assert [len(line) for line in lines] == [len(COLUMNS)] * len(rows)
    for row, line in zip(rows, lines, strict=True):
        told = dict(zip(header, line, strict=True))
        for column in ("title", "organisation", "comment"):
            said = getattr(row, column) or ""
            is_formula = said[:1] in set("=+-@\t\r") and said != ""
            assert told[column] == (f"'{said}" if is_formula else said)
        assert all(cell[:1] not in set("=+-@\t\r") or cell == "" for cell in line)


@given(ANSWERS, st.sampled_from(list(Anonymity)))
def test_json_holds_the_same_rows_with_their_types(
    answers: list[Given], anonymity: Anonymity
) -> None:
    published, _ = publish_round(answers, anonymity, Minimums())
    rows = list_rows([published], BARE)
    for row, told in zip(rows, json.loads(write_json(rows)), strict=True):
        assert told.pop("closed") == "2026-11-06T14:30:00Z"
        assert told == {
            name: value
            for name in COLUMNS
            if name != "closed" and (value := getattr(row, name)) is not None
        }


SAID = Question(Kind.SCALE, "How are they, {own}?", "How are we?", key="own:1", theme="trust")
GUESS = Question(Kind.SCALE, "What do they say?", "What do they say?", key="own:1", guess_of=0)


@pytest.mark.parametrize(
    ("side", "wording"),
    [
        (Side.CLIENT, "How are they, {own}?"),
        (Side.VENDOR, "How are we?"),
        (None, "How are they, {own}? / How are we?"),
    ],
)
def test_questions_are_in_the_words_of_whoever_asks(side: Side | None, wording: str) -> None:
    past = Past(CLOSED, (SAID, GUESS), publish([SAID, GUESS], [], Anonymity.NAMED, Minimums()))
    rows = list_rows([Published(1, "", past, {}, [])], Telling("Acme", "Vee", {}, side))
    assert {row.wording for row in rows if row.question == 1} == {wording}
    assert {row.wording for row in rows if row.question == 2} == {"What do they say?"}
    assert {(row.question, row.guesses) for row in rows} == {(1, None), (2, 1)}


@pytest.mark.parametrize(
    ("anonymity", "count", "shown_from"),
    [
        (Anonymity.ANONYMOUS, 2, 4),
        (Anonymity.ANONYMOUS, 4, 6),
        (Anonymity.ANONYMOUS, 6, None),
        (Anonymity.TOGETHER, 4, 6),
        (Anonymity.NAMED, 1, None),
    ],
)
def test_why_something_is_hidden_is_said(
    anonymity: Anonymity, count: int, shown_from: int | None
) -> None:
    answers = [Given(f"U{n}", Side.CLIENT, {0: 3}, {}) for n in range(count)]
    figures = publish([SAID], answers, anonymity, Minimums(4, 6))
    rows = list_rows([Published(1, "", Past(CLOSED, (SAID,), figures), {}, [])], BARE)
    first = next(row for row in rows if row.row is RowKind.FIGURE)
    assert first.shown_from == shown_from
    assert (first.hidden is None) == (shown_from is None)


@pytest.mark.parametrize(
    ("client", "vendor", "number", "name"),
    [
        ("Acme", "Vee", None, "acme-vee-pulses"),
        ("Acme & Sons/..", "Vee\r\nGmbH", 2, "acme-sons-vee-gmbh-pulse-2"),
        ("株式会社", "Ω", None, "pulses"),
    ],
)
def test_names_of_files_are_plain(client: str, vendor: str, number: int | None, name: str) -> None:
    assert name_files(client, vendor, number) == name
