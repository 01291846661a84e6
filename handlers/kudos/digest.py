"""Loads what is told at the end of a week, when it is sent."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.kudos import agreement, weekly
from handlers.kudos import digest_views
from handlers.kudos.digest_views import Flow
from storage import kudos_reading as reading
from storage import relationships
from storage.outbox import Message
from storage.relationships import Relationship


async def render_digest(session: AsyncSession, card_id: str) -> Message:
    """The week in numbers."""
    relationship, day = await _load(session, card_id)
    since, until = weekly.list_bounds(day, relationship.tz, 1)
    return digest_views.digest(
        relationship,
        await agreement.load_rules(session, relationship.id),
        await reading.load_week(session, relationship.id, since, until),
        await _load_past(session, relationship, day),
    )


async def render_flow(session: AsyncSession, card_id: str) -> Message | None:
    """The weeks until then as a drawing."""
    relationship, day = await _load(session, card_id)
    return digest_views.chart(relationship, await _load_past(session, relationship, day))


async def _load(session: AsyncSession, card_id: str) -> tuple[Relationship, date]:
    relationship_id, _, day = card_id.partition(":")
    relationship = await relationships.get_relationship(session, relationship_id)
    return relationship, date.fromisoformat(day)


async def _load_past(
    session: AsyncSession, relationship: Relationship, day: date
) -> list[tuple[date, Flow]]:
    """The weeks by their last days, oldest first."""
    days = weekly.list_days(day, weekly.WEEKS_SHOWN)
    bounds = weekly.list_bounds(day, relationship.tz, weekly.WEEKS_SHOWN)
    flows = await reading.load_flow(session, relationship.id, bounds)
    return list(zip(days, flows, strict=True))


async def render_nudge(session: AsyncSession, card_id: str) -> Message | None:
    """The word to a contact; None where everybody was thanked meanwhile, or they are none now."""
    relationship_id, user_id, day = card_id.split(":")
    relationship = await relationships.get_relationship(session, relationship_id)
    contact = await relationships.find_member(session, relationship_id, user_id)
    if contact is None or contact.side is None or not contact.is_contact:
        return None
    unthanked = await weekly.list_unthanked(
        session, relationship, contact.side, user_id, date.fromisoformat(day)
    )
    return digest_views.nudge(relationship, contact.side, unthanked)


RENDERERS = {
    weekly.DIGEST_CARD: render_digest,
    weekly.FLOW_CARD: render_flow,
    weekly.NUDGE_CARD: render_nudge,
}
