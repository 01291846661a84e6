"""What happens to milestones next because it is time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.milestones import rules
from bot.milestones.rules import Prompt
from storage import milestones_due

# Somewhere it is the day before that of UTC.
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Coming:
    """At that moment owners are written to; without a `prompt`, a celebration comes to its end."""

    at: datetime
    prompt: Prompt | None = None


async def find_coming(session: AsyncSession, now: datetime) -> Coming | None:
    """The first thing after that moment, of all milestones; None where nothing is planned."""
    dated = await milestones_due.list_dated(session, now.date() - DAY, date.max)
    coming = [
        Coming(at, prompt)
        for one, tz in dated
        for prompt, at in rules.list_prompts(one.due, one.dated_at, tz)
    ]
    for one in await milestones_due.list_proposed(session):
        if one.proposed_at is not None:
            coming.append(Coming(one.proposed_at + rules.ASKED_AGAIN_AFTER, Prompt.AGAIN))
    for one in await milestones_due.list_celebrated(session, now):
        if one.reached_at is not None:
            coming.append(Coming(one.reached_at + rules.COLLECTED_FOR))
    return min((one for one in coming if one.at > now), key=lambda one: one.at, default=None)
