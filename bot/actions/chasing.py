"""Who is told that an action is overdue: whoever does it, then those who keep it.

Inside the caller's transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions import rules
from bot.core.people import Side, Sides
from bot.relationships.hours import find_at_work
from bot.relationships.service import tell
from storage import actions, relationships
from storage.actions import Action, Status
from storage.outbox import Card

CARD = "action_overdue"
ESCALATION = "action_escalation"


async def chase(
    session: AsyncSession, action_id: str, keepers: Mapping[Side, str], now: datetime
) -> None:
    """Tell whoever is next, if it is time for it; each once for the same day, and while they work.

    `keepers` is who keeps it for each side; where nobody is named, the contacts of its side do.
    """
    action = await actions.find_action(session, action_id, lock=True)
    if action is None or action.nudge_at is None or action.nudge_at > now:
        return
    if action.status != Status.OPEN:
        action.nudge_at = None
        return
    relationship = await relationships.get_relationship(session, action.relationship_id)
    sides = await relationships.load_sides(session, relationship)
    owners = sides.find_askable(action.owner, Side(action.side))
    if action.nudged_at is not None:
        kept_by = _find_keepers(action, sides, keepers)
        told = [user_id for user_id in kept_by if user_id not in owners]
        action.nudge_at = await _tell(session, action, ESCALATION, told, now)
        return
    action.nudge_at = await _tell(session, action, CARD, owners, now)
    if action.nudge_at is None:
        countries = (relationship.client_country, relationship.vendor_country)
        action.nudged_at = now
        action.nudge_at = rules.find_escalation(now, relationship.tz, countries)


async def _tell(
    session: AsyncSession, action: Action, card: str, user_ids: Sequence[str], now: datetime
) -> datetime | None:
    """Tell those of them who work now, and return when the next one does; None after the last."""
    relationship = await relationships.get_relationship(session, action.relationship_id)
    at_work, later = await find_at_work(session, relationship, user_ids, now)
    for user_id in at_work:
        about = f"{action.id}:{action.due}"
        post_id = await tell(
            session, relationship, user_id, Card(card, action.id), now, about=about
        )
        await actions.add_prompt(session, action.id, post_id)
    return later


def _find_keepers(action: Action, sides: Sides, keepers: Mapping[Side, str]) -> list[str]:
    named = [sides.find_askable(user_id, side) for side, user_id in keepers.items()]
    contacts = [contact.user_id for contact in sides.contacts(Side(action.side))]
    return [user_id for some in named for user_id in some] or contacts
