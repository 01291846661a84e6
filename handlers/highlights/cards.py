"""Loads what a highlight shows, when it is sent."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.highlights.rules import Kind, Thing
from bot.highlights.service import CARD
from handlers.highlights import views
from handlers.highlights.views import About
from handlers.links import find_link
from storage import highlights, kudos, lessons, milestones, outbox, problems, relationships
from storage.highlights import Highlight
from storage.outbox import Message


async def render_highlight(session: AsyncSession, highlight_id: str) -> Message | None:
    """None where it was taken back before anybody saw it."""
    highlight = await highlights.get_highlight(session, highlight_id)
    if highlight.withdrawn_at is not None:
        said = await outbox.stands_in_slack(session, highlight.post_id)
        return views.withdrawn() if said else None
    relationship = await relationships.get_relationship(session, highlight.relationship_id)
    return views.card(highlight, relationship, await _load_subject(session, highlight))


async def _load_subject(session: AsyncSession, highlight: Highlight) -> About | None:
    """What it is about, as far as that is still there."""
    subject_id = str(highlight.subject_id)
    match Kind(highlight.kind), highlight.thing:
        case Kind.SWIFT, _:
            return await _load_problem(session, subject_id)
        case Kind.MEMORY, Thing.LESSON:
            return await _load_lesson(session, subject_id)
        case Kind.MEMORY, Thing.MILESTONE:
            milestone = await milestones.get_milestone(session, subject_id)
            link = await _link(session, milestone.celebration_post_id)
            return About(milestone.title, "", link)
        case (Kind.MEMORY, Thing.KUDOS) | (Kind.BORDER, _):
            return await _load_kudos(session, subject_id)
    return None


async def _load_problem(session: AsyncSession, problem_id: str) -> About:
    problem = await problems.get_problem(session, problem_id)
    return About(problem.title, "", await _link(session, problem.post_id))


async def _load_lesson(session: AsyncSession, lesson_id: str) -> About | None:
    """The problem from which it was learnt, if it was one, or where it stands itself."""
    lesson = await lessons.find_lesson(session, lesson_id)
    if lesson is None:
        return None
    if lesson.problem_id is None:
        return About("", lesson.learnt, await _link(session, lesson.post_id))
    about = await _load_problem(session, lesson.problem_id)
    return About(about.title, lesson.learnt, about.link)


async def _load_kudos(session: AsyncSession, kudos_id: str) -> About | None:
    found = await kudos.find_kudos(session, kudos_id)
    if found is None:
        return None
    link = await _link(session, found.post_id)
    return About("", found.text, link, found.giver_ids, found.announced_ids)


async def _link(session: AsyncSession, post_id: str | None) -> str | None:
    return None if post_id is None else await find_link(session, post_id)


RENDERERS = {CARD: render_highlight}
