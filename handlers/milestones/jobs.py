"""What happens to milestones because it is time. Each job may run at any time, and again."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.milestones import celebrating, prompting, rules
from handlers.desk import Desk
from storage import milestones, milestones_due

# Somewhere it is the day before or after that of UTC.
DAY = timedelta(days=1)


async def remind_owners(desk: Desk, now: datetime) -> None:
    """Bring a milestone to the minds of its owners, a week and a day before its day."""
    today, ahead = now.date(), timedelta(days=max(rules.REMINDERS.values()))
    due = []
    async with desk.database.read() as session:
        for one, tz in await milestones_due.list_dated(session, today, today + ahead + DAY):
            prompt = rules.find_reminder(one.due, one.dated_at, tz, now)
            about = one.due.isoformat()
            if prompt and not await milestones.was_prompted(session, one.id, prompt, about):
                due.append(one.id)
    await _each(desk, due, prompting.remind, now)


async def ask_what_changed(desk: Desk, now: datetime) -> None:
    """Ask the owners of what was to be reached yesterday."""
    async with desk.database.read() as session:
        found = await milestones_due.list_unasked(session, now.date() + DAY)
    due = [one.id for one, tz in found if rules.is_missed(one.due, tz, now)]
    await _each(desk, due, prompting.ask_what_changed, now)


async def ask_again(desk: Desk, now: datetime) -> None:
    """Ask once more who has not answered for days whether it is reached."""
    async with desk.database.read() as session:
        due = [
            one.id
            for one in await milestones_due.list_proposed(session)
            if await prompting.is_unanswered(session, one, now)
        ]
    await _each(desk, due, prompting.ask_again, now)


async def close_celebrations(desk: Desk, now: datetime) -> None:
    """Show what was said about a milestone, a day after it was reached."""
    async with desk.database.read() as session:
        found = await milestones_due.list_celebrated(session, now - rules.COLLECTED_FOR)
    await _each(desk, [one.id for one in found], celebrating.close, now)


async def _each(
    desk: Desk,
    milestone_ids: Iterable[str],
    act: Callable[[AsyncSession, str, datetime], Awaitable[None]],
    now: datetime,
) -> None:
    """Do that to each of them, in a transaction of its own."""

    async def carry_out(milestone_id: str) -> None:
        async with desk.database.write() as session:
            await act(session, milestone_id, now)

    await desk.each(milestone_ids, carry_out)
