"""The errors that Slack documents, for all methods and for each that the sandbox serves."""

COMMON = {
    "access_denied",
    "account_inactive",
    "fatal_error",
    "internal_error",
    "invalid_arguments",
    "invalid_auth",
    "missing_scope",
    "not_allowed_token_type",
    "not_authed",
    "ratelimited",
    "request_timeout",
    "service_unavailable",
    "token_expired",
    "token_revoked",
    "unknown_method",
}
_CONTENT = {
    "invalid_attachments",
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_metadata_format",
    "markdown_text_conflict",
    "metadata_too_large",
    "msg_blocks_too_long",
    "msg_too_long",
    "no_text",
    "too_many_attachments",
}
_PLACE = {"channel_not_found", "is_archived", "not_in_channel"}
_PAGE = {"invalid_cursor", "invalid_limit"}
_TIMES = {"invalid_ts_latest", "invalid_ts_oldest"}
_TRIGGER = {"exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id"}
_VIEW = {"duplicate_external_id", "hash_conflict", "not_found", "view_too_large"}

ERRORS: dict[str, set[str]] = {
    "api.test": set(),
    "auth.test": set(),
    "apps.connections.open": {"forbidden_team"},
    "team.info": {"team_not_found"},
    "bots.info": {"bot_not_found"},
    "chat.postMessage": _CONTENT
    | _PLACE
    | {
        "cannot_reply_to_message",
        "messages_tab_disabled",
        "rate_limited",
        "restricted_action",
        "thread_not_found",
    },
    "chat.postEphemeral": _CONTENT | _PLACE | {"user_not_in_channel", "thread_not_found"},
    "chat.update": _CONTENT
    | {
        "block_mismatch",
        "cant_update_message",
        "channel_not_found",
        "edit_window_closed",
        "is_inactive",
        "message_not_found",
    },
    "chat.delete": {"cant_delete_message", "channel_not_found", "message_not_found"},
    "chat.getPermalink": {"channel_not_found", "message_not_found"},
    "conversations.open": {
        "cannot_dm_bot",
        "channel_not_found",
        "invalid_user_combination",
        "too_many_users",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    },
    "conversations.info": {"channel_not_found"},
    "conversations.members": _PAGE | {"channel_not_found", "fetch_members_failed"},
    "conversations.list": _PAGE | {"invalid_types"},
    "conversations.join": {
        "channel_not_found",
        "is_archived",
        "method_not_supported_for_channel_type",
    },
    "conversations.history": _PAGE | _TIMES | {"channel_not_found", "not_in_channel"},
    "conversations.replies": _PAGE
    | _TIMES
    | {"channel_not_found", "not_in_channel", "thread_not_found"},
    "files.getUploadURLExternal": {
        "file_upload_size_restricted",
        "file_uploads_disabled",
        "missing_argument",
        "storage_limit_reached",
    },
    "files.completeUploadExternal": {
        "channel_not_found",
        "file_not_found",
        "not_in_channel",
        "posting_to_channel_denied",
        "thread_not_found",
    },
    "reactions.add": _PLACE
    | {
        "already_reacted",
        "invalid_name",
        "message_not_found",
        "thread_locked",
        "too_many_emoji",
        "too_many_reactions",
    },
    "reactions.remove": _PLACE | {"invalid_name", "message_not_found", "no_reaction"},
    "reactions.get": {"channel_not_found", "message_not_found"},
    "users.info": {"user_not_found", "user_not_visible"},
    "users.list": _PAGE | {"limit_required"},
    "views.open": _VIEW | _TRIGGER,
    "views.push": _VIEW | _TRIGGER | {"push_limit_reached"},
    "views.update": _VIEW,
    "views.publish": _VIEW | {"not_enabled", "user_not_found"},
    "blocks.validate": {"invalid_blocks", "invalid_message", "invalid_view"},
}
# Not answers of methods: what a response_url says, and what a person sees after a wrong ack.
SHOWN_TO_PEOPLE = {"expired_url", "invalid_response_action", "used_url"}
