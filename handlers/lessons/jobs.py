"""What happens to lessons because it is time. It may run at any time, and again."""

from datetime import datetime

from bot.lessons import checking, rules
from handlers.desk import Desk
from storage import lessons


async def ask_contacts(desk: Desk, now: datetime) -> None:
    """Ask contacts every year whether what both sides hold is still true."""

    async def ask(lesson_id: str) -> None:
        async with desk.database.write() as session:
            await checking.ask(session, lesson_id, now)

    async with desk.database.read() as session:
        stale = await lessons.list_stale(session, now - rules.STALE_AFTER)
    await desk.each(stale, ask)
