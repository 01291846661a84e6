"""From a row of the outbox to the call that it needs, inside the caller's transaction."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.retry import Call
from storage.lanes import Due
from storage.outbox import THREAD_NOT_POSTED, Message

EVENT_TYPE = "rapport_delivery"
# Our word for a message that could not be made from what is on record.
NOT_SHOWN = "cannot_be_shown"
# How much older than its row a message may be by Slack's clock.
SKEW = timedelta(minutes=10)

log = structlog.get_logger(__name__)

Renderer = Callable[[AsyncSession, str], Awaitable[Message | None]]


class CannotBeShown(Exception):
    """The row can never be said; the word for it is THREAD_NOT_POSTED or NOT_SHOWN."""


async def prepare(
    session: AsyncSession, due: Due, renderers: Mapping[str, Renderer]
) -> tuple[Call, dict[str, Any]] | None:
    """What the call for that row is for, and its body. None where there is nothing to say.

    Raises CannotBeShown.
    """
    match due.method:
        case "conversations.history" | "conversations.replies":
            return Call.LOOK, _look_for(due)
        case "conversations.open":
            return Call.OPEN, {"users": due.user_id}
        case "chat.postMessage":
            body, call = await _post(session, due, renderers), Call.POST
        case "chat.update":
            body, call = await _update(session, due, renderers), Call.CHANGE
        case _:
            body, call = _react(due), Call.CHANGE
    return None if body is None else (call, body)


def _look_for(due: Due) -> dict[str, Any]:
    body: dict[str, Any] = {"channel": due.channel_id, "oldest": _stamp(due.created_at - SKEW)}
    return body if due.head_ts is None else {**body, "ts": due.head_ts}


def _stamp(moment: datetime) -> str:
    return f"{moment.timestamp():.6f}"


async def _post(
    session: AsyncSession, due: Due, renderers: Mapping[str, Renderer]
) -> dict[str, Any] | None:
    if due.thread_post_id is not None and due.head_ts is None:
        raise CannotBeShown(THREAD_NOT_POSTED)
    message = await _render(session, due, renderers)
    if message is None:
        return None
    body = {
        "channel": due.channel_id,
        **message,
        "unfurl_links": False,
        "unfurl_media": False,
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"id": due.id}},
    }
    return body if due.head_ts is None else {**body, "thread_ts": due.head_ts}


async def _update(
    session: AsyncSession, due: Due, renderers: Mapping[str, Renderer]
) -> dict[str, Any] | None:
    message = await _render(session, due, renderers) if due.head_ts else None
    if message is None:
        return None
    return {"channel": due.head_channel_id, "ts": due.head_ts, **message}


def _react(due: Due) -> dict[str, Any] | None:
    if due.head_ts is None or due.payload is None:
        return None
    name = due.payload["name"]
    return {"channel": due.head_channel_id, "timestamp": due.head_ts, "name": name}


async def _render(
    session: AsyncSession, due: Due, renderers: Mapping[str, Renderer]
) -> dict[str, Any] | None:
    """The message as it is to be now. One that cannot be shown must not hold up the others."""
    if due.card_kind is None or due.card_id is None:
        return due.payload
    try:
        async with session.begin_nested():
            rendered = await renderers[due.card_kind](session, due.card_id)
    except OperationalError:  # the database is away
        raise
    except Exception as error:
        log.exception("rendering_failed", delivery=due.id, card=due.card_kind)
        raise CannotBeShown(NOT_SHOWN) from error
    return dict(rendered) if rendered is not None else None


def feature_of(card_kind: str | None, renderers: Mapping[str, Renderer]) -> str | None:
    """Whose card it is, by the room of its renderer (`handlers.<feature>...`)."""
    renderer = renderers.get(card_kind or "")
    return renderer.__module__.split(".")[1] if renderer is not None else None
