"""What an operator sees of the outbox, and decides about it. No message text leaves here."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, TextClause, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from storage.budgets import RateBudget
from storage.outbox import IS_KEPT, IS_OPEN, THREAD_NOT_POSTED, OutboxRow, State
from storage.relationships import Relationship

# A row, and the relationship that it is about.
Entry = tuple[OutboxRow, Relationship | None]

WITHOUT_TEXT = defer(OutboxRow.payload, raiseload=True)


async def list_kept(session: AsyncSession, most: int) -> list[Entry]:
    """What failed or has an unknown outcome, newest first."""
    return await _list(session, IS_KEPT, OutboxRow.seq.desc(), most)


async def list_open(session: AsyncSession, most: int) -> list[Entry]:
    """What is still to be said, what waits longest first."""
    return await _list(session, IS_OPEN, OutboxRow.seq.asc(), most)


async def _list(
    session: AsyncSession, where: TextClause, order: ColumnElement[int], most: int
) -> list[Entry]:
    rows = await session.execute(
        select(OutboxRow, Relationship)
        .outerjoin(Relationship, Relationship.id == OutboxRow.relationship_id)
        .where(where)
        .order_by(order)
        .limit(most)
        .options(WITHOUT_TEXT)
    )
    return [(row, relationship) for row, relationship in rows]


async def count_by_state(session: AsyncSession) -> dict[State, int]:
    """How many rows are open or kept, by their state; 0 where there is none."""
    counts = dict.fromkeys(
        (State.WAITING, State.SENDING, State.LOOKING, State.FAILED, State.UNKNOWN), 0
    )
    for where in (IS_OPEN, IS_KEPT):
        found = await session.execute(
            select(OutboxRow.state, func.count()).where(where).group_by(OutboxRow.state)
        )
        counts |= {State(state): count for state, count in found}
    return counts


async def find_oldest_open(session: AsyncSession) -> datetime | None:
    """When what waits longest was put into the outbox; None where nothing waits."""
    found: datetime | None = await session.scalar(
        select(OutboxRow.created_at).where(IS_OPEN).order_by(OutboxRow.seq).limit(1)
    )
    return found


async def list_blocks(session: AsyncSession, moment: datetime) -> list[RateBudget]:
    """What Slack does not want to hear yet at that moment (database time)."""
    found = await session.scalars(
        select(RateBudget)
        .where(RateBudget.blocked_until > moment)
        .order_by(RateBudget.installation_id, RateBudget.method)
    )
    return list(found)


async def lock_by_prefix(session: AsyncSession, prefix: str) -> list[OutboxRow]:
    """The rows whose id begins like this, at most two; delivery leaves them until the end."""
    found = await session.scalars(
        select(OutboxRow)
        .where(OutboxRow.id.startswith(prefix, autoescape=True))
        .order_by(OutboxRow.id)
        .limit(2)
        .with_for_update()
        .options(WITHOUT_TEXT)
    )
    return list(found)


async def lock_kept(session: AsyncSession) -> list[OutboxRow]:
    """Everything that failed or has an unknown outcome."""
    found = await session.scalars(
        select(OutboxRow)
        .where(IS_KEPT)
        .order_by(OutboxRow.seq)
        .with_for_update()
        .options(WITHOUT_TEXT)
    )
    return list(found)


async def retry(session: AsyncSession, rows: Sequence[OutboxRow]) -> int:
    """Have them said as if for the first time, with the replies that failed for want of them.

    Returns how many that are.
    """
    ids = [row.id for row in rows]
    lost = and_(
        OutboxRow.thread_post_id.in_(ids),
        OutboxRow.state == State.FAILED,
        OutboxRow.error == THREAD_NOT_POSTED,
    )
    again = await session.execute(
        update(OutboxRow)
        .where(or_(OutboxRow.id.in_(ids), lost))
        .values(state=State.WAITING, attempts=0, error=None, not_before=None)
        .returning(OutboxRow.seq)
    )
    return len(again.all())


async def drop(session: AsyncSession, rows: Sequence[OutboxRow]) -> int:
    """Never say them, nor the replies under them; what they would have said is forgotten.

    Returns how many that are.
    """
    ids = [row.id for row in rows]
    orphaned = and_(
        OutboxRow.thread_post_id.in_(ids), OutboxRow.state.in_((State.WAITING, State.FAILED))
    )
    dropped = await session.execute(
        update(OutboxRow)
        .where(or_(OutboxRow.id.in_(ids), orphaned))
        .values(state=State.DROPPED, not_before=None, payload=None)
        .returning(OutboxRow.seq)
    )
    return len(dropped.all())
