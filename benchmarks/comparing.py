"""Runs two things by turns, so that whatever else the machine does falls on both."""

from collections.abc import Awaitable, Callable
from statistics import median

Turn = Callable[[], Awaitable[float]]


async def by_turns(ours: Turn, theirs: Turn, turns: int) -> tuple[float, float]:
    """The median figure of each, from so many turns, after one of each that does not count.

    Of no turns it is that one's figure: enough to see that both work.
    """
    pairs = [(await ours(), await theirs()) for _ in range(turns + 1)]
    counted = pairs[1:] or pairs
    return median(pair[0] for pair in counted), median(pair[1] for pair in counted)
