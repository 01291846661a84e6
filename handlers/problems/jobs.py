"""What happens to problems because it is time. Each job may run at any time, and again."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.problems import chasing, ideas
from handlers.desk import Desk


async def chase_answers(desk: Desk, now: datetime) -> None:
    """Bring what waits for an answer to mind, then to the contacts; then a side may go on alone."""
    await _each(desk, chasing.list_unanswered, chasing.chase, now)


async def notice_silence(desk: Desk, now: datetime) -> None:
    """Ask in the thread what it takes where nothing moves, and days later write to contacts."""
    await _each(desk, chasing.list_silent, chasing.notice_silence, now)


async def bring_reviews(desk: Desk, now: datetime) -> None:
    """Say in the thread that the day has come on which both sides look at a trial."""
    await _each(desk, chasing.list_reviews, chasing.bring_review, now)


async def show_ideas(desk: Desk, now: datetime) -> None:
    """Show the ideas that have been hidden long enough."""
    await _each(desk, chasing.list_hidden, ideas.show_due, now)


async def _each(
    desk: Desk,
    find: Callable[[AsyncSession, datetime], Awaitable[list[str]]],
    act: Callable[[AsyncSession, str, datetime], Awaitable[None]],
    now: datetime,
) -> None:
    """Do that to each that is found, in a transaction of its own."""

    async def carry_out(thing_id: str) -> None:
        async with desk.database.write() as session:
            await act(session, thing_id, now)

    async with desk.database.read() as session:
        due = await find(session, now)
    await desk.each(due, carry_out)
