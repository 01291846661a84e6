"""Loads what a card shows, when it is sent."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.desk import Desk
from handlers.relationships import views
from storage import relationships
from storage.outbox import Message


async def render_proposal(session: AsyncSession, relationship_id: str) -> Message:
    relationship = await relationships.get_relationship(session, relationship_id)
    return views.proposal(relationship, await relationships.load_sides(session, relationship))


def introduction_of(desk: Desk) -> Callable[[AsyncSession, str], Awaitable[Message]]:
    """The renderer of the introduction, which names the operator."""

    async def render_introduction(session: AsyncSession, relationship_id: str) -> Message:
        relationship = await relationships.get_relationship(session, relationship_id)
        sides = await relationships.load_sides(session, relationship)
        return views.introduction(relationship, sides, desk.operator)

    return render_introduction


async def render_change(session: AsyncSession, card_id: str) -> Message:
    relationship_id, user_id = card_id.split(":")
    relationship = await relationships.get_relationship(session, relationship_id)
    sides = await relationships.load_sides(session, relationship)
    return views.changed(relationship, user_id, sides)
