"""What happens to notes because it is time. Each job may run at any time, and again."""

from datetime import datetime

from bot.notes import rules, service
from handlers.desk import Desk
from handlers.notes.errands import say_waiting
from storage import notes
from storage.notes import SEALED_TABLES


async def show_notes(desk: Desk, now: datetime) -> None:
    """Show notes to their readers once they were kept back for long enough."""

    async def show(note_id: str) -> None:
        async with desk.database.write() as session:
            await service.show(session, note_id, now)

    async with desk.database.read() as session:
        due = await notes.list_to_show(session, now)
    await desk.each(due, show)


async def close_quiet(desk: Desk, now: datetime) -> None:
    """Close the notes under which nobody has written for long."""

    async def close(note_id: str) -> None:
        async with desk.database.write() as session:
            await service.close_quiet(session, note_id, now)

    async with desk.database.read() as session:
        due = await notes.list_quiet(session, (now - rules.QUIET).date())
    await desk.each(due, close)


async def deliver_answers(desk: Desk, now: datetime) -> None:
    """Say to writers what waits for them."""
    del now  # a try is due whenever nobody else is at it

    async def say(note_id: str) -> None:
        await say_waiting(desk, note_id)

    async with desk.database.read() as session:
        waiting = await notes.list_waiting(session)
    await desk.each(waiting, say)


async def wipe_closed(desk: Desk, now: datetime) -> None:
    """Remove what the engine itself still keeps of ways back that were erased."""
    del now
    async with desk.database.read() as session:
        unwiped = await notes.list_unwiped(session)
    if unwiped and await desk.database.scrub(*SEALED_TABLES):
        async with desk.database.write() as session:
            await notes.mark_wiped(session, unwiped)
