"""Whether what was done helped: asked on the day that was set for it, inside the caller's
transaction."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions import rules, service
from bot.actions.errors import NotReviewed
from bot.core.calendars import day_in
from bot.core.errors import InvalidInput
from bot.core.people import Side
from bot.relationships.hours import find_at_work
from bot.relationships.service import tell
from storage import actions, relationships
from storage.actions import Action, Helped, Status
from storage.outbox import Card

CARD = "action_review"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody says of an action's effect; not yet: on which day they are asked again."""

    helped: Helped
    words: str = ""
    again_on: date | None = None


async def ask(session: AsyncSession, action_id: str, now: datetime) -> None:
    """Ask whoever did it whether it helped, if it is time for it; once for the same day, and while
    they work."""
    action = await actions.find_action(session, action_id, lock=True)
    if action is None or action.ask_at is None or action.ask_at > now:
        return
    if action.status == Status.DROPPED:
        action.ask_at = None
        return
    relationship = await relationships.get_relationship(session, action.relationship_id)
    sides = await relationships.load_sides(session, relationship)
    card = Card(CARD, f"{action.id}:{action.review_on}")
    asked = sides.find_askable(action.owner, Side(action.side))
    at_work, action.ask_at = await find_at_work(session, relationship, asked, now)
    for user_id in at_work:
        post_id = await tell(session, relationship, user_id, card, now)
        await actions.add_prompt(session, action.id, post_id)


async def check_reviewable(session: AsyncSession, action_id: str, user_id: str) -> Action:
    """The action, if that person may say whether it helped; nobody else changes it meanwhile.

    Raises what `check_steerable` raises, and NotReviewed.
    """
    action = await service.check_steerable(session, action_id, user_id)
    if action.review_on is None or action.status == Status.DROPPED:
        raise NotReviewed
    return action


async def answer(
    session: AsyncSession, action_id: str, verdict: Verdict, *, user_id: str, now: datetime
) -> Action:
    """Somebody says whether it helped; the card shows it.

    Raises what `check_reviewable` raises, and InvalidInput with sentences by field.
    """
    action = await check_reviewable(session, action_id, user_id)
    if len(verdict.words) > rules.LONGEST:
        raise InvalidInput({rules.WORDS: f"Please say it in {rules.LONGEST} characters."})
    relationship = await relationships.get_relationship(session, action.relationship_id)
    action.helped, action.helped_words = verdict.helped, verdict.words
    action.helped_by, action.helped_at = user_id, now
    if verdict.helped is Helped.NOT_YET:
        today = day_in(relationship.tz, now)
        action.review_on = rules.check_next_review(verdict.again_on, today)
    service.plan_review(action, relationship)
    await service.redraw(session, action, now)
    return action
