"""Kills the bot's processes while they work."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress

from benchmarks.kill.supervisor import Supervised
from benchmarks.kill.town import Town
from benchmarks.kill.waiting import until

# The first kill of a phase hits somewhere in what begins it: the next look of the bot.
FIRST_SECONDS = 1.5
# The others hit so soon after the bot was seen at work ...
SPREAD_SECONDS = 0.15
# ... which it is while it speaks to Slack, or Slack to it. Where it is not, little is left to do.
WORKING_SECONDS = 0.05
# What was in hand comes back when its lease is over; so long it is waited for that.
PATIENCE_SECONDS = 5.0
STEP_SECONDS = 0.005


class Killer:
    """Strikes at random moments of a phase, and counts."""

    def __init__(
        self, town: Town, processes: list[Supervised], luck: random.Random, lease_seconds: float
    ) -> None:
        self._town = town
        self._processes = processes
        self._luck = luck
        self._patience = lease_seconds + PATIENCE_SECONDS
        self.kills = 0
        self.at_work = 0

    async def hunt(self, kills: int, progress: Callable[[], float], seconds: float) -> None:
        """Kill so often while `progress` goes from 0 to 1, which may take so many seconds."""
        moments = sorted(self._luck.random() for _ in range(kills - 1))
        if kills:
            await asyncio.sleep(self._luck.uniform(0, FIRST_SECONDS))
            await self._strike()
        for moment in moments:
            await self._await_moment(moment, progress, seconds)
            await self._strike()

    async def _await_moment(
        self, moment: float, progress: Callable[[], float], seconds: float
    ) -> None:
        async def has_come() -> bool:
            return progress() >= moment and await self._town.app.open_sockets() > 0

        await until(has_come, seconds=seconds, step=STEP_SECONDS)
        with suppress(TimeoutError):
            await until(self._is_still_at_work, seconds=self._patience, step=STEP_SECONDS)

    async def _is_still_at_work(self) -> bool:
        """Whether it is at work, and also some random time later."""
        if not await self._is_at_work():
            return False
        await asyncio.sleep(self._luck.uniform(0, SPREAD_SECONDS))
        return await self._is_at_work()

    async def _is_at_work(self) -> bool:
        return self._town.slack.wire.idle_seconds() < WORKING_SECONDS

    async def _strike(self) -> None:
        self.at_work += await self._is_at_work()
        self._luck.choice([one for one in self._processes if one.alive]).kill()
        self.kills += 1
