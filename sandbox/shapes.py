"""The JSON objects of Slack, as one installation sees them."""

from __future__ import annotations

import mimetypes
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.model import JSON, Channel, File, Installation, Message, User, View
from sandbox.world import World

LOCALE = "en-US"


def user_object(
    world: World, user: User, viewer: Installation, *, include_locale: bool = False
) -> JSON:
    """A user; for another workspace's people thinner, and `is_stranger` where nothing is shared."""
    local = user.team_id == viewer.team_id
    shape: JSON = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.handle,
        "deleted": user.deleted,
        "profile": _profile(user, with_email=local and "users:read.email" in viewer.scopes),
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    if not user.deleted:
        shape |= _active_traits(world, user, show_tz=local or not user.hide_tz)
    if local and include_locale:
        shape["locale"] = LOCALE
    if not local and not world.share_a_channel(viewer.bot_user_id, user.id):
        shape["is_stranger"] = True
    return shape


def _profile(user: User, *, with_email: bool) -> JSON:
    profile: JSON = {
        "real_name": user.name,
        "real_name_normalized": user.name,
        "display_name": "" if user.is_bot else user.handle,
        "display_name_normalized": "" if user.is_bot else user.handle,
        "status_text": "",
        "status_emoji": "",
        "avatar_hash": user.id[1:].lower(),
        "team": user.team_id,
    }
    if user.is_bot:
        return profile | {"bot_id": user.bot_id, "api_app_id": user.app_id, "always_active": True}
    if with_email:
        profile["email"] = f"{user.handle}@example.com"
    return profile


def _active_traits(world: World, user: User, *, show_tz: bool) -> JSON:
    traits: JSON = {
        "real_name": user.name,
        "color": "4bbe2e",
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
    }
    if show_tz:
        traits |= _zone(world.clock.now(), user.tz)
    return traits


def _zone(now: datetime, name: str) -> JSON:
    local = now.astimezone(ZoneInfo(name))
    offset = local.utcoffset()
    seconds = int(offset.total_seconds()) if offset else 0
    return {"tz": name, "tz_label": local.tzname() or name, "tz_offset": seconds}


def short_user(user: User, kind: str) -> JSON:
    """The person in an interaction of this kind: shortcuts tell less, and each its own."""
    names = {"shortcut": ["username"], "message_action": ["name"]}.get(kind, ["username", "name"])
    return {"id": user.id, "team_id": user.team_id} | dict.fromkeys(names, user.handle)


def team_object(world: World, team_id: str) -> JSON:
    return {"id": team_id, "domain": world.workspaces[team_id].domain}


def bot_object(world: World, installation: Installation) -> JSON:
    bot = world.users[installation.bot_user_id]
    return {
        "id": installation.bot_id,
        "app_id": installation.app.id,
        "user_id": installation.bot_user_id,
        "name": bot.name,
        "deleted": not installation.active,
        "updated": bot.updated,
        "icons": {},
    }


def channel_reference(channel: Channel, viewer: Installation) -> JSON:
    """The conversation in an interaction."""
    return {"id": channel.id, "name": channel.look(viewer.team_id).payload_name}


def channel_object(world: World, channel: Channel, viewer: Installation) -> JSON:
    """A conversation as conversations.info describes it; direct messages have their own form."""
    is_external = world.is_shared_externally(channel)
    shape: JSON = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.look(viewer.team_id).is_private,
        "is_org_shared": False,
        "is_ext_shared": is_external,
        "is_shared": is_external,
        "is_pending_ext_shared": False,
        "is_frozen": False,
        "context_team_id": viewer.team_id,
        "updated": channel.created * 1000,
    }
    if channel.kind == "im":
        others = [m for m in channel.members if m != viewer.bot_user_id]
        return shape | {"user": others[0], "is_open": True, "priority": 0}
    return shape | _named_traits(channel, viewer)


def _named_traits(channel: Channel, viewer: Installation) -> JSON:
    look = channel.look(viewer.team_id)
    other_teams = [team for team in channel.teams if team != viewer.team_id]
    return {
        "name": look.name,
        "name_normalized": look.name,
        "is_channel": look.event_type == "channel",
        "is_group": look.event_type == "group",
        "is_general": False,
        "is_member": viewer.bot_user_id in channel.members,
        "creator": channel.creator,
        "unlinked": 0,
        "conversation_host_id": channel.host,
        "shared_team_ids": channel.teams,
        "connected_team_ids": other_teams,
        "internal_team_ids": [],
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "previous_names": [],
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def message_object(world: World, message: Message, *, metadata: bool = False) -> JSON:
    """A message as history and interactions show it."""
    shape: JSON = {
        "type": "message",
        "user": message.user_id,
        "ts": message.ts,
        "text": message.text,
        "team": message.team_id,
        "blocks": message.blocks,
    }
    if message.subtype:
        shape["subtype"] = message.subtype
    if message.client_msg_id:
        shape["client_msg_id"] = message.client_msg_id
    if message.attachments:
        shape["attachments"] = message.attachments
    if message.bot_id:
        shape |= {"bot_id": message.bot_id, "app_id": message.app_id}
        shape["bot_profile"] = _bot_profile(world, message)
    if message.edited:
        shape["edited"] = message.edited
    if metadata and message.metadata:
        shape["metadata"] = message.metadata
    if message.files:
        del shape["team"]
        shape |= _files(world, message)
    return shape | _thread_traits(world, message) | _reactions(message)


def _files(world: World, message: Message) -> JSON:
    files = [_file_object(world, world.files[file_id]) for file_id in message.files]
    return {"files": files, "upload": False, "display_as_bot": False}


def _file_object(world: World, file: File) -> JSON:
    """A file of which nothing is known but its name: Slack tells more of some kinds."""
    url = f"{world.url}/sandbox/files/{file.id}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        "filetype": file.name.rpartition(".")[2].lower(),
        "pretty_type": file.name.rpartition(".")[2].upper(),
        "user": file.user_id,
        "user_team": file.team_id,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": url,
        "url_private_download": url,
        "permalink": url,
        "file_access": "visible",
    }


def hidden_file(file_id: str) -> JSON:
    """What events tell of a file in a conversation of two organisations."""
    return {
        "id": file_id,
        "mode": "file_access",
        "file_access": "check_file_info",
        "created": 0,
        "timestamp": 0,
        "user": "",
    }


def _bot_profile(world: World, message: Message) -> JSON:
    bot = world.users[message.user_id]
    return {
        "id": message.bot_id,
        "app_id": message.app_id,
        "name": bot.name,
        "icons": {},
        "deleted": bot.deleted,
        "updated": bot.updated,
        "team_id": message.team_id,
    }


def _thread_traits(world: World, message: Message) -> JSON:
    channel = world.channels[message.channel_id]
    if message.is_reply:
        root = channel.messages.get(message.thread_ts or "")
        parent = {"parent_user_id": root.user_id} if root else {}
        return {"thread_ts": message.thread_ts} | parent
    replies = channel.replies(message.ts)
    if not replies:
        return {}
    people = list(dict.fromkeys(reply.user_id for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "latest_reply": replies[-1].ts,
        "reply_users": people[:5],
        "is_locked": False,
        "subscribed": False,
    }


def _reactions(message: Message) -> JSON:
    if not message.reactions:
        return {}
    rows = [
        {"name": name, "users": list(users), "count": len(users)}
        for name, users in message.reactions.items()
    ]
    return {"reactions": rows}


def view_object(view: View) -> JSON:
    """A view as the app gets it back, with what the person has entered."""
    content = view.content
    return {
        "id": view.id,
        "team_id": view.installation.team_id,
        "type": view.type,
        "blocks": content.get("blocks", []),
        "private_metadata": content.get("private_metadata") or "",
        "callback_id": content.get("callback_id") or "",
        "state": {"values": view.state},
        "hash": view.hash,
        "title": content.get("title"),
        "close": content.get("close"),
        "submit": content.get("submit"),
        "clear_on_close": bool(content.get("clear_on_close", False)),
        "notify_on_close": bool(content.get("notify_on_close", False)),
        "root_view_id": view.root_view_id,
        "previous_view_id": view.previous_view_id,
        "app_id": view.installation.app.id,
        "external_id": view.external_id,
        "app_installed_team_id": view.installation.team_id,
        "bot_id": view.installation.bot_id,
    }
