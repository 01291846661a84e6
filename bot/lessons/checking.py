"""Asking contacts every year whether a lesson is still true."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Side
from bot.lessons import rules, service
from bot.lessons.rules import State, Step
from bot.relationships.hours import find_at_work
from bot.relationships.service import direct
from storage import lessons, outbox, relationships
from storage.lessons import Lesson
from storage.outbox import Card

CARD = "lesson_check"


async def ask(session: AsyncSession, lesson_id: str, now: datetime) -> None:
    """Ask those contacts of both sides who work now and were not asked yet.

    It is asked about anew a year after the last of them was asked.
    """
    lesson = await lessons.find_lesson(session, lesson_id, lock=True)
    if lesson is None or not is_stale(lesson, now):
        return
    relationship = await relationships.get_relationship(session, lesson.relationship_id)
    sides = await relationships.load_sides(session, relationship)
    asked = await lessons.list_asked(session, lesson.id, lesson.fresh_at)
    contacts = [contact.user_id for side in Side for contact in sides.contacts(side)]
    missing = [user_id for user_id in contacts if user_id not in asked]
    at_work, later = await find_at_work(session, relationship, missing, now)
    if later is None:
        lesson.fresh_at = now
    checks = []
    for user_id in at_work:
        post_id = await outbox.post(
            session,
            key=f"{CARD}:{lesson.id}:{now:%Y-%m-%d}:{user_id}",
            place=direct(relationship, user_id),
            card=Card(CARD, f"{lesson.id}:{int(now.timestamp())}"),
            now=now,
        )
        checks.append(
            {"lesson_id": lesson.id, "user_id": user_id, "asked_at": now, "post_id": post_id}
        )
    await lessons.add_checks(session, checks)


def is_stale(lesson: Lesson, now: datetime) -> bool:
    """Whether both sides hold it, and nobody said or was asked for a year that it is true."""
    return lesson.state == State.JOINT and lesson.fresh_at < now - rules.STALE_AFTER


async def confirm(session: AsyncSession, lesson_id: str, *, user_id: str, now: datetime) -> Lesson:
    """A contact says that it is still true. Raises what `service.check` raises."""
    lesson, _ = await service.check(session, lesson_id, user_id, Step.CHECK, lock=True)
    lesson.checked_at = lesson.fresh_at = now
    await service.redraw(session, lesson, now)
    return lesson
