"""`/kudos`, its form, and the message shortcut."""

from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.errors import InvalidInput
from bot.kudos import agreement, rules, service
from bot.kudos.allowance import count_left
from bot.kudos.errors import JustGiven, NotByPeople, OwnMessage
from bot.kudos.rules import REASON, RECEIVERS, VALUE, Draft, Rules
from bot.kudos.thanks import Thanks
from handlers import words
from handlers.errors import carry_out_typed
from handlers.kudos import export, form_views, ids, listing, rules_form, steering, views
from handlers.kudos.beside import tell_beside
from handlers.kudos.form_views import CHANNEL, NO_VALUE, WHERE, WITH_CONTACT
from handlers.relationships.roster import change_with_people, fetch_people
from handlers.request import AskFirst, Request, find_relationship, require_member
from handlers.words import Mentions
from storage import people, relationships
from storage.kudos import Way
from storage.outbox import Message
from storage.relationships import Company, Relationship

Source = tuple[str, str]
Verb = Callable[[Request, str], Awaitable[None]]


async def on_command(request: Request, text: str) -> None:
    """`/kudos` and what comes after it: the name of something to see, or whom to thank."""
    word, _, rest = text.strip().partition(" ")
    subcommand = SUBCOMMANDS.get(word.casefold())
    if subcommand is not None:
        await subcommand(request, rest.strip())
    else:
        await carry_out_typed(request, _give_typed, f"/kudos {text}")


async def _on_form_wanted(request: Request, _text: str) -> None:
    await open_form(request)


async def _on_help(request: Request, _text: str) -> None:
    await request.tell(views.usage())


async def _give_typed(request: Request) -> None:
    text = request.text.strip()
    mentions = words.read_mentions(text)
    check_names(mentions)
    named = words.find_users(text)
    if not rules.read_reason(mentions.rest):
        await fetch_people(request.desk, request.client, named)
        await open_form(request, mentions.user_ids)
        return

    async def give(session: AsyncSession, relationship: Relationship, company: Company) -> Message:
        names = {user_id: person.name for user_id, person in company.known.items()}
        said = rules.read_reason(words.unescape(mentions.rest, names))
        agreed = await agreement.load_rules(session, relationship.id)
        reason, value_id = rules.read_value(said, agreed)
        kudos = await service.give(
            session,
            relationship,
            company,
            Draft(mentions.user_ids, reason, value_id),
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


def check_names(named: Mentions | Thanks) -> None:
    """Refuse what names nobody, or names people in a way that leaves open who they are."""
    if named.has_group:
        sentence = "Kudos are for people, not for groups: please name them one by one."
    elif named.has_raw_name:
        sentence = "Pick each name from Slack's suggestions, so that I know whom you mean."
    elif not named.user_ids:
        sentence = f"Whom do you want to thank? {views.USAGE} `/kudos help` shows the rest."
    else:
        return
    raise InvalidInput({RECEIVERS: sentence})


async def open_form(
    request: Request,
    receivers: Sequence[str] = (),
    source: Source | None = None,
    *,
    collection_id: str | None = None,
    collection_post_id: str | None = None,
) -> None:
    """Open the form, with these people picked.

    `source` is the channel and timestamp of the message it is about, `collection_id` the milestone
    in whose card it is collected, and `collection_post_id` the post of that card, which is then
    brought up to date. Raises InvalidInput where one of them cannot be thanked.
    """
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        if receivers:
            sides = await relationships.load_sides(session, relationship)
            known = await people.find_people(session, receivers)
            rules.check_receivers(request.user_id, receivers, known=known, sides=sides)
        agreed = await agreement.load_rules(session, relationship.id)
        left = await count_left(session, relationship, agreed, request.user_id, request.now)
    metadata = {"relationship": relationship.id}
    if source is not None:
        metadata |= {"source_channel": source[0], "source_ts": source[1]}
    if collection_id is not None:
        metadata |= {"collection": collection_id, "collection_post": collection_post_id or ""}
    await request.open(form_views.form(relationship, agreed, receivers, metadata, left=left))


async def on_form(request: Request) -> None:
    receivers = request.users_of(RECEIVERS)
    source = _read_source(request.metadata)

    async def give(
        session: AsyncSession, relationship: Relationship, company: Company
    ) -> tuple[Relationship, Message]:
        agreed = await agreement.load_rules(session, relationship.id)
        kudos = await service.give(
            session,
            relationship,
            company,
            _read_draft(request, agreed),
            giver=request.user_id,
            way=Way.SHORTCUT if source else Way.FORM,
            now=request.now,
            again=True,  # a form is submitted once, by its view id
            source=source,
            collection_id=request.metadata.get("collection"),
            collection_post_id=request.metadata.get("collection_post") or None,
        )
        return relationship, views.given(kudos, relationship)

    relationship, answer = await change_with_people(request, receivers, give)
    await tell_beside(request, relationship, answer)


def _read_draft(request: Request, agreed: Rules) -> Draft:
    """What the form says. A value that is picked there comes before one named in the words."""
    reason, named = rules.read_value(request.text_of(REASON), agreed)
    picked, where = request.text_of(VALUE), request.text_of(WHERE) or CHANNEL
    return Draft(
        tuple(request.users_of(RECEIVERS)),
        reason,
        named if picked in ("", NO_VALUE) else picked,
        private=where != CHANNEL,
        contact_too=where == WITH_CONTACT,
    )


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
    await open_form(request, [author], (str(request.channel_id), str(request.message["ts"])))


async def on_open(request: Request) -> None:
    """A button that says which relationship it belongs to."""
    request.relationship_id = request.value
    await open_form(request)


async def _on_export(request: Request) -> None:
    await export.on_export(request, "")


SUBCOMMANDS: dict[str, Verb] = {
    "": _on_form_wanted,
    "help": _on_help,
    "export": export.on_export,
    "list": listing.on_list,
    "me": listing.on_mine,
    "quiet": listing.on_quiet,
    "rules": rules_form.on_rules,
}

ACTIONS = {
    ids.OPEN: on_open,
    ids.EXPORT: _on_export,
    **steering.ACTIONS,
    **listing.ACTIONS,
    **rules_form.ACTIONS,
}
FORMS = {ids.FORM: on_form, **steering.FORMS, **listing.FORMS, **rules_form.FORMS}
SHORTCUTS = {ids.SHORTCUT: on_shortcut}
