"""Writing to the owners of a milestone, inside the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Side
from bot.milestones import rules
from bot.milestones.rules import Prompt, Status
from bot.relationships.service import tell
from storage import milestones, relationships
from storage.milestones import Milestone
from storage.outbox import Card

CARD = "milestone_prompt"


async def write_to(
    session: AsyncSession,
    milestone: Milestone,
    prompt: Prompt,
    about: str,
    *,
    sides: Iterable[Side],
    now: datetime,
) -> bool:
    """Write to the owners of these sides, each once for that reason. False where nobody is there.

    `about` tells the same reason from an earlier time: the day, the number of the step, or the
    second.
    """
    relationship = await relationships.get_relationship(session, milestone.relationship_id)
    everybody = await relationships.load_sides(session, relationship)
    askable = {
        user_id: None
        for side in sides
        for user_id in everybody.find_askable(milestone.owner(side), side)
    }
    card = Card(CARD, f"{milestone.id}:{prompt}:{about}")
    for user_id in askable:
        post_id = await tell(session, relationship, user_id, card, now)
        await milestones.add_prompt(
            session,
            milestone_id=milestone.id,
            kind=prompt,
            about=about,
            user_id=user_id,
            post_id=post_id,
        )
    return bool(askable)


async def remind(session: AsyncSession, milestone_id: str, now: datetime) -> None:
    """Remind the owners, if it is the day for it and they were not."""
    milestone = await milestones.find_milestone(session, milestone_id, lock=True)
    if milestone is None or milestone.status != Status.PLANNED:
        return
    relationship = await relationships.get_relationship(session, milestone.relationship_id)
    prompt = rules.find_reminder(milestone.due, milestone.dated_at, relationship.tz, now)
    about = milestone.due.isoformat()
    if prompt and not await milestones.was_prompted(session, milestone.id, prompt, about):
        await write_to(session, milestone, prompt, about, sides=Side, now=now)


async def is_unanswered(session: AsyncSession, milestone: Milestone, now: datetime) -> bool:
    """Whether it is time to ask the other side once more if it is reached."""
    if milestone.status != Status.PROPOSED or milestone.proposed_at is None:
        return False
    if now < milestone.proposed_at + rules.ASKED_AGAIN_AFTER:
        return False
    about = await _number_proposal(session, milestone)
    return not await milestones.was_prompted(session, milestone.id, Prompt.AGAIN, about)


async def _number_proposal(session: AsyncSession, milestone: Milestone) -> str:
    """The number of the step by which one side said so: nothing comes between it and its answer."""
    return str((await milestones.list_steps(session, milestone.id))[-1].seq)


async def ask_again(session: AsyncSession, milestone_id: str, now: datetime) -> None:
    """Ask the other side once more if it is reached, if it is time and they did not answer."""
    milestone = await milestones.find_milestone(session, milestone_id, lock=True)
    if milestone is None or not await is_unanswered(session, milestone, now):
        return
    about = await _number_proposal(session, milestone)
    asked = Side(str(milestone.proposed_side)).other
    await write_to(session, milestone, Prompt.AGAIN, about, sides=[asked], now=now)


async def ask_what_changed(session: AsyncSession, milestone_id: str, now: datetime) -> None:
    """Ask the owners what changed, if the day is over and they were not asked."""
    milestone = await milestones.find_milestone(session, milestone_id, lock=True)
    if milestone is None or milestone.status != Status.PLANNED:
        return
    relationship = await relationships.get_relationship(session, milestone.relationship_id)
    if milestone.asked_for == milestone.due:
        return
    if rules.is_missed(milestone.due, relationship.tz, now) and await write_to(
        session, milestone, Prompt.MISSED, milestone.due.isoformat(), sides=Side, now=now
    ):
        milestone.asked_for = milestone.due
