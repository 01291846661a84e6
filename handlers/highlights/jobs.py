"""What happens to highlights because it is time. Each job may run at any time, and again."""

from datetime import datetime

from structlog.contextvars import bind_contextvars

from bot.highlights import service
from handlers.desk import Desk
from storage import highlight_facts, highlights


async def look_for_highlights(desk: Desk, now: datetime) -> None:
    """Look once a day what both sides may be glad of, from ten o'clock on where they are."""

    async def look(relationship_id: str) -> None:
        bind_contextvars(relationship=relationship_id)
        today = due[relationship_id]
        # To read may take long in a large relationship: nobody waits for it.
        async with desk.database.read() as session:
            found = await service.find(session, relationship_id, today)
        async with desk.database.write() as session:
            await service.say(session, relationship_id, found, today, now)

    async with desk.database.read() as session:
        looks = await highlights.list_looks(session)
    days = {one.relationship_id: service.find_day(one.tz, one.looked_on, now) for one in looks}
    due = {relationship_id: day for relationship_id, day in days.items() if day is not None}
    await desk.each(due, look)


async def withdraw_memories(desk: Desk, now: datetime) -> None:
    """Take back memories of what nobody sees any more."""

    async def withdraw(highlight_id: str) -> None:
        async with desk.database.write() as session:
            await service.withdraw(session, highlight_id, now)

    async with desk.database.read() as session:
        outlived = await highlight_facts.list_outlived(session)
    await desk.each(outlived, withdraw)
