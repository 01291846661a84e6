"""What happens to retros because it is time. Each job may run at any time, and again."""

from datetime import datetime

from bot.retros import planning, steps
from handlers.desk import Desk
from storage import retros_due


async def begin_retros(desk: Desk, now: datetime) -> None:
    """Begin those that come back by themselves."""
    async with desk.database.read() as session:
        due = await retros_due.list_to_begin(session, now)

    async def begin(relationship_id: str) -> None:
        async with desk.database.write() as session:
            await planning.begin_due(session, relationship_id, now)

    await desk.each(due, begin)


async def remind_of_retros(desk: Desk, now: datetime) -> None:
    """Say what waits, and let a side go on alone that waited for days."""
    async with desk.database.read() as session:
        due = await retros_due.list_to_look_at(session, now)

    async def look(retro_id: str) -> None:
        async with desk.database.write() as session:
            await steps.look(session, retro_id, now)

    await desk.each(due, look)
