"""Every helper builds blocks that Slack takes, and long texts come through whole."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import blocks, words
from sandbox.blockkit import validate_blocks, validate_view

SHOWN = st.text(min_size=1, max_size=200) | st.sampled_from(
    ["x" * 5000, "&<>" * 1500, "word " * 1200, "👩‍👩‍👧‍👦" * 700, "שלום " * 900, "`*_~" * 900]
)
ENTITIES = (
    "<@U0123ABCDE>",
    "<#C0123ABCDE|a room>",
    "<!date^1793606400^{date_short_pretty} at {time}|2026-11-02 08:00 UTC>",
    "<https://acme.example/a?b=c&amp;d=e|a link with several words>",
    "&amp;",
    "&lt;",
    "&gt;",
)
ENTITY = re.compile("|".join(re.escape(entity) for entity in ENTITIES))


def refusals(*shown: Any, surface: str = "message") -> list[str]:
    return [problem.text for problem in validate_blocks(list(shown), surface)]


def view_refusals(*shown: Any) -> list[str]:
    view = blocks.modal("form", "Title", shown, submit="Save")
    return [problem.text for problem in validate_view(view)]


@given(SHOWN)
def test_what_shows_text_is_taken(text: str) -> None:
    question = blocks.confirm(text, text, text, text)
    go = blocks.button(text, "go", "1", style="primary", label=text, confirm=question)
    shown = [
        blocks.header(text),
        blocks.section(text),
        blocks.section(text, go),
        *blocks.sections(text),
        *blocks.quotation(text),
        blocks.context(*[text] * 12),
        blocks.divider(),
        blocks.actions("acts", [{**go, "action_id": f"go:{number}"} for number in range(30)]),
    ]
    assert refusals(*shown) == []
    assert refusals(*shown, surface="modal") == []
    assert refusals(*shown, surface="home") == []


PICKS: list[Callable[[str], Any]] = [
    lambda text: blocks.text_input("f", text),
    lambda text: blocks.text_input(
        "f", text, initial=text, multiline=True, optional=True, hint=text, placeholder=text
    ),
    lambda text: blocks.text_input("f", text, initial=text, most=60),
    lambda text: blocks.user_input("f", text, initial="U123", optional=True, hint=text),
    lambda text: blocks.user_input("f", text),
    lambda text: blocks.users_input("f", text, initial=["U123", "U456"], hint=text),
    lambda text: blocks.users_input("f", text),
    lambda text: blocks.select_input("f", text, options(text, 100), initial="7", hint=text),
    lambda text: blocks.select_input("f", text, options(text, 1), initial="none of them"),
    lambda text: blocks.select_input(
        "f", text, groups=[(text, options(text, 100, f"g{n}-")) for n in range(3)], initial="g2-99"
    ),
    lambda text: blocks.radio_input("f", text, options(text, 10), initial="9"),
    lambda text: blocks.time_input("f", text, initial="09:30", hint=text),
]


def options(text: str, count: int, prefix: str = "") -> list[blocks.Block]:
    return [blocks.option(text, f"{prefix}{number}") for number in range(count)]


@pytest.mark.parametrize("build", PICKS)
@given(text=SHOWN)
@settings(max_examples=15, deadline=None)
def test_inputs_are_taken(build: Callable[[str], Any], text: str) -> None:
    assert view_refusals(build(text)) == []


@given(SHOWN)
def test_views_and_messages_are_taken(text: str) -> None:
    many = [blocks.section(text) for _ in range(120)]
    modal = blocks.modal("form", text, many, submit=text, close=text, metadata={"a": "b"})
    assert [problem.text for problem in validate_view(modal)] == []
    assert [problem.text for problem in validate_view(blocks.home(many))] == []
    for message in (blocks.message(text, many), blocks.message(text)):
        assert 0 < len(message["text"]) <= 4000
        assert refusals(*message["blocks"]) == []


def test_an_initial_choice_is_one_of_the_options() -> None:
    picked = blocks.select_input("f", "Pick", options("o", 3), initial="2")["element"]
    assert picked["initial_option"] in picked["options"]
    assert "initial_option" not in blocks.radio_input("f", "Pick", options("o", 3))["element"]
    grouped = blocks.select_input("f", "Pick", groups=[("G", options("o", 3))], initial="1")
    assert grouped["element"]["initial_option"]["value"] == "1"


@given(SHOWN, st.integers(1, 3000))
def test_a_cut_text_fits_and_says_that_it_was_cut(text: str, most: int) -> None:
    short = blocks.cut(text, most)
    assert len(short) <= most
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


texts_with_entities = st.lists(
    st.sampled_from(ENTITIES)
    | st.text("ab \n", min_size=1, max_size=40)
    | st.sampled_from(["x" * 700, "word " * 300, "\n\n\n", "ü👍" * 150]),
    max_size=120,
).map("".join)


def texts_of(shown: list[blocks.Block]) -> list[str]:
    return [block["text"]["text"] for block in shown]


@given(texts_with_entities)
@settings(deadline=None)
def test_sections_lose_nothing_and_tear_no_entity(text: str) -> None:
    pieces = texts_of(blocks.sections(text))
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= 3000 for piece in pieces)
    whole = ENTITY.findall(text)
    assert [entity for piece in pieces for entity in ENTITY.findall(piece)] == whole


@given(st.text(max_size=400).map(lambda text: text * 60))
@settings(deadline=None)
def test_sections_lose_nothing_of_what_people_wrote(text: str) -> None:
    pieces = texts_of(blocks.sections(blocks.escape(text)))
    assert "".join(words.unescape(piece) for piece in pieces) == text


def test_sections_break_between_words_where_they_can() -> None:
    first, second = texts_of(blocks.sections("word " * 700))
    assert first == "word " * 600
    assert second == "word " * 100
    torn = texts_of(blocks.sections("x" * 2999 + "&amp;" + "y" * 10))
    assert torn == ["x" * 2999, "&amp;" + "y" * 10]


def test_an_entity_longer_than_a_section_is_cut_rather_than_lost() -> None:
    link = f"<https://acme.example/{'a' * 4000}>"
    assert "".join(texts_of(blocks.sections(link))) == link


def test_a_section_that_is_too_long_is_cut_before_an_entity() -> None:
    shown = blocks.section("x" * 2990 + "<https://acme.example|a link>")["text"]["text"]
    assert shown == "x" * 2990 + "…"


@given(st.text(min_size=1, max_size=300).map(lambda text: text * 20))
@settings(deadline=None)
def test_a_quotation_is_whole_harmless_and_quoted_throughout(text: str) -> None:
    pieces = texts_of(blocks.quotation(text))
    assert all(
        line.startswith(">") for piece in pieces for line in piece.removesuffix("\n").split("\n")
    )
    assert not any("<" in piece for piece in pieces)
    shown = "".join(pieces).replace(">", "").replace("\n", "")
    assert shown == blocks.escape(text).replace("\n", "")


@given(st.text())
def test_escaping_leaves_nothing_that_slack_would_read(text: str) -> None:
    escaped = blocks.escape(text)
    assert "<" not in escaped
    assert ">" not in escaped


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Vee\u202e", "\u202c"),
        ("\u2067\u202bשלום", "\u202c\u2069"),
        ("\u202bשלום\u202c", ""),
        ("\u202eone line\nanother", ""),
        ("שלום\u200f", ""),
    ],
)
def test_an_escaped_text_turns_nothing_round_that_follows(text: str, ends: str) -> None:
    assert blocks.escape(text) == text + ends


@pytest.mark.parametrize("text", ["&<>" * 1000, "a line\n" * 430, "🎉" * 3000])
def test_long_texts_fit_into_one_message_together(text: str) -> None:
    shown = [part for number in range(4) for part in [blocks.divider(), *blocks.quotation(text)]]
    made = blocks.message("Long", shown)
    assert sum(map(blocks.measure, made["blocks"])) <= blocks.MESSAGE_CHARACTERS
    assert [one["type"] for one in made["blocks"]] == [one["type"] for one in shown]
    assert refusals(*made["blocks"]) == []


def test_a_message_with_room_for_all_is_left_as_it_is() -> None:
    shown = [*blocks.quotation("word " * 600) * 3, blocks.context("By Ann")]
    assert blocks.message("Long", shown)["blocks"] == shown
