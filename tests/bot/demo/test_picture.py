"""Messages and forms, as a terminal shows them."""

import io

import pytest
from rich.console import Console, Group, RenderableType
from rich.text import Text

from bot.demo.layout import Barred, Row, lines_of
from bot.demo.picture import picture_form, picture_message, picture_words
from handlers import blocks
from sandbox.client import Message, View
from storage import outbox
from tests.bot.demo.readers import READER


def printed(*content: RenderableType, width: int = 80) -> list[str]:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    console.print(Group(*content))
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def message(sent: outbox.Message) -> Message:
    return Message(
        "1.0", "C1ROOM", "U0BOT", sent["text"], sent["blocks"], None, False, {}, None, None
    )


def form(view: blocks.View, state: dict[str, dict[str, object]]) -> View:
    held = {block_id: {block_id: entry} for block_id, entry in state.items()}
    title, submit = view["title"]["text"], view["submit"]["text"]
    return View("V1", "modal", "form", title, view["blocks"], "", held, submit)


def test_a_card_shows_every_part_of_it() -> None:
    card = blocks.message(
        "fallback",
        [
            blocks.header("#1 Late & lost"),
            blocks.section(
                "*<@U1ANN>* asks", blocks.button("Take it back", "kudos_take_back", "1")
            ),
            *blocks.quotation("one\ntwo"),
            blocks.divider(),
            blocks.context(":lock: *Anonymous*", "and private"),
            blocks.actions("a", [blocks.button("Yes", "yes", "1"), blocks.button("No", "no", "1")]),
        ],
    )
    assert printed(*picture_message(message(card), READER)) == [
        "#1 Late & lost",
        "@Ann Berg asks",
        "[ Take it back ]",
        "▏ one",
        "▏ two",
        "────────────────────────",
        "🔒 Anonymous",
        "and private",
        "[ Yes ] [ No ]",
    ]


def test_what_a_person_wrote_is_its_text() -> None:
    written = Message(
        "1.0",
        "C1ROOM",
        "U1ANN",
        "hello <@U2BO>",
        [{"type": "rich_text"}],
        None,
        False,
        {},
        None,
        None,
    )
    assert printed(*picture_message(written, READER)) == ["hello @Bo Lind"]
    assert printed(*picture_words("/kudos <@U2BO> for *it*", READER)) == ["/kudos @Bo Lind for it"]


def test_a_block_without_a_picture_is_not_passed_over() -> None:
    strange = blocks.message("text", [{"type": "video", "title": "?"}])
    with pytest.raises(NotImplementedError, match="video"):
        picture_message(message(strange), READER)


def test_a_form_shows_what_is_filled_in_and_what_stood_there() -> None:
    view = blocks.modal(
        "form",
        "New pulse",
        [
            blocks.section("Ask *both* sides."),
            blocks.text_input("question", "Question", initial="How is it?"),
            blocks.text_input("note", "Note", optional=True),
            blocks.users_input("people", "Whom"),
            blocks.user_input("owner", "Owner", initial="U2BO"),
            blocks.radio_input("kind", "Answers are", [blocks.option("Named, all", "named")]),
            blocks.select_input("tz", "Zone", groups=[("Europe", [blocks.option("Oslo", "o")])]),
            blocks.time_input("at", "At", initial="09:00"),
        ],
        submit="Plan it",
    )
    shown = form(
        view,
        {
            "question": {"type": "plain_text_input", "value": "How is it?"},
            "note": {"type": "plain_text_input", "value": None},
            "people": {"type": "multi_users_select", "selected_users": []},
            "owner": {"type": "users_select", "selected_user": "U2BO"},
            "kind": {"type": "radio_buttons", "selected_option": {"value": "named"}},
            "tz": {"type": "static_select", "selected_option": None},
            "at": {"type": "timepicker", "selected_time": "09:00"},
        },
    )
    values = {"people": ["U1ANN", "U2BO"], "tz": "o", "at": "10:30"}
    assert printed(*picture_form(shown, values, READER)) == [
        "▣ New pulse",
        "Ask both sides.",
        "Question: How is it?",
        "Note:",
        "Whom: Ann Berg, Bo Lind",
        "Owner: Bo Lind",
        "Answers are: Named, all",
        "Zone: Oslo",
        "At: 10:30",
        "[ Plan it ]",
    ]


def test_the_bar_stands_before_every_line_and_lines_stay_narrow() -> None:
    lines = printed(Barred(Text("word " * 30), "│ ", "cyan"), width=40)
    assert len(lines) > 3
    assert all(line.startswith("│ word") and len(line) <= 40 for line in lines)
    assert " ".join(line.removeprefix("│ ") for line in lines).split() == ["word"] * 30


def test_buttons_are_never_torn() -> None:
    names = ["[ Give kudos ]", "[ Raise a problem ]", "[ Ask a pulse now ]", "[ Set up ]"]
    lines = printed(Row([Text(name) for name in names]), width=40)
    assert lines == ["[ Give kudos ] [ Raise a problem ]", "[ Ask a pulse now ] [ Set up ]"]


def test_lines_are_read_whole_however_long() -> None:
    long = "word " * 600 + "end"
    assert lines_of([Text(long), Row([Text("[ Yes ]")])]) == [long, "[ Yes ]"]
