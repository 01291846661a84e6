"""Retros about which something is to be done because it is time."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.relationships import Relationship, is_reachable
from storage.retros import Retro, RetroSchedule


async def list_to_look_at(session: AsyncSession, now: datetime) -> list[str]:
    """The ids of the retros in which nothing happened for so long."""
    rows = await session.scalars(
        select(Retro.id)
        .join(Relationship, Relationship.id == Retro.relationship_id)
        .where(Retro.look_at.is_not(None), Retro.look_at <= now, is_reachable())
        .order_by(Retro.look_at, Retro.id)
    )
    return list(rows)


async def list_to_begin(session: AsyncSession, now: datetime) -> list[str]:
    """The ids of the relationships in which it is time for the next retro, and can be said."""
    rows = await session.scalars(
        select(RetroSchedule.relationship_id)
        .join(Relationship, Relationship.id == RetroSchedule.relationship_id)
        .where(RetroSchedule.next_at <= now, is_reachable())
        .order_by(RetroSchedule.next_at, RetroSchedule.relationship_id)
    )
    return list(rows)


async def find_next_look(session: AsyncSession, after: datetime) -> datetime | None:
    """When a retro is looked at next, of all that there are."""
    found: datetime | None = await session.scalar(
        select(func.min(Retro.look_at)).where(Retro.look_at.is_not(None), Retro.look_at > after)
    )
    return found


async def find_next_beginning(session: AsyncSession, after: datetime) -> datetime | None:
    """When the next one begins by itself."""
    found: datetime | None = await session.scalar(
        select(func.min(RetroSchedule.next_at)).where(RetroSchedule.next_at > after)
    )
    return found
