"""Lets the bot look whenever somebody moved the clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import structlog

from bot.main import PATIENCE_SECONDS, Rapport
from sandbox.clock import Clock

log = structlog.get_logger(__name__)


@asynccontextmanager
async def watch_clock(clock: Clock, rapport: Rapport) -> AsyncIterator[None]:
    """After each jump the bot does at once what is due; jumps meanwhile are one more look.

    In the end the bot may still do, for a while, what it is about.
    """
    moved, over = asyncio.Event(), asyncio.Event()

    def note(_now: datetime) -> None:
        moved.set()

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

    clock.on_move(note)
    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        over.set()
        moved.set()
        await asyncio.wait([looking], timeout=PATIENCE_SECONDS)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
