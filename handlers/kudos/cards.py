"""Loads what a card shows, when it is sent."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.kudos.posting import CARD
from handlers.kudos import views
from handlers.links import build_link
from storage import kudos as records
from storage import outbox, relationships
from storage.kudos import Kudos
from storage.outbox import Message
from storage.relationships import Relationship


async def render_kudos(session: AsyncSession, kudos_id: str) -> Message | None:
    """None where they were taken back before anybody saw them."""
    kudos = await records.find_kudos(session, kudos_id)
    if kudos is None:
        return None
    if kudos.withdrawn_at is not None:
        said = await outbox.stands_in_slack(session, kudos.post_id)
        return views.withdrawn_card(kudos) if said else None
    relationship = await relationships.get_relationship(session, kudos.relationship_id)
    return views.card(kudos, relationship, await _find_source(session, kudos, relationship))


async def _find_source(
    session: AsyncSession, kudos: Kudos, relationship: Relationship
) -> str | None:
    if kudos.source_channel_id is None or kudos.source_ts is None:
        return None
    return await build_link(
        session, relationship.installation_id, kudos.source_channel_id, kudos.source_ts
    )


RENDERERS = {CARD: render_kudos}
