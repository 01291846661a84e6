"""Notices that something in the sandbox changed, for pages that stand open and for who keeps it.

A notice carries no content, only what to look at again: `{"type": "message", "channel", "ts",
"thread_ts"}`, `conversations`, `people`, `{"type": "modals", "person"}`, `{"type": "home",
"person", "bot"}`, `{"type": "read", "person", "channel"}`, `{"type": "wire", "number"}`,
`{"type": "clock", "now"}`, and `hello`, which means: look at everything again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

MOST_WAITING = 1000
Notice = dict[str, Any]
HELLO: Notice = {"type": "hello"}


class Listener:
    """One open page: what it has not been told yet, oldest first and each thing once."""

    def __init__(self) -> None:
        self.is_over = False
        self._waiting: dict[str, None] = {}
        self._stirred = asyncio.Event()
        self.hear(HELLO)

    def hear(self, notice: Notice) -> None:
        """A page that does not keep up looks at everything again instead."""
        if len(self._waiting) >= MOST_WAITING:
            self._waiting = {json.dumps(HELLO): None}
        self._waiting[json.dumps(notice)] = None
        self._stirred.set()

    def dismiss(self) -> None:
        self.is_over = True
        self._stirred.set()

    async def next(self, seconds: float) -> list[str]:
        """What was noticed since, as JSON; nothing after so many seconds of silence."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stirred.wait()
        if not self.is_over:
            self._stirred.clear()
        noticed, self._waiting = list(self._waiting), {}
        return noticed


class Live:
    """Each verb tells everybody who listens; nobody is waited for."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._callbacks: list[Callable[[Notice], object]] = []

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        listener = Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def on_change(self, callback: Callable[[Notice], object]) -> None:
        """Call `callback(notice)` at once with each notice from now on."""
        self._callbacks.append(callback)

    def close(self) -> None:
        """Send everybody home."""
        for listener in self._listeners:
            listener.dismiss()

    def message(self, channel_id: str, ts: str, thread_ts: str | None) -> None:
        """Posted, changed, deleted or reacted to; its thread's parent has changed with it."""
        place = {"channel": channel_id, "ts": ts, "thread_ts": thread_ts}
        self._tell({"type": "message"} | place)

    def conversations(self) -> None:
        """There is a new one, or who is in it or what it is called has changed."""
        self._tell({"type": "conversations"})

    def people(self) -> None:
        """Somebody, some workspace or some app is new or has changed."""
        self._tell({"type": "people"})

    def modals(self, user_id: str) -> None:
        self._tell({"type": "modals", "person": user_id})

    def home(self, user_id: str, bot_user_id: str) -> None:
        self._tell({"type": "home", "person": user_id, "bot": bot_user_id})

    def read(self, user_id: str, channel_id: str) -> None:
        self._tell({"type": "read", "person": user_id, "channel": channel_id})

    def wire(self, number: int) -> None:
        """This entry was added or answered."""
        self._tell({"type": "wire", "number": number})

    def clock(self, now: datetime) -> None:
        """The clock was moved."""
        self._tell({"type": "clock", "now": now.isoformat()})

    def _tell(self, notice: Notice) -> None:
        for callback in self._callbacks:
            callback(notice)
        for listener in self._listeners:
            listener.hear(notice)
