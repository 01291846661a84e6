"""How messages and forms look in a terminal. Pure: from what Slack shows to what rich prints."""

from collections.abc import Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from bot.demo.layout import Barred, Row
from bot.demo.notation import Reader, paragraphs, plain
from sandbox.client import Message, View

Block = dict[str, Any]

BUTTONS = {"primary": "bold green", "danger": "bold red", None: "bold"}
RULE = "─" * 24
QUOTE_BAR = "▏ "


def picture_message(message: Message, reader: Reader) -> list[RenderableType]:
    """A message as this reader sees it: an app's card, or what a person wrote."""
    cards = [block for block in message.blocks if block["type"] != "rich_text"]
    if not cards:
        return picture_words(message.text, reader)
    return [part for block in cards for part in _picture_block(block, reader)]


def picture_words(text: str, reader: Reader) -> list[RenderableType]:
    """What somebody wrote, with bars along what they quote."""
    return [
        Barred(part.text, QUOTE_BAR, "yellow") if part.quoted else part.text
        for part in paragraphs(text, reader)
    ]


def picture_form(view: View, values: Mapping[str, Any], reader: Reader) -> list[RenderableType]:
    """A modal as it is filled in: `values` by block id, the others as they stand in the form."""
    shown: list[RenderableType] = [Text(f"▣ {view.title}", "bold")]
    for block in view.blocks:
        if block["type"] == "input":
            shown.append(_picture_input(block, values.get(block["block_id"]), view, reader))
        else:
            shown += _picture_block(block, reader)
    return [*shown, Row([_button(view.submit, "primary")])] if view.submit else shown


def picture_button(text: str) -> Text:
    return _button(text, None)


def _picture_block(block: Block, reader: Reader) -> list[RenderableType]:
    match block["type"]:
        case "header":
            return [Text(plain(block["text"]["text"]), "bold underline")]
        case "section":
            return _picture_section(block, reader)
        case "context":
            texts = [piece["text"] for piece in block["elements"] if "text" in piece]
            return [_dimmed(part) for text in texts for part in picture_words(text, reader)]
        case "actions":
            buttons = [element for element in block["elements"] if element["type"] == "button"]
            return [Row([_button(b["text"]["text"], b.get("style")) for b in buttons])]
        case "divider":
            return [Text(RULE, "dim")]
    raise NotImplementedError(f"The demo has no picture of a block of type {block['type']}.")


def _picture_section(block: Block, reader: Reader) -> list[RenderableType]:
    shown = picture_words(block["text"]["text"], reader)
    accessory = block.get("accessory")
    if accessory is not None:
        shown.append(Row([_button(accessory["text"]["text"], accessory.get("style"))]))
    return shown


def _dimmed(part: RenderableType) -> RenderableType:
    if isinstance(part, Text):
        part.stylize_before("dim")
    return part


def _button(text: str, style: str | None) -> Text:
    return Text(f"[ {plain(text)} ]", BUTTONS[style])


def _picture_input(block: Block, value: Any, view: View, reader: Reader) -> RenderableType:
    element = block["element"]
    if value is None:
        value = _standing_value(view.state[block["block_id"]][element["action_id"]])
    shown = Text.assemble((f"{plain(block['label']['text'])}: ", "dim"))
    return shown.append_text(_picture_value(element, value, reader))


def _standing_value(entry: Mapping[str, Any]) -> Any:
    """What an input holds: text, a time, an option's value, or ids of people."""
    held = next((value for name, value in entry.items() if name != "type"), None)
    return held["value"] if isinstance(held, dict) else held


def _picture_value(element: Block, value: Any, reader: Reader) -> Text:
    if "users_select" in element["type"]:
        ids = value if isinstance(value, list) else [value]
        people = [Text(reader.names[i], reader.styles.get(i, "bold")) for i in ids if i]
        return Text(", ").join(people)
    options = [*element.get("options", []), *_grouped(element)]
    chosen = [option["text"]["text"] for option in options if option["value"] == value]
    return Text(plain(chosen[0] if chosen else str(value or "")), "bold")


def _grouped(element: Block) -> list[Block]:
    return [option for group in element.get("option_groups", []) for option in group["options"]]
