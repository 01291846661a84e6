"""What happens to problems because it is time. Each job may run at any time, and again."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.problems import chasing, ideas, patience
from bot.problems.speaking import calendar_of
from handlers.desk import Desk
from storage import problems_due

# Somewhere it is the day before or after that of UTC.
DAY = timedelta(days=1)


async def chase_answers(desk: Desk, now: datetime) -> None:
    """Bring what waits for an answer to mind, then to the contacts; then a side may go on alone."""
    async with desk.database.read() as session:
        found = await problems_due.list_unanswered(
            session, now, patience.NUDGED, patience.ESCALATED, patience.FREED
        )
        due = [
            proposal.id
            for proposal, relationship in found
            if chasing.find_chase(proposal, calendar_of(relationship), now)
        ]
    await _each(desk, due, chasing.chase, now)


async def notice_silence(desk: Desk, now: datetime) -> None:
    """Ask in the thread what it takes where nothing moves, and days later write to contacts."""
    due = []
    async with desk.database.read() as session:
        for silence, days in enumerate((patience.NOTICED, patience.TOLD)):
            found = await problems_due.list_silent(session, now, silence, days)
            due += [
                problem.id
                for problem, relationship in found
                if chasing.find_silence(problem, calendar_of(relationship), now, is_overdue=False)
            ]
    await _each(desk, due, chasing.notice_silence, now)


async def bring_reviews(desk: Desk, now: datetime) -> None:
    """Say in the thread that the day has come on which both sides look at a trial."""
    async with desk.database.read() as session:
        found = await problems_due.list_reviews(session, now.date() + DAY)
        due = [
            problem.id
            for problem, relationship in found
            if chasing.is_review_due(problem, calendar_of(relationship), now)
        ]
    await _each(desk, due, chasing.bring_review, now)


async def show_ideas(desk: Desk, now: datetime) -> None:
    """Show the ideas that have been hidden long enough."""
    async with desk.database.read() as session:
        found = await problems_due.list_hidden_due(session, now, patience.IDEAS_SHOWN)
    await _each(desk, [problem.id for problem, _ in found], ideas.show_due, now)


async def _each(
    desk: Desk,
    ids: Iterable[str],
    act: Callable[[AsyncSession, str, datetime], Awaitable[None]],
    now: datetime,
) -> None:
    """Do that to each of them, in a transaction of its own."""

    async def carry_out(thing_id: str) -> None:
        async with desk.database.write() as session:
            await act(session, thing_id, now)

    await desk.each(ids, carry_out)
