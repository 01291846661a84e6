"""Loads what is shown of lessons, when it is sent."""

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Side
from bot.lessons import checking, service
from bot.lessons.rules import OriginKind, State
from handlers import words
from handlers.lessons import views
from handlers.lessons.views import Shown
from handlers.links import build_link, find_link
from storage import installations, lessons, milestones, problems, relationships, retros
from storage.lessons import Lesson
from storage.outbox import Message
from storage.relationships import Relationship


async def load(session: AsyncSession, lesson: Lesson) -> Shown:
    """A lesson as its card shows it."""
    (told,) = await lessons.tell_all(session, [lesson])
    relationship = await relationships.get_relationship(session, lesson.relationship_id)
    sides = await relationships.load_sides(session, relationship)
    title, link = await _find_origin(session, lesson, relationship)
    here = None
    if told.channel_id and told.ts:
        here = await build_link(session, relationship.installation_id, told.channel_id, told.ts)
    contacts = [one.user_id for one in sides.contacts(Side(lesson.side).other)]
    return Shown(told, relationship, contacts, title, link, here)


async def _find_origin(
    session: AsyncSession, lesson: Lesson, relationship: Relationship
) -> tuple[str, str | None]:
    """What it was learnt from, and where that stands."""
    origin_id = str(lesson.origin_id)
    match lesson.origin_kind:
        case OriginKind.PROBLEM:
            problem = await problems.get_problem(session, origin_id)
            return f"#{problem.number} {problem.title}", await _link(session, problem.post_id)
        case OriginKind.MILESTONE:
            milestone = await milestones.get_milestone(session, origin_id)
            return milestone.title, await _link(session, milestone.celebration_post_id)
        case OriginKind.RETRO:
            retro = await retros.get_retro(session, origin_id)
            return retro.title, await _link(session, retro.post_id)
        case OriginKind.MESSAGE if lesson.source_channel_id and lesson.source_ts:
            installation = await installations.get_installation(
                session, relationship.installation_id
            )
            return "a message", words.link_to(
                installation.url, lesson.source_channel_id, lesson.source_ts
            )
        case _:
            return "", None


async def _link(session: AsyncSession, post_id: str | None) -> str | None:
    return await find_link(session, post_id) if post_id else None


async def render_card(session: AsyncSession, lesson_id: str) -> Message | None:
    lesson = await lessons.find_lesson(session, lesson_id)
    return views.card(await load(session, lesson)) if lesson else None


async def render_addition(session: AsyncSession, addition_id: str) -> Message:
    addition = await lessons.get_addition(session, addition_id)
    lesson = await lessons.get_lesson(session, addition.lesson_id)
    return views.said(addition, await load(session, lesson))


async def render_asked_anew(session: AsyncSession, card_id: str) -> Message:
    lesson = await lessons.get_lesson(session, card_id.partition(":")[0])
    return views.asked_anew(await load(session, lesson))


async def render_question(session: AsyncSession, card_id: str) -> Message:
    """What a contact was asked at that second."""
    lesson_id, asked = card_id.split(":")
    lesson = await lessons.get_lesson(session, lesson_id)
    asked_at = datetime.fromtimestamp(int(asked), UTC)
    since = [moment for moment in (lesson.checked_at, lesson.answered_at) if moment]
    answered = lesson.state != State.JOINT or any(moment >= asked_at for moment in since)
    return views.question(await load(session, lesson), answered=answered)


RENDERERS = {
    service.CARD: render_card,
    service.ADDITION: render_addition,
    service.ASKED_ANEW: render_asked_anew,
    checking.CARD: render_question,
}
