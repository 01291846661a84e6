"""From a row of the outbox to the call that it needs, inside the caller's transaction."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.retry import Call
from storage.lanes import Due
from storage.outbox import THREAD_NOT_POSTED, Message, OutboxRow, State

EVENT_TYPE = "rapport_delivery"
INTERRUPTED = "interrupted"
# Our word for a message that could not be made from what is on record.
NOT_SHOWN = "cannot_be_shown"
# How much older than its row a message may be by Slack's clock.
SKEW = timedelta(minutes=10)

log = structlog.get_logger(__name__)

Renderer = Callable[[AsyncSession, str], Awaitable[Message | None]]


@dataclass(frozen=True, slots=True)
class Errand:
    """One call to make for one row, not before `start` and not after `end` of the worker's watch.

    `doubt` is why a message is looked for.
    """

    row: OutboxRow
    call: Call
    method: str
    body: dict[str, Any]
    start: float
    end: float
    doubt: str | None
    feature: str | None


class CannotBeShown(Exception):
    """The row can never be said; `error` says why, `tell` whether somebody should know."""

    def __init__(self, error: str, *, tell: bool) -> None:
        super().__init__(error)
        self.error, self.tell = error, tell


async def prepare(
    session: AsyncSession, due: Due, renderers: Mapping[str, Renderer]
) -> tuple[Call, dict[str, Any]] | None:
    """The call for that row, which is marked as being made. None where there is nothing to say.

    Raises CannotBeShown.
    """
    row = due.row
    match due.method:
        case "conversations.history" | "conversations.replies":
            return Call.LOOK, _look_for(due)
        case "conversations.open":
            return Call.OPEN, {"users": row.user_id}
        case "chat.postMessage":
            body = await _post(session, due, renderers)
            call = Call.POST
        case "chat.update":
            body = await _update(session, due, renderers)
            call = Call.CHANGE
        case _:
            body = _react(due)
            call = Call.CHANGE
    if body is None:
        return None
    row.state = State.SENDING
    return call, body


def _look_for(due: Due) -> dict[str, Any]:
    row = due.row
    if row.state == State.SENDING:
        row.state, row.error = State.LOOKING, INTERRUPTED
        log.warning("delivery_interrupted", delivery=row.id)
    body: dict[str, Any] = {"channel": due.channel_id, "oldest": _stamp(row.created_at - SKEW)}
    return body if due.head_ts is None else {**body, "ts": due.head_ts}


def _stamp(moment: datetime) -> str:
    return f"{moment.timestamp():.6f}"


async def _post(
    session: AsyncSession, due: Due, renderers: Mapping[str, Renderer]
) -> dict[str, Any] | None:
    row = due.row
    if row.thread_post_id is not None and due.head_ts is None:
        raise CannotBeShown(THREAD_NOT_POSTED, tell=False)
    message = await _render(session, row, renderers)
    if message is None:
        return None
    row.channel_id = due.channel_id
    body = {
        "channel": due.channel_id,
        **message,
        "unfurl_links": False,
        "unfurl_media": False,
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"id": row.id}},
    }
    return body if due.head_ts is None else {**body, "thread_ts": due.head_ts}


async def _update(
    session: AsyncSession, due: Due, renderers: Mapping[str, Renderer]
) -> dict[str, Any] | None:
    message = await _render(session, due.row, renderers) if due.head_ts else None
    if message is None:
        return None
    return {"channel": due.head_channel_id, "ts": due.head_ts, **message}


def _react(due: Due) -> dict[str, Any] | None:
    if due.head_ts is None or due.row.payload is None:
        return None
    name = due.row.payload["name"]
    return {"channel": due.head_channel_id, "timestamp": due.head_ts, "name": name}


async def _render(
    session: AsyncSession, row: OutboxRow, renderers: Mapping[str, Renderer]
) -> dict[str, Any] | None:
    """The message as it is to be now. One that cannot be shown must not hold up the others."""
    if row.card is None:
        return row.payload
    try:
        async with session.begin_nested():
            rendered = await renderers[row.card.kind](session, row.card.id)
    except OperationalError:  # the database is away
        raise
    except Exception as error:
        log.exception("rendering_failed", delivery=row.id, card=row.card_kind)
        raise CannotBeShown(NOT_SHOWN, tell=True) from error
    return dict(rendered) if rendered is not None else None


def feature_of(row: OutboxRow, renderers: Mapping[str, Renderer]) -> str | None:
    """Whose card it is, by the room of its renderer (`handlers.<feature>...`)."""
    renderer = renderers.get(row.card_kind or "")
    return renderer.__module__.split(".")[1] if renderer is not None else None
