"""A pulse that is not planned yet, or is planned anew, inside the caller's transaction."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.pulse.rules import Plan
from bot.pulse.service import lock_steered
from storage import outbox
from storage.pulse import Pulse, Status


def draft(relationship_id: str, plan: Plan, now: datetime) -> Pulse:
    """The pulse that a plan would make now, for whoever wants to know what it would be like."""
    return Pulse(
        id="",
        relationship_id=relationship_id,
        status=Status.ACTIVE,
        effective_from=now,
        **asdict(plan),
    )


async def edit(
    session: AsyncSession, pulse_id: str, plan: Plan, *, user_id: str, now: datetime
) -> Pulse:
    """Plan a pulse anew: an open round ends as it began, the next one is another.

    Raises what `lock_steered` raises.
    """
    edited = await lock_steered(session, pulse_id, user_id)
    if edited.schedule != plan.schedule:
        edited.effective_from, edited.skips = now, None
    for name, value in asdict(plan).items():
        setattr(edited, name, value)
    edited.edited_by = user_id
    if edited.post_id is not None:
        await outbox.update_card(session, edited.post_id, now)
    return edited
