"""Whoever moves the clock need not wait: the bot looks by itself, and once more if it moved."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.practice.watch import watch_clock
from sandbox.clock import Clock
from tests.logs import recorded

HOUR = timedelta(hours=1)
DEADLINE_SECONDS = 5


@dataclass
class Bot:
    """Looks for as long as the test likes."""

    may_end: asyncio.Event = field(default_factory=asyncio.Event)
    began: int = 0
    ended: int = 0
    trouble: list[Exception] = field(default_factory=list)

    async def settle(self) -> None:
        self.began += 1
        if self.trouble:
            raise self.trouble.pop()
        await self.may_end.wait()
        self.ended += 1

    async def has_begun(self, looks: int) -> None:
        async with asyncio.timeout(DEADLINE_SECONDS):
            while self.began < looks:
                await asyncio.sleep(0)


async def rest() -> None:
    """Long enough for whatever would still come of itself."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_moves_during_a_look_are_one_more_look() -> None:
    clock, bot = Clock(), Bot()
    async with watch_clock(clock, bot):
        await rest()
        assert bot.began == 0
        clock.advance(HOUR)
        await bot.has_begun(1)
        for _ in range(3):
            clock.advance(HOUR)
        await rest()
        assert bot.began == 1  # never two at a time
        bot.may_end.set()
        await bot.has_begun(2)
        await rest()
        assert (bot.began, bot.ended) == (2, 2)


async def test_one_can_wait_until_the_bot_has_done_what_is_due() -> None:
    clock, bot = Clock(), Bot()
    async with watch_clock(clock, bot) as done:
        await done()  # nothing is due
        clock.advance(HOUR)
        waiting = asyncio.create_task(done())
        await bot.has_begun(1)
        clock.advance(HOUR)
        await rest()
        assert not waiting.done()
        bot.may_end.set()
        await asyncio.wait_for(waiting, DEADLINE_SECONDS)
        assert bot.ended == 2


async def test_a_look_that_fails_is_logged_and_the_next_one_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, bot = Clock(), Bot(trouble=[RuntimeError("the disk is full")])
    bot.may_end.set()
    with recorded("WARNING", monkeypatch) as log:
        async with watch_clock(clock, bot):
            clock.advance(HOUR)
            await bot.has_begun(1)
            await rest()
            clock.advance(HOUR)
            await bot.has_begun(2)
            await rest()
    assert bot.ended == 1
    [line] = log.of("look_failed")
    assert line["level"] == "error"
    assert "the disk is full" in str(line)


async def test_in_the_end_a_look_is_not_torn_off() -> None:
    clock, bot = Clock(), Bot()
    async with watch_clock(clock, bot):
        clock.advance(HOUR)
        await bot.has_begun(1)
        clock.advance(HOUR)
        asyncio.get_running_loop().call_later(0.01, bot.may_end.set)
    assert (bot.began, bot.ended) == (1, 1)


async def test_a_look_without_end_does_not_outlast_the_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.practice.watch.PATIENCE_SECONDS", 0.01)
    clock, bot = Clock(), Bot()
    async with asyncio.timeout(DEADLINE_SECONDS):
        async with watch_clock(clock, bot):
            clock.advance(HOUR)
            await bot.has_begun(1)
    clock.advance(HOUR)
    bot.may_end.set()
    await rest()
    assert (bot.began, bot.ended) == (1, 0)
