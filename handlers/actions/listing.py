"""`/rapport actions`: what both sides said they would do, mine and ours."""

from bot.actions import service
from bot.core.calendars import day_in
from bot.core.people import Side
from handlers import words
from handlers.actions import ids, list_views
from handlers.actions.list_views import Entry, Filter
from handlers.request import Request, find_relationship, require_member
from storage import actions, actions_reading, installations
from storage.relationships import Relationship


async def on_command(request: Request, text: str) -> None:
    """All that is open; "mine", "client" or the name of a side shows only that."""
    await _show(request, text)


async def on_filter(request: Request) -> None:
    """A button below the list."""
    request.relationship_id, _, chosen = request.value.partition(":")
    await _show(request, chosen)


async def _show(request: Request, typed: str) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        member = await require_member(request, session, relationship)
        chosen = read_filter(typed, relationship)
        found = await actions.list_open(session, relationship.id)
        listed = [one for one in found if chosen.takes(one.action, request.user_id)]
        origins = await actions_reading.find_origins(session, (one.action for one in listed))
        installation = await installations.get_installation(session, relationship.installation_id)
    entries = [
        Entry(
            one.action,
            words.link_to(installation.url, one.channel_id, one.ts)
            if one.channel_id and one.ts
            else None,
            origins.get(one.action.series_id),
        )
        for one in listed
    ]
    await request.tell(
        list_views.listing(
            relationship,
            entries,
            user_id=request.user_id,
            chosen=chosen,
            steerable={one.action.id for one in listed if service.may_steer(one.action, member)},
            today=day_in(relationship.tz, request.now),
        )
    )


def read_filter(typed: str, relationship: Relationship) -> Filter:
    """ "mine", "client" or "Acme"; everything where it is none of them."""
    word = typed.strip().casefold()
    names = {relationship.name(side).casefold(): Filter(side.value) for side in Side}
    known = {one.value: one for one in Filter} | {"my": Filter.MINE, "ours": Filter.ALL}
    return known.get(word) or names.get(word) or Filter.ALL


ACTIONS = {ids.FILTER: on_filter}
COMMANDS = {"actions": on_command}
