"""Block elements: what a person clicks, picks or fills in."""

from typing import Any

from sandbox.blockkit.composition import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    FORMATTED_OPTION,
    IMAGE_ELEMENT,
    LINK_OPTION,
    OPTION,
    OPTION_GROUP,
    URL,
    USER_IDS,
    plain_text,
)
from sandbox.blockkit.rich_text import RICH_TEXT_VALUE
from sandbox.blockkit.shapes import (
    Check,
    Fields,
    Problem,
    Rule,
    boolean,
    integer,
    listing,
    matching,
    one_of,
    record,
    require_one,
    string,
    typed,
)


def _offer_initial(value: dict[str, Any], pointer: str) -> list[Problem]:
    """What is chosen at first must be, to the letter, among what is offered."""
    groups = value.get("option_groups", [])
    offered = value.get("options", []) + [each for group in groups for each in group["options"]]
    chosen = {
        "initial_option": [value.get("initial_option")],
        "initial_options": value.get("initial_options"),
    }
    return [
        Problem("must be one of the provided options", f"{pointer}/{name}")
        for name, options in chosen.items()
        if name in value and not (options and all(each in offered for each in options))
    ]


def _order_lengths(value: dict[str, Any], pointer: str) -> list[Problem]:
    if value.get("min_length", 0) <= value.get("max_length", 3000):
        return []
    return [Problem("must be less than `max_length`", f"{pointer}/min_length")]


def _interactive(required: Fields, optional: Fields, *rules: Rule) -> Check:
    return typed(required, {"action_id": string(1, 255), **optional}, *rules)


_FOCUS: Fields = {"focus_on_load": boolean}
_PLACEHOLDER: Fields = {"placeholder": plain_text(150)}
_PICK: Fields = {"confirm": CONFIRM, **_FOCUS}
_MENU: Fields = {**_PICK, **_PLACEHOLDER}
_MULTI_MENU: Fields = {**_MENU, "max_selected_items": integer(1)}
_RESPONSE_URL: Fields = {"response_url_enabled": boolean}
_OPTIONS: Fields = {
    "options": listing(OPTION, 1, 100),
    "option_groups": listing(OPTION_GROUP, 1, 100),
}
_EXTERNAL: Fields = {"min_query_length": integer(0)}
_CONVERSATIONS: Fields = {
    "default_to_current_conversation": boolean,
    "filter": CONVERSATION_FILTER,
}
_ID = string(1)
_IDS = listing(_ID)
_HAS_OPTIONS = require_one("options", "option_groups")

_SELECTS: Fields = {
    "static_select": _interactive(
        {}, {**_MENU, **_OPTIONS, "initial_option": OPTION}, _HAS_OPTIONS, _offer_initial
    ),
    "external_select": _interactive({}, {**_MENU, **_EXTERNAL, "initial_option": OPTION}),
    "users_select": _interactive({}, {**_MENU, "initial_user": _ID}),
    "conversations_select": _interactive(
        {}, {**_MENU, **_CONVERSATIONS, **_RESPONSE_URL, "initial_conversation": _ID}
    ),
    "channels_select": _interactive({}, {**_MENU, **_RESPONSE_URL, "initial_channel": _ID}),
}

_MULTI_SELECTS: Fields = {
    "multi_static_select": _interactive(
        {},
        {**_MULTI_MENU, **_OPTIONS, "initial_options": listing(OPTION)},
        _HAS_OPTIONS,
        _offer_initial,
    ),
    "multi_external_select": _interactive(
        {}, {**_MULTI_MENU, **_EXTERNAL, "initial_options": listing(OPTION)}
    ),
    "multi_users_select": _interactive({}, {**_MULTI_MENU, "initial_users": _IDS}),
    "multi_conversations_select": _interactive(
        {}, {**_MULTI_MENU, **_CONVERSATIONS, "initial_conversations": _IDS}
    ),
    "multi_channels_select": _interactive({}, {**_MULTI_MENU, "initial_channels": _IDS}),
}

_CHOICES: Fields = {
    "checkboxes": _interactive(
        {"options": listing(FORMATTED_OPTION, 1, 10)},
        {**_PICK, "initial_options": listing(FORMATTED_OPTION)},
        _offer_initial,
    ),
    "radio_buttons": _interactive(
        {"options": listing(FORMATTED_OPTION, 1, 10)},
        {**_PICK, "initial_option": FORMATTED_OPTION},
        _offer_initial,
    ),
}

_DATE = matching(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_TIME = matching(r"([01]\d|2[0-3]):[0-5]\d")
_PICKERS: Fields = {
    "datepicker": _interactive({}, {**_MENU, "initial_date": _DATE}),
    "timepicker": _interactive({}, {**_MENU, "initial_time": _TIME, "timezone": string(1)}),
    "datetimepicker": _interactive(
        {}, {**_PICK, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}
    ),
}

_LABELLED: Fields = {"value": string(0, 2000), "accessibility_label": string(1, 75)}
_FEEDBACK = record({"text": plain_text(75), "value": string(0, 2000)}, _LABELLED)
_BUTTONS: Fields = {
    "button": _interactive(
        {"text": plain_text(75)},
        {
            **_LABELLED,
            "url": URL,
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "agent_prompt": string(1, 4000),
            "agent_prompt_display": string(1),
            "visible_to_user_ids": USER_IDS,
        },
    ),
    "overflow": _interactive({"options": listing(LINK_OPTION, 1, 5)}, {"confirm": CONFIRM}),
    "feedback_buttons": _interactive(
        {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {}
    ),
    "icon_button": _interactive(
        {"icon": one_of("trash"), "text": plain_text(75)},
        {**_LABELLED, "confirm": CONFIRM, "visible_to_user_ids": USER_IDS},
    ),
}

_WRITTEN: Fields = {**_FOCUS, **_PLACEHOLDER, "dispatch_action_config": DISPATCH_CONFIG}
_LINES: Fields = {"min_lines": integer(1, 100), "max_lines": integer(1, 100)}
_NUMERAL = matching(r"-?\d+(\.\d+)?")
_INPUTS: Fields = {
    "plain_text_input": _interactive(
        {},
        {
            **_WRITTEN,
            **_LINES,
            "initial_value": string(0, 3000),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        _order_lengths,
    ),
    "email_text_input": _interactive({}, {**_WRITTEN, "initial_value": string()}),
    "url_text_input": _interactive({}, {**_WRITTEN, "initial_value": string()}),
    "number_input": _interactive(
        {"is_decimal_allowed": boolean},
        {**_WRITTEN, **dict.fromkeys(("initial_value", "min_value", "max_value"), _NUMERAL)},
    ),
    "rich_text_input": _interactive({}, {**_WRITTEN, **_LINES, "initial_value": RICH_TEXT_VALUE}),
    "file_input": _interactive(
        {}, {"filetypes": listing(string(1), minimum=1), "max_files": integer(1, 10)}
    ),
}

ELEMENTS: Fields = {
    **_BUTTONS,
    **_SELECTS,
    **_MULTI_SELECTS,
    **_CHOICES,
    **_PICKERS,
    **_INPUTS,
    "image": IMAGE_ELEMENT,
}

_COMMON = (*_SELECTS, *_MULTI_SELECTS, *_CHOICES, "datepicker", "timepicker")
IN_SECTION = (*_COMMON, "button", "overflow", "image")
IN_ACTIONS = (*_COMMON, "datetimepicker", "button", "overflow")
IN_INPUT = (*_COMMON, "datetimepicker", *_INPUTS)
