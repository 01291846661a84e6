"""The form of a pulse as it stands: loaded, kept, and drawn anew."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.calendars import day_in
from bot.core.errors import InvalidInput
from bot.pulse import planning, schedules, service
from bot.pulse.errors import FormForgotten
from bot.pulse.schedules import Schedule
from handlers.blocks import View
from handlers.pulse import ids, plan_views, schedule_views, sketch, views
from handlers.pulse.plan_views import Setting
from handlers.pulse.sketch import Sketch
from handlers.pulse.views import Listed
from handlers.request import Request, find_member
from handlers.surfaces import FAILURES, name_failure
from storage import pulse_sketches, relationships
from storage.relationships import Relationship

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """A form as it stands: where it belongs, and the id under which it is kept, if it is."""

    relationship: Relationship
    sketch: Sketch
    sketch_id: str = ""


async def load(request: Request, session: AsyncSession) -> Opened:
    """The form that a click or a submission belongs to, with what was entered in it last.

    Raises FormForgotten, or what hinders the person to plan or to edit.
    """
    metadata = request.metadata
    relationship = await relationships.get_relationship(session, metadata["relationship"])
    require(Act.PULSE_CREATE, await find_member(request, session, relationship))
    before = await _find_before(request, session)
    if (request.view or request.shown_in)["callback_id"] == ids.FORM:
        before = before.read(request.values)
    return Opened(relationship, before, metadata.get("sketch", ""))


async def _find_before(request: Request, session: AsyncSession) -> Sketch:
    sketch_id, pulse_id = request.metadata.get("sketch"), request.metadata.get("pulse")
    if sketch_id:
        kept = await pulse_sketches.find_sketch(session, sketch_id, request.user_id)
        if kept is None:
            raise FormForgotten
        return sketch.load(kept.content)
    if pulse_id:
        return sketch.of_pulse(await service.find_steered(session, pulse_id, request.user_id))
    return Sketch()


async def keep(session: AsyncSession, request: Request, opened: Opened) -> View:
    """Keep the form as it is now; the view that shows it."""
    return await draw(session, await save(session, request, opened), request.now)


async def save(session: AsyncSession, request: Request, opened: Opened) -> Opened:
    content = sketch.dump(opened.sketch)
    kept = await pulse_sketches.find_sketch(session, opened.sketch_id, request.user_id)
    if kept is not None:
        kept.content, kept.at = content, request.now
        return opened
    sketch_id = await pulse_sketches.keep_sketch(
        session,
        relationship_id=opened.relationship.id,
        user_id=request.user_id,
        content=content,
        now=request.now,
    )
    return replace(opened, sketch_id=sketch_id)


async def draw(session: AsyncSession, opened: Opened, now: datetime) -> View:
    schedule, preview = await _preview(session, opened, now)
    setting = Setting(
        relationship_id=opened.relationship.id,
        sides=await relationships.load_sides(session, opened.relationship),
        own=await pulse_sketches.list_templates(session, opened.relationship.id),
        schedule=schedule,
        preview=preview,
    )
    return plan_views.form(setting, opened.sketch, opened.sketch_id)


async def _preview(session: AsyncSession, opened: Opened, now: datetime) -> tuple[Schedule, str]:
    """The schedule as the form stands, and in words with what would come next."""
    try:
        outlined = opened.sketch.outline(today_of(opened, now))
    except InvalidInput as error:
        return schedule_views.DEFAULT, error.sentence
    drafted = planning.draft(opened.relationship.id, outlined, now)
    coming = await service.find_next(session, drafted, opened.relationship, now)
    left_out = service.list_left_out(drafted, opened.relationship, coming, now)
    return schedules.load(outlined.schedule), views.preview(Listed(drafted, coming, None, left_out))


async def show(request: Request, view: View) -> None:
    """Draw the form anew. What was clicked before its last drawing came in is drawn by the next."""
    form = {"view_id": request.metadata.get("form") or request.shown_in["id"]}
    try:
        await request.client.views_update(view=view, **form)
    except FAILURES as error:
        log.info("form_not_drawn", error=name_failure(error))


def today_of(opened: Opened, now: datetime) -> date:
    return day_in(opened.relationship.tz, now)
