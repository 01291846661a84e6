"""What is long, made to fit into one message. Pure."""

import json
from collections.abc import Sequence
from itertools import accumulate

from handlers.blocks import MESSAGE_BLOCKS, Block, context, mrkdwn

# Slack refuses messages of more than about 13,000 characters, whatever they are spread over; it
# tells no exact number, and counts more than the texts (slackapi/bolt-js, issues 2509 and 2867).
MESSAGE_CHARACTERS = 12_000


def fit(found: Sequence[Block], rest: str, last: Sequence[Block] = ()) -> list[Block]:
    """What one message has room for, with `last` behind it; `rest` says so where that is less."""
    said = [context(rest)]
    most = MESSAGE_BLOCKS - len(said) - len(last)
    room = MESSAGE_CHARACTERS - sum(_measure(one) for one in [*said, *last])
    sizes = list(accumulate(_measure(one) for one in found))
    kept = min(most, sum(size <= room for size in sizes))
    return [*found, *last] if kept == len(found) else [*found[:kept], *said, *last]


def squeeze(found: Sequence[Block]) -> list[Block]:
    """The same with its long texts cut, as far as one message has no room for them."""
    shown = list(found)
    for most in (1500, 750, 375, 100):
        if sum(_measure(one) for one in shown) <= MESSAGE_CHARACTERS:
            break
        shown = [_shorten(one, most) for one in found]
    return shown


def _shorten(block: Block, most: int) -> Block:
    text = block["text"]["text"] if block["type"] == "section" else ""
    if len(text) <= most:
        return block
    return block | {"text": mrkdwn(text, most)}


def _measure(block: Block) -> int:
    return len(json.dumps(block, ensure_ascii=False))
