"""Naming actions, finishing, moving and dropping them, and `/rapport actions`."""

from datetime import date

from bot.actions import rules, service
from bot.actions.rules import Draft
from bot.core.calendars import day_in
from handlers import words
from handlers.actions import forms, ids, views
from handlers.request import Request, find_relationship, require_member
from storage import actions, installations, relationships
from storage.actions import Status

LISTED = "list"


async def on_command(request: Request, _text: str) -> None:
    """The open actions of the relationship."""
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        member = await require_member(request, session, relationship)
        listed = await actions.list_open(session, relationship.id)
        installation = await installations.get_installation(session, relationship.installation_id)
    entries = [
        (one.action, words.link_to(installation.url, one.channel_id, one.ts))
        if one.channel_id and one.ts
        else (one.action, None)
        for one in listed
    ]
    steerable = {one.action.id for one in listed if service.may_steer(one.action, member)}
    today = day_in(relationship.tz, request.now)
    await request.tell(views.listing(relationship, entries, steerable=steerable, today=today))


async def on_name(request: Request) -> None:
    async with request.desk.database.read() as session:
        asked = await service.check_asked(session, request.value, request.user_id)
        relationship = await relationships.get_relationship(session, asked.relationship_id)
    today = day_in(relationship.tz, request.now)
    await request.open(forms.form(asked, relationship, user_id=request.user_id, today=today))


async def on_form(request: Request) -> None:
    draft = Draft(
        request.text_of(rules.WHAT),
        next(iter(request.users_of(rules.OWNER)), None),
        _read_day(request),
    )
    async with request.change() as session:
        action = await service.name(
            session, request.metadata["request"], draft, user_id=request.user_id, now=request.now
        )
        relationship = await relationships.get_relationship(session, action.relationship_id)
    await request.tell(forms.named(action, relationship, words.why_silent(relationship)))


def _read_day(request: Request) -> date | None:
    entered = request.text_of(rules.DUE)
    return date.fromisoformat(entered) if entered else None


async def on_nothing(request: Request) -> None:
    async with request.desk.database.write() as session:
        await service.decline(session, request.value, user_id=request.user_id, now=request.now)


async def on_done(request: Request) -> None:
    await _set_status(request, Status.DONE)


async def on_drop(request: Request) -> None:
    await _set_status(request, Status.DROPPED)


async def on_reopen(request: Request) -> None:
    await _set_status(request, Status.OPEN)


async def _set_status(request: Request, status: Status) -> None:
    """The cards show it; what is listed privately stays as it was, and needs an answer."""
    async with request.desk.database.write() as session:
        action = await service.set_status(
            session, request.value, status, user_id=request.user_id, now=request.now
        )
        relationship = await relationships.get_relationship(session, action.relationship_id)
    if request.action_id.split(":")[1] == LISTED:
        await request.tell(views.changed(action, relationship))


async def on_move(request: Request) -> None:
    async with request.desk.database.read() as session:
        action = await service.check_movable(session, request.value, request.user_id)
    await request.open(forms.date_form(action))


async def on_date_form(request: Request) -> None:
    async with request.change() as session:
        await service.move(
            session,
            request.metadata["action"],
            _read_day(request),
            user_id=request.user_id,
            now=request.now,
        )


async def on_not_yet(request: Request) -> None:
    action_id, source_id = request.value.split(":")
    async with request.desk.database.write() as session:
        await service.say_not_yet(
            session, action_id, source_id, user_id=request.user_id, now=request.now
        )


COMMANDS = {"actions": on_command}
ACTIONS = {
    ids.NAME: on_name,
    ids.NOTHING: on_nothing,
    ids.DONE: on_done,
    ids.DROP: on_drop,
    ids.REOPEN: on_reopen,
    ids.MOVE: on_move,
    ids.NOT_YET: on_not_yet,
}
FORMS = {ids.FORM: on_form, ids.DATE_FORM: on_date_form}
