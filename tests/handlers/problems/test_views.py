"""Everything people see of problems is what Slack takes, and loses nothing of what they wrote."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.people import Member, Role, Side, Sides
from bot.problems.rules import KINDS, STEPS, Stage
from handlers.problems import forms, record, stages, views
from sandbox.blockkit import validate_blocks, validate_view
from sandbox.words import buttons_of, words_of
from storage.outbox import Message
from storage.problems import Dossier, Entry, Lesson, Listed, Move, Problem
from storage.relationships import Relationship, Status

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
URL = "https://acme.slack.example/"

SIDES = Sides(
    "Acme",
    "Vee",
    (
        Member("UANN", Side.CLIENT, Role.CONTACT),
        Member("UBO", Side.VENDOR, Role.CONTACT),
    ),
)

EXTREMES = (
    "&" * 3000,
    "<" * 3000,
    "🙈" * 3000,
    "word " * 600,
    "<!channel> & <@U1>\n" * 150,
    "\n".join("line" for _ in range(600)),
    "שלום עולם " * 300,
    "x",
)


def relationship(name: str = "Acme") -> Relationship:
    return Relationship(
        id="r" * 32,
        installation_id="T1",
        channel_id="C1",
        client_name=name,
        vendor_name="Vee",
        tz="Europe/Berlin",
        status=Status.ACTIVE,
        proposed_by="UANN",
        proposed_side=Side.CLIENT,
        created_at=NOW,
        bot_present=True,
        synced_at=NOW,
    )


def problem(stage: Stage, text: str = "The export fails", number: int = 3) -> Problem:
    return Problem(
        id=f"{number:032d}",
        relationship_id="r" * 32,
        number=number,
        title=" ".join(text.split())[: forms.TITLE_LENGTH] or "x",
        what=text,
        whom=text,
        client_owner="UANN",
        vendor_owner="UBO",
        stage=stage,
        raised_by="UANN",
        created_at=NOW,
        closed_at=NOW if stage is Stage.CLOSED else None,
        post_id="p" * 32,
    )


def entry(seq: int, stage: Stage, text: str, author: str = "UANN", gone: bool = False) -> Entry:
    return Entry(
        id=f"{seq:032d}",
        problem_id="p",
        seq=seq,
        stage=stage,
        text=text,
        author=author,
        side=Side.CLIENT,
        created_at=NOW,
        withdrawn_at=NOW if gone else None,
        post_id=None,
    )


def lesson(text: str) -> Lesson:
    return Lesson(
        id="l" * 32,
        problem_id="p",
        relationship_id="r",
        text=text,
        author="UBO",
        created_at=NOW,
    )


def dossier(stage: Stage, entries: Sequence[Entry] = (), text: str = "The export fails") -> Dossier:
    order = list(Stage)
    moves = [
        Move(id=f"m{n}", problem_id="p", seq=n, from_stage=a, to_stage=b, by="UANN", at=NOW)
        for n, (a, b) in enumerate(pairwise(order))
        if n < order.index(stage)
    ]
    lessons = [lesson(text)] if stage is Stage.CLOSED else []
    return Dossier(relationship(), problem(stage, text), entries, moves, lessons)


def full(stage: Stage, text: str, each: int = 4) -> Dossier:
    entries = [
        entry(100 * n + m, at, text, gone=m == 3) for n, at in enumerate(KINDS) for m in range(each)
    ]
    return dossier(stage, entries, text)


def shown(message: Message) -> str:
    """The words of a message, which Slack must take."""
    assert validate_blocks(message["blocks"], "message") == []
    assert 0 < len(message["text"]) <= 4000
    for text in (message["text"], *mrkdwn_of(message["blocks"])):
        assert "<!" not in text.replace("<!date^", "")
    return str(words_of(message["blocks"]))


def mrkdwn_of(part: Any) -> Iterator[str]:
    """All texts in which Slack would follow a mention; in plain text it does not."""
    if isinstance(part, list):
        for inner in part:
            yield from mrkdwn_of(inner)
    elif isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        yield from mrkdwn_of(list(part.values()))


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("text", EXTREMES)
def test_slack_takes_the_card_at_every_stage_with_any_text(stage: Stage, text: str) -> None:
    words = shown(views.card(full(stage, text)))
    assert f"● {stages.name(stage)}" in words


def all_pages(whole: Dossier) -> list[dict[str, Any]]:
    pages = [record.record(whole, "UANN")]
    while "Later" in buttons_of(pages[-1]["blocks"]):
        pages.append(record.record(whole, "UANN", len(pages)))
    return pages


@pytest.mark.parametrize("text", EXTREMES)
def test_the_record_holds_everything_on_pages_slack_takes(text: str) -> None:
    whole = full(Stage.REVIEW, text, each=8)
    pages = all_pages(whole)
    for view in pages:
        assert validate_view(view) == []
        assert len(json.dumps(view)) < 250_000
    found = squeeze("\n".join(text for page in pages for text in mrkdwn_of(page["blocks"])))
    standing = [e for e in whole.entries if e.withdrawn_at is None]
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert found.count(squeeze(escaped)) >= len(standing)


def squeeze(text: str) -> str:
    """A text without what quoting and cutting it adds: quotation marks and white space."""
    return "".join(text.replace(">", "").split())


def test_a_page_beyond_the_last_is_the_last() -> None:
    whole = full(Stage.TRY, "word " * 600, each=8)
    pages = all_pages(whole)
    assert len(pages) > 1
    assert record.record(whole, "UANN", 99) == pages[-1]
    assert buttons_of(pages[-1]["blocks"])[-1] == "Earlier"


def test_the_card_shows_the_newest_and_counts_the_rest() -> None:
    entries = [entry(n, Stage.CAUSES, f"cause no. {n}") for n in range(1, 6)]
    words = shown(views.card(dossier(Stage.CAUSES, [entry(9, Stage.DEFINE, "old"), *entries])))
    assert "cause no. 5" in words
    assert "cause no. 2" not in words
    assert "So far: 1 fact and 5 causes." in words


def test_what_was_taken_back_is_not_shown() -> None:
    gone = entry(1, Stage.CAUSES, "Vee never answers", gone=True)
    told = dossier(Stage.CAUSES, [gone])
    assert "never answers" not in shown(views.card(told))
    assert "took back a cause" in shown(views.entry_said(gone, relationship()))
    words = words_of(record.record(told, "UANN")["blocks"])
    assert "took back a cause" in words
    assert "never answers" not in words


def test_a_title_that_says_it_all_is_not_said_twice() -> None:
    assert shown(views.card(dossier(Stage.DEFINE))).count("The export fails") == 2  # title, whom


def test_buttons_are_those_of_the_stage_and_carry_it() -> None:
    buttons = {
        stage: buttons_of(views.card(dossier(stage))["blocks"])  # in reading order
        for stage in Stage
    }
    assert buttons[Stage.DEFINE] == ["Add a fact", "Next: causes", "Show all"]
    assert buttons[Stage.OPTIONS] == ["Add an option", "Next: decide", "Back to causes", "Show all"]
    assert buttons[Stage.REVIEW] == [
        "Add an observation",
        "Close with a lesson",
        "It did not work: back to options",
        "Back to try",
        "Show all",
    ]
    assert buttons[Stage.CLOSED] == ["Reopen", "Show all"]
    acts = views.card(dossier(Stage.TRY))["blocks"][-1]["elements"]
    assert {b["value"].partition(":")[2] for b in acts} == {"try", ""}


def test_only_own_entries_of_an_open_problem_can_be_taken_back() -> None:
    entries = [entry(1, Stage.DEFINE, "mine"), entry(2, Stage.DEFINE, "theirs", author="UBO")]

    def offered(stage: Stage, user_id: str) -> list[str]:
        return buttons_of(record.record(dossier(stage, entries), user_id)["blocks"])

    assert offered(Stage.CAUSES, "UANN") == ["Take back"]
    assert offered(Stage.CAUSES, "UBEA") == []
    assert offered(Stage.CLOSED, "UANN") == []


def test_a_closed_card_shows_what_was_decided_and_learnt() -> None:
    entries = [
        entry(1, Stage.DECIDE, "We alert on disk space"),
        entry(2, Stage.DECIDE, "We also rotate logs"),
    ]
    words = shown(views.card(dossier(Stage.CLOSED, entries, "Watch the disk")))
    assert "We also rotate logs" in words
    assert "Watch the disk" in words


def test_every_step_is_told_in_the_thread() -> None:
    for before, steps in STEPS.items():
        for after in steps.values():
            move = Move(
                id="m", problem_id="p", seq=1, from_stage=before, to_stage=after, by="UBO", at=NOW
            )
            words = shown(views.moved(move))
            assert "<@UBO>" in words
            assert str(after) in words.casefold()


@pytest.mark.parametrize("text", EXTREMES)
def test_slack_takes_what_is_said_in_the_thread(text: str) -> None:
    for message in (
        views.guide(problem(Stage.DEFINE, text)),
        views.entry_said(entry(1, Stage.TRY, text), relationship("A & <B>")),
        views.closed(lesson(text)),
        views.too_long(text * 3),
        views.raised(problem(Stage.DEFINE, text), relationship()),
        views.help_text(),
    ):
        assert shown(message)


@pytest.mark.parametrize("typed", ["", *EXTREMES])
def test_slack_takes_the_forms(typed: str) -> None:
    form = forms.raise_form(relationship("Ä" * 60), SIDES, typed.strip(), {"from": "C1"})
    assert validate_view(form) == []
    inputs = {b["block_id"]: b["element"] for b in form["blocks"] if b["type"] == "input"}
    assert inputs["what"].get("initial_value", "") == typed.strip()
    assert inputs["client_owner"]["initial_user"] == "UANN"
    assert validate_view(forms.lesson_form(problem(Stage.REVIEW))) == []


@pytest.mark.parametrize("stage", KINDS)
def test_slack_takes_the_form_of_each_stage(stage: Stage) -> None:
    view = forms.entry_form(problem(stage), stage)
    assert validate_view(view) == []
    assert view["title"]["text"] == f"Add {stages.one(stage)}"


def test_a_list_links_to_the_threads_and_has_a_button_each() -> None:
    listed = [
        Listed(problem(Stage.TRY, number=2), "1793606400.000100"),
        Listed(problem(Stage.CLOSED, number=1), None),
    ]
    message = views.listing(relationship(), listed, URL)
    words = shown(message)
    assert "<https://acme.slack.example/archives/C1/p1793606400000100|#2 The export fails>" in words
    assert "Problems of Acme and Vee: 1 open" in words
    assert "Closed in the last 30 days" in words
    assert buttons_of(message["blocks"]) == ["Show", "Show", "Raise a problem"]


def test_an_empty_list_says_so_and_offers_a_start() -> None:
    message = views.listing(relationship(), [], URL)
    assert "Nothing is open" in shown(message)
    assert buttons_of(message["blocks"]) == ["Raise a problem"]


@pytest.mark.parametrize("stage", [Stage.TRY, Stage.CLOSED])
def test_a_long_list_names_every_problem(stage: Stage) -> None:
    listed = [Listed(problem(stage, "<&" * 60, n), "1793606400.000100") for n in range(70, 0, -1)]
    words = shown(views.listing(relationship(), listed, URL))
    for number in range(1, 71):
        assert f"#{number} " in words


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=3000).filter(str.strip))
def test_no_text_at_all_is_refused_by_slack(text: str) -> None:
    text = text.strip()
    whole = full(Stage.OPTIONS, text)
    shown(views.card(whole))
    shown(views.entry_said(entry(1, Stage.TRY, text), relationship()))
    assert validate_view(record.record(whole, "UANN")) == []
