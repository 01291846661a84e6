"""What Slack sends is told from what it never would."""

from typing import Any

import pytest

from bot.transport import is_understood

USER = {"id": "U1"}


@pytest.mark.parametrize(
    "body",
    [
        {"type": "event_callback", "event": {"type": "message"}},
        {"command": "/kudos", "user_id": "U1", "channel_id": "C1"},
        {"type": "block_actions", "user": USER, "actions": [{"action_id": "a"}], "team": None},
        {"type": "message_action", "user": USER},
        {"type": "shortcut", "user": USER, "enterprise": None},
        {"type": "view_submission", "user": USER, "view": {"id": "V1"}},
        {"type": "view_closed", "user": USER, "view": {"id": "V1"}},
        {"type": "url_verification", "challenge": "x"},
        {"ssl_check": "1"},
    ],
)
def test_what_slack_sends_is_understood(body: Any) -> None:
    assert is_understood(body)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "words",
        {},
        {"type": "event_callback"},
        {"type": "event_callback", "event": None},
        {"type": "event_callback", "event": {"user": "U1"}},
        {"command": "/kudos", "user_id": "U1"},
        {"type": "block_actions", "user": USER, "actions": []},
        {"type": "block_actions", "actions": [{}]},
        {"type": "view_submission", "user": USER, "view": None},
        {"type": "shortcut", "user": None},
    ],
)
def test_nothing_else_is(body: Any) -> None:
    assert not is_understood(body)
