"""What a person has before them in a conversation, how far they have read, and what is new."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from itertools import takewhile

from sandbox.model import Channel, Message, User

_TO_ALL = re.compile(r"<!(?:here|channel|everyone)\b")


def newest_first(channel: Channel, viewer: User, before: str | None = None) -> Iterator[Message]:
    """What stands in the conversation itself, without replies, from before this timestamp on.

    With what only the viewer sees. Nothing is looked at that is not asked for.
    """
    public = (m for m in reversed(channel.messages.values()) if m.in_channel)
    private = (m for m in reversed(channel.ephemerals.values()) if _is_for(viewer, m))
    both = heapq.merge(public, private, key=lambda m: m.ts, reverse=True)
    return (m for m in both if before is None or m.ts < before)


def _is_for(viewer: User, message: Message) -> bool:
    return message.ephemeral_to == viewer.id and message.thread_ts is None


def ephemerals_in_thread(channel: Channel, viewer: User, root_ts: str) -> list[Message]:
    private = channel.ephemerals.values()
    return [m for m in private if m.ephemeral_to == viewer.id and m.thread_ts == root_ts]


def unread(channel: Channel, viewer: User) -> list[Message]:
    """What others wrote in the conversation itself since the viewer read, newest first."""
    read_until = channel.read_until.get(viewer.id, "")
    since = takewhile(lambda m: m.ts > read_until, reversed(channel.messages.values()))
    return [m for m in since if m.in_channel and m.user_id != viewer.id and not _is_gone(m)]


def _is_gone(message: Message) -> bool:
    return message.subtype == "tombstone"


def mentions(message: Message, viewer: User) -> bool:
    """Whether its text names the viewer, or everybody."""
    return f"<@{viewer.id}" in message.text or bool(_TO_ALL.search(message.text))


def last_ts(channel: Channel) -> str | None:
    """Of the newest message in the conversation itself."""
    return next((m.ts for m in reversed(channel.messages.values()) if m.in_channel), None)
