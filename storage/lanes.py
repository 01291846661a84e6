"""What delivery needs of the outbox: leases on lanes, their rows in order, direct messages.

Moments are the database's own time, which all machines share.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.database import database_time
from storage.engines.upsert import replace
from storage.outbox import DirectMessage, Lane, OutboxRow, State

OPEN = (State.WAITING, State.SENDING)


def _is_due_head(moment: datetime) -> ColumnElement[bool]:
    """Whether a row can be sent at that moment: it is the first of its lane, and need not wait.

    What stands behind a row that waits, waits too, or a lane would be claimed for nothing.
    """
    earlier = aliased(OutboxRow)
    return and_(
        OutboxRow.state.in_(OPEN),
        or_(OutboxRow.not_before.is_(None), OutboxRow.not_before <= moment),
        ~exists().where(
            earlier.lane == OutboxRow.lane,
            earlier.state.in_(OPEN),
            earlier.seq < OutboxRow.seq,
        ),
    )


async def claim_lanes(
    session: AsyncSession, *, owner: str, moment: datetime, until: datetime, most: int
) -> list[str]:
    """Lease up to `most` lanes that have something due, those that wait longest first."""
    lanes = list(
        await session.scalars(
            select(Lane.lane)
            .join(OutboxRow, OutboxRow.lane == Lane.lane)
            .where(
                or_(Lane.leased_until.is_(None), Lane.leased_until < moment), _is_due_head(moment)
            )
            .order_by(OutboxRow.seq)
            .limit(most)
            .with_for_update(of=Lane, skip_locked=True)
        )
    )
    if lanes:
        await session.execute(
            update(Lane).where(Lane.lane.in_(lanes)).values(owner=owner, leased_until=until)
        )
    return lanes


async def extend_lease(session: AsyncSession, lane: str, owner: str, until: datetime) -> bool:
    """Keep a lane for longer. False where somebody else has it by now."""
    kept = await session.execute(
        update(Lane)
        .where(Lane.lane == lane, Lane.owner == owner)
        .values(leased_until=until)
        .returning(Lane.lane)
    )
    return kept.first() is not None


async def release_lane(session: AsyncSession, lane: str, owner: str) -> None:
    """Give a lane back."""
    await session.execute(
        update(Lane)
        .where(Lane.lane == lane, Lane.owner == owner)
        .values(owner=None, leased_until=None)
    )


async def first_open(session: AsyncSession, lane: str) -> OutboxRow | None:
    """The oldest row of a lane that is not done, due or not, locked until the transaction ends."""
    found: OutboxRow | None = await session.scalar(
        select(OutboxRow)
        .where(OutboxRow.lane == lane, OutboxRow.state.in_(OPEN))
        .order_by(OutboxRow.seq)
        .limit(1)
        .with_for_update()
    )
    return found


async def count_due(session: AsyncSession) -> int:
    """How many lanes have something that could be sent at this moment."""
    moment = await database_time(session)
    return await session.scalar(select(func.count()).where(_is_due_head(moment))) or 0


async def find_direct_message(
    session: AsyncSession, installation_id: str, user_id: str
) -> str | None:
    """The channel in which the bot writes to that person, once it was opened."""
    row = await session.get(DirectMessage, (installation_id, user_id))
    return row.channel_id if row else None


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
