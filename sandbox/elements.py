"""Interactive elements of Block Kit: their ids, and what they hold when a person uses them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.ids import new_block_id
from sandbox.model import JSON
from sandbox.typing_in import escape_typed, rich_text

STATE_KEY = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
}
_MANY = {key for key in STATE_KEY.values() if key.endswith("s") and key != "files"}
_CLICKABLE = {"button", "workflow_button", "overflow", "icon_button", "feedback_buttons"}
_FEEDBACK_SIDES = ("positive_button", "negative_button")
_INITIAL = {
    "plain_text_input": "initial_value",
    "email_text_input": "initial_value",
    "url_text_input": "initial_value",
    "number_input": "initial_value",
    "rich_text_input": "initial_value",
}
_TEXT_TYPES = {kind for kind, key in STATE_KEY.items() if key == "value"}


class BadValueError(Exception):
    """The element has no such choice, or the value has not its form."""


@dataclass(frozen=True)
class Element:
    """An interactive element and the block it stands in; both are the stored JSON."""

    block: JSON
    json: JSON

    @property
    def type(self) -> str:
        return str(self.json["type"])

    @property
    def block_id(self) -> str:
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        return str(self.json["action_id"])

    @property
    def is_input(self) -> bool:
        return bool(self.block["type"] == "input")

    @property
    def dispatches(self) -> bool:
        return not self.is_input or bool(self.block.get("dispatch_action", False))

    @property
    def label(self) -> str:
        """What a person would call it: the input's label, else its placeholder."""
        source = self.block.get("label") or self.json.get("placeholder") or {}
        return str(source.get("text", ""))


def with_ids(blocks: list[JSON]) -> list[JSON]:
    """A copy in which every block and every interactive element has an id, as Slack stores it."""
    blocks = copy.deepcopy(blocks)
    for block in blocks:
        if not block.get("block_id"):
            block["block_id"] = new_block_id()
        for element in _candidates(block):
            if _is_interactive(element) and not element.get("action_id"):
                element["action_id"] = new_block_id()
    return blocks


def interactive(blocks: list[JSON]) -> Iterator[Element]:
    """All interactive elements of stored blocks in reading order."""
    for block in blocks:
        for element in _candidates(block):
            if _is_interactive(element):
                yield Element(block, element)


def stateful(blocks: list[JSON]) -> Iterator[Element]:
    return (element for element in interactive(blocks) if element.type in STATE_KEY)


def clickable(blocks: list[JSON]) -> Iterator[Element]:
    """Buttons and overflow menus; of feedback buttons each side is one."""
    for element in interactive(blocks):
        if element.type == "feedback_buttons":
            for side in _FEEDBACK_SIDES:
                yield Element(element.block, element.json | element.json[side])
        elif element.type in _CLICKABLE:
            yield element


def _candidates(block: JSON) -> Iterator[JSON]:
    if isinstance(block.get("element"), dict):
        yield block["element"]
    if isinstance(block.get("accessory"), dict):
        yield block["accessory"]
    for inner in (*block.get("elements", []), *block.get("actions", [])):
        if isinstance(inner, dict):
            yield inner
            yield from inner.get("actions", [])
    for child in (*block.get("blocks", []), *block.get("child_blocks", [])):
        if isinstance(child, dict):
            yield from _candidates(child)


def _is_interactive(element: JSON) -> bool:
    return element.get("type") in STATE_KEY or element.get("type") in _CLICKABLE


def options_of(element: JSON) -> list[JSON]:
    """The options of a select, overflow, radio or checkbox element, groups flattened."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(o for group in groups for o in group["options"])]


def initial_state(blocks: list[JSON]) -> dict[str, dict[str, JSON]]:
    """`state.values` of fresh blocks: every stateful element with its initial value or nothing."""
    values: dict[str, dict[str, JSON]] = {}
    for element in stateful(blocks):
        entry = held(element, _initial_value(element))
        values.setdefault(element.block_id, {})[element.action_id] = entry
    return values


def kept_state(
    blocks: list[JSON], before: dict[str, dict[str, JSON]]
) -> dict[str, dict[str, JSON]]:
    """`state.values` after a change of blocks: entries stay where both ids and the type do."""
    values = initial_state(blocks)
    for block_id, entries in values.items():
        for action_id, entry in entries.items():
            old = before.get(block_id, {}).get(action_id)
            if old and old["type"] == entry["type"]:
                entries[action_id] = old
    return values


def _initial_value(element: Element) -> Any:
    key = STATE_KEY[element.type]
    name = _INITIAL.get(element.type, key.replace("selected_", "initial_"))
    empty: Any = [] if key in _MANY or key == "files" else None
    return element.json.get(name, empty)


def held(element: Element, value: Any) -> JSON:
    """An element's entry in `state.values`."""
    return {"type": element.type, STATE_KEY[element.type]: value}


def is_empty(entry: JSON) -> bool:
    return entry[STATE_KEY[entry["type"]]] in (None, "", [])


def choose(element: Element, value: Any) -> JSON:
    """The entry after a person gives `value`: text, option text or value, ids, a list of them.

    Raises BadValueError where Slack's client would not let them.
    """
    key = STATE_KEY[element.type]
    if key == "files":
        raise BadValueError("the sandbox has no files")
    if key in _MANY:
        many = value if isinstance(value, list) else [] if value is None else [value]
        return held(element, [_one(element, each) for each in many])
    return held(element, None if value is None or value == "" else _one(element, value))


def _one(element: Element, value: Any) -> Any:
    if element.type in _TEXT_TYPES:
        return str(value)
    if element.type == "rich_text_input":
        written = rich_text(escape_typed(str(value)))
        return {name: written[name] for name in ("type", "elements")}
    if element.type == "datetimepicker":
        return int(value)
    if "option" in STATE_KEY[element.type]:
        return find_option(element.json, str(value))
    return str(value)


def find_option(element: JSON, wanted: str) -> JSON:
    """The option with this value or text; raises BadValueError naming what is there."""
    options = options_of(element)
    for option in options:
        if wanted in (option.get("value"), option["text"]["text"]):
            return option
    there = ", ".join(option["text"]["text"] for option in options)
    raise BadValueError(f"there is no option {wanted!r}; there are: {there}")


def action_of(element: Element, ts: str, entry: JSON | None, option: JSON | None = None) -> JSON:
    """One row of `actions` in block_actions: what was clicked, or chosen, and when."""
    action: JSON = {
        "type": element.type,
        "block_id": element.block_id,
        "action_id": element.action_id,
    }
    for name in ("text", "value", "style", "url", "placeholder"):
        if name in element.json and (name != "placeholder" or entry):
            action[name] = element.json[name]
    if option is not None:
        action["selected_option"] = option
    if entry is not None:
        action |= entry
    return action | {"action_ts": ts}
