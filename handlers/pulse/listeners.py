"""`/pulse`: planning, listing and steering; the same by the buttons of the list."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.pulse import opening, service
from bot.pulse.errors import NoPulse
from handlers import blocks
from handlers.pulse import (
    answering,
    away,
    export,
    holidays,
    ids,
    plan_form,
    reminders,
    results,
    saying,
    views,
)
from handlers.pulse.cards import list_entry
from handlers.pulse.loading import find_named
from handlers.pulse.views import Listed
from handlers.pulse.waiting import list_open
from handlers.pulse.waiting_views import show_open
from handlers.request import Request, find_relationship, require_member
from storage import pulse, pulse_people, relationships
from storage.outbox import Message
from storage.pulse import Pulse, Status
from storage.relationships import Relationship

Verb = Callable[[Request, str], Awaitable[None]]


async def on_command(request: Request, text: str) -> None:
    """`/pulse` and what comes after it."""
    word, _, rest = text.strip().partition(" ")
    subcommand = SUBCOMMANDS.get(word.casefold())
    if subcommand is None:
        await request.tell(views.usage("I do not know that one. Here is what `/pulse` can do:"))
        return
    await subcommand(request, rest.strip())


async def on_help(request: Request, _text: str) -> None:
    await request.tell(views.usage())


async def on_list(request: Request, _text: str) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        entries = await _list_entries(session, relationship, request.now)
        mine = show_open(await list_open(request, session))
        mine += await away.show_absence(request, session, relationship.id)
    names = relationship.client_name, relationship.vendor_name
    listed = views.listing(entries, relationship.id, *names)
    await request.tell(blocks.message(listed["text"], [*mine, *listed["blocks"]]))


async def _ask_now(session: AsyncSession, pulse_id: str, request: Request) -> Message:
    opened = await opening.ask_now(
        session,
        pulse_id,
        user_id=request.user_id,
        now=request.now,
        throttle=request.desk.throttle,
    )
    spared = await pulse_people.count_spared(session, opened.id)
    own = await pulse.get_pulse(session, pulse_id)
    return views.asked(own, opened.closes_at, spared)


async def _pause(session: AsyncSession, pulse_id: str, request: Request) -> Message:
    paused = await service.pause(session, pulse_id, user_id=request.user_id, now=request.now)
    return await _describe(session, paused, request.now)


async def _resume(session: AsyncSession, pulse_id: str, request: Request) -> Message:
    resumed = await service.resume(session, pulse_id, user_id=request.user_id, now=request.now)
    return await _describe(session, resumed, request.now)


async def _skip(session: AsyncSession, pulse_id: str, request: Request) -> Message:
    steered = await service.skip_next(session, pulse_id, user_id=request.user_id, now=request.now)
    relationship = await relationships.get_relationship(session, steered.relationship_id)
    return views.skipped(await list_entry(session, steered, relationship, request.now))


async def _unskip(session: AsyncSession, pulse_id: str, request: Request) -> Message:
    asked = await service.ask_skipped(session, pulse_id, user_id=request.user_id, now=request.now)
    return await _describe(session, asked, request.now)


async def _stop(session: AsyncSession, pulse_id: str, request: Request) -> Message:
    stopped = await service.stop(session, pulse_id, user_id=request.user_id, now=request.now)
    return await _describe(session, stopped, request.now)


async def _describe(session: AsyncSession, steered: Pulse, now: datetime) -> Message:
    relationship = await relationships.get_relationship(session, steered.relationship_id)
    return views.steered(await list_entry(session, steered, relationship, now))


Steering = Callable[[AsyncSession, str, Request], Awaitable[Message]]

# How each verb steers, and the states in which a pulse can be meant where no number is given.
STEERING: dict[str, tuple[Steering, tuple[Status, ...]]] = {
    "now": (_ask_now, (Status.ACTIVE, Status.PAUSED)),
    "pause": (_pause, (Status.ACTIVE,)),
    "resume": (_resume, (Status.PAUSED,)),
    "stop": (_stop, (Status.ACTIVE, Status.PAUSED)),
    "skip next": (_skip, (Status.ACTIVE,)),
    "skip undo": (_unskip, (Status.ACTIVE, Status.PAUSED)),
}


def _verb(verb: str) -> Verb:
    """The command of a verb; without a number it means the only pulse there is, or asks which."""
    steer, states = STEERING[verb]

    async def on_verb(request: Request, text: str) -> None:
        meant = await _find_or_ask(request, verb, text, states)
        if meant is not None:
            await _steer(request, steer, meant.id)

    return on_verb


def _button(verb: str) -> Callable[[Request], Awaitable[None]]:
    """The button of a verb, which carries the pulse."""
    steer, _ = STEERING[verb]

    async def on_button(request: Request) -> None:
        await _steer(request, steer, request.value)

    return on_button


async def _steer(request: Request, steer: Steering, pulse_id: str) -> None:
    async with request.change() as session:
        answer = await steer(session, pulse_id, request)
    await request.tell(answer)


async def _find_or_ask(
    request: Request, verb: str, text: str, states: tuple[Status, ...]
) -> Pulse | None:
    """The pulse that a command means; None where the person was asked which one."""
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        meant = await _find_meant(session, relationship, text, states)
        if meant is not None:
            return meant
        entries = await _list_entries(session, relationship, request.now)
        sides = await relationships.load_sides(session, relationship)
    await request.tell(views.which(verb, entries, relationship.id, sides))
    return None


async def _find_meant(
    session: AsyncSession, relationship: Relationship, text: str, states: tuple[Status, ...]
) -> Pulse | None:
    """The pulse of that number, or the only one; None where several could be meant."""
    if text:
        return await find_named(session, relationship, text)
    candidates = [
        one for one in await pulse.list_pulses(session, relationship.id) if one.status in states
    ]
    if not candidates:
        raise NoPulse
    return candidates[0] if len(candidates) == 1 else None


async def _list_entries(
    session: AsyncSession, relationship: Relationship, now: datetime
) -> list[Listed]:
    return [
        await list_entry(session, one, relationship, now)
        for one in await pulse.list_pulses(session, relationship.id)
    ]


async def on_edit(request: Request, text: str) -> None:
    """Open the form of the pulse with that number, or of the only one there is."""
    meant = await _find_or_ask(request, "edit", text, (Status.ACTIVE, Status.PAUSED))
    if meant is not None:
        await plan_form.open_edit(request, meant.id)


async def on_results(request: Request, text: str) -> None:
    """Show the closed rounds of the pulse with that number, or of the only one there is."""
    meant = await _find_or_ask(request, "results", text, (Status.ACTIVE, Status.PAUSED))
    if meant is not None:
        await results.show(request, meant.id)


async def on_skip(request: Request, text: str) -> None:
    """`/pulse skip next`, and `/pulse skip undo`; without a word the next one is meant."""
    word, _, rest = text.partition(" ")
    if word.casefold() == "undo":
        await _verb("skip undo")(request, rest.strip())
    else:
        await _verb("skip next")(request, rest.strip() if word.casefold() == "next" else text)


SUBCOMMANDS: dict[str, Verb] = {
    "": on_list,
    "list": on_list,
    "help": on_help,
    "export": export.on_export,
    "results": on_results,
    "new": plan_form.on_new,
    "edit": on_edit,
    **{verb: _verb(verb) for verb in ("now", "pause", "resume", "stop")},
    "skip": on_skip,
    "away": away.on_away,
    "holidays": holidays.on_holidays,
}

ACTIONS = {
    ids.NOW: _button("now"),
    ids.RESULTS: results.on_button,
    ids.PAUSE: _button("pause"),
    ids.RESUME: _button("resume"),
    ids.STOP: _button("stop"),
    ids.SKIP: _button("skip next"),
    ids.UNSKIP: _button("skip undo"),
    **plan_form.ACTIONS,
    **away.ACTIONS,
    **reminders.ACTIONS,
    **export.ACTIONS,
    **answering.ACTIONS,
    **saying.ACTIONS,
}
FORMS = {**plan_form.FORMS, **answering.FORMS, **away.FORMS, **holidays.FORMS}
REACTIONS = answering.REACTIONS
