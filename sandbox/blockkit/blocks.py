"""The blocks themselves, by type. Limits follow Slack's documented and observed values."""

from typing import Any

from sandbox.blockkit.composition import (
    ALT_TEXT,
    IMAGE_ELEMENT,
    PICTURE,
    any_text,
    mrkdwn,
    plain_text,
)
from sandbox.blockkit.elements import ELEMENTS, IN_ACTIONS, IN_INPUT, IN_SECTION
from sandbox.blockkit.rich_text import RICH_TEXT, RICH_TEXT_VALUE
from sandbox.blockkit.shapes import (
    Check,
    Fields,
    Problem,
    Rule,
    boolean,
    integer,
    listing,
    one_of,
    pick,
    record,
    require_any,
    require_one,
    string,
    tagged,
    typed,
)
from sandbox.blockkit.tables import DATA_TABLE, DATA_VISUALIZATION, TABLE


def _block(required: Fields, optional: Fields | None = None, *rules: Rule) -> Check:
    return typed(required, {"block_id": string(1, 255), **(optional or {})}, *rules)


def _collapse_consistently(value: dict[str, Any], pointer: str) -> list[Problem]:
    """A container that starts folded must fold, and one that folds has no header line."""
    collapsible = value.get("is_collapsible", False)
    problems = []
    if value.get("default_collapsed", False) and not collapsible:
        problems.append(Problem("requires `is_collapsible`", f"{pointer}/default_collapsed"))
    if value.get("has_header_divider", False) and collapsible:
        problems.append(
            Problem("cannot be set with `is_collapsible`", f"{pointer}/has_header_divider")
        )
    return problems


_PLAIN_BLOCKS: Fields = {
    "section": _block(
        {},
        {
            "text": any_text(3000),
            "fields": listing(any_text(2000), 1, 10),
            "accessory": pick(ELEMENTS, *IN_SECTION),
            "expand": boolean,
        },
        require_any("text", "fields"),
    ),
    "header": _block({"text": plain_text(150)}, {"level": integer(1, 4)}),
    "divider": _block({}),
    "context": _block(
        {
            "elements": listing(
                tagged(
                    {
                        "image": IMAGE_ELEMENT,
                        "plain_text": plain_text(3000),
                        "mrkdwn": mrkdwn(3000),
                    }
                ),
                1,
                10,
            )
        }
    ),
    "actions": _block({"elements": listing(pick(ELEMENTS, *IN_ACTIONS), 1, 25)}),
    "image": _block(
        {"alt_text": ALT_TEXT},
        {**PICTURE, "title": plain_text(2000)},
        require_one("image_url", "slack_file"),
    ),
    "rich_text": RICH_TEXT,
    "table": TABLE,
    "video": _block(
        {
            "title": plain_text(200),
            "video_url": string(1),
            "thumbnail_url": string(1),
            "alt_text": ALT_TEXT,
        },
        {
            "title_url": string(1),
            "description": plain_text(200),
            "author_name": string(1, 50),
            "provider_name": string(1),
            "provider_icon_url": string(1),
        },
    ),
    "file": _block({"external_id": string(1), "source": one_of("remote")}),
}

_IMAGE = tagged({"image": IMAGE_ELEMENT})
_CARD = _block(
    {},
    {
        "hero_image": _IMAGE,
        "icon": _IMAGE,
        "slack_icon": record({"type": one_of("icon"), "name": string(1)}),
        "title": any_text(150),
        "subtitle": any_text(150),
        "body": any_text(200),
        "subtext": any_text(200),
        "actions": listing(pick(ELEMENTS, "button"), 1, 3),
    },
    require_any("hero_image", "title", "actions", "body"),
)

_CONTAINER = _block(
    {"child_blocks": listing(tagged(_PLAIN_BLOCKS), 1, 10)},
    {
        "title": plain_text(150),
        "rich_text_title": RICH_TEXT_VALUE,
        "subtitle": any_text(150),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": _IMAGE,
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    require_any("title", "rich_text_title"),
    _collapse_consistently,
)

BLOCKS: Fields = {
    **_PLAIN_BLOCKS,
    "input": _block(
        {"label": plain_text(2000), "element": pick(ELEMENTS, *IN_INPUT)},
        {
            "hint": plain_text(2000),
            "optional": boolean,
            "dispatch_action": boolean,
        },
    ),
    "context_actions": _block(
        {"elements": listing(pick(ELEMENTS, "feedback_buttons", "icon_button"), 1, 5)}
    ),
    "markdown": _block({"text": string(1, 12_000)}),
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "card": _CARD,
    "carousel": _block({"elements": listing(tagged({"card": _CARD}), 1, 10)}),
    "alert": _block(
        {"text": any_text(200)},
        {"level": one_of("default", "info", "warning", "error", "success")},
    ),
    "container": _CONTAINER,
}
