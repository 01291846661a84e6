"""What people see of a retro, of its board, of what comes back, and of it as a file."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.core.people import Side
from bot.core.rhythms import DayOfMonth, Monthly, NthWeekday, Rhythm, Weekly
from bot.core.themes import Theme
from bot.retros import exporting
from bot.retros.rules import Look, Stage
from bot.retros.schedules import Plan
from bot.retros.themes import Recurring
from handlers.retros import board_views, forms, list_views, plan_views, theme_views, views
from handlers.retros.views import Shown
from storage.actions import Action, Listed, Status
from storage.relationships import Relationship
from storage.retros import Retro, RetroHeading, RetroMove, RetroNote
from storage.retros_reading import Board, Head, Promised
from storage.themes import COMMENT, PROBLEM

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
HOME = Relationship(
    id="R1", client_name="A<me", vendor_name="Vee", tz="Europe/Berlin", channel_id="C1"
)
NOBODY = dict.fromkeys(Side, 0)
NONE = Promised([], 0)
LEADS = {Side.CLIENT: ["UANN"], Side.VENDOR: ["UBO"]}


def make_retro(**traits: Any) -> Retro:
    return Retro(
        **{
            "id": "X1",
            "relationship_id": "R1",
            "number": 3,
            "title": "Q4 <b>",
            "client_facilitator": "UANN",
            "vendor_facilitator": "UBO",
            "invited": [],
            "notes_until": date(2026, 11, 5),
            "stage": Stage.COLLECT,
            "created_at": NOW,
            "stalled": False,
            **traits,
        }
    )


def shown(retro: Retro, askable: Mapping[Side, Sequence[str]] | None = None, **facts: Any) -> Shown:
    head: dict[str, Any] = {
        "notes": NOBODY,
        "voters": NOBODY,
        "moves": [],
        "improvements": NONE,
        "earlier": NONE,
        **facts,
    }
    return Shown(Head(HOME, retro, **head), "https://acme.example/", askable or LEADS)


def note(number: int, text: str, heading_id: str | None = None, side: str = "client") -> RetroNote:
    return RetroNote(
        id=f"N{number:04}", kind="badly", text=text, author="UADA", side=side, heading_id=heading_id
    )


def heading(seq: int, name: str, theme: str | None = None) -> RetroHeading:
    return RetroHeading(id=f"H{seq}", seq=seq, name=name, theme=theme)


def improvement(**traits: Any) -> Listed:
    action = Action(
        **{
            "id": "A1",
            "text": "Meet *more*",
            "owner": "UADA",
            "due": date(2026, 11, 9),
            "status": Status.OPEN,
            **traits,
        }
    )
    return Listed(action, "C1", "1.2")


def words(blocks: list[dict[str, Any]]) -> str:
    return str(blocks)


def buttons(blocks: list[dict[str, Any]]) -> list[str]:
    (row,) = [one for one in blocks if one["type"] == "actions"]
    return [one["text"]["text"] for one in row["elements"] if one["type"] == "button"]


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (Stage.COLLECT, ["Write notes", "Open the notes"]),
        (Stage.GROUP, ["Put together", "Write notes", "Start the vote"]),
        (Stage.VOTE, ["Vote", "End the vote"]),
        (Stage.IMPROVE, ["Add an improvement", "Save a lesson", "Close the retro"]),
        (Stage.CLOSED, ["Save a lesson"]),
    ],
)
def test_each_stage_offers_its_acts(stage: Stage, expected: list[str]) -> None:
    assert buttons(views.card(shown(make_retro(stage=stage)))["blocks"]) == expected


def test_who_waits_for_whom_and_who_went_alone_stands_on_the_card() -> None:
    waiting = {"proposed_by": "UBO", "proposed_side": "vendor", "proposed_at": NOW}
    told = views.card(shown(make_retro(**waiting)))["blocks"]
    assert "*Vee* is ready: open the notes" in words(told)
    assert "<@UANN> of A&lt;me can go on with them" in words(told)
    assert buttons(told) == ["Write notes", "Confirm: open the notes", "Take back"]
    stalled = views.card(shown(make_retro(**waiting, stalled=True)))["blocks"]
    assert buttons(stalled)[-1] == "Go on alone"
    alone = RetroMove(from_stage="collect", to_stage="group", alone_side="client", at=NOW)
    moved = views.card(shown(make_retro(stage=Stage.GROUP), moves=[alone]))["blocks"]
    assert "A&lt;me went on alone from Notes to Headings" in words(moved)


def test_improvements_are_told_with_who_and_when_and_the_rest_is_counted() -> None:
    promised = Promised([improvement(), improvement(status=Status.DONE)], 5)
    told = words(views.card(shown(make_retro(), improvements=promised, earlier=promised))["blocks"])
    link = "<https://acme.example/archives/C1/p12|Meet *more*> · <@UADA>"
    assert f"{link}, by Monday 9 November 2026" in told
    assert f"{link}, done" in told
    assert "and 3 more" in told
    before = told.partition("What we improve")[0]
    assert "Monday 9" not in before, "how far those of before are, their own cards tell"


@pytest.mark.parametrize("look", Look)
def test_a_prompt_names_who_can_do_something(look: Look) -> None:
    retro = make_retro(proposed_by="UBO", proposed_side="vendor", proposed_at=NOW)
    text = views.prompt(shown(retro), look)["text"]
    named = {
        Look.NOTES_OVER: "<@UANN> and <@UBO>",
        Look.UNANSWERED: "<@UANN>: Vee is ready to open the notes",
        Look.STALLED: "<@UBO>: A&lt;me has not answered",
    }
    assert named[look] in text


@pytest.mark.parametrize(
    ("stand_ins", "asked", "named"),
    [(["UADA", "UAMY"], "<@UADA> and <@UAMY>", "<@UADA> and <@UAMY>"), ([], "A&lt;me", "Somebody")],
)
def test_who_stands_in_for_a_facilitator_who_is_gone_is_named(
    stand_ins: list[str], asked: str, named: str
) -> None:
    retro = make_retro(proposed_by="UBO", proposed_side="vendor", proposed_at=NOW)
    told = shown(retro, {Side.CLIENT: stand_ins, Side.VENDOR: ["UBO"]})
    assert f"{named} of A&lt;me can go on with them" in words(views.card(told)["blocks"])
    assert views.prompt(told, Look.UNANSWERED)["text"].startswith(f"{asked}: Vee is ready")
    assert f"{asked} and <@UBO>: open them" in views.prompt(told, Look.NOTES_OVER)["text"]


def test_the_board_shows_what_got_most_first_by_side_and_never_by_person() -> None:
    board = Board(
        [heading(1, "Food"), heading(2, "Dates <i>", "delivery")],
        [note(1, "cold", "H1"), note(2, "late <x>", "H2", "vendor"), note(3, "alone")],
        {"H2": {Side.VENDOR: 2, Side.CLIENT: 1}},
    )
    told = words(board_views.board(board, HOME)["blocks"])
    assert told.index("*Dates &lt;i&gt;* · delivery · 3 votes (A&lt;me 1, Vee 2)") < told.index(
        "*Food*"
    )
    assert "late &lt;x&gt; (Vee)" in told
    assert "UADA" not in told


def test_a_note_that_stayed_alone_is_told_once() -> None:
    board = Board([heading(1, "late")], [note(1, "late", "H1")], {"H1": {Side.VENDOR: 1}})
    (told,) = board_views.board(board, HOME)["blocks"]
    assert told["text"]["text"] == ":red_circle: *late* (A&lt;me) · 1 vote (Vee 1)"


def test_a_board_that_is_too_long_says_so() -> None:
    board = Board([], [note(number, "x" * 480) for number in range(600)], {})
    told = board_views.board(board, HOME)["blocks"]
    assert len(json.dumps(told)) < 13_000, "what Slack takes in one message"
    assert "`/retro export` has all of it" in words(told[-1:])
    record = list_views.record(shown(make_retro(stage=Stage.GROUP)), board, [])["blocks"]
    assert len(json.dumps(record)) < 13_000
    assert "`/retro export` has all of it" in words(record[-2:])
    assert buttons(record) == ["Export"]


def test_a_board_of_many_headings_says_what_is_left_out() -> None:
    many = [heading(number, f"h{number}") for number in range(100)]
    board = Board(many, [note(number, "x", f"H{number}") for number in range(100)], {})
    told = board_views.board(board, HOME)["blocks"]
    assert len(told) == 50
    assert "`/retro export` has all of it" in words(told[-1:])
    short = Board(many[:49], board.notes[:49], {})
    assert len(board_views.board(short, HOME)["blocks"]) == 49


@pytest.mark.parametrize(
    ("stage", "kept", "offered"),
    [
        (Stage.COLLECT, "The notes were never opened and are deleted.", False),
        (Stage.GROUP, "The notes stay", False),
        (Stage.VOTE, "The notes stay; the votes were never counted and are deleted.", True),
        (Stage.IMPROVE, "Notes, votes and improvements stay", False),
    ],
)
def test_what_is_deleted_is_said_before_and_after(stage: Stage, kept: str, offered: bool) -> None:
    retro = make_retro(stage=stage)
    assert kept in words(forms.cancel_form(retro)["blocks"])
    ended = RetroMove(from_stage=stage, to_stage=Stage.CANCELLED, by="UANN", at=NOW)
    told = shown(make_retro(stage=Stage.CANCELLED), moves=[ended])
    assert kept in words(views.card(told)["blocks"])
    said = views.explained(told, ended, "No <time>")
    assert f"<@UANN> cancelled the retro. {kept}" in said["text"]
    assert "For <@UBO> to know." in said["text"], "who cancelled knows it"
    assert "No &lt;time&gt;" in words(said["blocks"])
    assert ("Back to the headings" in words(views.card(shown(retro))["blocks"])) is offered


def test_a_theme_can_be_taken_off_where_a_heading_has_one() -> None:
    for theme, offered in ((None, False), ("delivery", True)):
        board = Board([heading(1, "Food", theme)], [note(1, "cold", "H1")], {})
        form = words(forms.group_form(make_retro(), board)["blocks"])
        assert ("None: take it off" in form) is offered


def test_the_forms_hold_what_was_said_before() -> None:
    board = Board([heading(1, "Food")], [note(1, "cold", "H1"), note(2, "late")], {})
    group = {one.get("block_id"): one for one in forms.group_form(make_retro(), board)["blocks"]}
    options = group["notes"]["element"]["options"]
    assert [one["text"]["text"] for one in options] == ["late", "Food › cold"]
    vote = forms.vote_form(make_retro(), board.headings, ["H1"])["blocks"]
    assert "1 of 3 votes, 2 left" in words(vote)
    element = vote[1]["element"]
    assert element["max_selected_items"] == 3
    assert [one["value"] for one in element["initial_options"]] == ["H1"]


@pytest.mark.parametrize(
    ("rhythm", "picked"),
    [
        (Weekly(1, 6), ("weeks:6", "1")),
        (Monthly(NthWeekday(-1, 3)), ("month:-1", "3")),
        (Monthly(NthWeekday(2, 0)), ("month:2", "0")),
    ],
)
def test_a_rhythm_is_picked_as_it_was(rhythm: Rhythm, picked: tuple[str, str]) -> None:
    plan = Plan(rhythm, time(9, 30))
    _, every, weekday, at = plan_views.plan_form(HOME, plan)["blocks"]
    chosen = [one["element"]["initial_option"]["value"] for one in (every, weekday)]
    assert tuple(chosen) == picked
    assert plan_views.read_plan(*picked, at["element"]["initial_time"]) == plan


def test_a_rhythm_that_was_typed_and_is_in_no_menu_can_be_picked_anew() -> None:
    for rhythm, told in (
        (Monthly(DayOfMonth(15)), "on the 15th of every month at 14:00"),
        (Weekly(1, 5), "every fifth Tuesday at 14:00"),
    ):
        about, *_ = plan_views.plan_form(HOME, Plan(rhythm))["blocks"]
        assert f"It begins {told} now." in words([about])


def test_an_empty_list_says_so_and_how_to_begin() -> None:
    told = list_views.listing(HOME, [], None)["blocks"]
    assert "There was none yet." in words(told)
    assert buttons(told) == ["Start a retro", "Let it come back"]


def test_long_lists_say_how_to_get_at_the_rest() -> None:
    entries = [(make_retro(id=f"X{number}", number=number), None) for number in range(16, 1, -1)]
    assert "Earlier ones: `/retro show 1`" in words(
        list_views.listing(HOME, entries, None)["blocks"]
    )
    first = [(make_retro(number=1), None)]
    assert "Earlier ones" not in words(list_views.listing(HOME, first, None)["blocks"])
    headings = [heading(number, "h" * 80) for number in range(100)]
    told = list_views.choice(make_retro(), headings)["blocks"]
    assert len(json.dumps(told)) < 13_000
    assert "There are more; `/lesson`" in words(told[-1:])
    assert "There are more" not in words(list_views.choice(make_retro(), headings[:9])["blocks"])


def test_themes_say_where_they_come_from_and_how_it_was_before() -> None:
    recurring = [
        Recurring(Theme.DELIVERY, {PROBLEM: 2, COMMENT: 1}, 2),
        Recurring(Theme.TRUST, {PROBLEM: 1}, 0),
        Recurring(Theme.LEARNING, {}, 4),
    ]
    told = words(theme_views.themes(HOME, recurring)["blocks"])
    assert "*Delivery* 3 ↑ (2 the year before): 2 problems · 1 comment in a pulse" in told
    assert "*Trust* 1 (new): 1 problem" in told
    assert "*Learning* 0 ↓ (4 the year before)" in told
    assert "No theme of A&lt;me and Vee" in theme_views.themes(HOME, [])["text"]


def test_the_file_has_everything_and_no_markup_of_people() -> None:
    retro = make_retro(stage=Stage.CLOSED, created_at=NOW - timedelta(days=9))
    alone = RetroMove(from_stage="vote", to_stage="improve", alone_side="vendor", at=NOW)
    head = shown(retro, moves=[alone], improvements=Promised([improvement()], 1)).head
    board = Board([heading(1, "# Dates")], [note(1, "late\n<x>", "H1"), note(2, "alone")], {})
    written = exporting.write(head, board, {"UADA": "Ada [R]"}, {"A1": "https://acme.example/1"})
    assert written.startswith("# Retro 3: Q4 \\<b\\>\n")
    assert "- Vee went on alone from voting to agreeing on improvements on 2026-11-02" in written
    assert "### \\# Dates\n\n- went badly, A\\<me: late \\<x\\>" in written
    assert "### On their own\n\n- went badly, A\\<me: alone" in written
    assert (
        "- Meet \\*more\\* · Ada \\[R\\] · by 2026-11-09 · open ([card](https://acme.example/1))"
    ) in written
    assert "No notes are open." in exporting.write(head, Board([], [], {}), {}, {})
