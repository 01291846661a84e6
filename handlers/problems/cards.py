"""Loads what a card shows, when it is sent."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.problems import service
from handlers.problems import views
from storage import outbox, problems, relationships
from storage.outbox import Message


async def render_card(session: AsyncSession, problem_id: str) -> Message:
    return views.card(await problems.load_dossier(session, problem_id))


async def render_guide(session: AsyncSession, problem_id: str) -> Message:
    return views.guide(await problems.get_problem(session, problem_id))


async def render_entry(session: AsyncSession, entry_id: str) -> Message | None:
    """None where it was taken back before anybody saw it."""
    entry = await problems.get_entry(session, entry_id)
    if entry.withdrawn_at is not None and not await outbox.stands_in_slack(session, entry.post_id):
        return None
    problem = await problems.get_problem(session, entry.problem_id)
    relationship = await relationships.get_relationship(session, problem.relationship_id)
    return views.entry_said(entry, relationship)


async def render_move(session: AsyncSession, move_id: str) -> Message:
    return views.moved(await problems.get_move(session, move_id))


async def render_lesson(session: AsyncSession, lesson_id: str) -> Message:
    return views.closed(await problems.get_lesson(session, lesson_id))


RENDERERS = {
    service.CARD: render_card,
    service.GUIDE: render_guide,
    service.ENTRY: render_entry,
    service.MOVE: render_move,
    service.LESSON: render_lesson,
}
