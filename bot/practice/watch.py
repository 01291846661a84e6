"""Lets the bot look whenever somebody moved the clock, and says there what it does next."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime

import structlog

from bot.main import PATIENCE_SECONDS, Rapport
from bot.practice.planned import find_plan
from sandbox.clock import Clock, Plan
from sandbox.slack import Slack

log = structlog.get_logger(__name__)


@asynccontextmanager
async def keep_in_step(slack: Slack, rapport: Rapport) -> AsyncIterator[None]:
    """While this lasts, the clock of that Slack moves the bot, and tells what it has planned."""
    async with watch_clock(slack.clock, rapport) as rest:

        async def plan() -> Plan | None:
            """What is due now is no plan any more: the bot is about to do it."""
            await rest()
            return await find_plan(rapport.database, slack.clock.now())

        slack.core.planned = plan
        yield


@asynccontextmanager
async def watch_clock(
    clock: Clock, rapport: Rapport
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """After each jump the bot does at once what is due; jumps meanwhile are one more look.

    Gives a way to wait, for a while, until it has done so. In the end, too, the bot may still do
    for a while what it is about.
    """
    moved, calm, over = asyncio.Event(), asyncio.Event(), asyncio.Event()
    calm.set()

    def note(_now: datetime) -> None:
        moved.set()
        calm.clear()

    async def rest() -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await calm.wait()

    async def look() -> None:
        while True:
            await moved.wait()
            if over.is_set():
                return
            moved.clear()
            try:
                await rapport.settle()
            except Exception:
                log.exception("look_failed")
            if not moved.is_set():
                calm.set()

    clock.on_move(note)
    looking = asyncio.create_task(look())
    try:
        yield rest
    finally:
        over.set()
        moved.set()
        await asyncio.wait([looking], timeout=PATIENCE_SECONDS)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
