"""Composition objects: texts, options, confirmation dialogs and the like."""

from sandbox.blockkit.shapes import (
    Check,
    Fields,
    boolean,
    either,
    listing,
    one_of,
    record,
    require_any,
    require_one,
    string,
    typed,
)

USER_IDS = listing(string(1))
URL = string(1, 3000)


def plain_text(maximum: int) -> Check:
    return record({"type": one_of("plain_text"), "text": string(1, maximum)}, {"emoji": boolean})


def mrkdwn(maximum: int) -> Check:
    return record({"type": one_of("mrkdwn"), "text": string(1, maximum)}, {"verbatim": boolean})


def any_text(maximum: int) -> Check:
    return either({"plain_text": plain_text(maximum), "mrkdwn": mrkdwn(maximum)})


def _option(text: Check, extra: Fields | None = None) -> Check:
    # Sources disagree whether a value may have 75 or 150 characters; 75 holds in both.
    required = {"text": text, "value": string(1, 75)}
    return record(required, {"description": text, **(extra or {})})


OPTION = _option(plain_text(75))
FORMATTED_OPTION = _option(any_text(75))
LINK_OPTION = _option(plain_text(75), {"url": URL})
OPTION_GROUP = record({"label": plain_text(75), "options": listing(OPTION, 1, 100)})

CONFIRM = record(
    {
        "title": plain_text(100),
        "text": any_text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
    },
    {"style": one_of("primary", "danger")},
)

DISPATCH_CONFIG = record(
    {},
    {
        "trigger_actions_on": listing(
            one_of("on_enter_pressed", "on_character_entered"), minimum=1, maximum=2
        )
    },
)

CONVERSATION_FILTER = record(
    {},
    {
        "include": listing(one_of("im", "mpim", "private", "public"), minimum=1),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    require_any("include", "exclude_external_shared_channels", "exclude_bot_users"),
)

SLACK_FILE = record({}, {"id": string(1), "url": URL}, require_one("id", "url"))

PICTURE: Fields = {"image_url": URL, "slack_file": SLACK_FILE}
ALT_TEXT = string(1, 2000)
IMAGE_ELEMENT = typed({"alt_text": ALT_TEXT}, PICTURE, require_one("image_url", "slack_file"))
