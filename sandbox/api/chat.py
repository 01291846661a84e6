"""chat.*: posting, changing and deleting messages."""

from __future__ import annotations

from sandbox.api.call import Call
from sandbox.api.content import (
    MAX_TEXT,
    MAX_UPDATE_TEXT,
    Content,
    read_content,
    read_metadata,
)
from sandbox.api.registry import method
from sandbox.errors import SlackError
from sandbox.model import JSON, Channel, Message
from sandbox.shapes import message_object


@method("chat.postMessage", scope="chat:write")
def post_message(call: Call) -> JSON:
    content = read_content(call)
    if content.is_empty:
        raise SlackError("no_text")
    channel = _channel_to_post_in(call)
    message = _new_message(call, channel, content)
    if message.is_reply and call.flag("reply_broadcast"):
        message.subtype = "thread_broadcast"
    message.metadata = read_metadata(call) or None
    call.core.rooms.post(message)
    shape = message_object(call.core.world, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shape}


@method("chat.postEphemeral", scope="chat:write")
def post_ephemeral(call: Call) -> JSON:
    content = read_content(call)
    if content.is_empty:
        raise SlackError("no_text")
    channel = call.joined(call.required("channel"))
    if channel.is_archived:
        raise SlackError("is_archived")
    user = call.core.world.users.get(call.required("user"))
    if user is None or user.deleted or user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    message = _new_message(call, channel, content)
    message.ephemeral_to = user.id
    call.core.rooms.post_ephemeral(message)
    return {"message_ts": message.ts}


@method("chat.update", scope="chat:write")
def update_message(call: Call) -> JSON:
    content = read_content(call)
    channel = call.conversation(call.required("channel"))
    message = call.message_in(channel, call.required("ts"))
    _refuse_update(call, channel, message, content)
    changes: JSON = {"text": content.text if content.text is not None else message.text}
    if content.blocks is not None:
        changes["blocks"] = content.blocks
    if content.attachments is not None:
        changes["attachments"] = content.attachments
    metadata = read_metadata(call)
    if metadata is not None:
        changes["metadata"] = metadata or None
    call.core.rooms.change(message, **changes)
    shape = message_object(call.core.world, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shape}


@method("chat.delete", scope="chat:write")
def delete_message(call: Call) -> JSON:
    channel = call.conversation(call.required("channel"))
    message = call.message_in(channel, call.required("ts"))
    if message.bot_id != call.installation.bot_id:
        raise SlackError("cant_delete_message")
    call.core.rooms.delete(message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink")
def get_permalink(call: Call) -> JSON:
    channel = call.conversation(call.required("channel"))
    message = call.message_in(channel, call.required("message_ts"))
    return {"channel": channel.id, "permalink": call.permalink(message)}


def _channel_to_post_in(call: Call) -> Channel:
    """The conversation named by a C or D id, or a person's direct message by their U id."""
    wanted = call.required("channel")
    channel = _direct_message(call, wanted) if wanted[0] in "UW" else call.conversation(wanted)
    bot = call.installation
    may_post = bot.bot_user_id in channel.members or "chat:write.public" in bot.scopes
    if not may_post:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.kind == "im" and not bot.app.messages_tab:
        raise SlackError("messages_tab_disabled")
    return channel


def _direct_message(call: Call, user_id: str) -> Channel:
    world, bot = call.core.world, call.installation
    user = world.users.get(user_id)
    if user is None or user.is_bot or not world.may_talk(bot, user):
        raise SlackError("channel_not_found")
    return call.core.rooms.open_group(bot, [user.id])[0]


def _new_message(call: Call, channel: Channel, content: Content) -> Message:
    bot = call.installation
    return Message(
        call.core.world.next_ts(),
        channel.id,
        bot.bot_user_id,
        bot.team_id,
        (content.text or "")[:MAX_TEXT],
        content.blocks or [],
        content.attachments or [],
        bot_id=bot.bot_id,
        app_id=bot.app.id,
        thread_ts=call.thread_in(channel),
    )


def _refuse_update(call: Call, channel: Channel, message: Message, content: Content) -> None:
    if message.bot_id != call.installation.bot_id:
        raise SlackError("cant_update_message")
    if channel.is_archived:
        raise SlackError("is_inactive")
    if len(content.text or "") > MAX_UPDATE_TEXT:
        raise SlackError("msg_too_long")
    only_metadata = call.params.get("metadata") is not None
    if content.is_empty and content.blocks is None and not only_metadata:
        raise SlackError("no_text")
