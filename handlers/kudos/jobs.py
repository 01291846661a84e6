"""What is told of kudos because it is time. Each job may run at any time, and again."""

from datetime import datetime

from structlog.contextvars import bind_contextvars

from bot.kudos import weekly
from handlers.desk import Desk


async def tell_weeks(desk: Desk, now: datetime) -> None:
    """Tell each relationship of its week once that has ended."""

    async def tell(relationship_id: str) -> None:
        bind_contextvars(relationship=relationship_id)
        async with desk.database.write() as session:
            await weekly.tell(session, relationship_id, due[relationship_id], now)

    async with desk.database.read() as session:
        due = await weekly.list_due(session, now)
    await desk.each(due, tell)
