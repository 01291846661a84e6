"""What is known of a channel follows it when Slack gives it another id."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.engines.upsert import insert_once
from storage.held import HeldCommand
from storage.kudos import Kudos
from storage.kudos_sources import Overtaken
from storage.lessons import Lesson
from storage.outbox import IS_OPEN, Lane, OutboxRow, Place
from storage.problems import Entry, Problem, Reaction
from storage.relationships import Relationship, find_by_channel, lock_by_channel

_NAMING = (
    Kudos.source_channel_id,
    Overtaken.channel_id,
    HeldCommand.channel_id,
    Problem.source_channel_id,
    Entry.source_channel_id,
    Reaction.source_channel_id,
    Lesson.source_channel_id,
)


async def change_id(session: AsyncSession, old: str, new: str) -> Relationship | None:
    """Let everything that names the channel `old` name it `new`; done twice, it changes nothing.

    Returns the relationship that moved; None where there is none, or `new` is home to another one.
    """
    relationship = await lock_by_channel(session, old)
    await _move_posts(session, old, new)
    for column in _NAMING:
        await session.execute(update(column.class_).where(column == old).values({column: new}))
    if relationship is None or await find_by_channel(session, new) is not None:
        return None
    relationship.channel_id = new
    return relationship


async def _move_posts(session: AsyncSession, old: str, new: str) -> None:
    """Move what was and will be said there, in its order, into the new channel's lane."""
    own = (OutboxRow.channel_id == old, OutboxRow.user_id.is_(None))
    lanes = await session.scalars(
        select(Lane)
        .where(Lane.lane.in_(select(OutboxRow.lane).where(*own)))
        .order_by(Lane.lane)
        .with_for_update()
    )
    for lane in list(lanes):
        place = Place(lane.lane.partition(":")[0], channel_id=new)
        await insert_once(
            session,
            Lane,
            lane=place.lane,
            owner=lane.owner,
            leased_until=lane.leased_until,
            arrives_at=lane.arrives_at,
        )
        here = (*own, OutboxRow.lane == lane.lane)
        # What a call that is under way to the old id brings is not believed: it is another attempt
        # from now on, for which Slack is asked under the new id once the lease is over.
        await session.execute(
            update(OutboxRow).where(*here, IS_OPEN).values(attempts=OutboxRow.attempts + 1)
        )
        await session.execute(
            update(OutboxRow).where(*here).values(lane=place.lane, channel_id=new)
        )
