"""Typed helpers that build Block Kit.

Ids are always given, text types are always said, and everything is cut to Slack's limits here and
nowhere else. Texts that people wrote go through `escape` before they stand in mrkdwn.
"""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bot.core.ids import is_gone
from storage.outbox import Message

Block = dict[str, Any]
View = dict[str, Any]

MESSAGE_BLOCKS = 50
# Slack refuses messages of more than about 13,000 characters, whatever they are spread over; it
# tells no exact number, and counts more than the texts (slackapi/bolt-js, issues 2509 and 2867).
MESSAGE_CHARACTERS = 12_000
VIEW_BLOCKS = 100
SECTION_TEXT = 3000
HEADER_TEXT = 150
BUTTON_TEXT = 75
OPTION_TEXT = 75
TITLE_TEXT = 24
LABEL_TEXT = 2000
PLACEHOLDER_TEXT = 150
FALLBACK_TEXT = 4000
INPUT_TEXT = 3000

# What must stay in one piece: a mention, a link, a date, an escaped character.
_ENTITY = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);")

# Marks that set the direction of writing, each with the mark that ends it.
_DIRECTIONS = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"),
    **dict.fromkeys("\u2066\u2067\u2068", "\u2069"),
}


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits, ending in an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "…"


def escape(text: str) -> str:
    """Make a person's text harmless in mrkdwn: no mention, link or command comes out of it.

    Nor does it turn round the direction of what stands behind it.
    """
    harmless = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return harmless + _end_directions(text)


def _end_directions(text: str) -> str:
    """The marks that end what the last line's marks of direction began (Unicode UAX 9)."""
    open_ends: list[str] = []
    for mark in text.rpartition("\n")[2]:
        if mark in _DIRECTIONS:
            open_ends.append(_DIRECTIONS[mark])
        elif open_ends and mark == open_ends[-1]:
            open_ends.pop()
    return "".join(reversed(open_ends))


def plain(text: str, most: int = SECTION_TEXT) -> Block:
    return {"type": "plain_text", "text": cut(text, most), "emoji": True}


def mrkdwn(text: str, most: int = SECTION_TEXT) -> Block:
    if len(text) > most:
        text = text[: _find_cut(text, most - 1)] + "…"
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, HEADER_TEXT)}


def section(text: str, accessory: Block | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory is not None:
        block["accessory"] = accessory
    return block


def named(block_id: str, shown: list[Block]) -> list[Block]:
    """The same, of which the first block says what they belong to."""
    first, *rest = shown
    return [first | {"block_id": block_id}, *rest]


def sections(text: str) -> list[Block]:
    """As many sections as a long text needs; nothing of it is lost, no entity is torn."""
    return [section(piece) for piece in _pieces(text, SECTION_TEXT)]


def quotation(text: str) -> list[Block]:
    """A person's words, escaped, as a block quotation in as many sections as they need."""
    quoted = "\n".join(f">{line}" for line in escape(text).split("\n"))
    pieces = _pieces(quoted, SECTION_TEXT - 1)
    return [section(piece if piece.startswith(">") else f">{piece}") for piece in pieces]


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}


def divider() -> Block:
    return {"type": "divider"}


def button(
    text: str,
    action_id: str,
    value: str = "",
    *,
    style: str | None = None,
    label: str | None = None,
    confirm: Block | None = None,
) -> Block:
    """A button. `label` is what screen readers say instead of a short text."""
    element: Block = {
        "type": "button",
        "text": plain(text, BUTTON_TEXT),
        "action_id": action_id,
    }
    if value:
        element["value"] = value
    if style:
        element["style"] = style
    if label:
        element["accessibility_label"] = cut(label, BUTTON_TEXT)
    if confirm:
        element["confirm"] = confirm
    return element


def confirm(title: str, text: str, yes: str, no: str = "Not now") -> Block:
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def actions(block_id: str, elements: Sequence[Block]) -> Block:
    return {"type": "actions", "block_id": block_id, "elements": list(elements[:25])}


def overflow(action_id: str, options: Sequence[Block]) -> Block:
    """A menu of one to five options, behind three dots."""
    return {"type": "overflow", "action_id": action_id, "options": list(options[:5])}


def option(text: str, value: str) -> Block:
    return {"text": plain(text, OPTION_TEXT), "value": value}


def text_input(
    block_id: str,
    label: str,
    *,
    initial: str = "",
    multiline: bool = False,
    optional: bool = False,
    hint: str = "",
    placeholder: str = "",
    most: int = INPUT_TEXT,
) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": block_id,
        "multiline": multiline,
        "max_length": most,
    }
    if initial:
        element["initial_value"] = initial[:most]
    if placeholder:
        element["placeholder"] = plain(placeholder, PLACEHOLDER_TEXT)
    return _input(block_id, label, element, optional=optional, hint=hint)


def user_input(
    block_id: str, label: str, *, initial: str | None = None, optional: bool = False, hint: str = ""
) -> Block:
    """Pick one person."""
    element: Block = {"type": "users_select", "action_id": block_id}
    if initial and not is_gone(initial):
        element["initial_user"] = initial
    return _input(block_id, label, element, optional=optional, hint=hint)


def users_input(
    block_id: str,
    label: str,
    *,
    initial: Sequence[str] = (),
    optional: bool = False,
    hint: str = "",
) -> Block:
    """Pick several people."""
    element: Block = {"type": "multi_users_select", "action_id": block_id}
    picked = [user_id for user_id in initial if not is_gone(user_id)]
    if picked:
        element["initial_users"] = picked
    return _input(block_id, label, element, optional=optional, hint=hint)


def select_input(
    block_id: str,
    label: str,
    options: Sequence[Block] = (),
    *,
    groups: Sequence[tuple[str, Sequence[Block]]] = (),
    initial: str | None = None,
    optional: bool = False,
    hint: str = "",
) -> Block:
    """Pick one of up to 100 options, or of up to 100 groups of them. `initial` is a value."""
    element: Block = {"type": "static_select", "action_id": block_id}
    everything = list(options)
    if groups:
        element["option_groups"] = [
            {"label": plain(name, 75), "options": list(members)} for name, members in groups
        ]
        everything = [entry for _, members in groups for entry in members]
    else:
        element["options"] = everything
    _choose_initial(element, everything, initial)
    return _input(block_id, label, element, optional=optional, hint=hint)


def multi_select_input(
    block_id: str,
    label: str,
    options: Sequence[Block],
    *,
    chosen: Sequence[str] = (),
    most: int | None = None,
    optional: bool = False,
) -> Block:
    """Pick several of up to 100 options; `chosen` are values."""
    element: Block = {
        "type": "multi_static_select",
        "action_id": block_id,
        "options": list(options[:100]),
    }
    initial = [entry for entry in options[:100] if entry["value"] in chosen]
    if initial:
        element["initial_options"] = initial
    if most is not None:
        element["max_selected_items"] = most
    return _input(block_id, label, element, optional=optional)


def radio_input(
    block_id: str, label: str, options: Sequence[Block], *, initial: str | None = None
) -> Block:
    """Pick one of up to ten options that are all seen at once."""
    element: Block = {
        "type": "radio_buttons",
        "action_id": block_id,
        "options": list(options),
    }
    _choose_initial(element, options, initial)
    return _input(block_id, label, element)


def checkboxes(action_id: str, options: Sequence[Block], *, chosen: Sequence[str] = ()) -> Block:
    """Any of up to ten options; `chosen` are values. It acts at each change."""
    element: Block = {"type": "checkboxes", "action_id": action_id, "options": list(options[:10])}
    initial = [entry for entry in options[:10] if entry["value"] in chosen]
    if initial:
        element["initial_options"] = initial
    return element


def checkboxes_input(block_id: str, label: str, options: Sequence[Block]) -> Block:
    """Pick any of up to ten options, or none."""
    return _input(block_id, label, checkboxes(block_id, options), optional=True)


def time_input(block_id: str, label: str, *, initial: str, hint: str = "") -> Block:
    """Pick a time of day, as HH:MM."""
    element: Block = {"type": "timepicker", "action_id": block_id, "initial_time": initial}
    return _input(block_id, label, element, hint=hint)


def date_input(
    block_id: str,
    label: str,
    *,
    initial: date | None = None,
    optional: bool = False,
    hint: str = "",
) -> Block:
    """Pick a day, as YYYY-MM-DD."""
    element: Block = {"type": "datepicker", "action_id": block_id}
    if initial is not None:
        element["initial_date"] = initial.isoformat()
    return _input(block_id, label, element, optional=optional, hint=hint)


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    close: str = "Cancel",
    metadata: dict[str, str] | None = None,
) -> View:
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, TITLE_TEXT),
        "close": plain(close, TITLE_TEXT),
        "blocks": list(blocks[:VIEW_BLOCKS]),
    }
    if submit:
        view["submit"] = plain(submit, TITLE_TEXT)
    if metadata:
        view["private_metadata"] = json.dumps(metadata)
    return view


def home(blocks: Sequence[Block]) -> View:
    return {"type": "home", "blocks": list(blocks[:VIEW_BLOCKS])}


def message(text: str, blocks: Iterable[Block] = ()) -> Message:
    """A message: `text` is what notifications and screen readers say, and must not be empty.

    Without blocks the text itself is shown. Long texts are cut as far as there is no room for them.
    """
    shown = list(blocks) or sections(text)
    return {"text": cut(text, FALLBACK_TEXT), "blocks": _squeeze(shown[:MESSAGE_BLOCKS])}


def measure(block: Block) -> int:
    """How much of a message's characters a block takes."""
    return len(json.dumps(block, ensure_ascii=False))


def _squeeze(whole: list[Block]) -> list[Block]:
    shown = whole
    for most in (1500, 750, 375, 100):
        if sum(measure(one) for one in shown) <= MESSAGE_CHARACTERS:
            break
        shown = [_shorten(one, most) for one in whole]
    return shown


def _shorten(block: Block, most: int) -> Block:
    if block["type"] != "section" or "accessory" in block:  # a line of a list is short, and a link
        return block
    return block | {"text": mrkdwn(block["text"]["text"], most)}


def _input(
    block_id: str, label: str, element: Block, *, optional: bool = False, hint: str = ""
) -> Block:
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, LABEL_TEXT),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, LABEL_TEXT)
    return block


def _choose_initial(element: Block, options: Sequence[Block], initial: str | None) -> None:
    chosen = next((entry for entry in options if entry["value"] == initial), None)
    if chosen is not None:
        element["initial_option"] = chosen


def _pieces(text: str, most: int) -> Iterable[str]:
    """The text in pieces of at most `most` characters; joined they are the text again."""
    while len(text) > most:
        end = _find_cut(text, most)
        yield text[:end]
        text = text[end:]
    if text:
        yield text


def _find_cut(text: str, most: int) -> int:
    """Where a piece may end: after white space if there is some late enough, never in an entity."""
    entities = (entity.span() for entity in _ENTITY.finditer(text[: 2 * most]))
    torn = {place for start, end in entities for place in range(start + 1, end)}
    places = [place for place in range(most, 0, -1) if place not in torn]
    spaces = (place for place in places if place > most // 2 and text[place - 1] in " \n")
    return next(spaces, places[0] if places else most)
