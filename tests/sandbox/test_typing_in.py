"""What Slack's composer makes of typed marks."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.typing_in import escape_typed, rich_text


def parts(typed: str) -> list[tuple[str, list[dict[str, Any]]]]:
    elements = rich_text(escape_typed(typed))["elements"]
    return [(part["type"].removeprefix("rich_text_"), part["elements"]) for part in elements]


def words(text: str, *styles: str) -> dict[str, Any]:
    style = {"style": dict.fromkeys(styles, True)} if styles else {}
    return {"type": "text", "text": text} | style


@pytest.mark.parametrize(
    ("typed", "elements"),
    [
        ("*three* changes", [words("three", "bold"), words(" changes")]),
        ("_a_, ~b~", [words("a", "italic"), words(", "), words("b", "strike")]),
        ("*_both_*", [words("both", "bold", "italic")]),
        ("`a*b*`", [words("a*b*", "code")]),
        ("*<b> & c*", [words("<b> & c", "bold")]),
    ],
)
def test_marks_become_styles(typed: str, elements: list[dict[str, Any]]) -> None:
    assert parts(typed) == [("section", elements)]


@pytest.mark.parametrize("typed", ["a*b*c", "snake_case_name", "2 * 3 * 4", "* one\n* two", "**"])
def test_marks_inside_words_or_beside_spaces_stay(typed: str) -> None:
    assert parts(typed) == [("section", [words(typed)])]


def test_quotations_and_code_blocks_stand_by_themselves() -> None:
    assert parts("before\n> *said*\n> twice\nafter ```x < *y*```") == [
        ("section", [words("before")]),
        ("quote", [words("said", "bold"), words("\ntwice")]),
        ("section", [words("after ")]),
        ("preformatted", [words("x < *y*")]),
    ]


def test_a_bar_in_an_address_stays_a_part_of_it() -> None:
    link = {"type": "link", "url": "https://example.org/?q=a%7Cb"}
    assert parts("see https://example.org/?q=a|b") == [("section", [words("see "), link])]
