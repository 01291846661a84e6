"""Lists of kudos: `/kudos list` with what it is searched by, `/kudos me`, and being announced."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.errors import RapportError
from bot.kudos import agreement
from bot.kudos.allowance import count_left
from bot.kudos.rules import CHANGE_WITHIN, Rules
from handlers import words
from handlers.kudos import filters, ids, list_views
from handlers.kudos.beside import tell_beside
from handlers.kudos.filters import Filter
from handlers.kudos.list_views import ANY, PERIOD, PERSON, VALUE, Entry, Mine
from handlers.request import Request, find_relationship, require_member
from storage import installations, kudos_reading
from storage.kudos_reading import Cursor, Listed
from storage.outbox import Message
from storage.relationships import Relationship

LISTED = 10
LISTED_OF_ONE = 5


class OnOrOff(RapportError):
    """Say `/kudos quiet on` to be thanked without being named in the channel, or `/kudos quiet \
    off` to be named again."""


async def on_list(request: Request, text: str) -> None:
    """The latest kudos that everybody may see, or those that `text` asks for."""
    _, page = await _look_up(request, lambda agreed: filters.read(text, agreed))
    await request.tell(page)


async def on_latest(request: Request) -> None:
    """A button that says which relationship it belongs to."""
    request.relationship_id = request.value
    await on_list(request, "")


async def on_older(request: Request) -> None:
    """The page after the one that was looked at."""
    where = json.loads(request.value)
    request.relationship_id = where["relationship"]
    wanted, before = Filter.from_json(where), _read_cursor(where["before"])
    _, page = await _look_up(request, lambda _: wanted, before)
    await request.tell(page)


async def on_search(request: Request) -> None:
    """Open the form in which somebody says what they look for."""
    request.relationship_id = request.value
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        agreed = await agreement.load_rules(session, relationship.id)
    await request.open(list_views.search_form(relationship, agreed))


async def on_search_form(request: Request) -> None:
    picked = [request.text_of(field) for field in (PERSON, VALUE, PERIOD)]
    wanted = Filter(*("" if choice == ANY else choice for choice in picked))
    relationship, page = await _look_up(request, lambda _: wanted)
    await tell_beside(request, relationship, page)


async def _look_up(
    request: Request, read: Callable[[Rules], Filter], before: Cursor | None = None
) -> tuple[Relationship, Message]:
    """A page of the list; what is wanted is read by the rules of the relationship."""
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        agreed = await agreement.load_rules(session, relationship.id)
        wanted = read(agreed)
        since, until = filters.span(wanted.period, relationship.tz, request.now)
        found = await kudos_reading.list_kudos(
            session,
            relationship.id,
            most=LISTED + 1,
            before=before,
            person=wanted.person or None,
            value_id=wanted.value_id or None,
            since=since,
            until=until,
        )
        shown = found[:LISTED]
        entries = await _list_entries(request, session, relationship, shown)
    older = _write_cursor(shown[-1].cursor) if len(found) > LISTED else ""
    return relationship, list_views.page(relationship, agreed, wanted, entries, older=older)


def _write_cursor(cursor: Cursor) -> str:
    moment, kudos_id = cursor
    return f"{moment.isoformat()} {kudos_id}"


def _read_cursor(text: str) -> Cursor:
    moment, _, kudos_id = text.partition(" ")
    return datetime.fromisoformat(moment), kudos_id


async def on_mine(request: Request, _text: str) -> None:
    """What this person was given and gave, and how much is left today."""
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        agreed = await agreement.load_rules(session, relationship.id)
        received, given = [
            await kudos_reading.list_of_person(
                session, relationship.id, request.user_id, role=role, most=LISTED_OF_ONE
            )
            for role in kudos_reading.Role
        ]
        own = Mine(
            reader=request.user_id,
            received=await _list_entries(request, session, relationship, received),
            given=await _list_entries(request, session, relationship, given),
            left=await count_left(session, relationship, agreed, request.user_id, request.now),
            quiet=await agreement.is_quiet(session, request.user_id),
        )
    await request.tell(list_views.mine(relationship, agreed, own))


async def _list_entries(
    request: Request, session: AsyncSession, relationship: Relationship, found: Sequence[Listed]
) -> list[Entry]:
    installation = await installations.get_installation(session, relationship.installation_id)
    return [
        Entry(
            one.kudos,
            _find_address(one, installation.url),
            can_take_back=_can_take_back(one, request.user_id, request.now),
        )
        for one in found
    ]


def _find_address(listed: Listed, url: str) -> str | None:
    """Where the card stands; `url` is that of the workspace."""
    if listed.channel_id is None or listed.ts is None:
        return None
    return words.link_to(url, listed.channel_id, listed.ts)


def _can_take_back(listed: Listed, user_id: str, now: datetime) -> bool:
    part = listed.kudos.part_of(user_id)
    return part is not None and part.withdrawn_at is None and now - part.given_at <= CHANGE_WITHIN


async def on_quiet(request: Request, text: str) -> None:
    """`/kudos quiet on` and `off`; without a word, how it stands."""
    wanted = {"on": True, "off": False}.get(text.strip().casefold())
    if text and wanted is None:
        raise OnOrOff
    async with request.change() as session:
        if wanted is not None:
            await agreement.set_quiet(session, request.user_id, wanted)
        is_quiet = await agreement.is_quiet(session, request.user_id)
    await request.tell(list_views.quiet(is_quiet))


async def on_quiet_button(request: Request) -> None:
    await on_quiet(request, request.value)


ACTIONS = {
    ids.LATEST: on_latest,
    ids.OLDER: on_older,
    ids.SEARCH: on_search,
    ids.QUIET: on_quiet_button,
}
FORMS = {ids.SEARCH_FORM: on_search_form}
