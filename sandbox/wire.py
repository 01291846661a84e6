"""The record of everything that went over the wire, in order, without tokens."""

from __future__ import annotations

import copy
import json
import time
from pathlib import Path
from typing import Any

from sandbox.model import JSON

_JSON_PARAMS = ("blocks", "view", "metadata", "attachments", "message")


class Wire:
    """Calls of the app are `{"out", "body", "response"}`; what Slack sent is `{"in", ...}`."""

    def __init__(self) -> None:
        self._entries: list[JSON] = []
        self._open_calls: set[int] = set()
        self._last_word = float("-inf")

    def record_call(self, method: str, params: JSON) -> int:
        """Note a call of the app; `finish` with the returned number adds what it was told."""
        body = {name: _parsed(name, value) for name, value in params.items() if name != "token"}
        number = self._append({"out": method, "body": body, "response": None})
        self._open_calls.add(number)
        return number

    def record_envelope(self, kind: str, envelope: JSON) -> int:
        """Note what Slack sent; `finish` with the returned number adds the ack."""
        return self._append({"in": kind, "envelope": copy.deepcopy(envelope), "ack": None})

    def finish(self, number: int, answer: JSON | None) -> None:
        entry = self._entries[number]
        entry["response" if "out" in entry else "ack"] = copy.deepcopy(answer)
        self._open_calls.discard(number)
        self._last_word = time.monotonic()

    def entries(self) -> list[JSON]:
        return copy.deepcopy(self._entries)

    def __len__(self) -> int:
        """How much went over the wire so far."""
        return len(self._entries)

    def idle_seconds(self) -> float:
        """How long nothing has been said or answered; zero while the app waits for an answer."""
        return 0.0 if self._open_calls else time.monotonic() - self._last_word

    def write(self, path: Path) -> None:
        lines = (json.dumps(entry, ensure_ascii=False) for entry in self._entries)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def _append(self, entry: JSON) -> int:
        self._entries.append(entry)
        self._last_word = time.monotonic()
        return len(self._entries) - 1


def _parsed(name: str, value: Any) -> Any:
    if name in _JSON_PARAMS and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return copy.deepcopy(value)
