"""A sample of every element that holds something, and what Slack tells of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.sandbox.faithful.shapes import CHANNEL_ID, OPTION, PLAIN_TEXT, TS, USER_ID
from tests.sandbox.faithful.spec import Spec
from tests.sandbox.test_conversation_with_bolt import BUTTON

OPTIONS = [
    {"text": {"type": "plain_text", "text": text}, "value": text.lower()}
    for text in ("Red", "Green", "Blue")
]
DATE = re.compile(r"\d{4}-\d\d-\d\d")
TIME = re.compile(r"\d\d:\d\d")


@dataclass(frozen=True)
class Choice:
    """An element of a message: what a person chooses in it, and its row of `actions`."""

    name: str
    element: dict[str, Any]
    value: Any
    entry: Spec

    @property
    def action(self) -> Spec:
        kind = self.element["type"]
        row = {"type": kind, "block_id": "choices", "action_id": self.name, "action_ts": TS}
        return row | {"placeholder?": PLAIN_TEXT} | self.entry


def _choice(name: str, kind: str, value: Any, entry: Spec, **more: Any) -> Choice:
    return Choice(name, {"type": kind, "action_id": name} | more, value, entry)


CHOICES = [
    _choice("colour", "static_select", "Red", {"selected_option": OPTION}, options=OPTIONS),
    _choice(
        "colours",
        "multi_static_select",
        ["Red", "Blue"],
        {"selected_options": [OPTION]},
        options=OPTIONS,
        placeholder={"type": "plain_text", "text": "Which?"},
    ),
    _choice("one", "radio_buttons", "Green", {"selected_option": OPTION}, options=OPTIONS),
    _choice("some", "checkboxes", ["Green"], {"selected_options": [OPTION]}, options=OPTIONS),
    _choice("person", "users_select", None, {"selected_user": USER_ID}),
    _choice("people", "multi_users_select", None, {"selected_users": [USER_ID]}),
    _choice("room", "conversations_select", None, {"selected_conversation": CHANNEL_ID}),
    _choice("day", "datepicker", "2026-11-02", {"selected_date": DATE}),
    _choice("time", "timepicker", "09:30", {"selected_time": TIME}),
    _choice("moment", "datetimepicker", 1_762_000_000, {"selected_date_time": int}),
]
_OVERFLOW = {
    "type": "overflow",
    "action_id": "menu",
    "options": [
        {"text": {"type": "plain_text", "text": "Undo"}, "value": "undo"},
        {"text": {"type": "plain_text", "text": "Hide"}, "value": "hide"},
    ],
}
PRESSED_OVERFLOW = {
    "type": "overflow",
    "block_id": "choices",
    "action_id": "menu",
    "selected_option": OPTION,
    "action_ts": TS,
}
_LINK = {
    "type": "button",
    "action_id": "look",
    "text": {"type": "plain_text", "text": "Look"},
    "url": "https://example.com/",
    "style": "primary",
}
LINK = {"type": "actions", "block_id": "links", "elements": [_LINK]}
PRESSED_LINK = {
    "type": "button",
    "block_id": "links",
    "action_id": "look",
    "text": PLAIN_TEXT,
    "url": str,
    "style": "primary",
    "action_ts": TS,
}


def choices() -> list[dict[str, Any]]:
    """One block with all of them."""
    elements = [choice.element for choice in CHOICES]
    return [{"type": "actions", "block_id": "choices", "elements": [*elements, _OVERFLOW]}]


_TEXT = {"type": "rich_text", "elements": [dict]}
_ELEMENTS: dict[str, dict[str, Any]] = {
    "words": {"type": "plain_text_input"},
    "mail": {"type": "email_text_input"},
    "link": {"type": "url_text_input"},
    "number": {"type": "number_input", "is_decimal_allowed": False},
    "story": {"type": "rich_text_input"},
    "colour": {"type": "static_select", "options": OPTIONS},
    "colours": {"type": "multi_static_select", "options": OPTIONS},
    "one": {"type": "radio_buttons", "options": OPTIONS},
    "some": {"type": "checkboxes", "options": OPTIONS},
    "who": {"type": "users_select"},
    "who_all": {"type": "multi_users_select"},
    "where": {"type": "conversations_select", "response_url_enabled": True},
    "day": {"type": "datepicker"},
    "time": {"type": "timepicker"},
    "moment": {"type": "datetimepicker"},
    "nothing": {"type": "plain_text_input"},
    "nobody": {"type": "users_select"},
    "none": {"type": "checkboxes", "options": OPTIONS},
}
# What a person enters in each input of `modal`, and its entry in `state.values`.
ENTERED: dict[str, tuple[Any, Spec]] = {
    "words": ("a\nb", {"type": "plain_text_input", "value": "a\nb"}),
    "mail": ("a@example.com", {"type": "email_text_input", "value": str}),
    "link": ("https://example.com", {"type": "url_text_input", "value": str}),
    "number": ("4", {"type": "number_input", "value": "4"}),
    "story": ("so", {"type": "rich_text_input", "rich_text_value": _TEXT}),
    "colour": ("Red", {"type": "static_select", "selected_option": OPTION}),
    "colours": (["Red"], {"type": "multi_static_select", "selected_options": [OPTION]}),
    "one": ("Blue", {"type": "radio_buttons", "selected_option": OPTION}),
    "some": (["Blue"], {"type": "checkboxes", "selected_options": [OPTION]}),
    "who": (None, {"type": "users_select", "selected_user": USER_ID}),
    "who_all": (None, {"type": "multi_users_select", "selected_users": [USER_ID]}),
    "where": (None, {"type": "conversations_select", "selected_conversation": CHANNEL_ID}),
    "day": ("2026-11-02", {"type": "datepicker", "selected_date": DATE}),
    "time": ("09:30", {"type": "timepicker", "selected_time": TIME}),
    "moment": (1_762_000_000, {"type": "datetimepicker", "selected_date_time": int}),
    "nothing": ("", {"type": "plain_text_input", "value": None}),
    "nobody": (None, {"type": "users_select", "selected_user": None}),
    "none": ([], {"type": "checkboxes", "selected_options": []}),
}


def modal(**more: Any) -> dict[str, Any]:
    """A form with every input, all of them optional, and a button."""
    inputs = [
        {
            "type": "input",
            "block_id": name,
            "optional": True,
            "label": {"type": "plain_text", "text": name},
            "element": element | {"action_id": f"{name}_in"},
        }
        for name, element in _ELEMENTS.items()
    ]
    view = {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "Form"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [BUTTON, *inputs],
    }
    return view | more
