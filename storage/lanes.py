"""What delivery needs of the outbox: conversations with something due, and what became of it.

Moments are the database's own time, which all machines share.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.database import database_time
from storage.engines.upsert import replace
from storage.outbox import IS_OPEN, DirectMessage, Kind, Lane, OutboxRow, State

_earlier = aliased(OutboxRow, name="earlier")
_head = aliased(OutboxRow, name="head")
_direct = aliased(DirectMessage, name="direct")
_channel = func.coalesce(OutboxRow.channel_id, _direct.channel_id)

# A post that was sent without an answer is looked for where it would stand.
_is_lost = and_(OutboxRow.kind == Kind.POST, OutboxRow.state.in_((State.SENDING, State.LOOKING)))

# The method of Slack's that the row needs next.
_method: ColumnElement[str] = case(
    (and_(_is_lost, OutboxRow.thread_post_id.is_not(None)), literal("conversations.replies")),
    (_is_lost, literal("conversations.history")),
    (OutboxRow.kind == Kind.UPDATE, literal("chat.update")),
    (OutboxRow.kind == Kind.REACT, literal("reactions.add")),
    (_channel.is_(None), literal("conversations.open")),
    else_=literal("chat.postMessage"),
)


@dataclass(frozen=True, slots=True)
class Due:
    """A row that can be dealt with, and where: `head` is the post that it is about or under."""

    row: OutboxRow
    lane: Lane
    method: str
    channel_id: str | None
    head_channel_id: str | None
    head_ts: str | None


def _is_due_head(moment: datetime) -> ColumnElement[bool]:
    """Whether a row can be sent at that moment: it is the first of its lane, and need not wait.

    What stands behind a row that waits, waits too, or a lane would be claimed for nothing.
    """
    earlier = exists().where(
        _earlier.lane == OutboxRow.lane,
        _earlier.seq < OutboxRow.seq,
        text("earlier.state IN ('waiting', 'sending', 'looking')"),
    )
    return and_(
        IS_OPEN,
        or_(OutboxRow.not_before.is_(None), OutboxRow.not_before <= moment),
        ~earlier,
    )


async def find_due(
    session: AsyncSession,
    *,
    moment: datetime,
    most: int,
    without: Collection[tuple[str, str]] = (),
) -> list[Due]:
    """Up to `most` rows that can be dealt with, one a lane, those that wait longest first.

    They and their lanes are locked until the transaction ends, and nobody else has a lease on
    them; what others have locked is passed over. `without` names installations and methods that
    may not be called now.
    """
    query = (
        select(OutboxRow, Lane, _method, _channel, _head.channel_id, _head.ts)
        .join(Lane, Lane.lane == OutboxRow.lane)
        .outerjoin(
            _direct,
            and_(
                _direct.installation_id == OutboxRow.installation_id,
                _direct.user_id == OutboxRow.user_id,
            ),
        )
        .outerjoin(
            _head, _head.id == func.coalesce(OutboxRow.about_post_id, OutboxRow.thread_post_id)
        )
        .where(
            or_(Lane.leased_until.is_(None), Lane.leased_until < moment),
            _is_due_head(moment),
        )
        .order_by(OutboxRow.seq)
        .limit(most)
        # Not more than this lock: whoever adds a row to a lane refers to it meanwhile.
        .with_for_update(of=[OutboxRow, Lane], key_share=True, skip_locked=True)
    )
    if without:
        query = query.where(tuple_(OutboxRow.installation_id, _method).not_in(list(without)))
    return [Due(*found) for found in await session.execute(query)]


async def release_lanes(session: AsyncSession, lanes: Collection[str], owner: str) -> None:
    """Give lanes back."""
    await session.execute(
        update(Lane)
        .where(Lane.lane.in_(lanes), Lane.owner == owner)
        .values(owner=None, leased_until=None)
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of a call for a row: `seq` and `attempts` say which call it was.

    `state` and what follows is how the row stands now.
    """

    seq: int
    attempts: int
    state: State
    error: str | None = None
    not_before: datetime | None = None
    channel_id: str | None = None
    ts: str | None = None


_UPDATE = (
    update(OutboxRow)
    .where(
        OutboxRow.seq == bindparam("of"),
        OutboxRow.attempts == bindparam("call"),
        IS_OPEN,
    )
    .values(
        state=bindparam("new_state"),
        error=bindparam("new_error"),
        not_before=bindparam("new_not_before"),
        channel_id=func.coalesce(bindparam("new_channel", type_=String), OutboxRow.channel_id),
        ts=func.coalesce(bindparam("new_ts", type_=String), OutboxRow.ts),
    )
    .execution_options(synchronize_session=None)
)


async def write_progress(session: AsyncSession, progress: Iterable[Progress]) -> None:
    """Write down what became of calls. A call that was not the row's latest changes nothing."""
    values: list[dict[str, Any]] = [
        {
            "of": one.seq,
            "call": one.attempts,
            "new_state": one.state,
            "new_error": one.error,
            "new_not_before": one.not_before,
            "new_channel": one.channel_id,
            "new_ts": one.ts,
        }
        for one in progress
    ]
    if values:
        connection = await session.connection()
        await connection.execute(_UPDATE, values)


async def count_due(session: AsyncSession) -> int:
    """How many lanes have something that could be sent at this moment."""
    moment = await database_time(session)
    return await session.scalar(select(func.count(OutboxRow.seq)).where(_is_due_head(moment))) or 0


async def save_direct_message(
    session: AsyncSession, installation_id: str, user_id: str, channel_id: str
) -> None:
    """Remember the channel that Slack opened."""
    await replace(
        session,
        DirectMessage,
        ("installation_id", "user_id"),
        installation_id=installation_id,
        user_id=user_id,
        channel_id=channel_id,
    )
