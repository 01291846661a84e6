"""APScheduler only wakes the jobs to look; the database says what is due."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from structlog.contextvars import bind_contextvars, clear_contextvars

from bot.core.clock import Clock
from bot.log import bind_feature

TICK_SECONDS = 15

log = structlog.get_logger(__name__)

Look = Callable[[datetime], Awaitable[None]]


class Scheduler:
    """Wakes every job at each tick.

    Jobs of one line look one after the other; lines do not wait for each other. A job that fails
    does not keep the others from looking.
    """

    def __init__(self, clock: Clock, *lines: Sequence[Look]) -> None:
        self._clock = clock
        self._lines = [(line, asyncio.Lock()) for line in lines]
        self._ticks = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Look now, and then at each tick."""
        for line, turn in self._lines:
            self._ticks.add_job(
                self._look_along,
                "interval",
                (line, turn),
                seconds=TICK_SECONDS,
                next_run_time=datetime.now(self._ticks.timezone),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._ticks.start()

    async def look(self) -> None:
        """Let each job do what is due at this moment."""
        await asyncio.gather(*(self._look_along(line, turn) for line, turn in self._lines))

    async def _look_along(self, line: Sequence[Look], turn: asyncio.Lock) -> None:
        async with turn:
            for job in line:
                await self._look(job)

    async def _look(self, job: Look) -> None:
        function = getattr(job, "func", job)
        clear_contextvars()
        bind_contextvars(job=function.__qualname__)
        bind_feature(function)
        try:
            await job(self._clock.now())
        except Exception:
            log.exception("job_failed")

    async def stop(self, seconds: float) -> None:
        """Wake no more, and wait so long for what is being done; then it is cancelled.

        A job in the middle of a transaction rolls back, and is due again at the next start.
        """
        self._ticks.pause()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), contextlib.AsyncExitStack() as turns:
                for _, turn in self._lines:
                    await turns.enter_async_context(turn)
        self._ticks.shutdown(wait=False)
