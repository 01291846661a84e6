"""APScheduler only wakes the jobs to look; the database says what is due."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.clock import Clock

TICK_SECONDS = 15

log = structlog.get_logger(__name__)

Look = Callable[[datetime], Awaitable[None]]


class Scheduler:
    """Wakes every job at each tick. A job that fails does not keep the others from looking."""

    def __init__(self, clock: Clock, jobs: Sequence[Look]) -> None:
        self._clock, self._jobs = clock, jobs
        self._ticks = AsyncIOScheduler(timezone="UTC")
        self._looking = asyncio.Lock()

    def start(self) -> None:
        """Look now, and then at each tick."""
        self._ticks.add_job(
            self.look,
            "interval",
            seconds=TICK_SECONDS,
            next_run_time=datetime.now(self._ticks.timezone),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._ticks.start()

    async def look(self) -> None:
        """Let each job do what is due at this moment."""
        async with self._looking:
            for job in self._jobs:
                try:
                    await job(self._clock.now())
                except Exception:
                    log.exception("job_failed", job=getattr(job, "__name__", "job"))

    async def stop(self) -> None:
        """Wake no more, and wait for what is being done."""
        self._ticks.pause()
        async with self._looking:  # shutting down would cancel a job in the middle of its work
            self._ticks.shutdown(wait=False)
