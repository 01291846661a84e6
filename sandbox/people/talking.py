"""Saying, editing, deleting, reacting and reading."""

from __future__ import annotations

import uuid

from sandbox.core import Core
from sandbox.model import Channel, Message, User
from sandbox.people.conduct import (
    RefusedError,
    find_joined,
    find_message,
    find_standing,
    find_visible,
    told,
)
from sandbox.reading import last_ts
from sandbox.typing_in import escape_typed, rich_text


async def say(
    core: Core, user: User, channel_id: str, text: str, thread_ts: str | None = None
) -> Message:
    channel = find_joined(core, user, channel_id)
    _refuse_direct_message(core, user, channel)
    message = _spoken(core, user, channel, escape_typed(text))
    message.thread_ts = _root(channel, user, thread_ts)
    delivered = core.rooms.post(message)
    if message.in_channel:
        core.rooms.mark_read(channel, user, message.ts)
    await told(delivered)
    return message


def _spoken(core: Core, user: User, channel: Channel, text: str) -> Message:
    message = Message(core.world.next_ts(), channel.id, user.id, user.team_id, text)
    if user.is_bot:
        message.bot_id, message.app_id = user.bot_id, user.app_id
    else:
        message.blocks = [rich_text(text)]
        message.client_msg_id = str(uuid.uuid4())
    return message


def _refuse_direct_message(core: Core, user: User, channel: Channel) -> None:
    if channel.kind != "im":
        return
    bots = [core.world.installation_of_bot(member) for member in channel.members]
    for bot in filter(None, bots):
        if not core.world.may_talk(bot, user):
            raise RefusedError("channel_not_found", "you no longer share a channel with this app")
        if not bot.app.messages_tab or bot.app.messages_read_only:
            raise RefusedError(
                "messages_tab_disabled", "sending messages to this app has been turned off"
            )


def _root(channel: Channel, user: User, thread_ts: str | None) -> str | None:
    if thread_ts is None:
        return None
    root = find_message(channel, user, thread_ts)
    if root.ephemeral_to:
        raise RefusedError("cannot_reply_to_message", "an ephemeral message has no thread")
    return root.thread_ts or root.ts


async def edit(core: Core, user: User, channel_id: str, ts: str, text: str) -> Message:
    message = _own(core, user, channel_id, ts)
    stored = escape_typed(text)
    await told(core.rooms.change(message, text=stored, blocks=[rich_text(stored)]))
    return message


async def delete(core: Core, user: User, channel_id: str, ts: str) -> None:
    await told(core.rooms.delete(_own(core, user, channel_id, ts)))


def _own(core: Core, user: User, channel_id: str, ts: str) -> Message:
    message = find_standing(find_joined(core, user, channel_id), user, ts)
    if message.user_id != user.id:
        raise RefusedError("cant_update_message", "people change only their own messages")
    return message


async def react(core: Core, user: User, channel_id: str, ts: str, name: str) -> None:
    message = find_standing(find_joined(core, user, channel_id), user, ts)
    refusal = core.rooms.why_not_react(user, message, name)
    if refusal:
        raise RefusedError(refusal, f"{user.name} cannot react with :{name}: there")
    await told(core.rooms.react(user, message, name))


async def unreact(core: Core, user: User, channel_id: str, ts: str, name: str) -> None:
    message = find_standing(find_joined(core, user, channel_id), user, ts)
    if user.id not in message.reactions.get(name, []):
        raise RefusedError("no_reaction", f"{user.name} has not reacted with :{name}:")
    await told(core.rooms.unreact(user, message, name))


def read(core: Core, user: User, channel_id: str, ts: str | None = None) -> None:
    """Up to this timestamp, or all that stands in the conversation itself."""
    channel = find_visible(core, user, channel_id)
    until = ts or last_ts(channel)
    if until and user.id in channel.members:
        core.rooms.mark_read(channel, user, until)


def dismiss(core: Core, user: User, channel_id: str, ts: str) -> None:
    message = find_message(find_visible(core, user, channel_id), user, ts)
    if not message.ephemeral_to:
        raise RefusedError("message_not_found", "only what nobody else sees can be dismissed")
    core.rooms.dismiss(message)
