"""`/problem`, its forms, and the buttons of cards, lists and records."""

from datetime import timedelta

from bot.core.authority import Act, require
from bot.problems import service
from bot.problems.rules import Description, Stage, Step
from handlers import blocks, words
from handlers.errors import carry_out_typed
from handlers.problems import forms, ids, record, views
from handlers.request import (
    Request,
    find_member,
    find_relationship,
    require_member,
    tell_silence,
)
from storage import installations, people, problems, relationships
from storage.problems import Dossier, Problem

CLOSED_LATELY = timedelta(days=30)


async def on_command(request: Request, text: str) -> None:
    match text.casefold():
        case "list":
            await _show_list(request)
        case "help":
            await request.tell(views.help_text())
        case "":
            await _open_form(request)
        case _:
            await carry_out_typed(request, _open_form, f"/problem {text}")


async def _open_form(request: Request) -> None:
    """The form, with what was typed in it."""
    text = request.text.strip()
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        require(Act.PROBLEM_RAISE, await find_member(request, session, relationship))
        sides = await relationships.load_sides(session, relationship)
        named = await people.find_people(session, words.find_users(text))
    typed = words.unescape(text, {user_id: person.name for user_id, person in named.items()})
    if len(typed) > blocks.INPUT_TEXT:
        await request.tell(views.too_long(typed))
        return
    metadata = {"relationship": relationship.id, "from": request.channel_id or ""}
    await request.open(forms.raise_form(relationship, sides, typed.strip(), metadata))


async def on_raise(request: Request) -> None:
    """The button in the list."""
    request.relationship_id = request.value
    await _open_form(request)


def read_description(request: Request) -> Description:
    """What stands in the form of a new problem."""
    return Description(
        title=" ".join(request.text_of("title").split()),
        what=request.text_of("what"),
        whom=request.text_of("whom"),
        client_owner=request.text_of("client_owner"),
        vendor_owner=request.text_of("vendor_owner"),
    )


async def on_raise_form(request: Request) -> None:
    async with request.change() as session:
        relationship = await find_relationship(request, session)
        problem = await service.raise_problem(
            session,
            relationship.id,
            description=read_description(request),
            user_id=request.user_id,
            now=request.now,
        )
    silent = await tell_silence(request, relationship)
    if not silent and request.metadata["from"] != relationship.channel_id:
        await request.tell(views.raised(problem, relationship))


async def on_add(request: Request) -> None:
    problem, seen = await _look(request, Act.PROBLEM_ADD)
    await request.open(forms.entry_form(problem, seen))


async def on_entry_form(request: Request) -> None:
    problem_id, seen = _read_metadata(request)
    async with request.change() as session:
        await service.add_entry(
            session,
            problem_id,
            seen=seen,
            text=request.text_of("text"),
            user_id=request.user_id,
            now=request.now,
        )
        problem = await problems.get_problem(session, problem_id)
        relationship = await relationships.get_relationship(session, problem.relationship_id)
    await tell_silence(request, relationship)


async def on_close(request: Request) -> None:
    problem, _seen = await _look(request, Act.PROBLEM_STEER)
    await request.open(forms.lesson_form(problem))


async def on_lesson_form(request: Request) -> None:
    problem_id, seen = _read_metadata(request)
    async with request.change() as session:
        problem = await service.close(
            session,
            problem_id,
            seen=seen,
            lesson=request.text_of("text"),
            user_id=request.user_id,
            now=request.now,
        )
        relationship = await relationships.get_relationship(session, problem.relationship_id)
    await tell_silence(request, relationship)


async def on_next(request: Request) -> None:
    await _move(request, Step.NEXT)


async def on_back(request: Request) -> None:
    await _move(request, Step.BACK)


async def on_rethink(request: Request) -> None:
    await _move(request, Step.RETHINK)


async def on_reopen(request: Request) -> None:
    await _move(request, Step.REOPEN)


async def _move(request: Request, step: Step) -> None:
    problem_id, seen = _read_value(request)
    async with request.change() as session:
        problem = await service.move(
            session, problem_id, step=step, seen=seen, user_id=request.user_id, now=request.now
        )
        relationship = await relationships.get_relationship(session, problem.relationship_id)
    await tell_silence(request, relationship)


async def on_show(request: Request) -> None:
    dossier = await _load(request, request.value)
    await request.open(record.record(dossier, request.user_id))


async def on_page(request: Request) -> None:
    """A button of the record: another page of it."""
    await _show_page(request, int(request.value))


async def on_withdraw(request: Request) -> None:
    """A button of the record: the author takes an entry back."""
    async with request.change() as session:
        problem = await service.withdraw_entry(
            session, request.value, user_id=request.user_id, now=request.now
        )
        relationship = await relationships.get_relationship(session, problem.relationship_id)
    await _show_page(request, int(request.metadata["page"]))
    await tell_silence(request, relationship)


async def _show_page(request: Request, page: int) -> None:
    dossier = await _load(request, request.metadata["problem"])
    view = record.record(dossier, request.user_id, page)
    await request.client.views_update(view_id=request.shown_in["id"], view=view)


async def _show_list(request: Request) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        listed = await problems.list_problems(session, relationship.id, request.now - CLOSED_LATELY)
        installation = await installations.get_installation(session, relationship.installation_id)
    await request.tell(views.listing(relationship, listed, installation.url))


async def _load(request: Request, problem_id: str) -> Dossier:
    """Everything on record, for the people of its two sides."""
    async with request.desk.database.read() as session:
        dossier = await problems.load_dossier(session, problem_id)
        await require_member(request, session, dossier.relationship)
    return dossier


async def _look(request: Request, act: Act) -> tuple[Problem, Stage]:
    """The problem of a card's button, if the person may do that and the card is up to date."""
    problem_id, seen = _read_value(request)
    async with request.desk.database.read() as session:
        problem = await problems.get_problem(session, problem_id)
        await service.check(session, problem, act=act, seen=seen, user_id=request.user_id)
    return problem, seen


def _read_value(request: Request) -> tuple[str, Stage]:
    problem_id, _, stage = request.value.partition(":")
    return problem_id, Stage(stage)


def _read_metadata(request: Request) -> tuple[str, Stage]:
    return request.metadata["problem"], Stage(request.metadata["stage"])


ACTIONS = {
    ids.RAISE: on_raise,
    ids.ADD: on_add,
    ids.NEXT: on_next,
    ids.BACK: on_back,
    ids.RETHINK: on_rethink,
    ids.CLOSE: on_close,
    ids.REOPEN: on_reopen,
    ids.SHOW: on_show,
    ids.PAGE: on_page,
    ids.WITHDRAW: on_withdraw,
}

FORMS = {
    ids.RAISE_FORM: on_raise_form,
    ids.ENTRY_FORM: on_entry_form,
    ids.LESSON_FORM: on_lesson_form,
}
