"""Runs two things by turns, so that whatever else the machine does falls on both."""

from collections.abc import Awaitable, Callable
from statistics import median

Turn = Callable[[], Awaitable[float]]


async def by_turns(ours: Turn, theirs: Turn, turns: int) -> tuple[float, float]:
    """The median figure of each, from so many turns, after one of each that does not count."""
    figures: tuple[list[float], list[float]] = ([], [])
    for turn in range(turns + 1):
        pair = await ours(), await theirs()
        if turn > 0:
            for kept, figure in zip(figures, pair, strict=True):
                kept.append(figure)
    return median(figures[0]), median(figures[1])
