"""The objects of which Slack's payloads and answers are made, as its documentation shows them."""

from __future__ import annotations

import re

TEAM_ID = re.compile(r"T[A-Z0-9]+")
USER_ID = re.compile(r"[UW][A-Z0-9]+")
BOT_ID = re.compile(r"B[A-Z0-9]+")
APP_ID = re.compile(r"A[A-Z0-9]+")
VIEW_ID = re.compile(r"V[A-Z0-9]+")
CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]+")
DM_ID = re.compile(r"D[A-Z0-9]+")
TS = re.compile(r"\d{10}\.\d{6}")
TRIGGER_ID = re.compile(r"\d+\.\d+\.[0-9a-f]+")
URL = re.compile(r"https?://\S+")
ENTERPRISE = {"enterprise": None, "is_enterprise_install": False}
TEAM = {"id": TEAM_ID, "domain": str}
# The person in an interaction; shortcuts tell less, and each something else.
USER = {"id": USER_ID, "username": str, "name": str, "team_id": TEAM_ID}
USER_OF_SHORTCUT = {"id": USER_ID, "username": str, "team_id": TEAM_ID}
USER_OF_MESSAGE_ACTION = {"id": USER_ID, "name": str, "team_id": TEAM_ID}
CHANNEL = {"id": CHANNEL_ID, "name": str}

PLAIN_TEXT = {"type": "plain_text", "text": str, "emoji?": bool}
OPTION = {"text": PLAIN_TEXT, "value": str, "description?": PLAIN_TEXT}

REACTION = {"name": str, "users": [USER_ID], "count": int}
EDITED = {"user": USER_ID, "ts": TS}
BOT_PROFILE = {
    "id": BOT_ID,
    "app_id": APP_ID,
    "name": str,
    "icons": dict,
    "deleted": bool,
    "updated": int,
    "team_id": TEAM_ID,
}
_ROOT = {
    "thread_ts?": TS,
    "reply_count?": int,
    "reply_users_count?": int,
    "latest_reply?": TS,
    "reply_users?": [USER_ID],
    "is_locked?": bool,
    "subscribed?": bool,
}
MESSAGE = {
    "type": "message",
    "user": USER_ID,
    "text": str,
    "ts": TS,
    "team": TEAM_ID,
    "blocks": [dict],
    "client_msg_id?": str,
    "edited?": EDITED,
    "reactions?": [REACTION],
    "subtype?": ("thread_broadcast", "tombstone"),
} | _ROOT
REPLY = MESSAGE | {"thread_ts": TS, "parent_user_id": USER_ID}
BY_A_BOT = {"bot_id": BOT_ID, "app_id": APP_ID, "bot_profile": BOT_PROFILE}
BOT_MESSAGE = MESSAGE | BY_A_BOT
BOT_REPLY = REPLY | BY_A_BOT

FILE_ID = re.compile(r"F[A-Z0-9]+")
FILE = {
    "id": FILE_ID,
    "created": int,
    "timestamp": int,
    "name": str,
    "title": str,
    "mimetype": str,
    "filetype": str,
    "pretty_type": str,
    "user": USER_ID,
    "user_team": TEAM_ID,
    "editable": bool,
    "size": int,
    "mode": "hosted",
    "is_external": False,
    "external_type": "",
    "is_public": bool,
    "public_url_shared": False,
    "display_as_bot": bool,
    "username": "",
    "url_private": URL,
    "url_private_download": URL,
    "permalink": URL,
    "file_access": "visible",
}
# In a conversation of two organisations an event tells no more, and apps ask `files.info`.
FILE_TO_ASK_FOR = {
    "id": FILE_ID,
    "mode": "file_access",
    "file_access": "check_file_info",
    "created": 0,
    "timestamp": 0,
    "user": "",
}
FILE_SHARE = {name: spec for name, spec in BOT_MESSAGE.items() if name != "team"} | {
    "subtype": "file_share",
    "files": [FILE],
    "upload": bool,
    "display_as_bot": bool,
}
FILE_SHARE.pop("subtype?")

_VIEW = {
    "id": VIEW_ID,
    "team_id": TEAM_ID,
    "blocks": [dict],
    "private_metadata": str,
    "callback_id": str,
    "state": {"values": dict},
    "hash": re.compile(r"\d+\.\w+"),
    "clear_on_close": bool,
    "notify_on_close": bool,
    "root_view_id": VIEW_ID,
    "app_id": APP_ID,
    "external_id": str,
    "app_installed_team_id": TEAM_ID,
    "bot_id": BOT_ID,
}
HOME = _VIEW | {
    "type": "home",
    "previous_view_id": None,
    "title?": (PLAIN_TEXT, None),
    "submit?": None,
    "close?": None,
}
MODAL = _VIEW | {
    "type": "modal",
    "previous_view_id": (VIEW_ID, None),
    "title": PLAIN_TEXT,
    "submit": (PLAIN_TEXT, None),
    "close": (PLAIN_TEXT, None),
}

_PROFILE = {
    "real_name": str,
    "real_name_normalized": str,
    "display_name": str,
    "display_name_normalized": str,
    "status_text": str,
    "status_emoji": str,
    "avatar_hash": str,
    "team": TEAM_ID,
}
_PERSON = {
    "id": USER_ID,
    "team_id": TEAM_ID,
    "name": str,
    "is_bot": False,
    "is_app_user": bool,
    "updated": int,
    "profile": _PROFILE,
}
_ACTIVE = {
    "deleted": False,
    "real_name": str,
    "color": re.compile(r"[0-9a-f]{6}"),
    "is_admin": bool,
    "is_owner": bool,
    "is_primary_owner": bool,
    "is_restricted": bool,
    "is_ultra_restricted": bool,
}
_ZONE = {"tz": str, "tz_label": str, "tz_offset": int}
LOCAL_PERSON = _PERSON | _ACTIVE | _ZONE
DEACTIVATED_PERSON = _PERSON | {"deleted": True}
# Of another workspace: whether the zone is there is not documented, and `locale` never is.
EXTERNAL_PERSON = _PERSON | _ACTIVE | {name + "?": kind for name, kind in _ZONE.items()}
STRANGER = EXTERNAL_PERSON | {"is_stranger": True}
BOT_USER = LOCAL_PERSON | {
    "is_bot": True,
    "profile": _PROFILE | {"bot_id": BOT_ID, "api_app_id": APP_ID, "always_active": bool},
}

_CONVERSATION = {
    "id": CHANNEL_ID,
    "created": int,
    "updated": int,
    "is_archived": bool,
    "is_im": bool,
    "is_mpim": bool,
    "is_private": bool,
    "is_shared": bool,
    "is_ext_shared": bool,
    "is_org_shared": bool,
    "is_pending_ext_shared": bool,
    "is_frozen": bool,
    "context_team_id": TEAM_ID,
}
_TOPIC = {"value": str, "creator": str, "last_set": int}
ROOM = _CONVERSATION | {
    "name": str,
    "name_normalized": str,
    "is_channel": bool,
    "is_group": bool,
    "is_general": bool,
    "is_member": bool,
    "creator": str,
    "unlinked": int,
    "conversation_host_id": TEAM_ID,
    "shared_team_ids": [TEAM_ID],
    "connected_team_ids": [TEAM_ID],
    "internal_team_ids": [TEAM_ID],
    "pending_shared": [str],
    "pending_connected_team_ids": [TEAM_ID],
    "previous_names": [str],
    "topic": _TOPIC,
    "purpose": _TOPIC,
    "num_members?": int,
}
DIRECT_MESSAGE = _CONVERSATION | {
    "id": DM_ID,
    "is_im": True,
    "user": USER_ID,
    "is_open": bool,
    "priority": (int, float),
}
