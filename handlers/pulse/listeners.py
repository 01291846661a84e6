"""`/pulse`: planning, listing and steering; the same by the buttons of the list."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.errors import InvalidInput
from bot.pulse import questions, rounds, service
from bot.pulse.bank import own_question
from bot.pulse.errors import NoPulse, UnknownPulse
from bot.pulse.questions import Anonymity, Kind, Question
from bot.pulse.rules import Plan, check_plan
from handlers import words
from handlers.pulse import answering, ids, saying, views
from handlers.pulse.cards import list_entry
from handlers.pulse.views import Listed
from handlers.request import Request, find_member, find_relationship, require_member
from storage import pulse, relationships
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
    await request.tell(
        views.listing(entries, relationship.id, relationship.client_name, relationship.vendor_name)
    )


async def on_new(request: Request, _text: str) -> None:
    """Open the form."""
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        require(Act.PULSE_CREATE, await find_member(request, session, relationship))
    await request.open(views.form(relationship.id))


async def on_new_button(request: Request) -> None:
    """The button under the list says which relationship it belongs to."""
    request.relationship_id = request.value
    await on_new(request, "")


async def on_form(request: Request) -> None:
    """Plan what the form describes, and say when it begins."""
    plan = check_plan(_read_plan(request))
    async with request.change() as session:
        planned = await service.plan(
            session,
            request.metadata["relationship"],
            plan,
            user_id=request.user_id,
            now=request.now,
        )
        relationship = await relationships.get_relationship(session, planned.relationship_id)
        entry = await list_entry(session, planned, relationship, request.now)
        sides = await relationships.load_sides(session, relationship)
    silent = words.why_silent(relationship)
    await request.tell(views.planned(entry, sides, why_silent=silent))


def _read_plan(request: Request) -> Plan:
    return Plan(
        questions=questions.dump([_read_question(request)]),
        anonymity=Anonymity(request.text_of("anonymity") or Anonymity.NAMED),
        in_channel=request.text_of("where") == "channel",
        schedule={
            "weekday": _read_number(request.text_of("weekday"), otherwise=-1),
            "at": request.text_of("at"),
        },
        open_hours=_read_number(request.text_of("open_hours"), otherwise=0),
    )


def _read_question(request: Request) -> Question:
    try:
        return own_question(Kind.SCALE, request.text_of("question"))
    except InvalidInput as invalid:
        raise InvalidInput({"question": invalid.sentence}) from invalid


async def _ask_now(session: AsyncSession, pulse_id: str, request: Request) -> Message:
    opened = await rounds.ask_now(session, pulse_id, user_id=request.user_id, now=request.now)
    return views.asked(await pulse.get_pulse(session, pulse_id), opened.closes_at)


async def _pause(session: AsyncSession, pulse_id: str, request: Request) -> Message:
    paused = await service.pause(session, pulse_id, user_id=request.user_id, now=request.now)
    return await _describe(session, paused, request.now)


async def _resume(session: AsyncSession, pulse_id: str, request: Request) -> Message:
    resumed = await service.resume(session, pulse_id, user_id=request.user_id, now=request.now)
    return await _describe(session, resumed, request.now)


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
}


def _verb(verb: str) -> Verb:
    """The command of a verb; without a number it means the only pulse there is, or asks which."""
    steer, states = STEERING[verb]

    async def on_verb(request: Request, text: str) -> None:
        async with request.desk.database.read() as session:
            relationship = await find_relationship(request, session)
            await require_member(request, session, relationship)
            meant = await _find_meant(session, relationship, text, states)
            entries = await _list_entries(session, relationship, request.now)
            sides = await relationships.load_sides(session, relationship)
        if meant is None:
            await request.tell(views.which(verb, entries, relationship.id, sides))
            return
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


async def _find_meant(
    session: AsyncSession, relationship: Relationship, text: str, states: tuple[Status, ...]
) -> Pulse | None:
    """The pulse of that number, or the only one; None where several could be meant."""
    if text:
        number = _read_number(text.removeprefix("#"), otherwise=0)
        named = await pulse.find_by_number(session, relationship.id, number)
        if named is None:
            raise UnknownPulse
        return named
    candidates = [
        one for one in await pulse.list_pulses(session, relationship.id) if one.status in states
    ]
    if not candidates:
        raise NoPulse
    return candidates[0] if len(candidates) == 1 else None


def _read_number(text: str, *, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise


async def _list_entries(
    session: AsyncSession, relationship: Relationship, now: datetime
) -> list[Listed]:
    return [
        await list_entry(session, one, relationship, now)
        for one in await pulse.list_pulses(session, relationship.id)
    ]


SUBCOMMANDS: dict[str, Verb] = {
    "": on_list,
    "list": on_list,
    "help": on_help,
    "new": on_new,
    **{verb: _verb(verb) for verb in STEERING},
}

ACTIONS = {
    ids.NEW: on_new_button,
    ids.NOW: _button("now"),
    ids.PAUSE: _button("pause"),
    ids.RESUME: _button("resume"),
    ids.STOP: _button("stop"),
    **answering.ACTIONS,
    **saying.ACTIONS,
}
FORMS = {ids.FORM: on_form, **answering.FORMS}
REACTIONS = answering.REACTIONS
