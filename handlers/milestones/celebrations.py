"""The buttons of a celebration: thanks, thoughts, who contributed, a lesson, and the pulse."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act
from bot.core.calendars import day_in
from bot.lessons.rules import LONGEST, LessonDraft, Origin, OriginKind
from bot.milestones import celebrating, rules
from bot.pulse import opening
from bot.pulse import service as pulse_service
from bot.pulse.rules import check_plan
from handlers.blocks import cut
from handlers.kudos.listeners import open_form as open_kudos_form
from handlers.lessons.writing import open_form as open_lesson_form
from handlers.milestones import forms, ids, list_views
from handlers.milestones.reaching import propose_contributors
from handlers.pulse import sketch
from handlers.request import Request, tell_silence_of
from storage import milestones, pulse, relationships
from storage.milestones import Milestone, MilestoneReflection
from storage.pulse import Pulse, Status
from storage.relationships import Relationship

TEMPLATE = "milestone"


async def on_thank(request: Request) -> None:
    """The form of kudos; what is given there stands on the card of the celebration."""
    async with request.desk.database.read() as session:
        milestone = await celebrating.check_collecting(
            session, request.value, request.user_id, Act.KUDOS_GIVE
        )
    request.relationship_id = milestone.relationship_id
    await open_kudos_form(
        request,
        collection_id=milestone.id,
        collection_post_id=milestone.celebration_post_id,
    )


async def on_reflect(request: Request) -> None:
    async with request.desk.database.read() as session:
        milestone = await celebrating.check_collecting(
            session, request.value, request.user_id, Act.MILESTONE_REFLECT
        )
        said = await milestones.find_reflection(session, milestone.id, request.user_id)
    await request.open(forms.reflection_form(milestone, said))


async def on_reflection_form(request: Request) -> None:
    async with request.change() as session:
        milestone = await celebrating.reflect(
            session,
            request.metadata["milestone"],
            worked=request.text_of(rules.WORKED),
            keep=request.text_of(rules.KEEP),
            user_id=request.user_id,
            now=request.now,
        )
    await tell_silence_of(request, milestone.relationship_id)


async def on_contributors(request: Request) -> None:
    async with request.desk.database.read() as session:
        milestone = await celebrating.check_celebrated(
            session, request.value, request.user_id, Act.MILESTONE_STEER
        )
        relationship = await relationships.get_relationship(session, milestone.relationship_id)
        people = await propose_contributors(session, milestone, relationship)
    await request.open(forms.contributors_form(milestone, relationship, people))


async def on_contributors_form(request: Request) -> None:
    async with request.change() as session:
        milestone = await celebrating.name_contributors(
            session,
            request.metadata["milestone"],
            request.users_of(rules.CONTRIBUTORS),
            user_id=request.user_id,
            now=request.now,
        )
    await tell_silence_of(request, milestone.relationship_id)


async def on_lesson(request: Request) -> None:
    """The form of a lesson, with what people said so far as far as this person may see it."""
    async with request.desk.database.read() as session:
        milestone = await celebrating.check_celebrated(
            session, request.value, request.user_id, Act.LESSON_WRITE
        )
        said = await milestones.list_reflections(session, milestone.id)
    if milestone.closed_at is None:
        said = [one for one in said if one.user_id == request.user_id]
    request.relationship_id = milestone.relationship_id
    origin = Origin(OriginKind.MILESTONE, milestone.id)
    await open_lesson_form(request, _draft_lesson(milestone, said), origin)


def _draft_lesson(milestone: Milestone, said: Sequence[MilestoneReflection]) -> LessonDraft:
    worked, keep = (
        cut("\n".join(filter(None, words)), LONGEST)
        for words in ([one.worked for one in said], [one.keep for one in said])
    )
    return LessonDraft(f"We reached “{milestone.title}”.", worked, keep)


async def on_pulse(request: Request) -> None:
    """Ask both sides how it went, with the pulse that is made for it."""
    async with request.desk.database.write() as session:
        milestone = await celebrating.check_pulse(session, request.value, request.user_id)
        relationship = await relationships.get_relationship(session, milestone.relationship_id)
        asked = await _find_pulse(session, milestone) or await _plan_pulse(
            request, session, relationship
        )
        await opening.ask_now(
            session,
            asked.id,
            user_id=request.user_id,
            now=request.now,
            throttle=request.desk.throttle,
        )
        await celebrating.note_pulse(session, milestone, asked.id, request.now)
    await request.tell(list_views.asked(relationship))


async def _find_pulse(session: AsyncSession, milestone: Milestone) -> Pulse | None:
    """The one that was asked after an earlier milestone, unless it was stopped since."""
    pulse_id = await milestones.find_last_pulse(session, milestone.relationship_id)
    if pulse_id is None:
        return None
    found = await pulse.get_pulse(session, pulse_id)
    return None if found.status == Status.STOPPED else found


async def _plan_pulse(request: Request, session: AsyncSession, relationship: Relationship) -> Pulse:
    """A pulse from the template. Paused, for it is asked after milestones and not by itself."""
    today = day_in(relationship.tz, request.now)
    plan = check_plan(sketch.begin(TEMPLATE, {}).plan(today))
    planned = await pulse_service.plan(
        session, relationship.id, plan, user_id=request.user_id, now=request.now
    )
    return await pulse_service.pause(session, planned.id, user_id=request.user_id, now=request.now)


ACTIONS = {
    ids.THANK: on_thank,
    ids.REFLECT: on_reflect,
    ids.CONTRIBUTORS: on_contributors,
    ids.PULSE: on_pulse,
    ids.LESSON: on_lesson,
}
FORMS = {
    ids.REFLECTION_FORM: on_reflection_form,
    ids.CONTRIBUTORS_FORM: on_contributors_form,
}
