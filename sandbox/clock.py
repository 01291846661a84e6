"""The one clock of the sandbox: real time plus an offset that can be moved forwards."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as day_time
from zoneinfo import ZoneInfo

_SATURDAY = 5


@dataclass(frozen=True)
class Plan:
    """What will be done next by the clock: `at` is aware, `what` a sentence for people."""

    at: datetime
    what: str


def next_working_day(now: datetime, zone: str) -> datetime:
    """Nine in the morning there on the next day, or on Monday."""
    day = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, day_time(9), ZoneInfo(zone))


class Clock:
    """Runs in real time from `start` (default: now) and may be moved ahead, never back.

    All times that go in or out are aware; `now()` is in UTC.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._origin = (start or datetime.now(UTC)).astimezone(UTC)
        self._started = time.monotonic()
        self._callbacks: list[Callable[[datetime], object]] = []

    def now(self) -> datetime:
        return self._origin + timedelta(seconds=time.monotonic() - self._started)

    def timestamp(self) -> float:
        return self.now().timestamp()

    def move_to(self, moment: datetime) -> None:
        """Jump to `moment`; raises ValueError when that lies in the past or has no zone."""
        if moment.tzinfo is None:
            raise ValueError("the clock needs a moment with a time zone")
        self.advance(moment - self.now())

    def advance(self, step: timedelta) -> None:
        """Jump ahead; no step at all lets happen what is due now."""
        if step < timedelta(0):
            raise ValueError("the clock never goes back")
        self._origin += step
        now = self.now()
        for callback in self._callbacks:
            callback(now)

    def on_move(self, callback: Callable[[datetime], object]) -> None:
        """Call `callback(now)` after each jump."""
        self._callbacks.append(callback)
