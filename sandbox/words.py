"""What of Block Kit a person can read: the words, the buttons and the inputs' labels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.elements import clickable, options_of, stateful
from sandbox.model import JSON

_TEXT_FIELDS = ("title", "subtitle", "text", "body", "subtext", "label", "caption", "hint")
_CONTAINERS = ("fields", "accessory", "element", "elements", "actions", "rows", "blocks")
_RICH_LINES = ("rich_text_section", "rich_text_quote", "rich_text_preformatted")
_SHOWN_OPTIONS = ("radio_buttons", "checkboxes")


def words_of(blocks: list[JSON]) -> str:
    """All visible text in reading order, one piece a line, mrkdwn as it was sent."""
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def buttons_of(blocks: list[JSON]) -> list[str]:
    """The texts of all buttons and overflow options."""
    texts = []
    for element in clickable(blocks):
        if element.type == "overflow":
            texts += [option["text"]["text"] for option in options_of(element.json)]
        else:
            texts.append(element.json["text"]["text"])
    return texts


def inputs_of(blocks: list[JSON]) -> dict[str, str]:
    """The label of each input block, by block id."""
    return {e.block_id: e.label for e in stateful(blocks) if e.is_input}


def _lines(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _lines(each)
    elif isinstance(node, dict):
        yield from _lines_of_object(node)


def _lines_of_object(node: JSON) -> Iterator[str]:
    if node.get("type") in _RICH_LINES:
        yield "".join(_inline(piece) for piece in node["elements"])
        return
    for field in _TEXT_FIELDS:
        value = node.get(field)
        if isinstance(value, str):
            yield value
        else:
            yield from _lines(value)
    for container in _CONTAINERS:
        yield from _lines(node.get(container))
    if node.get("type") in _SHOWN_OPTIONS:
        yield from _lines(options_of(node))


def _inline(piece: JSON) -> str:
    kind = piece["type"]
    if kind == "user":
        return f"<@{piece['user_id']}>"
    if kind == "channel":
        return f"<#{piece['channel_id']}>"
    if kind == "emoji":
        return f":{piece['name']}:"
    return str(piece.get("text") or piece.get("url") or piece.get("range") or "")
