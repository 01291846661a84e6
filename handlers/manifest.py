"""The app manifest, made from what the bot listens to and calls. A test keeps the tables true."""

from typing import Any

from handlers.inbox import EVENTS
from handlers.register import COMMANDS, SHORTCUT_NAMES

NAME = "Rapport"

# What each method of the Web API that we call needs. Views need no scope of their own.
METHOD_SCOPES: dict[str, tuple[str, ...]] = {
    "auth.test": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    # Where a message of ours without an answer is looked for.
    "conversations.history": ("channels:history", "groups:history", "im:history"),
    "conversations.info": ("channels:read", "groups:read"),
    "conversations.members": ("channels:read", "groups:read"),
    "conversations.replies": ("channels:history", "groups:history", "im:history"),
    "conversations.open": ("im:write",),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "reactions.add": ("reactions:write",),
    "reactions.get": ("reactions:read",),
    "users.info": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}

# What each event that we listen to needs, and under which names Slack lets an app subscribe to it.
EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_archive": ("channels:read",),
    "channel_id_changed": (),
    "channel_shared": ("channels:read", "groups:read"),
    "channel_unarchive": ("channels:read",),
    "channel_unshared": ("channels:read", "groups:read"),
    "group_archive": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message": ("channels:history", "groups:history", "im:history"),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
}
SUBSCRIPTIONS = {"message": ("message.channels", "message.groups", "message.im")}


def bot_scopes() -> list[str]:
    """Every scope the bot uses, and none more."""
    needed = {"commands"}
    for scopes in (*METHOD_SCOPES.values(), *EVENT_SCOPES.values()):
        needed.update(scopes)
    return sorted(needed)


def subscriptions() -> list[str]:
    """Every event that the bot hears, under the names by which Slack subscribes to it."""
    return sorted(name for event in EVENTS for name in SUBSCRIPTIONS.get(event, (event,)))


def build_manifest(url: str | None = None) -> dict[str, Any]:
    """The manifest for Socket Mode, or for HTTP where `url` says where Slack reaches the bot."""
    return {
        "_metadata": {"major_version": 1},
        "display_information": {
            "name": NAME,
            "description": "Pulses, kudos and problem threads for a client and a vendor",
            "background_color": "#1f3a4d",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME.lower(), "always_online": True},
            "slash_commands": [
                _command(name, description, hint, url)
                for name, (description, hint) in COMMANDS.items()
            ],
            "shortcuts": [
                {
                    "name": name,
                    "type": "message",
                    "callback_id": callback_id,
                    "description": description,
                }
                for callback_id, (name, description) in SHORTCUT_NAMES.items()
            ],
        },
        "oauth_config": {"scopes": {"bot": bot_scopes()}},
        "settings": {
            "event_subscriptions": _with_url({"bot_events": subscriptions()}, "request_url", url),
            "interactivity": _with_url({"is_enabled": True}, "request_url", url),
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }


def _command(name: str, description: str, hint: str, url: str | None) -> dict[str, Any]:
    command = {
        "command": name,
        "description": description,
        "usage_hint": hint,
        "should_escape": True,
    }
    return _with_url(command, "url", url)


def _with_url(entry: dict[str, Any], key: str, url: str | None) -> dict[str, Any]:
    return {**entry, key: url} if url is not None else entry
