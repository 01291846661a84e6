"""What delivery needs of the outbox: conversations with something due, and what became of it.

Moments are the database's own time, which all machines share.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    Update,
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

from storage.budgets import EVERY_METHOD, RateBudget
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


class Due(NamedTuple):
    """A row that can be dealt with; `method` is what it needs of Slack, and `channel_id` where.

    `head_channel_id` and `head_ts` say where the post stands that it is about or under, and
    `arrives_at` is the pace of its lane.
    """

    seq: int
    id: str
    lane: str
    kind: str
    state: str
    attempts: int
    error: str | None
    installation_id: str
    relationship_id: str | None
    user_id: str | None
    thread_post_id: str | None
    card_kind: str | None
    card_id: str | None
    payload: dict[str, Any] | None
    created_at: datetime
    method: str
    channel_id: str | None
    head_channel_id: str | None
    head_ts: str | None
    arrives_at: datetime | None


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


_DUE = (
    select(
        OutboxRow.seq,
        OutboxRow.id,
        OutboxRow.lane,
        OutboxRow.kind,
        OutboxRow.state,
        OutboxRow.attempts,
        OutboxRow.error,
        OutboxRow.installation_id,
        OutboxRow.relationship_id,
        OutboxRow.user_id,
        OutboxRow.thread_post_id,
        OutboxRow.card_kind,
        OutboxRow.card_id,
        OutboxRow.payload,
        OutboxRow.created_at,
        _method,
        _channel,
        _head.channel_id,
        _head.ts,
        Lane.arrives_at,
    )
    .join(Lane, Lane.lane == OutboxRow.lane)
    .outerjoin(
        _direct,
        and_(
            _direct.installation_id == OutboxRow.installation_id,
            _direct.user_id == OutboxRow.user_id,
        ),
    )
    .outerjoin(_head, _head.id == func.coalesce(OutboxRow.about_post_id, OutboxRow.thread_post_id))
    .order_by(OutboxRow.seq)
    # Not more than this lock: whoever adds a row to a lane refers to it meanwhile.
    .with_for_update(of=[OutboxRow, Lane], key_share=True, skip_locked=True)
)


async def find_due(
    session: AsyncSession,
    *,
    moment: datetime,
    most: int,
    without: Collection[tuple[str, str]] = (),
    own: Collection[str] = (),
) -> list[Due]:
    """Up to `most` rows that can be dealt with, one a lane, those that wait longest first.

    They and their lanes are locked until the transaction ends, and nobody else has a lease on
    them; what others have locked is passed over. `without` names installations and methods that
    may not be called now, `own` lanes whose lease is the caller's and needed no more.
    """
    free = or_(Lane.leased_until.is_(None), Lane.leased_until < moment)
    query = _DUE.where(or_(free, Lane.lane.in_(own)) if own else free, _is_due_head(moment)).limit(
        most
    )
    if without:
        query = query.where(tuple_(OutboxRow.installation_id, _method).not_in(list(without)))
    return [Due._make(found) for found in await session.execute(query)]


@dataclass(frozen=True, slots=True)
class Lease:
    """Who has a lane until when, and the pace of its posts. Without an owner it is given back."""

    lane: str
    owner: str | None
    until: datetime | None
    arrives_at: datetime | None


_LEASE = (
    update(Lane)
    .where(Lane.lane == bindparam("of"))
    .values(
        owner=bindparam("by"),
        leased_until=bindparam("until"),
        arrives_at=func.coalesce(bindparam("pace", type_=Lane.arrives_at.type), Lane.arrives_at),
    )
)


async def lease_lanes(session: AsyncSession, leases: Sequence[Lease]) -> None:
    """Take lanes that `find_due` has locked, or give back own ones."""
    values = [
        {"of": one.lane, "by": one.owner, "until": one.until, "pace": one.arrives_at}
        for one in leases
    ]
    await _execute_many(session, _LEASE, values)


@dataclass(frozen=True, slots=True)
class Progress:
    """How a row stands now: what follows `attempts`, which says after which call that is.

    `begins`: another call begins.
    """

    seq: int
    attempts: int
    state: State
    error: str | None = None
    not_before: datetime | None = None
    channel_id: str | None = None
    ts: str | None = None
    begins: bool = False


_PROGRESS = (
    update(OutboxRow)
    .where(OutboxRow.seq == bindparam("of"), OutboxRow.attempts == bindparam("call"), IS_OPEN)
    .values(
        state=bindparam("new_state"),
        error=bindparam("new_error"),
        not_before=bindparam("new_not_before"),
        channel_id=func.coalesce(bindparam("new_channel", type_=String), OutboxRow.channel_id),
        ts=func.coalesce(bindparam("new_ts", type_=String), OutboxRow.ts),
        attempts=OutboxRow.attempts + bindparam("more", type_=Integer),
    )
)


async def write_progress(session: AsyncSession, progress: Iterable[Progress]) -> None:
    """Write down how rows stand. What was not the latest call of a row changes nothing."""
    values = [
        {
            "of": one.seq,
            "call": one.attempts,
            "new_state": one.state,
            "new_error": one.error,
            "new_not_before": one.not_before,
            "new_channel": one.channel_id,
            "new_ts": one.ts,
            "more": int(one.begins),
        }
        for one in progress
    ]
    await _execute_many(session, _PROGRESS, values)


async def _execute_many(
    session: AsyncSession, statement: Update, values: list[dict[str, Any]]
) -> None:
    """One statement for many rows, past the session's own record of what it has loaded."""
    if values:
        await (await session.connection()).execute(statement, values)


async def count_due(session: AsyncSession) -> int:
    """How many lanes have something that could be sent at this moment, with a working token."""
    moment = await database_time(session)
    paused = select(RateBudget.installation_id).where(
        RateBudget.method == EVERY_METHOD, RateBudget.blocked_until > moment
    )
    due = select(func.count(OutboxRow.seq)).where(
        _is_due_head(moment), OutboxRow.installation_id.not_in(paused)
    )
    return await session.scalar(due) or 0


async def hurry(session: AsyncSession, installation_id: str) -> None:
    """Try what waits in that installation at once: its token works. What is looked for waits on."""
    await session.execute(
        update(OutboxRow)
        .where(
            IS_OPEN,
            OutboxRow.installation_id == installation_id,
            OutboxRow.state == State.WAITING,
        )
        .values(not_before=None)
    )


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
