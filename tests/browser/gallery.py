"""Every block and every element that the page can show: to look at, and for tests to post.

Each entry is a title and blocks. What stands in MESSAGES can be posted, what stands in MODALS can
be opened in a modal with a submit button; STRANGE are blocks that Slack refuses, which a page gets
to see only when Slack invents new ones. Users and channels are ids that a test fills in.
"""

from __future__ import annotations

from typing import Any

Block = dict[str, Any]
Entry = tuple[str, list[Block]]

USER = "U0000000001"
CHANNEL = "C0000000001"
MOMENT = 1_767_603_600
PIXEL = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
NOWHERE = "https://pictures.invalid/nowhere.png"

MRKDWN = f"""*Bold* _italic_ ~struck~ `code` *_both_* and snake_case_stays
A <https://example.com/a?b=1&amp;c=2|link>, <@{USER}>,
<#{CHANNEL}>, <!here> and :tada: :+1::skin-tone-4:
&gt; a quotation
&gt; of two lines
```
fixed <width> &lt;b&gt;
```
<!date^{MOMENT}^{{date_long}} at {{time}}|a date>, &amp;amp; escaped once"""


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def option(text: str, description: str = "") -> Block:
    made: Block = {"text": plain(text), "value": text.lower().replace(" ", "_")}
    return made | ({"description": plain(description)} if description else {})


def image(url: str = PIXEL) -> Block:
    return {"type": "image", "image_url": url, "alt_text": "A dot"}


def button(text: str, action_id: str, **more: Any) -> Block:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def element(kind: str, **more: Any) -> Block:
    return {"type": kind, "action_id": f"try_{kind}", **more}


def field(label: str, inner: Block, **more: Any) -> Block:
    block_id = f"field_{inner['type']}_{inner.get('multiline', '')}"
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": inner, **more}


def cell(value: str | float) -> Block:
    if isinstance(value, str):
        return {"type": "raw_text", "text": value}
    return {"type": "raw_number", "value": value, "text": f"{value:g}"}


def rich(*parts: Block) -> Block:
    return {"type": "rich_text", "elements": list(parts)}


def words(*inline: Block, kind: str = "rich_text_section", **more: Any) -> Block:
    return {"type": kind, "elements": list(inline), **more}


def text(content: str, **style: bool) -> Block:
    return {"type": "text", "text": content} | ({"style": style} if style else {})


CONFIRM = {
    "title": plain("Are you sure?"),
    "text": mrkdwn("*All* of it will be gone."),
    "confirm": plain("Delete it"),
    "deny": plain("Keep it"),
    "style": "danger",
}
FRUIT = [option("Apple", "Red or green"), option("Pear"), option("Quince", "Best cooked")]
GROUPS = [
    {"label": plain("Trees"), "options": [option("Oak"), option("Beech")]},
    {"label": plain("Flowers"), "options": [option("Aster"), option("Dahlia")]},
]

SELECTS = [
    element("static_select", placeholder=plain("Choose a fruit"), options=FRUIT),
    element("external_select", placeholder=plain("Look for something"), min_query_length=2),
    element("users_select", placeholder=plain("Choose a person")),
    element("conversations_select", placeholder=plain("Choose a conversation")),
    element("channels_select", placeholder=plain("Choose a channel")),
]
MULTI_SELECTS = [
    element(
        "multi_static_select",
        placeholder=plain("Choose plants"),
        option_groups=GROUPS,
        initial_options=[option("Oak")],
        max_selected_items=3,
    ),
    element("multi_external_select", placeholder=plain("Look for some")),
    element("multi_users_select", placeholder=plain("Choose people")),
    element("multi_conversations_select", placeholder=plain("Choose conversations")),
    element("multi_channels_select", placeholder=plain("Choose channels")),
]
CHOICES = [
    element("radio_buttons", options=FRUIT, initial_option=FRUIT[1]),
    element("checkboxes", options=FRUIT, initial_options=[FRUIT[0]]),
]
PICKERS = [
    element("datepicker", initial_date="2026-05-04", placeholder=plain("A day")),
    element("timepicker", initial_time="09:30", placeholder=plain("A time")),
    element("datetimepicker", initial_date_time=MOMENT),
]
TYPED = [
    element("plain_text_input", placeholder=plain("A line"), min_length=2, max_length=80),
    element("plain_text_input", action_id="try_long", multiline=True, initial_value="Some words"),
    element("email_text_input", placeholder=plain("you@example.com")),
    element("url_text_input"),
    element("number_input", is_decimal_allowed=True, min_value="0", max_value="10"),
    element("rich_text_input", initial_value=rich(words(text("Some "), text("words", bold=True)))),
    element("file_input", max_files=1),
]

RICH_TEXT = rich(
    words(
        text("Plain, "),
        text("bold", bold=True),
        text(", "),
        text("all at once", bold=True, italic=True, strike=True, underline=True),
        text(", "),
        text("code", code=True),
        text(" and "),
        {"type": "link", "url": "https://example.com", "text": "a link"},
        text("; "),
        {"type": "user", "user_id": USER},
        text(" in "),
        {"type": "channel", "channel_id": CHANNEL},
        text(" to "),
        {"type": "broadcast", "range": "here"},
        text(" "),
        {"type": "emoji", "name": "wave", "skin_tone": 4},
        text(" "),
        {"type": "color", "value": "#2eb67d"},
        text(" "),
        {"type": "date", "timestamp": MOMENT, "format": "{date_short} at {time}"},
    ),
    words(words(text("one")), words(text("two")), kind="rich_text_list", style="bullet"),
    words(words(text("deeper")), kind="rich_text_list", style="bullet", indent=1),
    words(words(text("third")), kind="rich_text_list", style="ordered", offset=2),
    words(text("A quotation"), kind="rich_text_quote"),
    words(text("preformatted\n  text"), kind="rich_text_preformatted"),
)

MARKDOWN = """# Heading
Some **bold**, *italic*, ~~struck~~, `code` and a [link](https://example.com).

- one
- two

1. first
2. second

> quoted

```
fixed <b>width</b>
```"""

TABLE = {
    "type": "table",
    "rows": [
        [cell("Name"), cell("Count"), cell("Note")],
        [cell("Apple"), cell(12), rich(words(text("ripe", bold=True)))],
        [cell("Pear"), cell(7.5), cell("A note that is long enough to be wrapped in its column")],
    ],
    "column_settings": [None, {"align": "right"}, {"is_wrapped": True}],
}
DATA_TABLE = {
    "type": "data_table",
    "caption": "Fruit by week",
    "page_size": 3,
    "rows": [[cell("Week"), cell("Apples")], *([cell(f"W{n}"), cell(n * 3)] for n in range(1, 9))],
}


def chart(kind: str) -> Block:
    weeks = ["W1", "W2", "W3", "W4"]
    figures = {"Here": [3, 4, 4.5, 5], "There": [2, 3.5, 3, 4]}
    series = [
        {"name": name, "data": [{"label": w, "value": v} for w, v in zip(weeks, row, strict=True)]}
        for name, row in figures.items()
    ]
    axes = {"categories": weeks, "x_label": "Week", "y_label": "Mean"}
    shown = {"type": kind, "series": series, "axis_config": axes}
    return {"type": "data_visualization", "title": f"Means as {kind}", "chart": shown}


PIE = {
    "type": "data_visualization",
    "title": "Shares",
    "chart": {
        "type": "pie",
        "segments": [
            {"label": "Apple", "value": 12},
            {"label": "Pear", "value": 7},
            {"label": "Quince", "value": 1},
        ],
    },
}


def card(number: int) -> Block:
    return {
        "type": "card",
        "icon": image(),
        "title": plain(f"Card {number}"),
        "subtitle": mrkdwn("with a _subtitle_"),
        "body": mrkdwn("and a *body*"),
        "subtext": plain("and what stands below"),
        "actions": [button("Open", f"card_{number}", style="primary")],
    }


CONTAINER = {
    "type": "container",
    "title": plain("A container"),
    "subtitle": mrkdwn("that folds"),
    "icon": image(),
    "is_collapsible": True,
    "child_blocks": [
        {"type": "section", "text": mrkdwn("Inside, with")},
        {"type": "actions", "elements": [button("A button", "inside")]},
    ],
}
FEEDBACK = {
    "type": "context_actions",
    "elements": [
        element(
            "feedback_buttons",
            positive_button={"text": plain("Good"), "value": "good"},
            negative_button={"text": plain("Bad"), "value": "bad"},
        ),
        element("icon_button", icon="trash", text=plain("Remove")),
    ],
}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


MESSAGES: list[Entry] = [
    ("mrkdwn", [{"type": "section", "text": mrkdwn(MRKDWN)}]),
    ("Plain text", [{"type": "section", "text": plain("*Not bold*, but :tada:")}]),
    ("Fields", [{"type": "section", "fields": [mrkdwn(f"*Field {n}*\nvalue") for n in range(4)]}]),
    ("Accessories", [{"type": "section", "text": mrkdwn("An image"), "accessory": image()}]),
    ("Headers", [{"type": "header", "text": plain("One"), "level": n} for n in (1, 2, 3, 4)]),
    ("Divider", [{"type": "divider"}]),
    ("Context", [{"type": "context", "elements": [image(), mrkdwn("*small*"), plain("words")]}]),
    (
        "Image",
        [{**image(), "title": plain("An image")}, {**image(NOWHERE), "title": plain("None")}],
    ),
    (
        "Buttons",
        [
            actions(
                button("Plain :wave:", "plain"),
                button("Primary", "primary", style="primary"),
                button("Danger", "danger", style="danger", confirm=CONFIRM),
                button("Link", "link", url="https://example.com"),
                button("Mine only", "mine", visible_to_user_ids=[USER]),
                element("overflow", options=[option("First", "with words"), option("Second")]),
            )
        ],
    ),
    ("Selects", [actions(*SELECTS)]),
    ("Multiple selects", [actions(*MULTI_SELECTS)]),
    ("Choices", [actions(*CHOICES)]),
    ("Pickers", [actions(*PICKERS)]),
    ("Rich text", [RICH_TEXT]),
    ("Markdown", [{"type": "markdown", "text": MARKDOWN}]),
    ("Table", [TABLE]),
    ("Data table", [DATA_TABLE]),
    ("Bars and lines", [chart("bar"), chart("line")]),
    ("Area and pie", [chart("area"), PIE]),
    ("Card", [card(0)]),
    ("Carousel", [{"type": "carousel", "elements": [card(n) for n in (1, 2, 3)]}]),
    ("Container", [CONTAINER]),
    ("Feedback", [FEEDBACK]),
    (
        "File, which the page does not know",
        [{"type": "file", "external_id": "f", "source": "remote"}],
    ),
]

MODALS: list[Entry] = [
    ("Selects", [field(f"A {inner['type']}", inner, optional=True) for inner in SELECTS]),
    (
        "Multiple selects",
        [field(f"A {each['type']}", each, optional=True) for each in MULTI_SELECTS],
    ),
    ("Choices", [field(f"A {inner['type']}", inner, hint=plain("A hint")) for inner in CHOICES]),
    ("Pickers", [field(f"A {inner['type']}", inner, optional=True) for inner in PICKERS]),
    ("Typed", [field(f"A {inner['type']}", inner, optional=True) for inner in TYPED]),
    (
        "Alerts",
        [
            {"type": "alert", "text": mrkdwn(f"This is *{level}*"), "level": level}
            for level in ("default", "info", "warning", "error", "success")
        ],
    ),
]

STRANGE: list[Entry] = [
    ("A type nobody knows", [{"type": "hologram", "beam": 3}]),
    ("No type", [{"text": "lost"}]),
    ("A section of nothing", [{"type": "section"}]),
    ("A text that is no text object", [{"type": "section", "text": "words"}]),
    ("Actions without elements", [{"type": "actions"}]),
    ("An element nobody knows", [actions({"type": "dial", "action_id": "turn"})]),
    ("A table without rows", [{"type": "table", "rows": []}]),
    ("A chart without figures", [{"type": "data_visualization", "title": "?", "chart": {}}]),
    ("A list of something else", [rich(words(text("?"), kind="rich_text_spiral"))]),
]
