"""Payloads with one thing wrong, and the one sentence Slack answers."""

import pytest

from tests.sandbox.blockkit.samples import (
    FEEDBACK,
    Json,
    actions,
    bars,
    button,
    card,
    confirm,
    container,
    context,
    data_table,
    field,
    group,
    image,
    mrkdwn,
    option,
    options,
    pie,
    plain,
    raw,
    rich_text,
    section,
    table,
    texts,
)

ANY = "failed to match all allowed schemas"
ENUM = "must be a valid enum value"
OFFERED = "must be one of the provided options"


def without(value: Json, name: str) -> Json:
    return {key: inner for key, inner in value.items() if key != name}


def element(**fields: object) -> Json:
    return actions(dict(fields))


def select(**fields: object) -> Json:
    return element(type="static_select", **fields)


def line(**fields: object) -> Json:
    part = {"type": "rich_text_section", "elements": [fields]}
    return {"type": "rich_text", "elements": [part]}


CASES: list[tuple[Json, str, str]] = [
    # Unknown kinds and keys
    ({"type": "foo"}, "unsupported type: foo", "/type"),
    ({"text": plain()}, "missing required field: type", ""),
    ({"type": 1}, "must provide a string", "/type"),
    ({"type": "divider", "text": plain()}, "invalid additional property: text", ""),
    (section(text=plain() | {"size": 1}), "invalid additional property: size", "/text"),
    (section(text=mrkdwn() | {"emoji": True}), "invalid additional property: emoji", "/text"),
    (actions(button(block_id="a")), "invalid additional property: block_id", "/elements/0"),
    (
        select(options=[option(url="a")]),
        "invalid additional property: url",
        "/elements/0/options/0",
    ),
    # Texts
    (section(text="a"), "must provide an object", "/text"),
    (section(text={"type": "text", "text": "a"}), ANY, "/text"),
    (section(text={"text": "a"}), "missing required field: type", "/text"),
    (section(text={"type": "mrkdwn"}), "missing required field: text", "/text"),
    (section(text=mrkdwn() | {"text": None}), "must provide a string", "/text/text"),
    ({"type": "header", "text": mrkdwn()}, ENUM, "/text/type"),
    (actions(button(text=mrkdwn())), ENUM, "/elements/0/text/type"),
    (image(title=mrkdwn()), ENUM, "/title/type"),
    (select(options=[option(text=mrkdwn())]), ENUM, "/elements/0/options/0/text/type"),
    (select(options=[option()], placeholder=mrkdwn()), ENUM, "/elements/0/placeholder/type"),
    (context(button()), "unsupported type: button", "/elements/0/type"),
    (context(plain() | {"emoji": "yes"}), "must be a boolean", "/elements/0/emoji"),
    # Required fields
    ({"type": "section"}, "must define either `text` or `fields`", "/type"),
    ({"type": "header"}, "missing required field: text", ""),
    ({"type": "actions"}, "missing required field: elements", ""),
    (without(image(), "alt_text"), "missing required field: alt_text", ""),
    (without(image(), "image_url"), "must define either `image_url` or `slack_file`", "/type"),
    (image(slack_file={}), "must define either `id` or `url`", "/slack_file"),
    (actions({"type": "button"}), "missing required field: text", "/elements/0"),
    (section(accessory={"type": "overflow"}), "missing required field: options", "/accessory"),
    (select(), "must define either `options` or `option_groups`", "/elements/0/type"),
    (
        select(options=[option()], option_groups=[group()]),
        "must define either `options` or `option_groups`",
        "/elements/0/type",
    ),
    (
        select(options=[without(option(), "value")]),
        "missing required field: value",
        "/elements/0/options/0",
    ),
    (
        actions(button(confirm=without(confirm(), "deny"))),
        "missing required field: deny",
        "/elements/0/confirm",
    ),
    (
        {"type": "context_actions", "elements": [without(FEEDBACK, "negative_button")]},
        "missing required field: negative_button",
        "/elements/0",
    ),
    # A null is not an absence
    (section(block_id=None), "must provide a string", "/block_id"),
    (section(accessory=None), "must provide an object", "/accessory"),
    (section(fields=None), "must provide an array", "/fields"),
    # Values of a closed set, and formats
    (actions(button(style="default")), ENUM, "/elements/0/style"),
    (actions(button(confirm=confirm(style="red"))), ENUM, "/elements/0/confirm/style"),
    (
        actions(button(visible_to_user_ids=[1])),
        "must provide a string",
        "/elements/0/visible_to_user_ids/0",
    ),
    (
        element(type="conversations_select", filter={"include": ["dm"]}),
        ENUM,
        "/elements/0/filter/include/0",
    ),
    (
        element(type="conversations_select", filter={}),
        "must define either `include` or `exclude_external_shared_channels` or `exclude_bot_users`",
        "/elements/0/filter",
    ),
    (
        element(type="datepicker", initial_date="22.11.2026"),
        r"input must match regex pattern: ^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
        "/elements/0/initial_date",
    ),
    (
        element(type="timepicker", initial_time="24:00"),
        r"input must match regex pattern: ^([01]\d|2[0-3]):[0-5]\d$",
        "/elements/0/initial_time",
    ),
    (
        element(type="datetimepicker", initial_date_time=999_999_999),
        "must be greater than 1000000000",
        "/elements/0/initial_date_time",
    ),
    # Initial choices
    (select(options=options(2), initial_option=option("2")), OFFERED, "/elements/0/initial_option"),
    (
        select(options=[option()], initial_option=option(text=plain("b"))),
        OFFERED,
        "/elements/0/initial_option",
    ),
    (
        select(option_groups=[group(2)], initial_option=option("2")),
        OFFERED,
        "/elements/0/initial_option",
    ),
    (
        element(type="checkboxes", options=options(2), initial_options=[]),
        OFFERED,
        "/elements/0/initial_options",
    ),
    (
        element(type="multi_static_select", options=options(2), initial_options=options(3)),
        OFFERED,
        "/elements/0/initial_options",
    ),
    (
        element(type="radio_buttons", options=options(2), initial_option=option("2")),
        OFFERED,
        "/elements/0/initial_option",
    ),
    # Rich text
    ({"type": "rich_text", "elements": []}, "must provide at least 1 items", "/elements"),
    (line(type="text", text=""), "must be more than 0 characters", "/elements/0/elements/0/text"),
    (line(type="bold"), "unsupported type: bold", "/elements/0/elements/0/type"),
    (
        line(type="user", user_id="U1", style={"big": True}),
        "invalid additional property: big",
        "/elements/0/elements/0/style",
    ),
    (line(type="broadcast", range="all"), ENUM, "/elements/0/elements/0/range"),
    (
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_list", "style": "bullet", "elements": []}],
        },
        "must provide at least 1 items",
        "/elements/0/elements",
    ),
    # Tables and charts
    (table(rows=1) | {"rows": [[plain()]]}, "unsupported type: plain_text", "/rows/0/0/type"),
    (table() | {"rows": [[raw(""), raw()]]}, "must be more than 0 characters", "/rows/0/0/text"),
    (table(column_settings=[None, {"align": "top"}]), ENUM, "/column_settings/1/align"),
    (without(data_table(), "caption"), "missing required field: caption", ""),
    (data_table() | {"rows": [[raw()], [raw(), raw()]]}, "must provide exactly 1 items", "/rows/1"),
    (
        data_table() | {"rows": [[rich_text()], [raw()]]},
        "unsupported type: rich_text",
        "/rows/0/0/type",
    ),
    (data_table(row_header_column_index=1), "must be less than 0", "/row_header_column_index"),
    (pie(chart={"type": "radar"}), "unsupported type: radar", "/chart/type"),
    (
        pie(chart={"type": "pie", "segments": [{"label": "a", "value": "1"}]}),
        "must provide a number",
        "/chart/segments/0/value",
    ),
    # Cards and containers
    (
        {"type": "card"},
        "must define either `hero_image` or `title` or `actions` or `body`",
        "/type",
    ),
    (card(title="a"), "must provide an object", "/title"),
    (
        {"type": "carousel", "elements": [section()]},
        "unsupported type: section",
        "/elements/0/type",
    ),
    (without(container(), "title"), "must define either `title` or `rich_text_title`", "/type"),
    (container(width="huge"), ENUM, "/width"),
    (container(default_collapsed=True), "requires `is_collapsible`", "/default_collapsed"),
    (
        container(is_collapsible=True, has_header_divider=True),
        "cannot be set with `is_collapsible`",
        "/has_header_divider",
    ),
    ({"type": "file", "external_id": "a", "source": "local"}, ENUM, "/source"),
]


@pytest.mark.parametrize(("block", "message", "place"), CASES)
def test_message_block_is_refused(block: Json, message: str, place: str) -> None:
    assert texts(block) == [f"{message} [json-pointer:/blocks/0{place}]"]


NUMERAL = r"input must match regex pattern: ^-?\d+(\.\d+)?$"
INPUTS: list[tuple[Json, str, str]] = [
    (without(field(), "label"), "missing required field: label", ""),
    (without(field(), "element"), "missing required field: element", ""),
    (field(label=mrkdwn()), ENUM, "/label/type"),
    (field(optional="no"), "must be a boolean", "/optional"),
    (field(button()), "unsupported type: button", "/element/type"),
    (
        field({"type": "number_input"}),
        "missing required field: is_decimal_allowed",
        "/element",
    ),
    (
        field({"type": "number_input", "is_decimal_allowed": True, "min_value": 1}),
        "must provide a string",
        "/element/min_value",
    ),
    (
        field({"type": "number_input", "is_decimal_allowed": True, "min_value": "one"}),
        NUMERAL,
        "/element/min_value",
    ),
    (
        field({"type": "plain_text_input", "min_length": 9, "max_length": 8}),
        "must be less than `max_length`",
        "/element/min_length",
    ),
    (
        field(
            {
                "type": "plain_text_input",
                "dispatch_action_config": {"trigger_actions_on": ["on_blur"]},
            }
        ),
        ENUM,
        "/element/dispatch_action_config/trigger_actions_on/0",
    ),
    (
        field({"type": "rich_text_input", "initial_value": section()}),
        "unsupported type: section",
        "/element/initial_value/type",
    ),
    ({"type": "alert", "text": plain(), "level": "fatal"}, ENUM, "/level"),
]


@pytest.mark.parametrize(("block", "message", "place"), INPUTS)
def test_modal_block_is_refused(block: Json, message: str, place: str) -> None:
    assert texts(block, "modal") == [f"{message} [json-pointer:/blocks/0{place}]"]


@pytest.mark.parametrize("kind", ["checkboxes", "radio_buttons"])
def test_only_checkboxes_and_radios_format_their_options(kind: str) -> None:
    formatted = {"text": mrkdwn(), "value": "a", "description": mrkdwn()}
    assert texts(element(type=kind, options=[formatted])) == []


def test_initial_choice_among_the_options_is_taken() -> None:
    assert texts(select(options=options(3), initial_option=option("2"))) == []
    assert texts(select(option_groups=[group(1), group(3)], initial_option=option("2"))) == []
    chosen = options(3)[1:]
    several = {"type": "multi_static_select", "options": options(3), "initial_options": chosen}
    assert texts(actions(several)) == []


def test_series_follow_the_categories_and_have_names_of_their_own() -> None:
    block = bars(2, 2)
    block["chart"]["series"][1]["data"].reverse()
    assert texts(block) == [
        "labels must match the axis categories [json-pointer:/blocks/0/chart/series/1/data]"
    ]
    block = bars(2)
    block["chart"]["series"][1]["name"] = "0"
    assert texts(block) == [
        '`name` "0" already exists [json-pointer:/blocks/0/chart/series/1/name]'
    ]


def test_every_fault_is_named() -> None:
    assert texts({"type": "header", "text": mrkdwn(""), "size": 1}) == [
        "invalid additional property: size [json-pointer:/blocks/0]",
        "must be a valid enum value [json-pointer:/blocks/0/text/type]",
        "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
    ]
