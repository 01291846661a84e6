"""What Slack tells of a message."""

from typing import Any

import pytest

from handlers.sources import Said, read_message

LINK = "https://acme.example/archives/C1/p1730000002000100"


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({}, Said(author=None)),
        ({"user": "U1", "text": "hello"}, Said("U1", "hello")),
        ({"user": "U1", "text": None, "edited": {"ts": "3.1"}}, Said("U1", "", edited_ts="3.1")),
        ({"user": "U1", "bot_id": "B1"}, Said("U1", bot_id="B1")),
        ({"user": "U1", "thread_ts": "1.1"}, Said("U1", thread_ts="1.1")),
        ({"user": "U1", "permalink": LINK}, Said("U1", thread_ts="")),
        (
            {"user": "U1", "permalink": f"{LINK}?thread_ts=1730000001.000100&cid=C1"},
            Said("U1", thread_ts="1730000001.000100"),
        ),
    ],
)
def test_a_message_is_read_as_slack_describes_it(message: dict[str, Any], said: Said) -> None:
    assert read_message(message) == said
