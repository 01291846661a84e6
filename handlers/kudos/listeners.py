"""`/kudos`, its form, the message shortcut, and taking kudos back."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.errors import InvalidInput
from bot.kudos import rules, service
from bot.kudos.errors import JustGiven, NotByPeople, OwnMessage
from bot.kudos.rules import REASON, RECEIVERS, Draft
from handlers import words
from handlers.errors import carry_out_typed
from handlers.kudos import ids, views
from handlers.relationships.roster import change_with_people, fetch_people
from handlers.request import AskFirst, Request, find_relationship, require_member
from handlers.surfaces import ConversationSurface
from handlers.words import Mentions
from storage import installations, people, relationships
from storage import kudos_reading as records
from storage.kudos import Way
from storage.kudos_reading import Listed
from storage.outbox import Message
from storage.relationships import Company, Relationship

LISTED = 10

Source = tuple[str, str]


async def on_command(request: Request, text: str) -> None:
    match text.strip().casefold():
        case "":
            await _open_form(request)
        case "list":
            await _show_latest(request)
        case "help":
            await request.tell(views.help_text())
        case _:
            await carry_out_typed(request, _give_typed, f"/kudos {text}")


async def _give_typed(request: Request) -> None:
    text = request.text.strip()
    mentions = words.read_mentions(text)
    _check_mentions(mentions)
    named = words.find_users(text)
    if not rules.read_reason(mentions.rest):
        await fetch_people(request.desk, request.client, named)
        await _open_form(request, mentions.user_ids)
        return

    async def give(session: AsyncSession, relationship: Relationship, company: Company) -> Message:
        names = {user_id: person.name for user_id, person in company.known.items()}
        kudos = await service.give(
            session,
            relationship,
            company,
            Draft(
                tuple(mentions.user_ids),
                rules.read_reason(words.unescape(mentions.rest, names)),
            ),
            giver=request.user_id,
            way=Way.COMMAND,
            now=request.now,
            again=request.confirmed,
        )
        return views.given(kudos, relationship)

    try:
        answer = await change_with_people(request, named, give)
    except JustGiven as question:
        raise AskFirst(question.sentence) from question
    await request.tell(answer)


def _check_mentions(mentions: Mentions) -> None:
    """Refuse what names nobody, or names people in a way that leaves open who they are."""
    if mentions.has_group:
        sentence = "Kudos are for people, not for groups: please name them one by one."
    elif mentions.has_raw_name:
        sentence = "Pick each name from Slack's suggestions, so that I know whom you mean."
    elif not mentions.user_ids:
        sentence = f"Whom do you want to thank? {views.USAGE}"
    else:
        return
    raise InvalidInput({RECEIVERS: sentence})


async def _open_form(
    request: Request, receivers: Sequence[str] = (), source: Source | None = None
) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        if receivers:
            sides = await relationships.load_sides(session, relationship)
            known = await people.find_people(session, receivers)
            rules.check_receivers(request.user_id, receivers, known=known, sides=sides)
    metadata = {"relationship": relationship.id}
    if source is not None:
        metadata |= {"source_channel": source[0], "source_ts": source[1]}
    await request.open(views.form(relationship, receivers, metadata))


async def on_form(request: Request) -> None:
    receivers = request.users_of(RECEIVERS)
    source = _read_source(request.metadata)

    async def give(
        session: AsyncSession, relationship: Relationship, company: Company
    ) -> tuple[Relationship, Message]:
        kudos = await service.give(
            session,
            relationship,
            company,
            Draft(tuple(receivers), request.text_of(REASON)),
            giver=request.user_id,
            way=Way.FORM if source is None else Way.SHORTCUT,
            now=request.now,
            again=True,  # a form is submitted once, by its view id
            source=source,
        )
        return relationship, views.given(kudos, relationship)

    relationship, answer = await change_with_people(request, receivers, give)
    if relationship.reachable:
        beside = ConversationSurface(request.client, request.user_id, relationship.channel_id, None)
        request.desk.spawn(beside.tell(answer))
    else:
        await request.tell(answer)


def _read_source(metadata: dict[str, str]) -> Source | None:
    if "source_ts" not in metadata:
        return None
    return metadata["source_channel"], metadata["source_ts"]


async def on_shortcut(request: Request) -> None:
    """Thank the author of a message."""
    author = request.message.get("user")
    if author is None or request.message.get("bot_id"):
        raise NotByPeople
    if author == request.user_id:
        raise OwnMessage
    # Should the relationship have to be asked for, it goes on as this command.
    request.become("/kudos", words.person(author))
    await _open_form(request, [author], (str(request.channel_id), str(request.message["ts"])))


async def on_open(request: Request) -> None:
    """The button in the list."""
    request.relationship_id = request.value
    await _open_form(request)


async def on_take_back(request: Request) -> None:
    async with request.change() as session:
        await service.take_back(session, request.value, user_id=request.user_id, now=request.now)
    await request.tell(views.taken_back())


async def _show_latest(request: Request) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        latest = await records.list_kudos(session, relationship.id, most=LISTED)
        installation = await installations.get_installation(session, relationship.installation_id)
    entries = [(one.kudos, _find_address(one, installation.url)) for one in latest]
    await request.tell(views.latest(relationship, entries, request.user_id))


def _find_address(listed: Listed, url: str) -> str | None:
    """Where the card stands; `url` is that of the workspace."""
    if listed.channel_id is None or listed.ts is None:
        return None
    return words.link_to(url, listed.channel_id, listed.ts)


ACTIONS = {ids.OPEN: on_open, ids.TAKE_BACK: on_take_back}
FORMS = {ids.FORM: on_form}
SHORTCUTS = {ids.SHORTCUT: on_shortcut}
