"""`/rapport setup` and `who`, the answer to a proposal, people coming and going."""

import asyncio
from http import HTTPStatus

import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.errors import NoRelationship
from bot.core.people import Member, Person, Role, propose_sides
from bot.relationships import service
from bot.relationships.rules import Setup, check_setup
from handlers import blocks
from handlers.blocks import View
from handlers.errors import NotInChannel, translate
from handlers.relationships import ids, views
from handlers.relationships.channels import find_changed
from handlers.relationships.roster import fetch_member_ids, fetch_people
from handlers.request import Request, find_relationship
from handlers.surfaces import FAILURES, name_failure
from storage import people, relationships
from storage.relationships import Relationship

TITLE = "Set up Rapport"

log = structlog.get_logger(__name__)


async def on_setup(request: Request, _text: str) -> None:
    """Open the form at once, and fill it when the roster is there."""
    if not request.channel_id or request.channel_id.startswith("D"):
        raise NoRelationship
    async with request.desk.database.read() as session:
        known = await relationships.find_by_channel(session, request.channel_id)
        if known is not None:
            member = await relationships.find_member(session, known.id, request.user_id)
            require(Act.SETUP_CHANGE, member)
    view_id = await request.open(views.loading(TITLE))
    request.desk.spawn(_fill_form(request, known, view_id))


async def _fill_form(request: Request, known: Relationship | None, view_id: str) -> None:
    try:
        view = await _build_form(request, known)
    except Exception as error:
        view = views.setup_failed(translate(error).sentence)
    try:
        await request.client.views_update(view_id=view_id, view=view)
    except FAILURES as error:
        if name_failure(error) != "not_found":  # that is a modal which was closed meanwhile
            await request.tell(blocks.message(translate(error).sentence))


async def _build_form(request: Request, known: Relationship | None) -> View:
    channel_id = str(request.channel_id)
    client = request.desk.clients.find_patient(request.installation_id)
    present = await fetch_member_ids(client, channel_id)
    if request.bot_user_id not in present:
        raise NotInChannel
    people_here = await fetch_people(request.desk, client, present)
    roster = [people_here[user_id] for user_id in present if user_id in people_here]
    metadata = {"channel": channel_id}
    if known is None:
        return views.setup_form(_propose(request, roster), metadata)
    async with request.desk.database.read() as session:
        sides = await relationships.load_sides(session, known)
    draft = views.Draft(known.client_name, known.vendor_name, sides.members, known.tz)
    return views.setup_form(draft, {**metadata, "relationship": known.id})


def _propose(request: Request, roster: list[Person]) -> views.Draft:
    me = next((p for p in roster if p.user_id == request.user_id), None)
    sides = propose_sides(roster, (me.team_id if me else None) or request.team_id)
    members = [
        Member(user_id, side, Role.CONTACT if user_id == request.user_id else Role.MEMBER)
        for user_id, side in sides.items()
    ]
    tz = me.tz if me and me.tz else "UTC"
    return views.Draft("", "", tuple(members), tz)


async def on_setup_form(request: Request) -> None:
    channel_id = request.metadata["channel"]
    setup = _read_setup(request)
    picked = [*setup.client_people, *setup.vendor_people]
    in_channel, known = await asyncio.gather(  # at once, for a form must be answered in time
        fetch_member_ids(request.client, channel_id),
        fetch_people(request.desk, request.client, picked),
    )
    async with request.desk.database.read() as session:
        known = {**await people.find_people(session, in_channel), **known}
    members = check_setup(setup, known, in_channel)
    async with request.change() as session:
        if "relationship" in request.metadata:
            await service.change(
                session,
                request.metadata["relationship"],
                setup=setup,
                roster=members,
                user_id=request.user_id,
                now=request.now,
            )
            return
        await service.propose(
            session,
            installation_id=request.installation_id,
            channel_id=channel_id,
            setup=setup,
            roster=members,
            proposer=request.user_id,
            now=request.now,
        )


def _read_setup(request: Request) -> Setup:
    return Setup(
        client_name=request.text_of("client_name"),
        vendor_name=request.text_of("vendor_name"),
        client_people=tuple(request.users_of("client_people")),
        vendor_people=tuple(request.users_of("vendor_people")),
        client_contacts=tuple(request.users_of("client_contacts")),
        vendor_contacts=tuple(request.users_of("vendor_contacts")),
        tz=request.text_of("tz"),
    )


async def on_confirm(request: Request) -> None:
    await _decide(request, accept=True)


async def on_decline(request: Request) -> None:
    await _decide(request, accept=False)


async def _decide(request: Request, *, accept: bool) -> None:
    async with request.change() as session:
        relationship_id, _, revision = request.value.partition(":")
        await service.decide(
            session,
            relationship_id,
            revision=int(revision),
            user_id=request.user_id,
            accept=accept,
            now=request.now,
        )


async def on_who(request: Request, _text: str) -> None:
    async with request.desk.database.read() as session:
        relationship = await _look_up(request, session)
        sides = await relationships.load_sides(session, relationship)
    await request.tell(views.who(relationship, sides))


async def _look_up(request: Request, session: AsyncSession) -> Relationship:
    """Like `find_relationship`, but a proposal may be looked at in its channel, too."""
    if request.channel_id:
        here = await relationships.find_by_channel(session, request.channel_id)
        if here is not None:
            return here
    return await find_relationship(request, session)


async def on_join(request: Request, session: AsyncSession) -> None:
    """Somebody, or the bot itself, came into a channel."""
    relationship = await find_changed(request, session)
    if relationship is None:
        return
    if request.user_id == request.bot_user_id:
        await service.welcome_bot(session, relationship)
        return
    person = (await people.find_people(session, [request.user_id])).get(request.user_id)
    if person is not None:
        await service.join(session, relationship, person)


async def on_leave(request: Request, session: AsyncSession) -> None:
    """Somebody, or the bot itself, left a channel."""
    relationship = await find_changed(request, session)
    if relationship is None:
        return
    if request.user_id == request.bot_user_id:
        relationship.bot_present = False
    else:
        await service.leave(session, relationship, request.user_id)


async def learn_person(request: Request) -> None:
    """Ask Slack about a person before a transaction needs to know them.

    Raises where Slack is away or busy, so that the event comes again.
    """
    try:
        await fetch_people(request.desk, request.client, [request.user_id])
    except SlackApiError as error:
        if error.response.status_code != HTTPStatus.OK:
            raise
        log.warning("person_unknown", error=name_failure(error))  # matching rosters asks again


COMMANDS = {"setup": on_setup, "who": on_who}
ACTIONS = {ids.CONFIRM: on_confirm, ids.DECLINE: on_decline}
FORMS = {ids.SETUP_FORM: on_setup_form}
