"""Raising a problem: from a command, a list, a pulse's digest, or a message."""

from bot.core.authority import Act, require
from bot.core.themes import Theme
from bot.problems import service
from bot.problems.description import Captured, Description, Origin
from bot.problems.rules import Level
from handlers import blocks
from handlers.problems import ids, raise_form, similar, telling
from handlers.problems.source import find_source
from handlers.pulse import ids as pulse_ids
from handlers.request import (
    Request,
    find_member,
    find_relationship,
    read_typed,
    tell_silence,
)
from storage import pulse, relationships
from storage.problems import Problem
from storage.relationships import Relationship

PULSE_ROUND = "pulse_round"

# Before words that may begin with that of another subcommand.
RAISE = "raise"


async def open_typed(request: Request) -> None:
    """The form, with what was typed in it."""
    async with request.desk.database.read() as session:
        typed = await read_typed(request, session)
    if len(typed) > blocks.INPUT_TEXT:
        await request.tell(telling.too_long(typed))
        return
    await open_form(request, typed)


async def on_raise(request: Request) -> None:
    """The button in the list."""
    request.relationship_id = request.value
    await open_form(request, "")


async def on_pulse(request: Request) -> None:
    """The button under a pulse's digest: what the round showed is talked about as a problem."""
    async with request.desk.database.read() as session:
        closed = await pulse.get_round(session, request.value)
        request.relationship_id = (await pulse.get_pulse(session, closed.pulse_id)).relationship_id
    await open_form(request, "", {"origin": f"{PULSE_ROUND}:{request.value}"})


async def open_form(request: Request, typed: str, more: dict[str, str] | None = None) -> None:
    """The form with these words of a person in it; `more` is what it carries."""
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        require(Act.PROBLEM_RAISE, await find_member(request, session, relationship))
        sides = await relationships.load_sides(session, relationship)
    metadata = {
        "relationship": relationship.id,
        "from": request.channel_id or "",
        **(more or {}),
    }
    await request.open(raise_form.raise_form(relationship, sides, typed, metadata))


def read_description(request: Request) -> Description:
    """What stands in the form of a new problem."""
    theme = request.text_of("theme")
    return Description(
        title=" ".join(request.text_of("title").split()),
        what=request.text_of("what"),
        whom_client=request.text_of("whom_client"),
        whom_vendor=request.text_of("whom_vendor"),
        since=request.day_of("since"),
        impact=Level(request.text_of("impact") or Level.MIDDLE),
        urgency=Level(request.text_of("urgency") or Level.MIDDLE),
        theme=Theme(theme) if theme else None,
        client_facilitator=request.text_of("client_facilitator"),
        vendor_facilitator=request.text_of("vendor_facilitator"),
    )


async def on_raise_form(request: Request) -> None:
    if await similar.asks(request, request.metadata["relationship"]):
        return
    source = await find_source(request)
    async with request.change() as session:
        relationship = await find_relationship(request, session)
        problem = await service.raise_problem(
            session,
            relationship.id,
            description=read_description(request),
            user_id=request.user_id,
            now=request.now,
            origin=_read_origin(request, source),
            source=source,
        )
    await tell_raised(request, problem, relationship)


def _read_origin(request: Request, source: Captured | None) -> Origin | None:
    if source is not None:
        return Origin("message", f"{source.channel_id}:{source.ts}")
    kind, _, subject = request.metadata.get("origin", "").partition(":")
    return Origin(kind, subject) if subject else None


async def tell_raised(request: Request, problem: Problem, relationship: Relationship) -> None:
    """Where it stands, to people who are not there; and why it cannot be posted now."""
    silent = await tell_silence(request, relationship)
    if not silent and request.metadata.get("from") != relationship.channel_id:
        await request.tell(telling.raised(problem, relationship))


ACTIONS = {ids.RAISE: on_raise, pulse_ids.PROBLEM: on_pulse}
FORMS = {ids.RAISE_FORM: on_raise_form}
