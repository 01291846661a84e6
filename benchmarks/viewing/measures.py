"""Seconds until the page is ready, and milliseconds of the slow frames while it is scrolled."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import quantiles

from playwright.async_api import Browser

from benchmarks.chromium import open_chromium
from benchmarks.comparing import by_turns
from benchmarks.lab import Lab
from benchmarks.results import Goal, Of, Result
from benchmarks.viewing.looking import list_loads, scroll, time_until_ready

AS_QUICK = Goal(Of.RATIO, at_most=1.5)
# What is longer is seen as a stutter.
NO_STUTTER = Goal(Of.VALUE, at_most=50)


@dataclass
class Sights:
    """A browser, and the addresses of what it looks at."""

    browser: Browser
    short: str
    long: str
    bare: str

    def loading(self, address: str) -> Callable[[], Awaitable[float]]:
        return lambda: time_until_ready(self.browser, address)

    def scrolling(self, address: str, *, ready: bool) -> Callable[[], Awaitable[float]]:
        """The frame than which only one in a hundred is longer."""

        async def measure() -> float:
            frames = await scroll(self.browser, address, ready=ready)
            return quantiles(frames, n=100)[98]

        return measure


async def measure_page(lab: Lab) -> AsyncIterator[Result]:
    """Ours with a conversation in it, against an empty page that loads files of the same sizes."""
    async with _open_sights(lab) as sights:
        value, baseline = await by_turns(
            sights.loading(sights.short), sights.loading(sights.bare), lab.size.turns
        )
    yield Result("page until ready", lab.engine, "s", value, baseline, AS_QUICK)


async def measure_scroll(lab: Lab) -> AsyncIterator[Result]:
    """All messages of the long conversation, against as many plain paragraphs."""
    async with _open_sights(lab) as sights:
        value, baseline = await by_turns(
            sights.scrolling(sights.long, ready=True),
            sights.scrolling(f"{sights.bare}/plain", ready=False),
            lab.size.slow_turns,
        )
    yield Result("scroll: 99 of 100 frames", lab.engine, "ms", value, baseline, NO_STUTTER)


@asynccontextmanager
async def _open_sights(lab: Lab) -> AsyncIterator[Sights]:
    many = lab.size.messages
    async with (
        open_chromium() as browser,
        lab.child("benchmarks.viewing.room", many=many) as room,
        lab.child("benchmarks.viewing.bare") as bare,
    ):
        addresses = await room.ask()
        loads = await list_loads(browser, addresses["short"])
        url = (await bare.ask(loads=loads, paragraphs=many))["url"]
        yield Sights(browser, addresses["short"], addresses["long"], url)
