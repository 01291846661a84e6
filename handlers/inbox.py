"""The one listener for each shared event: who owns it?

An event's effect and its id commit together before Slack gets its ack, so a redelivery changes
nothing and a failure is delivered again.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.log import bind_feature
from handlers.actions import listeners as actions
from handlers.errors import tell_once
from handlers.kudos import hearing, joining, reacting
from handlers.menu import listeners as menu
from handlers.notices import learn_person
from handlers.problems import capturing, following
from handlers.pulse import listeners as pulse
from handlers.pulse import saying
from handlers.relationships import channels
from handlers.relationships import listeners as relationships
from handlers.relationships.roster import read_person
from handlers.request import Request
from handlers.sources import Reaction, read_reaction
from handlers.words import emoji_name
from storage import outbox, people, seen

Event = dict[str, Any]
Effect = Callable[[AsyncSession], Awaitable[None]]
ChannelEffect = Callable[[Request, AsyncSession, Event], Awaitable[None]]
Listener = Callable[[Request, Event, str], Awaitable[None]]

# The subtypes of messages in which a person says something; most have none.
SAID = (None, "file_share", "thread_broadcast")

# Reactions under our own cards, by the kind of the card.
REACTIONS = {**pulse.REACTIONS, **joining.REACTIONS, **actions.REACTIONS}


class NotYetKnown(Exception):
    """Somebody reacted to a message of ours before it is written down that it stands there, as it
    may be for a minute where its sending was interrupted. Slack tells of it again."""


async def on_reaction_added(request: Request, event: Event, event_id: str) -> None:
    await _react(request, event, event_id, added=True)


async def on_reaction_removed(request: Request, event: Event, event_id: str) -> None:
    await _react(request, event, event_id, added=False)


async def _react(request: Request, event: Event, event_id: str, *, added: bool) -> None:
    """Under a message of ours its card says what an emoji means; on others it may thank, or mark
    what is said in a problem's thread."""
    request.once = f"event:{event_id}"
    reaction = read_reaction(event, added=added)
    if event.get("item_user") == request.bot_user_id:
        await _react_to_ours(request, event, reaction)
        return
    async with request.desk.database.read() as session:
        # Slack need not tell whose message it is, and we may have two bots in a shared channel.
        post = await outbox.find_post(session, reaction.channel_id, reaction.ts)
        thanks = None if post else await reacting.find_meant(request, session, reaction)
        is_free = post is None and thanks is None
        marking = await capturing.find_meant(session, reaction) if is_free else None
    if post is not None:
        await _react_to_ours(request, event, reaction)
    elif thanks is not None:
        bind_feature(reacting.on_reaction)
        await reacting.on_reaction(request, thanks)
    elif marking is not None:
        bind_feature(capturing.on_reaction)
        await capturing.on_reaction(request, marking)


async def _react_to_ours(request: Request, event: Event, reaction: Reaction) -> None:
    channel_id, ts = reaction.channel_id, reaction.ts
    async with tell_once(request, reaction.about(request.user_id)), request.change() as session:
        post = await outbox.find_post(session, channel_id, ts)
        if post is None:
            in_doubt = await outbox.may_have_posted(session, request.installation_id, channel_id)
            # Another transaction may have written it down between the two questions.
            post = await outbox.find_post(session, channel_id, ts)
            if post is None and in_doubt:
                raise NotYetKnown
        owner = REACTIONS.get(post.card_kind or "") if post is not None else None
        if post is not None and post.card_id and owner is not None:
            bind_feature(owner)
            await owner(
                request, session, post.card_id, emoji_name(event["reaction"]), reaction.added
            )


async def on_mention(request: Request, event: Event, event_id: str) -> None:
    """Words to the bot thank somebody, or are answered with the menu."""
    del event_id  # `app_mention` and `message` of one post are one
    if not _is_said_by_person(event):
        return
    request.once = _name_post(event)
    if await hearing.on_said(request, event["ts"]):
        return
    bind_feature(menu.on_mention)
    if await _once(request, request.once):
        request.desk.spawn(menu.on_mention(request))


async def on_message(request: Request, event: Event, event_id: str) -> None:
    """What people say, change and delete. What apps say, and who joins, is not heard here."""
    request.once = f"event:{event_id}"
    match event.get("channel_type"), event.get("subtype"):
        case "im", _ if _is_said_by_person(event):
            await _hear_privately(request, event)
        case "im", _:
            return
        case _, "message_changed":
            await hearing.on_changed(request, event)
            request.once = f"event:{event_id}:captured"  # it may concern both, each once
            await following.on_changed(request, event)
        case _, "message_deleted":
            await hearing.on_deleted(request, event)
            request.once = f"event:{event_id}:captured"
            await following.on_deleted(request, event)
        case _ if _is_said_by_person(event):
            request.once = _name_post(event)
            await hearing.on_said(request, event["ts"])


async def _hear_privately(request: Request, event: Event) -> None:
    """A direct message in words answers the pulse that waits, or is answered with the menu."""
    bind_feature(saying.on_words)
    heard: list[saying.Heard] = []

    async def effect(session: AsyncSession) -> None:
        heard.append(await saying.on_words(request, session))

    if not await _once(request, _name_post(event), effect):
        return
    (said,) = heard
    answer = (
        menu.on_mention(request, said.notice) if said.answer is None else request.tell(said.answer)
    )
    request.desk.spawn(answer)


def _name_post(event: Event) -> str:
    return f"post:{event['channel']}:{event['ts']}"


def _is_said_by_person(event: Event) -> bool:
    return bool(event.get("user")) and not event.get("bot_id") and event.get("subtype") in SAID


async def on_member_joined(request: Request, event: Event, event_id: str) -> None:
    del event
    bind_feature(relationships.on_join)
    await relationships.learn_person(request)
    await _once(request, f"event:{event_id}", lambda s: relationships.on_join(request, s))


async def on_member_left(request: Request, event: Event, event_id: str) -> None:
    del event
    bind_feature(relationships.on_leave)
    await _once(request, f"event:{event_id}", lambda s: relationships.on_leave(request, s))


async def on_user_change(request: Request, event: Event, event_id: str) -> None:
    """A person changed their name or zone, or was deactivated."""

    async def effect(session: AsyncSession) -> None:
        known = (await people.find_people(session, [request.user_id])).get(request.user_id)
        if known is not None:
            await learn_person(session, read_person(event["user"], known), request.now)

    await _once(request, f"event:{event_id}", effect)


async def on_home_opened(request: Request, event: Event, event_id: str) -> None:
    bind_feature(menu.on_home)
    if event.get("tab") == "home" and await _once(request, f"event:{event_id}"):
        request.desk.spawn(menu.on_home(request))


async def on_revoked(request: Request, event: Event, event_id: str) -> None:
    """Tokens died; perhaps ours."""
    if await channels.is_own_bot(request, event.get("tokens", {}).get("bot") or []):
        await on_uninstalled(request, event, event_id)


async def on_uninstalled(request: Request, event: Event, event_id: str) -> None:
    del event
    bind_feature(channels.on_revoked)
    if await channels.is_token_dead(request):
        await _once(request, f"event:{event_id}", lambda s: channels.on_revoked(request, s))


def _about_channel(act: ChannelEffect) -> Listener:
    """A listener for what becomes of a channel."""

    async def on_event(request: Request, event: Event, event_id: str) -> None:
        bind_feature(act)
        await _once(request, f"event:{event_id}", lambda s: act(request, s, event))

    return on_event


async def _once(request: Request, key: str, effect: Effect | None = None) -> bool:
    """Commit the effect with the key. False where the key was taken before."""
    async with request.desk.database.write() as session:
        if not await seen.take_once(session, key, request.now):
            return False
        if effect is not None:
            await effect(session)
    return True


EVENTS = {
    "reaction_added": on_reaction_added,
    "reaction_removed": on_reaction_removed,
    "app_mention": on_mention,
    "message": on_message,
    "member_joined_channel": on_member_joined,
    "member_left_channel": on_member_left,
    "user_change": on_user_change,
    "app_home_opened": on_home_opened,
    "app_uninstalled": on_uninstalled,
    "tokens_revoked": on_revoked,
    "channel_archive": _about_channel(channels.on_archive),
    "channel_id_changed": _about_channel(channels.on_id_changed),
    "channel_shared": _about_channel(channels.on_shared),
    "channel_unarchive": _about_channel(channels.on_unarchive),
    "channel_unshared": _about_channel(channels.on_unshared),
    "group_archive": _about_channel(channels.on_archive),
    "group_unarchive": _about_channel(channels.on_unarchive),
}
