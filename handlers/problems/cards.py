"""Loads what a card shows, when it is sent."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.problems import thread
from handlers.problems import views
from storage import problems, problems_reading
from storage.outbox import Message


async def render_card(session: AsyncSession, problem_id: str) -> Message:
    return views.card(await problems_reading.load_head(session, problem_id))


async def render_guide(session: AsyncSession, problem_id: str) -> Message:
    return views.guide(await problems.get_problem(session, problem_id))


RENDERERS = {thread.CARD: render_card, thread.GUIDE: render_guide}
