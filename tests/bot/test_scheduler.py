"""The scheduler ends what it began."""

import asyncio
from datetime import datetime

from bot.core.clock import SystemClock
from bot.scheduler import Scheduler


async def test_stopping_waits_for_the_job_in_hand() -> None:
    began, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def job(_now: datetime) -> None:
        began.set()
        await may_end.wait()
        ended.set()

    scheduler = Scheduler(SystemClock(), [job])
    scheduler.start()
    async with asyncio.timeout(10):
        await began.wait()
        stopping = asyncio.create_task(scheduler.stop(10))
        await asyncio.sleep(0)
        assert not stopping.done()
        may_end.set()
        await stopping
    assert ended.is_set()


async def test_a_job_that_does_not_end_is_cancelled_in_the_end() -> None:
    began, cancelled = asyncio.Event(), asyncio.Event()

    async def job(_now: datetime) -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    scheduler = Scheduler(SystemClock(), [job])
    scheduler.start()
    async with asyncio.timeout(10):
        await began.wait()
        await scheduler.stop(0.05)
        await cancelled.wait()
