"""The form of a pulse while it is filled in: each click changes the sketch and draws it anew."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.core.authority import Act, require
from bot.core.errors import InvalidInput
from bot.core.people import Sides
from bot.pulse import own_templates, planning, service
from bot.pulse.bank import Draw, Entry, count_most, own_question
from bot.pulse.errors import TooManyQuestions
from bot.pulse.questions import MOST_QUESTIONS, Kind
from bot.pulse.rules import Plan, check_picked, check_plan
from handlers import blocks, words
from handlers.blocks import View
from handlers.pulse import drawing, entry_views, ids, sketch, views
from handlers.pulse.cards import list_entry
from handlers.pulse.drawing import Opened
from handlers.pulse.plan_views import LONGEST_TITLE
from handlers.pulse.sketch import Sketch
from handlers.request import Request, find_member, find_relationship
from storage import pulse_sketches, relationships

Change = Callable[[Sketch], Sketch]


async def on_new(request: Request, _text: str) -> None:
    """Open the form."""
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        require(Act.PULSE_CREATE, await find_member(request, session, relationship))
        view = await drawing.draw(session, Opened(relationship, Sketch()), request.now)
    await request.open(view)


async def on_new_button(request: Request) -> None:
    """The button under the list says which relationship it belongs to."""
    request.relationship_id = request.value
    await on_new(request, "")


async def open_edit(request: Request, pulse_id: str) -> None:
    """Open the form, filled with a pulse."""
    async with request.desk.database.read() as session:
        planned = await service.find_steered(session, pulse_id, request.user_id)
        relationship = await relationships.get_relationship(session, planned.relationship_id)
        view = await drawing.draw(
            session, Opened(relationship, sketch.of_pulse(planned)), request.now
        )
    await request.open(view)


async def on_edit_button(request: Request) -> None:
    await open_edit(request, request.value)


async def on_form(request: Request) -> None:
    """Plan what the form describes, or change the pulse that it edits, and say when it is asked."""
    user_id, now = request.user_id, request.now
    async with request.change() as session:
        opened = await drawing.load(request, session)
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
        plan = check_plan(filled.plan(drawing.today_of(opened, now)))
        check_picked(plan, sides)
    except InvalidInput as error:
        problems = {filled.block_id(name): text for name, text in error.problems.items()}
        raise InvalidInput(problems) from error
    return plan


async def on_template(request: Request) -> None:
    """Begin again with another template; what was entered before goes with the former one."""
    async with request.change() as session:
        opened = await drawing.load(request, session)
        own = await pulse_sketches.list_templates(session, opened.relationship.id)
        began = sketch.begin(request.value, {one.id: one.content for one in own})
        view = await drawing.keep(session, request, replace(opened, sketch=began))
    await drawing.show(request, view)


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
        opened = await drawing.load(request, session)
        view = await drawing.keep(session, request, replace(opened, sketch=change(opened.sketch)))
    await drawing.show(request, view)


async def on_add(request: Request) -> None:
    await _push(request, entry_views.question_form)


async def on_draw(request: Request) -> None:
    await _push(request, entry_views.draw_form)


async def _push(request: Request, build: Callable[[dict[str, str], Sides], View]) -> None:
    """Open another form on top, and keep what stands in this one: that one does not know it."""
    async with request.change() as session:
        opened = await drawing.save(session, request, await drawing.load(request, session))
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
        opened = await drawing.load(request, session)
        grown = opened.sketch.add(*entries)
        if count_most(grown.entries) + grown.has_own_question > MOST_QUESTIONS:
            raise TooManyQuestions(most=MOST_QUESTIONS)
        view = await drawing.keep(session, request, replace(opened, sketch=grown))
    await drawing.show(request, view)


async def on_keep_template(request: Request) -> None:
    """Keep what stands in the form as a template, and go on with that one."""
    async with request.change() as session:
        opened = await drawing.load(request, session)
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
        view = await drawing.keep(session, request, went_on)
    await drawing.show(request, view)


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
        opened = await drawing.load(request, session)
        await own_templates.remove_template(
            session, opened.relationship.id, opened.sketch.template, user_id=request.user_id
        )
        view = await drawing.keep(session, request, replace(opened, sketch=Sketch()))
    await drawing.show(request, view)


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
