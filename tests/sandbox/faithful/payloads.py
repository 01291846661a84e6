"""What Slack sends to apps: commands, interactions and the envelope of events, field by field."""

from __future__ import annotations

import re

from tests.sandbox.faithful.shapes import (
    APP_ID,
    BOT_MESSAGE,
    BOT_REPLY,
    CHANNEL,
    CHANNEL_ID,
    DM_ID,
    ENTERPRISE,
    HOME,
    MESSAGE,
    MODAL,
    REPLY,
    TEAM,
    TEAM_ID,
    TRIGGER_ID,
    TS,
    URL,
    USER,
    USER_ID,
    USER_OF_MESSAGE_ACTION,
    USER_OF_SHORTCUT,
    VIEW_ID,
)

COMMAND = {
    "token": str,
    "team_id": TEAM_ID,
    "team_domain": str,
    "channel_id": CHANNEL_ID,
    "channel_name": str,
    "user_id": USER_ID,
    "user_name": str,
    "command": re.compile(r"/\S+"),
    "text": str,
    "api_app_id": APP_ID,
    "is_enterprise_install": "false",
    "response_url": URL,
    "trigger_id": TRIGGER_ID,
}

_INTERACTION = {"api_app_id": APP_ID, "token": str, "team": TEAM} | ENTERPRISE
_CLICK = _INTERACTION | {
    "type": "block_actions",
    "user": USER,
    "trigger_id": TRIGGER_ID,
    "actions": [dict],
}
_MESSAGE_CONTAINER = {
    "type": "message",
    "message_ts": TS,
    "channel_id": CHANNEL_ID,
    "is_ephemeral": False,
    "thread_ts?": TS,
}
_ON_MESSAGE = _CLICK | {"channel": CHANNEL, "state": {"values": dict}, "response_url": URL}
_VIEW_CONTAINER = {"type": "view", "view_id": VIEW_ID}

CLICK_IN_CHANNEL = _ON_MESSAGE | {"container": _MESSAGE_CONTAINER, "message": BOT_MESSAGE}
CLICK_IN_THREAD = CLICK_IN_CHANNEL | {
    "container": _MESSAGE_CONTAINER | {"thread_ts": TS},
    "message": BOT_REPLY,
}
CLICK_IN_DM = CLICK_IN_CHANNEL | {
    "container": _MESSAGE_CONTAINER | {"channel_id": DM_ID},
    "channel": {"id": DM_ID, "name": "directmessage"},
}
# An ephemeral message is not in the payload.
CLICK_ON_EPHEMERAL = _ON_MESSAGE | {"container": _MESSAGE_CONTAINER | {"is_ephemeral": True}}
CLICK_ON_HOME = _CLICK | {"container": _VIEW_CONTAINER, "view": HOME}
CLICK_ON_MODAL = _CLICK | {"container": _VIEW_CONTAINER, "view": MODAL}

VIEW_SUBMISSION = _INTERACTION | {
    "type": "view_submission",
    "user": USER,
    "trigger_id": TRIGGER_ID,
    "view": MODAL,
    "response_urls": [
        {"block_id": str, "action_id": str, "channel_id": CHANNEL_ID, "response_url": URL}
    ],
}
VIEW_CLOSED = _INTERACTION | {
    "type": "view_closed",
    "user": USER,
    "view": MODAL | {"state": {"values": {}}},
    "is_cleared": bool,
}
BLOCK_SUGGESTION = _INTERACTION | {
    "type": "block_suggestion",
    "user": USER,
    "action_id": str,
    "block_id": str,
    "value": str,
    "container": _VIEW_CONTAINER,
    "view": MODAL,
}
SHORTCUT = _INTERACTION | {
    "type": "shortcut",
    "user": USER_OF_SHORTCUT,
    "callback_id": str,
    "trigger_id": TRIGGER_ID,
    "action_ts": TS,
}
MESSAGE_ACTION = SHORTCUT | {
    "type": "message_action",
    "user": USER_OF_MESSAGE_ACTION,
    "response_url": URL,
    "message_ts": TS,
    "channel": CHANNEL,
    "message": (MESSAGE, REPLY, BOT_MESSAGE, BOT_REPLY),
}

ENVELOPE = {
    "token": str,
    "team_id": TEAM_ID,
    "context_team_id": TEAM_ID,
    "context_enterprise_id": None,
    "api_app_id": APP_ID,
    "type": "event_callback",
    "event": dict,
    "event_id": re.compile(r"Ev[A-Z0-9]+"),
    "event_time": int,
    "event_context": str,
    "is_ext_shared_channel": bool,
    "authorizations": [
        {
            "enterprise_id": None,
            "team_id": TEAM_ID,
            "user_id": USER_ID,
            "is_bot": True,
            "is_enterprise_install": False,
        }
    ],
}
