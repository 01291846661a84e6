"""The form of a pulse while it is filled in: each click changes the sketch and draws it anew."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.calendars import find_zone
from bot.core.errors import InvalidInput
from bot.core.people import Sides
from bot.pulse import own_templates, planning, schedules, service
from bot.pulse.bank import Draw, Entry, count_most, own_question
from bot.pulse.errors import FormForgotten, TooManyQuestions
from bot.pulse.questions import MOST_QUESTIONS, Kind
from bot.pulse.rules import Plan, check_picked, check_plan
from bot.pulse.schedules import Schedule
from handlers import blocks, words
from handlers.blocks import View
from handlers.pulse import entry_views, ids, plan_views, schedule_views, sketch, views
from handlers.pulse.cards import list_entry
from handlers.pulse.plan_views import LONGEST_TITLE, Setting
from handlers.pulse.sketch import Sketch
from handlers.pulse.views import Listed
from handlers.request import Request, find_member, find_relationship
from handlers.surfaces import FAILURES, name_failure
from storage import pulse_sketches, relationships
from storage.relationships import Relationship

log = structlog.get_logger(__name__)

Change = Callable[[Sketch], Sketch]


@dataclass(frozen=True, slots=True)
class Opened:
    """A form as it stands: where it belongs, and the id under which it is kept, if it is."""

    relationship: Relationship
    sketch: Sketch
    sketch_id: str = ""


async def on_new(request: Request, _text: str) -> None:
    """Open the form."""
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        require(Act.PULSE_CREATE, await find_member(request, session, relationship))
        view = await _draw(session, Opened(relationship, Sketch()), request.now)
    await request.open(view)


async def on_new_button(request: Request) -> None:
    """The button under the list says which relationship it belongs to."""
    request.relationship_id = request.value
    await on_new(request, "")


async def open_edit(request: Request, pulse_id: str) -> None:
    """Open the form, filled with a pulse."""
    async with request.desk.database.read() as session:
        planned = await planning.find_editable(session, pulse_id, request.user_id)
        relationship = await relationships.get_relationship(session, planned.relationship_id)
        view = await _draw(session, Opened(relationship, sketch.of_pulse(planned)), request.now)
    await request.open(view)


async def on_edit_button(request: Request) -> None:
    await open_edit(request, request.value)


async def on_form(request: Request) -> None:
    """Plan what the form describes, or change the pulse that it edits, and say when it is asked."""
    user_id, now = request.user_id, request.now
    async with request.change() as session:
        opened = await _load(request, session)
        sides = await relationships.load_sides(session, opened.relationship)
        plan = _check(opened, sides, now)
        place, pulse_id = opened.relationship, opened.sketch.pulse_id
        if pulse_id:
            planned = await planning.edit(session, pulse_id, plan, user_id=user_id, now=now)
        else:
            planned = await service.plan(session, place.id, plan, user_id=user_id, now=now)
        entry = await list_entry(session, planned, place, now)
    silent = words.why_silent(place)
    await request.tell(views.planned(entry, sides, why_silent=silent, is_new=not pulse_id))


def _check(opened: Opened, sides: Sides, now: datetime) -> Plan:
    """The pulse that the form describes. Raises InvalidInput with sentences by block id."""
    filled = opened.sketch
    try:
        plan = check_plan(filled.plan(_today(opened, now)))
        check_picked(plan, sides)
    except InvalidInput as error:
        problems = {filled.block_id(name): text for name, text in error.problems.items()}
        raise InvalidInput(problems) from error
    return plan


def _today(opened: Opened, now: datetime) -> date:
    return now.astimezone(find_zone(opened.relationship.tz)).date()


async def on_template(request: Request) -> None:
    """Begin again with another template; what was entered before goes with the former one."""
    async with request.change() as session:
        opened = await _load(request, session)
        own = await pulse_sketches.list_templates(session, opened.relationship.id)
        began = sketch.begin(request.value, {one.id: one.content for one in own})
        view = await _keep(session, request, replace(opened, sketch=began))
    await _show(request, view)


async def on_change(request: Request) -> None:
    """Something was entered that the form shows more of."""
    await _redraw(request, lambda before: before)


async def on_more(request: Request) -> None:
    await _redraw(request, lambda before: replace(before, is_long=True))


async def on_remove(request: Request) -> None:
    def remove(before: Sketch) -> Sketch:
        named = (entry_views.name_entry(*numbered) for numbered in enumerate(before.entries))
        places = {name: place for place, name in enumerate(named)}
        return before.remove(places[request.value]) if request.value in places else before

    await _redraw(request, remove)


async def _redraw(request: Request, change: Change) -> None:
    async with request.change() as session:
        opened = await _load(request, session)
        view = await _keep(session, request, replace(opened, sketch=change(opened.sketch)))
    await _show(request, view)


async def on_add(request: Request) -> None:
    await _push(request, entry_views.question_form)


async def on_draw(request: Request) -> None:
    await _push(request, entry_views.draw_form)


async def _push(request: Request, build: Callable[[dict[str, str], Sides], View]) -> None:
    """Open another form on top, and keep what stands in this one: that one does not know it."""
    async with request.change() as session:
        opened = await _save(session, request, await _load(request, session))
        sides = await relationships.load_sides(session, opened.relationship)
    metadata = {
        "relationship": opened.relationship.id,
        "sketch": opened.sketch_id,
        "form": request.shown_in["id"],
    }
    view = build(metadata, sides)
    await request.client.views_push(trigger_id=str(request.trigger_id), view=view)


async def on_question_form(request: Request) -> None:
    kind, theme = Kind(request.text_of("kind")), request.text_of("theme")
    extras = request.values.get("extras") or []
    question = own_question(
        kind,
        request.text_of("client"),
        request.text_of("vendor"),
        request.text_of("options").splitlines(),
        theme="" if theme == entry_views.NO_THEME else theme,
        faces=entry_views.FACES in extras,
    )
    guessed = kind is Kind.SCALE and entry_views.PERCEPTION in extras
    await _add(request, *(sketch.with_guess(question) if guessed else (question,)))


async def on_draw_form(request: Request) -> None:
    theme = request.text_of("theme")
    draw = Draw(
        int(request.text_of("count")),
        None if theme == entry_views.ALL_THEMES else theme,
        perception=entry_views.PERCEPTION in (request.values.get("extras") or []),
    )
    await _add(request, draw)


async def _add(request: Request, *entries: Entry) -> None:
    """Put something into the form below this one."""
    async with request.change() as session:
        opened = await _load(request, session)
        grown = opened.sketch.add(*entries)
        if count_most(grown.entries) + grown.has_own_question > MOST_QUESTIONS:
            raise TooManyQuestions(most=MOST_QUESTIONS)
        view = await _keep(session, request, replace(opened, sketch=grown))
    await _show(request, view)


async def on_keep_template(request: Request) -> None:
    """Keep what stands in the form as a template, and go on with that one."""
    async with request.change() as session:
        opened = await _load(request, session)
        kept = _titled(opened.sketch)
        template = await own_templates.keep_template(
            session,
            opened.relationship.id,
            title=kept.text_of("title"),
            content=sketch.dump(kept),
            user_id=request.user_id,
            now=request.now,
        )
        went_on = replace(opened, sketch=replace(kept, template=template.id))
        view = await _keep(session, request, went_on)
    await _show(request, view)


def _titled(filled: Sketch) -> Sketch:
    """All of a form, with a title: that of its first question where nobody gave it one.

    Raises InvalidInput where there is nothing to keep.
    """
    entries = filled.all_entries()
    first = next(iter(entries), None)
    title = filled.text_of("title") or ("" if isinstance(first, Draw | None) else first.client)
    if not title:
        raise InvalidInput({"title": "Give it a title and a question, so that it can be found."})
    fields = {**filled.fields, "title": blocks.cut(" ".join(title.split()), LONGEST_TITLE)}
    return replace(filled, template="", entries=entries, fields=fields)


async def on_forget_template(request: Request) -> None:
    """Remove the template that the form began with, and begin anew."""
    async with request.change() as session:
        opened = await _load(request, session)
        await own_templates.remove_template(
            session, opened.relationship.id, opened.sketch.template, user_id=request.user_id
        )
        view = await _keep(session, request, replace(opened, sketch=Sketch()))
    await _show(request, view)


async def _load(request: Request, session: AsyncSession) -> Opened:
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
        return sketch.of_pulse(await planning.find_editable(session, pulse_id, request.user_id))
    return Sketch()


async def _keep(session: AsyncSession, request: Request, opened: Opened) -> View:
    """Keep the form as it is now; the view that shows it."""
    return await _draw(session, await _save(session, request, opened), request.now)


async def _save(session: AsyncSession, request: Request, opened: Opened) -> Opened:
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


async def _draw(session: AsyncSession, opened: Opened, now: datetime) -> View:
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
        outlined = opened.sketch.outline(_today(opened, now))
    except InvalidInput as error:
        return schedule_views.DEFAULT, error.sentence
    drafted = planning.draft(opened.relationship.id, outlined, now)
    coming = await service.find_next(session, drafted, opened.relationship, now)
    left_out = service.list_left_out(drafted, opened.relationship, coming, now)
    return schedules.load(outlined.schedule), views.preview(Listed(drafted, coming, None, left_out))


async def _show(request: Request, view: View) -> None:
    """Draw the form anew. What was clicked before its last drawing came in is drawn by the next."""
    form = {"view_id": request.metadata.get("form") or request.shown_in["id"]}
    try:
        await request.client.views_update(view=view, **form)
    except FAILURES as error:
        log.info("form_not_drawn", error=name_failure(error))


ACTIONS = {
    ids.NEW: on_new_button,
    ids.EDIT: on_edit_button,
    ids.PLAN_TEMPLATE: on_template,
    ids.PLAN_CHANGE: on_change,
    ids.PLAN_MORE: on_more,
    ids.PLAN_ADD: on_add,
    ids.PLAN_DRAW: on_draw,
    ids.PLAN_REMOVE: on_remove,
    ids.PLAN_KEEP: on_keep_template,
    ids.PLAN_FORGET: on_forget_template,
}
FORMS = {
    ids.FORM: on_form,
    ids.QUESTION_FORM: on_question_form,
    ids.DRAW_FORM: on_draw_form,
}
