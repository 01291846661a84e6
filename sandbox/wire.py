"""The record of everything that went over the wire, in order, without tokens."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.clock import Clock
from sandbox.live import Live
from sandbox.model import JSON

_JSON_PARAMS = ("blocks", "view", "metadata", "attachments", "message", "files")


@dataclass
class _Timing:
    """When it was, on the sandbox's clock, and how many real seconds the answer took."""

    at: datetime
    began: float
    seconds: float | None = None


class Wire:
    """Calls of the app are `{"out", "body", "response"}`; what Slack sent is `{"in", ...}`."""

    def __init__(self, clock: Clock, live: Live) -> None:
        self._clock = clock
        self._live = live
        self._entries: list[JSON] = []
        self._timings: list[_Timing] = []
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
        entry, timing = self._entries[number], self._timings[number]
        entry["response" if "out" in entry else "ack"] = copy.deepcopy(answer)
        self._open_calls.discard(number)
        self._last_word = time.monotonic()
        timing.seconds = self._last_word - timing.began
        self._live.wire(number)

    def entries(self) -> list[JSON]:
        return copy.deepcopy(self._entries)

    @property
    def record(self) -> Sequence[JSON]:
        """The entries themselves, to be read only."""
        return self._entries

    def numbered(self, after: int | None = None, limit: int | None = None) -> list[JSON]:
        """The entries with `number`, `at` and `seconds`: at most so many after a number, else the
        newest.

        `at` is on the sandbox's clock; `seconds` are real ones until the answer or ack, None while
        it is awaited. What is in an entry is to be read only.
        """
        if after is None:
            numbers = range(len(self))[-limit if limit else 0 :]
        else:
            numbers = range(max(0, after + 1), len(self))[:limit]
        return [self._numbered(number) for number in numbers]

    def _numbered(self, number: int) -> JSON:
        timing = self._timings[number]
        when = {"number": number, "at": timing.at.isoformat(), "seconds": timing.seconds}
        return when | self._entries[number]

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
        self._last_word = time.monotonic()
        self._entries.append(entry)
        self._timings.append(_Timing(self._clock.now(), self._last_word))
        self._live.wire(len(self) - 1)
        return len(self) - 1


def _parsed(name: str, value: Any) -> Any:
    if name in _JSON_PARAMS and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return copy.deepcopy(value)
