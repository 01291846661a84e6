"""`/problem`, its form, and the list."""

from datetime import date, timedelta

from bot.core.authority import Act, require
from bot.core.themes import Theme
from bot.problems import service
from bot.problems.description import Description
from bot.problems.rules import Level
from handlers import blocks, words
from handlers.errors import carry_out_typed
from handlers.problems import ids, views
from handlers.problems.raise_form import raise_form
from handlers.request import (
    Request,
    find_member,
    find_relationship,
    require_member,
    tell_silence,
)
from storage import installations, people, problems_listing, relationships

CLOSED_LATELY = timedelta(days=30)
MOST_LISTED = 100


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
    await request.open(raise_form(relationship, sides, typed.strip(), metadata))


async def on_raise(request: Request) -> None:
    """The button in the list."""
    request.relationship_id = request.value
    await _open_form(request)


def read_description(request: Request) -> Description:
    """What stands in the form of a new problem."""
    since, theme = request.text_of("since"), request.text_of("theme")
    return Description(
        title=" ".join(request.text_of("title").split()),
        what=request.text_of("what"),
        whom_client=request.text_of("whom_client"),
        whom_vendor=request.text_of("whom_vendor"),
        since=date.fromisoformat(since) if since else None,
        impact=Level(request.text_of("impact")),
        urgency=Level(request.text_of("urgency")),
        theme=Theme(theme) if theme else None,
        client_facilitator=request.text_of("client_facilitator"),
        vendor_facilitator=request.text_of("vendor_facilitator"),
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


async def _show_list(request: Request) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        listed = await problems_listing.list_problems(
            session, relationship.id, closed_since=request.now - CLOSED_LATELY, most=MOST_LISTED
        )
        installation = await installations.get_installation(session, relationship.installation_id)
    await request.tell(views.listing(relationship, listed, installation.url))


ACTIONS = {ids.RAISE: on_raise}
FORMS = {ids.RAISE_FORM: on_raise_form}
