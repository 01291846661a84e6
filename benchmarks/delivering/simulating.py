"""The real worker on a clock that only moves when nobody has anything to do, and a Slack that keeps
its limits on the same clock.
"""

import asyncio
import heapq
import itertools
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.stand_in import TEAM
from bot.delivery.clients import SlackClients
from bot.delivery.ledger import Notices
from bot.delivery.limits import SLACK_LIMITS
from bot.delivery.timing import Timing
from bot.delivery.worker import BUSY_TOGETHER_SECONDS, Worker
from sandbox.clock import Clock
from sandbox.limits import Limits
from storage.database import Database
from storage.outbox import OutboxRow

# How long a call is on its way, at least and at most.
LATENCY_SECONDS = (0.03, 0.4)
# How often everybody is let on before the clock moves: no task of the worker waits for more.
BREATHS = 12


class Stopped(Clock):
    """Stands still until it is moved."""

    def __init__(self) -> None:
        super().__init__(datetime(2026, 11, 2, 8, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self._origin


class Simulated(Timing):
    """Moments and waits on that clock."""

    def __init__(self, clock: Stopped) -> None:
        self.clock = clock
        self._asleep: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    async def now(self, _session: AsyncSession) -> datetime:
        return self.clock.now()

    def watch(self) -> float:
        return self.clock.timestamp()

    async def sleep(self, seconds: float) -> None:
        alarm: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._asleep, (self.watch() + seconds, next(self._numbers), alarm))
        await alarm

    async def pass_until(self, end: float) -> None:
        """Move on to the next who wakes up, or to the end if that is sooner."""
        at = self._asleep[0][0] if self._asleep else end
        step = timedelta(seconds=max(0.0, min(at, end) - self.watch()))
        self.clock.advance(step + timedelta(microseconds=1))
        while self._asleep and self._asleep[0][0] <= self.watch():
            heapq.heappop(self._asleep)[2].set_result(None)
        for _ in range(BREATHS):
            await asyncio.sleep(0)


class LimitedSlack(SlackClients):
    """Takes everything that its limits allow, and counts what it takes and what it refuses."""

    def __init__(self, timing: Simulated) -> None:
        super().__init__("")
        self._timing = timing
        self._limits = Limits(timing.clock, "real")
        self._random = random.Random(1)  # noqa: S311 - spreads latencies, guards nothing
        self._numbers = itertools.count(1)
        self.taken, self.refused = 0, 0

    def find(self, _installation_id: str) -> Any:
        return self

    async def chat_postMessage(self, **body: Any) -> AsyncSlackResponse:  # noqa: N802
        return await self._call("chat.postMessage", body)

    async def chat_update(self, **body: Any) -> AsyncSlackResponse:
        return await self._call("chat.update", body)

    async def _call(self, method: str, body: dict[str, Any]) -> AsyncSlackResponse:
        await self._timing.sleep(self._random.uniform(*LATENCY_SECONDS))
        wait = self._limits.retry_after(method, "A1", TEAM, body["channel"])
        if wait is not None:
            self.refused += 1
            answer = _answer({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(wait)})
            raise SlackApiError("ratelimited", answer)  # type: ignore[no-untyped-call]
        self.taken += 1
        ts = f"{next(self._numbers)}.000000"
        return _answer({"ok": True, "channel": body["channel"], "ts": ts}, 200, {})


def _answer(data: dict[str, Any], status: int, headers: dict[str, str]) -> AsyncSlackResponse:
    return AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="",
        req_args={},
        data=data,
        headers=headers,
        status_code=status,
    )


class Simulation:
    """`run` lets time pass for the worker as its own loop does."""

    def __init__(self, database: Database) -> None:
        self.timing = Simulated(Stopped())
        self.slack = LimitedSlack(self.timing)
        self._worker = Worker(
            database,
            self.slack,
            {},
            SLACK_LIMITS,
            notices=Notices(_never, _never),
            timing=self.timing,
        )

    async def run(self, messages: int) -> float:
        """Deliver so many messages; returns the simulated seconds."""
        began = self.timing.watch()
        while self.slack.taken < messages:
            end = self.timing.watch() + await self._worker.turn()
            while self.timing.watch() < end:
                taken = self.slack.taken + self.slack.refused
                await self.timing.pass_until(end)
                if self.slack.taken + self.slack.refused > taken:  # the worker would not wait
                    end = min(end, self.timing.watch() + BUSY_TOGETHER_SECONDS)
        seconds = self.timing.watch() - began
        await self._worker.turn()
        return seconds


async def _never(_session: AsyncSession, row: OutboxRow, error: str) -> None:
    raise RuntimeError(f"{row.id}: {error}")
