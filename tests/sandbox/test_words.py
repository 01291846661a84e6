from __future__ import annotations

from typing import Any

import pytest

from sandbox.typing_in import escape_typed, rich_text
from sandbox.words import buttons_of, inputs_of, words_of


def plain(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


BLOCKS: list[dict[str, Any]] = [
    {"type": "header", "block_id": "a", "text": plain("Title")},
    {
        "type": "section",
        "block_id": "b",
        "text": {"type": "mrkdwn", "text": "*Bold* <@U1>"},
        "fields": [plain("left"), plain("right")],
        "accessory": {"type": "button", "action_id": "x", "text": plain("Press")},
    },
    {"type": "context", "block_id": "c", "elements": [{"type": "mrkdwn", "text": "small"}]},
    {
        "type": "input",
        "block_id": "d",
        "label": plain("Which"),
        "hint": plain("One only"),
        "element": {
            "type": "radio_buttons",
            "action_id": "y",
            "options": [{"text": plain("This"), "value": "1"}],
        },
    },
]


def test_words_buttons_and_inputs() -> None:
    assert words_of(BLOCKS).splitlines() == [
        "Title",
        "*Bold* <@U1>",
        "left",
        "right",
        "Press",
        "small",
        "Which",
        "One only",
        "This",
    ]
    assert buttons_of(BLOCKS) == ["Press"]
    assert inputs_of(BLOCKS) == {"d": "Which"}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a & b < c", "a &amp; b &lt; c"),
        ("<@U12ABC> and <#C1|room>", "<@U12ABC> and <#C1|room>"),
        ("see https://example.org/?a=1&b=2", "see <https://example.org/?a=1&amp;b=2>"),
        ("<!here> <script>", "<!here> &lt;script&gt;"),
    ],
)
def test_typed_text_is_escaped_as_slack_does(typed: str, stored: str) -> None:
    assert escape_typed(typed) == stored


def test_a_persons_text_becomes_rich_text() -> None:
    block = rich_text("hi <@U1> :+1::skin-tone-3: <https://example.org> a &amp; b")
    assert block["type"] == "rich_text"
    (section,) = block["elements"]
    assert section["elements"] == [
        {"type": "text", "text": "hi "},
        {"type": "user", "user_id": "U1"},
        {"type": "text", "text": " "},
        {"type": "emoji", "name": "+1", "skin_tone": 3},
        {"type": "text", "text": " "},
        {"type": "link", "url": "https://example.org"},
        {"type": "text", "text": " a & b"},
    ]
