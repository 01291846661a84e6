"""Seconds until "connected", seconds of importing alone, and resident memory once it is quiet."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

from benchmarks.comparing import by_turns
from benchmarks.lab import Lab
from benchmarks.programs import RAPPORT, run_program, settings_of_rapport
from benchmarks.results import Goal, Of, Result

GOAL = Goal(Of.RATIO, at_most=2)
BARE = "benchmarks.starting.bare"
# What was needed to start only is given back by then.
QUIET_AFTER_SECONDS = 1.0


class Starter:
    """One of the two programs, started anew at each turn. `megabytes` are those of each turn."""

    def __init__(
        self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> None:
        self._arguments, self._folder, self._environment = arguments, folder, environment
        self.megabytes: list[float] = []

    async def start(self) -> float:
        """Seconds from nothing until it is connected."""
        began = time.perf_counter()
        async with run_program(self._arguments, self._folder, self._environment) as process:
            seconds = time.perf_counter() - began
            await asyncio.sleep(QUIET_AFTER_SECONDS)
            self.megabytes.append(_read_resident(process.pid))
        return seconds


async def measure_start(lab: Lab) -> AsyncIterator[Result]:
    """Socket Mode, on a database that is there already."""
    async with lab.databases.fresh() as address:
        settings = settings_of_rapport(
            address,
            lab.slack_url,
            SLACK_APP_TOKEN="xapp-benchmark",  # noqa: S106 - opens nothing
        )
        ours = Starter(RAPPORT, lab.folder, settings)
        theirs = Starter(("-m", BARE, lab.slack_url), lab.folder, {})
        value, baseline = await by_turns(ours.start, theirs.start, lab.size.turns)
        yield Result("start until connected", lab.engine, "s", value, baseline, GOAL)
    value, baseline = median(ours.megabytes), median(theirs.megabytes)
    yield Result("start: memory when idle", lab.engine, "MB", value, baseline, GOAL)
    value, baseline = await by_turns(_importing("bot.__main__"), _importing(BARE), lab.size.turns)
    yield Result("start: import alone", lab.engine, "s", value, baseline, GOAL)


def _importing(module: str) -> Callable[[], Awaitable[float]]:
    async def measure() -> float:
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", f"import {module}")
        await process.wait()
        return time.perf_counter() - began

    return measure


def _read_resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
