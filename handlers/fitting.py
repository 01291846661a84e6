"""A long list, as far as it fits into one message. Pure."""

from collections.abc import Sequence
from itertools import accumulate

from handlers.blocks import MESSAGE_BLOCKS, MESSAGE_CHARACTERS, Block, context, measure


def fit(found: Sequence[Block], rest: str, last: Sequence[Block] = ()) -> list[Block]:
    """What one message has room for, with `last` behind it; `rest` says so where that is less."""
    said = [context(rest)]
    most = MESSAGE_BLOCKS - len(said) - len(last)
    room = MESSAGE_CHARACTERS - sum(measure(one) for one in [*said, *last])
    sizes = list(accumulate(measure(one) for one in found))
    kept = min(most, sum(size <= room for size in sizes))
    return [*found, *last] if kept == len(found) else [*found[:kept], *said, *last]
