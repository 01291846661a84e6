"""What the methods of the Web API answer, field by field."""

from __future__ import annotations

from tests.sandbox.faithful.shapes import (
    APP_ID,
    BOT_ID,
    BOT_MESSAGE,
    BOT_REPLY,
    BOT_USER,
    CHANNEL_ID,
    DEACTIVATED_PERSON,
    DIRECT_MESSAGE,
    DM_ID,
    EDITED,
    EXTERNAL_PERSON,
    FILE_ID,
    FILE_SHARE,
    HOME,
    LOCAL_PERSON,
    MESSAGE,
    MODAL,
    REACTION,
    REPLY,
    ROOM,
    STRANGER,
    TEAM_ID,
    TS,
    URL,
    USER_ID,
)

METADATA = {"event_type": str, "event_payload": dict}
_PAGE = {"response_metadata": {"next_cursor": str}}
_IN_CHANNEL = (MESSAGE, BOT_MESSAGE, MESSAGE | {"metadata": METADATA}, FILE_SHARE)

ANSWERS = {
    "api.test": {"args": {"foo": "bar"}},
    "auth.test": {
        "url": URL,
        "team": str,
        "user": str,
        "team_id": TEAM_ID,
        "user_id": USER_ID,
        "bot_id": BOT_ID,
        "app_id?": APP_ID,
        "is_enterprise_install": False,
        "enterprise_id?": None,
    },
    "apps.connections.open": {"url": str},
    "team.info": {
        "team": {
            "id": TEAM_ID,
            "name": str,
            "domain": str,
            "url": URL,
            "email_domain": str,
            "icon": dict,
            "enterprise_id?": str,
        }
    },
    "bots.info": {
        "bot": {
            "id": BOT_ID,
            "app_id": APP_ID,
            "user_id": USER_ID,
            "name": str,
            "deleted": False,
            "updated": int,
            "icons": dict,
        }
    },
    "chat.postMessage": {"channel": CHANNEL_ID, "ts": TS, "message": BOT_MESSAGE},
    "chat.postMessage with metadata": {
        "channel": CHANNEL_ID,
        "ts": TS,
        "message": BOT_MESSAGE | {"metadata": METADATA},
    },
    "chat.postMessage in a thread": {"channel": CHANNEL_ID, "ts": TS, "message": BOT_REPLY},
    "chat.postMessage to a person": {"channel": DM_ID, "ts": TS, "message": BOT_MESSAGE},
    "chat.postEphemeral": {"message_ts": TS},
    "chat.update": {
        "channel": CHANNEL_ID,
        "ts": TS,
        "text": "two",
        "message": BOT_MESSAGE | {"edited": EDITED},
    },
    "chat.delete": {"channel": CHANNEL_ID, "ts": TS},
    "chat.getPermalink": {"channel": CHANNEL_ID, "permalink": URL},
    "conversations.open": {"channel": {"id": DM_ID}},
    "conversations.open again": {
        "channel": {"id": DM_ID},
        "already_open": True,
        "no_op": True,
    },
    "conversations.open with return_im": {
        "channel": DIRECT_MESSAGE,
        "already_open": True,
        "no_op": True,
    },
    "conversations.info": {"channel": ROOM | {"num_members": 4, "is_ext_shared": True}},
    "conversations.info of a direct message": {"channel": DIRECT_MESSAGE},
    "conversations.members": {"members": [USER_ID]} | _PAGE,
    "conversations.list": {"channels": [(ROOM, DIRECT_MESSAGE)]} | _PAGE,
    "conversations.join": {"channel": ROOM | {"is_member": True}},
    "conversations.join again": {
        "channel": ROOM,
        "warning": "already_in_channel",
        "response_metadata": {"warnings": ["already_in_channel"]},
    },
    "conversations.history": {
        "messages": [_IN_CHANNEL],
        "has_more": False,
        "pin_count": int,
    },
    "conversations.history, a page": {
        "messages": [_IN_CHANNEL],
        "has_more": True,
        "pin_count": int,
    }
    | _PAGE,
    "conversations.replies": {"messages": [(MESSAGE, REPLY, BOT_REPLY)], "has_more": False},
    "files.getUploadURLExternal": {"upload_url": URL, "file_id": FILE_ID},
    "files.completeUploadExternal": {"files": [{"id": FILE_ID, "title": str}]},
    "reactions.add": {},
    "reactions.get": {
        "type": "message",
        "channel": CHANNEL_ID,
        "message": MESSAGE | {"reactions": [REACTION], "permalink": URL},
    },
    "reactions.remove": {},
    "users.info": {"user": LOCAL_PERSON},
    "users.info with locale": {"user": LOCAL_PERSON | {"locale": str}},
    "users.info of an external": {"user": EXTERNAL_PERSON},
    "users.info of a stranger": {"user": STRANGER},
    "users.info of a bot": {"user": BOT_USER},
    "users.info of who has left": {"user": DEACTIVATED_PERSON},
    "users.list": {
        "members": [(LOCAL_PERSON, BOT_USER, DEACTIVATED_PERSON)],
        "cache_ts": int,
    }
    | _PAGE,
    "views.open": {"view": MODAL},
    "views.push": {"view": MODAL | {"previous_view_id": str}},
    "views.update": {"view": MODAL},
    "views.publish": {"view": HOME},
    "blocks.validate": {},
}
