"""The smallest value of every kind that Slack accepts, and small helpers to bend them."""

from typing import Any

from sandbox.blockkit import Surface, validate_blocks

Json = dict[str, Any]
ALL: tuple[Surface, ...] = ("message", "modal", "home")


def plain(text: str = "a") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "a") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "a", **more: Any) -> Json:
    return {"text": plain(), "value": value, **more}


def options(count: int) -> list[Json]:
    return [option(str(place)) for place in range(count)]


def group(count: int = 1) -> Json:
    return {"label": plain(), "options": options(count)}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(), **more}


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://a.test/a.png", "alt_text": "a", **more}


def confirm(**more: Any) -> Json:
    fields = {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain()}
    return {**fields, **more}


def rich_text(text: str = "a", **more: Any) -> Json:
    line = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [line], **more}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(), **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements) or [button()], **more}


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements) or [mrkdwn()]}


def field(element: Json | None = None, **more: Any) -> Json:
    """An input block."""
    asked = element or {"type": "plain_text_input"}
    return {"type": "input", "label": plain(), "element": asked, **more}


def raw(text: str = "a") -> Json:
    return {"type": "raw_text", "text": text}


def table(rows: int = 1, columns: int = 1, **more: Any) -> Json:
    return {"type": "table", "rows": [[raw()] * columns for _ in range(rows)], **more}


def data_table(rows: int = 2, columns: int = 1, **more: Any) -> Json:
    return {**table(rows, columns), "type": "data_table", "caption": "a", **more}


def point(label: str = "a") -> Json:
    return {"label": label, "value": 1}


def pie(count: int = 1, **more: Any) -> Json:
    chart = {"type": "pie", "segments": [point() for _ in range(count)]}
    return {"type": "data_visualization", "title": "a", "chart": chart, **more}


def bars(series: int = 1, points: int = 1) -> Json:
    labels = [str(place) for place in range(points)]
    lines = [{"name": str(n), "data": [point(each) for each in labels]} for n in range(series)]
    chart = {"type": "bar", "series": lines, "axis_config": {"categories": labels}}
    return pie(chart=chart)


def card(**more: Any) -> Json:
    return {"type": "card", "title": mrkdwn(), **more}


def carousel(count: int = 1) -> Json:
    return {"type": "carousel", "elements": [card() for _ in range(count)]}


def container(*children: Json, **more: Any) -> Json:
    inside = list(children) or [section()]
    return {"type": "container", "title": plain(), "child_blocks": inside, **more}


def video(**more: Any) -> Json:
    urls = {"video_url": "https://a.test/v", "thumbnail_url": "https://a.test/t"}
    return {"type": "video", "title": plain(), "alt_text": "a", **urls, **more}


FEEDBACK: Json = {
    "type": "feedback_buttons",
    "positive_button": {"text": plain(), "value": "up"},
    "negative_button": {"text": plain(), "value": "down"},
}
TRASH: Json = {"type": "icon_button", "icon": "trash", "text": plain()}

BLOCKS: dict[str, tuple[Json, tuple[Surface, ...]]] = {
    "section": (section(), ALL),
    "header": ({"type": "header", "text": plain()}, ALL),
    "divider": ({"type": "divider"}, ALL),
    "context": (context(mrkdwn(), plain(), image()), ALL),
    "actions": (actions(), ALL),
    "image": (image(), ALL),
    "rich_text": (rich_text(), ALL),
    "video": (video(), ALL),
    "card": (card(), ALL),
    "input": (field(), ("modal", "home")),
    "carousel": (carousel(), ("message", "home")),
    "alert": ({"type": "alert", "text": mrkdwn(), "level": "info"}, ("modal",)),
    "markdown": ({"type": "markdown", "text": "a"}, ("message",)),
    "table": (table(), ("message",)),
    "data_table": (data_table(), ("message",)),
    "data_visualization": (pie(), ("message",)),
    "container": (container(), ("message",)),
    "context_actions": (
        {"type": "context_actions", "elements": [FEEDBACK, TRASH]},
        ("message",),
    ),
    "file": ({"type": "file", "external_id": "a", "source": "remote"}, ("message",)),
}


def texts(block: Json, surface: Surface = "message") -> list[str]:
    """What Slack answers to a payload of this one block."""
    return [problem.text for problem in validate_blocks([block], surface)]
