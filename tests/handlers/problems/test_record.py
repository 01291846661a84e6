"""The record and the file hold everything that its reader may see, on pages that Slack takes."""

import json
from typing import Any

import pytest

from bot.core.people import Side
from bot.problems.rules import CAUSES, Kind, Stage, Step
from handlers.problems import record, timeline
from handlers.problems.export import Export
from sandbox.blockkit import validate_view
from sandbox.words import buttons_of, words_of
from storage.problems_reading import Dossier
from tests.handlers.problems.records import (
    EXTREMES,
    NOW,
    decision,
    dissent,
    dossier,
    entry,
    escaped,
    full_dossier,
    lesson,
    move,
    mrkdwn_of,
    problem,
    proposal,
    relationship,
    squeeze,
)

NAMES = {"UANN": "Ann Berg", "UBO": "Bo Lind", "UADA": "Ada Rao"}


def all_pages(whole: Dossier) -> list[dict[str, Any]]:
    pages = [record.record(whole, "UANN", {})]
    while "Later" in buttons_of(pages[-1]["blocks"]):
        pages.append(record.record(whole, "UANN", {}, len(pages)))
    return pages


@pytest.mark.parametrize("text", EXTREMES)
def test_the_record_holds_everything_on_pages_slack_takes(text: str) -> None:
    whole = full_dossier(text, each=8)
    pages = all_pages(whole)
    for view in pages:
        assert validate_view(view) == []
        assert len(json.dumps(view)) < 250_000
    found = squeeze("\n".join(one for page in pages for one in mrkdwn_of(page["blocks"])))
    standing = [one for one in whole.entries if one.withdrawn_at is None]
    assert found.count(escaped(text)) >= len(standing)


def test_a_page_beyond_the_last_is_the_last() -> None:
    whole = full_dossier("word " * 600, each=8)
    pages = all_pages(whole)
    assert len(pages) > 1
    assert record.record(whole, "UANN", {}, 99) == pages[-1]
    assert buttons_of(pages[-1]["blocks"])[-2:] == ["Earlier", "Export as a file"]


def test_only_own_entries_of_an_open_problem_can_be_changed() -> None:
    entries = [entry(1, Kind.FACT, "mine"), entry(2, Kind.FACT, "theirs", author="UBO")]

    def offered(stage: Stage, user_id: str) -> list[str]:
        return buttons_of(record.record(dossier(stage, entries), user_id, {})["blocks"])[:-1]

    assert offered(Stage.CAUSES, "UANN") == ["Change"]
    assert offered(Stage.CAUSES, "UBEA") == []
    assert offered(Stage.CLOSED, "UANN") == []


def test_causes_stand_below_what_they_explain() -> None:
    entries = [
        entry(1, Kind.CAUSE, "no file"),
        entry(2, Kind.CAUSE, "another chain"),
        entry(3, Kind.OWN_PART, "disk full", parent_id=f"{1:032d}"),
        entry(4, Kind.OUTSIDE, "logs grow", parent_id=f"{3:032d}"),
        entry(5, Kind.CAUSE, "its parent is gone", parent_id="gone"),
    ]
    arranged = [(depth, one.text) for depth, one in record.arrange(entries, CAUSES)]
    assert arranged == [
        (0, "no file"),
        (1, "disk full"),
        (2, "logs grow"),
        (0, "another chain"),
        (0, "its parent is gone"),
    ]
    words = words_of(record.record(dossier(Stage.CAUSES, entries), "UBO", {})["blocks"])
    assert "↳ ↳ <@UANN> (Acme)" in words
    assert "· own part" in words


def test_what_was_taken_back_joined_or_comes_from_a_message_says_so() -> None:
    entries = [
        entry(1, Kind.IDEA, "Vee never answers", withdrawn_at=NOW),
        entry(2, Kind.IDEA, "An alert"),
        entry(3, Kind.IDEA, "Alarm", merged_into=f"{2:032d}"),
        entry(4, Kind.IDEA, "secret", hidden=True),
    ]
    links = {f"{2:032d}": "https://acme.slack.example/archives/C1/p1"}
    words = words_of(record.record(dossier(Stage.OPTIONS, entries), "UANN", links)["blocks"])
    assert "took back an idea" in words
    assert "never answers" not in words
    assert "joined with “An alert”" in words
    assert "_hidden: only you see it_" in words
    assert f"<{links[f'{2:032d}']}|the message>" in words


def test_every_step_is_a_line_of_the_timeline() -> None:
    for step in Step:
        told = timeline.tell(move(1, step, Stage.OPTIONS, about="UADA"), relationship())
        assert told.startswith("<@UBO> ")
    alone = move(1, Step.NEXT, Stage.OPTIONS, alone_side="vendor")
    assert timeline.tell(alone, relationship()).endswith(":warning: alone: Vee")
    agreed = move(1, Step.NEXT, Stage.OPTIONS, confirmed_by="UANN")
    assert timeline.tell(agreed, relationship()).endswith("; <@UANN> confirmed it")
    missed = proposal(
        Step.CLOSE_EARLY, Stage.CLOSED, outcome="missing", words="A <b>", answered_by="UBO"
    )
    told = timeline.tell(missed, relationship())
    assert "proposed to close this early; <@UBO> missed: A &lt;b&gt;" in told


def written(whole: Dossier) -> str:
    return Export(whole, NAMES, {}, "https://acme.slack.example/archives/C1/p1").write()


def test_a_file_names_sides_for_causes_and_people_for_what_they_answer_for() -> None:
    entries = [
        entry(1, Kind.OWN_PART, "The disk\nwas full"),
        entry(2, Kind.CAUSE, "Logs grow", parent_id=f"{1:032d}", side=Side.VENDOR, author="UBO"),
        entry(3, Kind.IDEA, "secret", hidden=True),
        entry(4, Kind.FACT, "taken back", withdrawn_at=NOW),
    ]
    whole = dossier(
        Stage.CLOSED,
        entries,
        decisions=[decision("An alert"), decision("A disk", confirmed_by=None, round=2)],
        dissents=[dissent("Too small")],
        lessons=[lesson("Watch the disk")],
        moves=[move(1, Step.NEXT, Stage.CAUSES, alone_side="client", reason="Nobody was there")],
    )
    text = written(whole)
    assert "- The disk was full (Acme, own part)\n  - Logs grow (Vee)\n" in text
    assert "Proposed by Ann Berg on 2026-11-02, confirmed by Bo Lind.\n" in text
    assert "Ada Rao (Acme) saw it otherwise and went along:\n\n> Too small\n" in text
    assert "**one-sided**: nobody of the other side answered" in text
    assert "**one-sided, by Acme**: Nobody was there\n" in text
    assert "**What we learnt**\n\n> Watch the disk\n" in text
    assert "secret" not in text
    assert "taken back" not in text


@pytest.mark.parametrize("text", EXTREMES)
def test_a_file_of_any_text_is_written(text: str) -> None:
    told = written(full_dossier(text))
    assert told.count("\n# ") == 0
    assert told.startswith("# Problem 3: ")
    assert "<!channel>" not in told


def test_a_problem_without_anything_is_a_file_too() -> None:
    assert "## The problem" in written(dossier(Stage.DEFINE))
    assert problem(Stage.DEFINE).title in written(dossier(Stage.DEFINE, text="The export fails"))
