"""conversations.*: finding conversations, who is in them and what was said."""

from __future__ import annotations

from sandbox.api.call import Call
from sandbox.api.registry import method
from sandbox.errors import SlackError
from sandbox.model import JSON, Channel, User
from sandbox.shapes import channel_object

MAX_PEOPLE = 8


@method("conversations.open")
def open_conversation(call: Call) -> JSON:
    if call.text("channel"):
        return _reopen(call)
    user_ids = [part.strip() for part in _users(call) if part.strip()]
    call.need("im:write" if len(user_ids) == 1 else "mpim:write")
    if len(user_ids) > MAX_PEOPLE:
        raise SlackError("too_many_users")
    for user_id in user_ids:
        _refuse_person(call, call.user(user_id), alone=len(user_ids) == 1)
    if call.flag("prevent_creation") and len(user_ids) == 1:
        existing = call.core.world.direct_message(call.installation, user_ids[0])
        if existing is None:
            raise SlackError("channel_not_found")
    channel, was_open = call.core.rooms.open_group(call.installation, user_ids)
    already = {"no_op": True, "already_open": True} if was_open else {}
    return already | {"channel": _opened(call, channel)}


def _users(call: Call) -> list[str]:
    users = call.params.get("users")
    if isinstance(users, list):
        return [str(user) for user in users]
    return call.required("users").split(",")


def _reopen(call: Call) -> JSON:
    channel = call.conversation(call.required("channel"))
    call.need(f"{call.look(channel).scope_family}:write")
    return {"no_op": True, "already_open": True, "channel": _opened(call, channel)}


def _opened(call: Call, channel: Channel) -> JSON:
    if call.flag("return_im"):
        return channel_object(call.core.world, channel, call.installation)
    return {"id": channel.id}


def _refuse_person(call: Call, user: User, *, alone: bool) -> None:
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    if user.deleted:
        raise SlackError("user_disabled")
    if not call.core.world.may_talk(call.installation, user):
        raise SlackError("user_not_visible" if alone else "invalid_user_combination")


@method("conversations.info")
def conversation_info(call: Call) -> JSON:
    channel = call.conversation_with("read", call.required("channel"))
    shape = channel_object(call.core.world, channel, call.installation)
    if call.flag("include_num_members"):
        shape["num_members"] = len(channel.members)
    return {"channel": shape}


@method("conversations.members")
def conversation_members(call: Call) -> JSON:
    channel = call.conversation_with("read", call.required("channel"))
    members, metadata = call.page(channel.members, default=100, most=1000)
    return {"members": members, "response_metadata": metadata}


@method("conversations.list")
def list_conversations(call: Call) -> JSON:
    kinds = [kind.strip() for kind in (call.text("types") or "public_channel").split(",")]
    if not set(kinds) <= _FAMILIES.keys():
        raise SlackError("invalid_types")
    families = {_FAMILIES[kind] for kind in kinds}
    for family in sorted(families):
        call.need(f"{family}:read")
    found = [
        channel
        for channel in call.core.world.channels.values()
        if call.look(channel).scope_family in families
        and call.sees(channel)
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]
    rows, metadata = call.page(found, default=100, most=1000)
    shapes = [channel_object(call.core.world, channel, call.installation) for channel in rows]
    return {"channels": shapes, "response_metadata": metadata}


_FAMILIES = {
    "public_channel": "channels",
    "private_channel": "groups",
    "mpim": "mpim",
    "im": "im",
}


@method("conversations.join", scope="channels:join")
def join_conversation(call: Call) -> JSON:
    channel = call.conversation(call.required("channel"))
    if call.look(channel).event_type != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    bot = call.installation
    warning: JSON = {}
    if bot.bot_user_id in channel.members:
        notes = {"warnings": ["already_in_channel"]}
        warning = {"warning": "already_in_channel", "response_metadata": notes}
    call.core.rooms.join(channel, call.core.world.users[bot.bot_user_id])
    return {"channel": channel_object(call.core.world, channel, bot)} | warning
