"""Loads what a card shows, when it is sent."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Member, Side
from bot.kudos import agreement, posting
from handlers.kudos import rules_views, views
from handlers.links import build_link
from storage import kudos as records
from storage import kudos_rules, outbox, relationships
from storage.kudos import Kudos
from storage.outbox import Message
from storage.relationships import Relationship


async def render_kudos(session: AsyncSession, kudos_id: str) -> Message | None:
    """None where they were taken back or hidden before anybody saw them."""
    kudos = await records.find_kudos(session, kudos_id)
    if kudos is None:
        return None
    if not kudos.stands and not await outbox.stands_in_slack(session, kudos.post_id):
        return None
    if kudos.hidden_at is not None:
        return views.hidden_card(kudos)
    if kudos.withdrawn_at is not None:
        return views.withdrawn_card(kudos)
    relationship = await relationships.get_relationship(session, kudos.relationship_id)
    rules = await agreement.load_rules(session, relationship.id)
    return views.card(kudos, relationship, rules, await _find_source(session, kudos, relationship))


async def render_private(session: AsyncSession, card_id: str) -> Message | None:
    """The direct message to a receiver or contact; None where it never stood."""
    kudos_id, user_id = card_id.split(":")
    kudos = await records.find_kudos(session, kudos_id)
    if kudos is None:
        return None
    if not kudos.stands and not await _was_told(session, kudos, user_id):
        return None
    relationship = await relationships.get_relationship(session, kudos.relationship_id)
    member = await relationships.find_known_member(session, relationship.id, user_id)
    return views.private_card(
        kudos,
        relationship,
        await agreement.load_rules(session, relationship.id),
        member or Member(user_id, side=None),
        await _find_source(session, kudos, relationship),
    )


async def _was_told(session: AsyncSession, kudos: Kudos, user_id: str) -> bool:
    posts = {one.user_id: one.post_id for one in await records.list_posts(session, kudos.id)}
    return await outbox.stands_in_slack(session, posts.get(user_id))


async def _find_source(
    session: AsyncSession, kudos: Kudos, relationship: Relationship
) -> str | None:
    if kudos.source_channel_id is None or kudos.source_ts is None:
        return None
    return await build_link(
        session, relationship.installation_id, kudos.source_channel_id, kudos.source_ts
    )


async def render_proposal(session: AsyncSession, proposal_id: str) -> Message | None:
    """The proposal of other rules."""
    proposal = await kudos_rules.find_proposal(session, proposal_id)
    if proposal is None:
        return None
    relationship = await relationships.get_relationship(session, proposal.relationship_id)
    sides = await relationships.load_sides(session, relationship)
    asked = sides.contacts(Side(proposal.proposed_side).other)
    return rules_views.card(
        proposal,
        agreement.read_proposal(proposal),
        await agreement.load_rules(session, relationship.id),
        relationship,
        [contact.user_id for contact in asked],
    )


RENDERERS = {
    posting.CARD: render_kudos,
    posting.PRIVATE: render_private,
    agreement.CARD: render_proposal,
}
