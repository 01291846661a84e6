"""`/retro`, its list and record, and the form in which one begins or is changed."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.calendars import day_in
from bot.core.people import Side
from bot.retros import rules, service
from bot.retros.errors import RetroGone
from bot.retros.rules import Draft
from handlers import words
from handlers.errors import carry_out_typed
from handlers.files import send_files
from handlers.request import (
    Request,
    find_member,
    find_relationship,
    read_typed,
    require_member,
    tell_silence,
    tell_silence_of,
)
from handlers.retros import (
    cards,
    exporting,
    forms,
    ids,
    learning,
    list_views,
    plans,
    sessions,
    steps,
)
from handlers.retros.views import More
from storage import installations, relationships, retros, retros_reading
from storage.relationships import Relationship
from storage.retros import Retro


async def on_command(request: Request, text: str) -> None:
    word, _, rest = text.strip().partition(" ")
    number = words.read_number(rest.strip().removeprefix("#")) if rest.strip() else None
    is_one = not rest.strip() or number is not None
    match word.casefold():
        case "":
            await _open_form(request)
        case "every":
            await plans.on_command(request, rest.strip())
        case "list" if not rest.strip():
            await _show_list(request)
        case "show" if is_one:
            await _show(request, number)
        case "export" if is_one:
            await _export_numbered(request, number)
        case "help" if not rest.strip():
            await request.tell(list_views.help_text())
        case _:
            await carry_out_typed(request, _open_form, f"/retro {text}")


async def _open_form(request: Request) -> None:
    """The form, with what was typed as its title. Raises RetroRunning where one runs."""
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        require(Act.RETRO_START, await find_member(request, session, relationship))
        await service.check_none_runs(session, relationship.id)
        sides = await relationships.load_sides(session, relationship)
        typed = " ".join((await read_typed(request, session)).split())
    rules.check_title(typed)
    today = day_in(relationship.tz, request.now)
    first = {side: next(iter(sides.contacts(side)), None) for side in Side}
    own = sides.find(request.user_id)
    facilitators = {side: one.user_id for side, one in first.items() if one is not None}
    if own is not None and own.side is not None:
        facilitators[own.side] = own.user_id
    draft = Draft(typed or rules.usual_title(today), facilitators, (), today + rules.NOTES_FOR)
    metadata = {"relationship": relationship.id, "from": request.channel_id or ""}
    await request.open(forms.start_form(relationship, draft, metadata))


async def on_new(request: Request) -> None:
    """The button in the list."""
    request.relationship_id = request.value
    await _open_form(request)


async def on_form(request: Request) -> None:
    async with request.change() as session:
        relationship = await find_relationship(request, session)
        retro = await service.start(
            session, relationship.id, _read_draft(request), user_id=request.user_id, now=request.now
        )
    silent = await tell_silence(request, relationship)
    if not silent and request.metadata["from"] != relationship.channel_id:
        await request.tell(list_views.started(retro, relationship))


def _read_draft(request: Request) -> Draft:
    return Draft(
        title=" ".join(request.text_of(rules.TITLE).split()),
        facilitators={
            side: next(iter(request.users_of(rules.facilitator_field(side))), "") for side in Side
        },
        invited=request.users_of(rules.INVITED),
        notes_until=request.day_of(rules.NOTES_UNTIL),
    )


async def on_more(request: Request) -> None:
    """The menu behind the three dots of a card."""
    act, _, request.value = request.value.partition(":")
    match act:
        case More.CHANGE:
            await _open_change(request)
        case More.BACK:
            await steps.open_back(request)
        case More.CANCEL:
            await steps.open_cancel(request)
        case _:
            await on_export(request)


async def _open_change(request: Request) -> None:
    async with request.desk.database.read() as session:
        retro = await service.check_owned(session, request.value, request.user_id)
        relationship = await relationships.get_relationship(session, retro.relationship_id)
    await request.open(forms.change_form(retro, relationship))


async def on_change_form(request: Request) -> None:
    async with request.change() as session:
        retro = await service.change(
            session,
            request.metadata["retro"],
            _read_draft(request),
            user_id=request.user_id,
            now=request.now,
        )
    await tell_silence_of(request, retro.relationship_id)


async def _show_list(request: Request) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        installation = await installations.get_installation(session, relationship.installation_id)
        listed = await retros_reading.list_retros(session, relationship.id, list_views.MOST_LISTED)
        schedule = await retros.find_schedule(session, relationship.id)
    entries = [
        (retro, words.link_to(installation.url, channel_id, ts) if channel_id and ts else None)
        for retro, channel_id, ts in listed
    ]
    await request.tell(list_views.listing(relationship, entries, schedule))


async def _show(request: Request, number: int | None) -> None:
    async with request.desk.database.read() as session:
        retro, _ = await _find_numbered(request, session, number)
        await _tell_record(request, session, retro)


async def on_show(request: Request) -> None:
    """The button in the list."""
    async with request.desk.database.read() as session:
        retro = await service.load(session, request.value)
        await _check_reader(request, session, retro)
        await _tell_record(request, session, retro)


async def _find_numbered(
    request: Request, session: AsyncSession, number: int | None
) -> tuple[Retro, Relationship]:
    relationship = await find_relationship(request, session)
    await require_member(request, session, relationship)
    retro = await retros_reading.find_numbered(session, relationship.id, number)
    if retro is None:
        raise RetroGone
    return retro, relationship


async def _check_reader(request: Request, session: AsyncSession, retro: Retro) -> None:
    member = await relationships.find_member(session, retro.relationship_id, request.user_id)
    require(Act.LOOK, member)


async def _tell_record(request: Request, session: AsyncSession, retro: Retro) -> None:
    shown = await cards.load(session, retro.id)
    board = await retros_reading.load_board(session, retro)
    own = await retros.list_own_notes(session, retro.id, request.user_id)
    await request.tell(list_views.record(shown, board, own))


async def _export_numbered(request: Request, number: int | None) -> None:
    async with request.desk.database.read() as session:
        retro, _ = await _find_numbered(request, session, number)
    request.value = retro.id
    await on_export(request)


async def on_export(request: Request) -> None:
    """Everything of a retro that both sides may see, as a file in a direct message."""
    async with request.desk.database.read() as session:
        retro = await service.load(session, request.value)
        await _check_reader(request, session, retro)
        name, content = await exporting.write(session, retro)
    await send_files(request, {name: content}, exporting.ABOVE, otherwise=exporting.OTHERWISE)
    await request.tell(exporting.sent())


ACTIONS = {
    ids.NEW: on_new,
    ids.MORE: on_more,
    ids.SHOW: on_show,
    ids.EXPORT: on_export,
    **learning.ACTIONS,
    **plans.ACTIONS,
    **sessions.ACTIONS,
    **steps.ACTIONS,
}
FORMS = {
    ids.FORM: on_form,
    ids.CHANGE_FORM: on_change_form,
    **plans.FORMS,
    **sessions.FORMS,
    **steps.FORMS,
}
