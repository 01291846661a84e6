"""Whole messages and views: which block goes where, and what must hold across blocks."""

from collections.abc import Iterator
from typing import Any, Literal

from sandbox.blockkit.blocks import BLOCKS
from sandbox.blockkit.composition import plain_text
from sandbox.blockkit.shapes import (
    Check,
    Fields,
    Problem,
    boolean,
    either,
    listing,
    pick,
    string,
    typed,
)

Surface = Literal["message", "modal", "home"]

# Slack's pointers for views start at the `view` argument of the method.
VIEW_POINTER = "/view"

_ANYWHERE = (
    "section",
    "header",
    "divider",
    "context",
    "actions",
    "image",
    "rich_text",
    "video",
    "card",
)
_ONLY_MESSAGE = (
    "markdown",
    "table",
    "data_table",
    "data_visualization",
    "container",
    "context_actions",
    "file",
)

_MESSAGE_BLOCKS: Check = listing(pick(BLOCKS, *_ANYWHERE, *_ONLY_MESSAGE, "carousel"), 0, 50)
_MODAL_BLOCKS: Check = listing(pick(BLOCKS, *_ANYWHERE, "input", "alert"), 0, 100)
_HOME_BLOCKS: Check = listing(pick(BLOCKS, *_ANYWHERE, "input", "carousel"), 0, 100)
_ON_SURFACE: dict[Surface, Check] = {
    "message": _MESSAGE_BLOCKS,
    "modal": _MODAL_BLOCKS,
    "home": _HOME_BLOCKS,
}

_KEPT: Fields = {
    "private_metadata": string(0, 3000),
    "callback_id": string(0, 255),
    "external_id": string(0, 255),
}
_VIEW = either(
    {
        "modal": typed(
            {"title": plain_text(24), "blocks": _MODAL_BLOCKS},
            {
                **_KEPT,
                "submit": plain_text(24),
                "close": plain_text(24),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
            },
        ),
        "home": typed({"blocks": _HOME_BLOCKS}, _KEPT),
    }
)

# The fields under which a block or element holds further blocks or elements.
_NESTING = ("accessory", "element", "elements", "actions", "child_blocks")

# How many blocks of a kind one message may hold, and what Slack says of the next one.
_COUNTED = (
    ("table", 1, "only_one_table_allowed"),
    ("data_visualization", 2, "no more than 2 data_visualization blocks allowed"),
)

Nodes = list[tuple[dict[str, Any], str]]


def validate_blocks(blocks: object, surface: Surface) -> list[Problem]:
    """What Slack would refuse in the blocks of a message, a modal or a Home tab."""
    pointer = "/blocks"
    problems = _ON_SURFACE[surface](blocks, pointer)
    return problems or _check_across(blocks, pointer)


def validate_view(view: object) -> list[Problem]:
    """What Slack would refuse in a view, its size in bytes apart."""
    problems = _VIEW(view, VIEW_POINTER)
    if problems or not isinstance(view, dict):
        return problems
    return [
        *_check_submit(view, f"{VIEW_POINTER}/blocks"),
        *_check_across(view["blocks"], f"{VIEW_POINTER}/blocks"),
    ]


def _check_across(blocks: object, pointer: str) -> list[Problem]:
    nodes = list(_walk(blocks, pointer))
    return [
        *_check_unique(nodes, "block_id"),
        *_check_unique(nodes, "action_id"),
        *_check_totals(nodes, pointer),
        *_check_counts(nodes),
    ]


def _walk(root: object, pointer: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Every block and element with its pointer, in reading order."""
    pending = [(root, pointer)]
    while pending:
        value, here = pending.pop()
        if isinstance(value, list):
            inner = [(each, f"{here}/{place}") for place, each in enumerate(value)]
            pending.extend(reversed(inner))
        elif isinstance(value, dict):
            yield value, here
            inner = [(value[name], f"{here}/{name}") for name in _NESTING if name in value]
            pending.extend(reversed(inner))


def _check_unique(nodes: Nodes, name: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for node, pointer in nodes:
        if name not in node:
            continue
        if node[name] in seen:
            yield Problem(f'`{name}` "{node[name]}" already exists', f"{pointer}/{name}")
        seen.add(node[name])


def _check_totals(nodes: Nodes, pointer: str) -> Iterator[Problem]:
    """Slack bounds all markdown of a message together, and all table cells together."""
    prose = [len(node["text"]) for node, _ in nodes if node["type"] == "markdown"]
    cells = [
        _count_characters(node["rows"])
        for node, _ in nodes
        if node["type"] in ("table", "data_table")
    ]
    for lengths, limit in ((prose, 12_000), (cells, 10_000)):
        if sum(lengths) > limit:
            yield Problem(f"must be less than {limit + 1} characters", pointer)


def _count_characters(rows: object) -> int:
    texts = (node.get("text") for node, _ in _walk(rows, ""))
    return sum(len(text) for text in texts if isinstance(text, str))


def _check_counts(nodes: Nodes) -> Iterator[Problem]:
    for kind, limit, message in _COUNTED:
        places = [pointer for node, pointer in nodes if node["type"] == kind]
        yield from (Problem(message, pointer) for pointer in places[limit:])


def _check_submit(view: dict[str, Any], pointer: str) -> list[Problem]:
    if view["type"] != "modal" or "submit" in view:
        return []
    return [
        Problem(
            "must define `submit` to use an `input` block in modals", f"{pointer}/{place}/input"
        )
        for place, block in enumerate(view["blocks"])
        if block["type"] == "input"
    ]
