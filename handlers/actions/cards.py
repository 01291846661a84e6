"""Loads what is shown of actions, when it is sent."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions import asking, chasing, following, reviewing, service
from bot.core.calendars import day_in
from handlers.actions import prompt_views, views
from handlers.links import find_link
from storage import actions, relationships
from storage.actions import Action
from storage.outbox import Message
from storage.relationships import Relationship


async def render_action(session: AsyncSession, action_id: str) -> Message:
    action, relationship = await _load(session, action_id)
    return views.card(action, relationship)


async def render_request(session: AsyncSession, request_id: str) -> Message:
    asked = await actions.get_request(session, request_id)
    relationship = await relationships.get_relationship(session, asked.relationship_id)
    action = await actions.get_action(session, asked.action_id) if asked.action_id else None
    link = await find_link(session, asked.thread_post_id)
    return views.request(asked, relationship, action, link)


async def render_followup(session: AsyncSession, card_id: str) -> Message:
    action_id, source_id = card_id.split(":")
    action, relationship = await _load(session, action_id)
    followups = await actions.list_followups(session, action_id)
    return prompt_views.followup(
        action,
        relationship,
        source_id,
        not_yet=any(one.not_yet for one in followups if one.source_id == source_id),
        link=await find_link(session, action.post_id),
    )


async def render_overdue(session: AsyncSession, action_id: str) -> Message:
    action, relationship = await _load(session, action_id)
    return prompt_views.overdue(action, relationship, await find_link(session, action.post_id))


async def render_escalation(session: AsyncSession, action_id: str) -> Message:
    action, relationship = await _load(session, action_id)
    return prompt_views.escalation(action, relationship, await find_link(session, action.post_id))


async def render_review(session: AsyncSession, card_id: str) -> Message:
    action_id, day = card_id.split(":")
    action, relationship = await _load(session, action_id)
    return prompt_views.review(action, relationship, day, await find_link(session, action.post_id))


async def render_recap(session: AsyncSession, source_id: str) -> Message | None:
    """None where nothing is left to be said of it."""
    summary = await asking.summarise(session, source_id)
    if summary.is_empty:
        return None
    asked, *_ = await actions.find_requests(session, source_id)
    relationship = await relationships.get_relationship(session, asked.relationship_id)
    return views.recap(summary, relationship, day_in(relationship.tz, asked.asked_at))


async def _load(session: AsyncSession, action_id: str) -> tuple[Action, Relationship]:
    action = await actions.get_action(session, action_id)
    return action, await relationships.get_relationship(session, action.relationship_id)


RENDERERS = {
    service.CARD: render_action,
    asking.REQUEST: render_request,
    asking.RECAP: render_recap,
    following.CARD: render_followup,
    chasing.CARD: render_overdue,
    chasing.ESCALATION: render_escalation,
    reviewing.CARD: render_review,
}
