"""Asking whether an action is done, at the next source of its series, inside the caller's
transaction."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions import rules, service
from bot.core.people import Side
from bot.relationships.service import tell
from storage import actions, outbox, relationships
from storage.actions import Action, Status
from storage.outbox import Card
from storage.relationships import Relationship

CARD = "action_followup"


async def follow_up(session: AsyncSession, action_id: str, source_id: str, now: datetime) -> None:
    """Ask whoever is to do it whether it is done, once at each source of its series."""
    action = await actions.find_action(session, action_id, lock=True)
    if action is None or action.status != Status.OPEN:
        return
    before = await actions.list_followups(session, action_id)
    if any(one.source_id == source_id for one in before):
        return
    relationship = await relationships.get_relationship(session, action.relationship_id)
    sides = await relationships.load_sides(session, relationship)
    card = Card(CARD, f"{action_id}:{source_id}")
    for user_id in sides.find_askable(action.owner, Side(action.side)):
        post_id = await tell(session, relationship, user_id, card, now)
        await actions.add_followup(session, action_id, source_id, user_id, post_id)
    _put_off_nudge(action, relationship, now)


def _put_off_nudge(action: Action, relationship: Relationship, now: datetime) -> None:
    """Whoever was just asked whether it is done is not told in the same days that it is overdue."""
    if action.nudge_at is not None and action.nudged_at is None:
        countries = (relationship.client_country, relationship.vendor_country)
        soonest = rules.find_nudge_after_question(now, relationship.tz, countries)
        action.nudge_at = max(action.nudge_at, soonest)


async def say_not_yet(
    session: AsyncSession, action_id: str, source_id: str, *, user_id: str, now: datetime
) -> None:
    """Somebody who was asked says that it is not done yet. Raises what `check_movable` raises."""
    await service.check_movable(session, action_id, user_id)
    asked = [
        one
        for one in await actions.list_followups(session, action_id)
        if one.source_id == source_id
    ]
    for one in asked:
        one.not_yet = True
    await outbox.update_cards(session, [one.post_id for one in asked], now)
