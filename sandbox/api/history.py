"""conversations.history and conversations.replies: reading what was said."""

from __future__ import annotations

from sandbox.api.call import Call
from sandbox.api.registry import method
from sandbox.errors import SlackError
from sandbox.model import JSON, Channel, Message
from sandbox.shapes import message_object

MOST = 999
MOST_FOR_DISTRIBUTED_APPS = 15


@method("conversations.history")
def history(call: Call) -> JSON:
    channel = _readable(call)
    newest_first = [m for m in reversed(channel.messages.values()) if m.in_channel]
    return _answer(call, [m for m in newest_first if _in_range(call, m)]) | {"pin_count": 0}


@method("conversations.replies")
def replies(call: Call) -> JSON:
    channel = _readable(call)
    ts = call.required("ts")
    root = channel.messages.get(ts)
    if root is None:
        raise SlackError("thread_not_found")
    following = [m for m in channel.replies(ts) if _in_range(call, m)]
    return _answer(call, [root, *following])


def _readable(call: Call) -> Channel:
    channel = call.conversation_with("history", call.required("channel"))
    if call.installation.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _answer(call: Call, messages: list[Message]) -> JSON:
    rows, metadata = call.page(messages, default=100, most=MOST, cap=_cap(call))
    with_metadata = call.flag("include_all_metadata")
    answer: JSON = {
        "messages": [message_object(call.core.world, m, metadata=with_metadata) for m in rows],
        "has_more": bool(metadata["next_cursor"]),
    }
    return answer | ({"response_metadata": metadata} if metadata["next_cursor"] else {})


def _cap(call: Call) -> int:
    return MOST_FOR_DISTRIBUTED_APPS if call.installation.app.is_distributed else MOST


def _in_range(call: Call, message: Message) -> bool:
    """Between `oldest` and `latest`; the ends count only with `inclusive`."""
    ts = _micros(message.ts)
    oldest, latest = _end(call, "oldest"), _end(call, "latest")
    if call.flag("inclusive"):
        return (oldest is None or ts >= oldest) and (latest is None or ts <= latest)
    return (oldest is None or ts > oldest) and (latest is None or ts < latest)


def _end(call: Call, name: str) -> int | None:
    ts = call.text(name)
    try:
        return _micros(ts) if ts else None
    except ValueError as error:
        raise SlackError(f"invalid_ts_{name}") from error


def _micros(ts: str) -> int:
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1_000_000 + int(fraction.ljust(6, "0")[:6])
