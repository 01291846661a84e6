"""How Slack says no to an app."""

from __future__ import annotations

from typing import Any

from sandbox.blockkit import Problem
from sandbox.model import JSON


class SlackError(Exception):
    """A Web API call ends with `{"ok": false, "error": error}` and perhaps more fields."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more: JSON = more

    def to_json(self) -> JSON:
        return {"ok": False, "error": self.error} | self.more


def bad_arguments(message: str) -> SlackError:
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {message}"]})


def bad_blocks(error: str, problems: list[Problem]) -> SlackError:
    """`error` with each problem in Slack's words and the pointer to it."""
    texts = [problem.text for problem in problems]
    messages = [f"[ERROR] {text}" for text in texts]
    return SlackError(error, errors=texts, response_metadata={"messages": messages})
