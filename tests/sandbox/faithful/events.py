"""What stands inside the envelope of an event, by what has happened."""

from __future__ import annotations

from tests.sandbox.faithful.shapes import (
    BOT_MESSAGE,
    CHANNEL_ID,
    DEACTIVATED_PERSON,
    DM_ID,
    EDITED,
    EXTERNAL_PERSON,
    FILE_SHARE,
    FILE_TO_ASK_FOR,
    HOME,
    LOCAL_PERSON,
    MESSAGE,
    REPLY,
    TEAM_ID,
    TS,
    USER_ID,
)

_POSTED = {"channel": CHANNEL_ID, "event_ts": TS}
_FROM_OUTSIDE = {
    "user_team": TEAM_ID,
    "source_team": TEAM_ID,
    "user_profile": {
        "avatar_hash": str,
        "image_72": str,
        "first_name": str,
        "real_name": str,
        "display_name": str,
        "team": TEAM_ID,
        "name": str,
        "is_restricted": bool,
        "is_ultra_restricted": bool,
    },
}
_HIDDEN = {
    "type": "message",
    "hidden": True,
    "channel": CHANNEL_ID,
    "channel_type": str,
    "ts": TS,
    "event_ts": TS,
}
_WRITTEN = {"client_msg_id": str}
_REACTION = {
    "user": USER_ID,
    "reaction": str,
    "item": {"type": "message", "channel": CHANNEL_ID, "ts": TS},
    "item_user?": USER_ID,
    "event_ts": TS,
}
_MEMBERSHIP = {
    "user": USER_ID,
    "channel": CHANNEL_ID,
    "channel_type": ("C", "G"),
    "team": TEAM_ID,
    "event_ts": TS,
}
_OF_CHANNEL = {"channel": CHANNEL_ID, "event_ts": TS}

EVENTS = {
    "home opened first": {
        "type": "app_home_opened",
        "user": USER_ID,
        "channel": DM_ID,
        "tab": "home",
        "event_ts": TS,
    },
    "home opened again": {
        "type": "app_home_opened",
        "user": USER_ID,
        "channel": DM_ID,
        "tab": "home",
        "view": HOME,
        "event_ts": TS,
    },
    "messages opened": {
        "type": "app_home_opened",
        "user": USER_ID,
        "channel": DM_ID,
        "tab": "messages",
        "event_ts": TS,
    },
    "said directly": MESSAGE | _POSTED | _WRITTEN | {"channel": DM_ID, "channel_type": "im"},
    "said": MESSAGE | _POSTED | _WRITTEN | {"channel_type": "channel"},
    "said in private": MESSAGE | _POSTED | _WRITTEN | {"channel_type": "group"},
    "said by an external": (
        MESSAGE | _POSTED | _WRITTEN | _FROM_OUTSIDE | {"channel_type": "channel"}
    ),
    "replied": REPLY | _POSTED | _WRITTEN | {"channel_type": "channel"},
    "posted by the bot": BOT_MESSAGE | _POSTED | {"channel_type": "channel"},
    "a file shared by the bot": FILE_SHARE | _POSTED | {"channel": DM_ID, "channel_type": "im"},
    "a file shared with an external": FILE_SHARE
    | _POSTED
    | {"channel": DM_ID, "channel_type": "im", "files": [FILE_TO_ASK_FOR]},
    "edited": _HIDDEN
    | {
        "subtype": "message_changed",
        "message": MESSAGE | {"edited": EDITED},
        "previous_message": MESSAGE,
    },
    "deleted": _HIDDEN
    | {"subtype": "message_deleted", "deleted_ts": TS, "previous_message": MESSAGE},
    "mentioned": MESSAGE | _POSTED | _WRITTEN | {"type": "app_mention"},
    "mentioned by an external": (
        MESSAGE | _POSTED | _WRITTEN | _FROM_OUTSIDE | {"type": "app_mention"}
    ),
    "reacted": _REACTION | {"type": "reaction_added"},
    "reacted no more": _REACTION | {"type": "reaction_removed"},
    "joined": _MEMBERSHIP | {"type": "member_joined_channel"},
    "invited": _MEMBERSHIP | {"type": "member_joined_channel", "inviter": USER_ID},
    "left": _MEMBERSHIP | {"type": "member_left_channel"},
    "changed": {
        "type": "user_change",
        "user": LOCAL_PERSON,
        "cache_ts": int,
        "event_ts": TS,
    },
    "an external changed": {
        "type": "user_change",
        "user": EXTERNAL_PERSON,
        "cache_ts": int,
        "event_ts": TS,
    },
    "deactivated": {
        "type": "user_change",
        "user": DEACTIVATED_PERSON,
        "cache_ts": int,
        "event_ts": TS,
    },
    "archived": _OF_CHANNEL | {"type": "channel_archive", "user": USER_ID},
    "unarchived": _OF_CHANNEL | {"type": "channel_unarchive", "user": USER_ID},
    "archived in private": _OF_CHANNEL | {"type": "group_archive", "user": USER_ID},
    "shared": _OF_CHANNEL | {"type": "channel_shared", "connected_team_id": TEAM_ID},
    "unshared": _OF_CHANNEL
    | {
        "type": "channel_unshared",
        "previously_connected_team_id": TEAM_ID,
        "is_ext_shared": bool,
    },
    "given another id": {
        "type": "channel_id_changed",
        "old_channel_id": CHANNEL_ID,
        "new_channel_id": CHANNEL_ID,
        "event_ts": TS,
    },
    "revoked": {"type": "tokens_revoked", "tokens": {"oauth": [USER_ID], "bot": [USER_ID]}},
    "uninstalled": {"type": "app_uninstalled"},
}
