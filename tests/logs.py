"""Reads what is logged while a test runs, as the lines of JSON that it is."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.log import configure_log


@dataclass
class Log:
    """What was written so far."""

    stream: io.StringIO = field(default_factory=io.StringIO)

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == event]


@contextmanager
def recorded(level: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    """The log at that level, ours and that of the libraries, set up as the command does it."""
    log, root = Log(), logging.getLogger()
    handlers, before = root.handlers[:], root.level
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", log.stream)
        root.handlers.clear()
        configure_log(level)
    try:
        yield log
    finally:
        root.handlers[:] = handlers
        root.setLevel(before)
        configure_log("INFO")
