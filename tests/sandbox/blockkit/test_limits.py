"""Each limit: the last value Slack takes passes, the next one is refused in Slack's words."""

from collections.abc import Callable

import pytest

from sandbox.blockkit import Surface, validate_blocks
from tests.sandbox.blockkit.samples import (
    FEEDBACK,
    TRASH,
    Json,
    actions,
    bars,
    button,
    card,
    carousel,
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
    section,
    table,
    texts,
    video,
)

Build = Callable[[str], Json]


def select(**more: object) -> Json:
    return actions({"type": "static_select", "options": [option()], **more})


def picks(chosen: Json) -> Json:
    return actions({"type": "static_select", "options": [chosen]})


def feedback(**more: object) -> Json:
    positive = {"text": plain(), "value": "up", **more}
    return {"type": "context_actions", "elements": [{**FEEDBACK, "positive_button": positive}]}


def segment(label: str) -> Json:
    return pie(chart={"type": "pie", "segments": [{"label": label, "value": 1}]})


CHARACTERS: list[tuple[int, str, Build]] = [
    (3000, "/text/text", lambda t: section(text=mrkdwn(t))),
    (3000, "/text/text", lambda t: section(text=plain(t))),
    (2000, "/fields/0/text", lambda t: section(fields=[mrkdwn(t)])),
    (255, "/block_id", lambda t: section(block_id=t)),
    (150, "/text/text", lambda t: {"type": "header", "text": plain(t)}),
    (3000, "/elements/0/text", lambda t: context(mrkdwn(t))),
    (3000, "/image_url", lambda t: image(image_url=t)),
    (2000, "/alt_text", lambda t: image(alt_text=t)),
    (2000, "/title/text", lambda t: image(title=plain(t))),
    (255, "/elements/0/action_id", lambda t: actions(button(action_id=t))),
    (75, "/elements/0/text/text", lambda t: actions(button(text=plain(t)))),
    (3000, "/elements/0/url", lambda t: actions(button(url=t))),
    (75, "/elements/0/accessibility_label", lambda t: actions(button(accessibility_label=t))),
    (4000, "/elements/0/agent_prompt", lambda t: actions(button(agent_prompt=t))),
    (150, "/elements/0/placeholder/text", lambda t: select(placeholder=plain(t))),
    (75, "/elements/0/options/0/text/text", lambda t: picks(option(text=plain(t)))),
    (75, "/elements/0/options/0/description/text", lambda t: picks(option(description=plain(t)))),
    (75, "/elements/0/options/0/value", lambda t: picks(option(t))),
    (
        3000,
        "/elements/0/options/0/url",
        lambda t: actions({"type": "overflow", "options": [option(url=t)]}),
    ),
    (
        75,
        "/elements/0/option_groups/0/label/text",
        lambda t: actions(
            {"type": "static_select", "option_groups": [{**group(), "label": plain(t)}]}
        ),
    ),
    (100, "/elements/0/confirm/title/text", lambda t: select(confirm=confirm(title=plain(t)))),
    (300, "/elements/0/confirm/text/text", lambda t: select(confirm=confirm(text=mrkdwn(t)))),
    (30, "/elements/0/confirm/confirm/text", lambda t: select(confirm=confirm(confirm=plain(t)))),
    (30, "/elements/0/confirm/deny/text", lambda t: select(confirm=confirm(deny=plain(t)))),
    (75, "/elements/0/positive_button/text/text", lambda t: feedback(text=plain(t))),
    (12_000, "/text", lambda t: {"type": "markdown", "text": t}),
    (150, "/title/text", lambda t: card(title=mrkdwn(t))),
    (150, "/subtitle/text", lambda t: card(subtitle=mrkdwn(t))),
    (200, "/body/text", lambda t: card(body=mrkdwn(t))),
    (200, "/subtext/text", lambda t: card(subtext=mrkdwn(t))),
    (150, "/title/text", lambda t: container(title=plain(t))),
    (150, "/subtitle/text", lambda t: container(subtitle=mrkdwn(t))),
    (200, "/title/text", lambda t: video(title=plain(t))),
    (50, "/author_name", lambda t: video(author_name=t)),
    (50, "/title", lambda t: pie(title=t)),
    (20, "/chart/segments/0/label", segment),
]


MODAL_CHARACTERS: list[tuple[int, str, Build]] = [
    (2000, "/label/text", lambda t: field(label=plain(t))),
    (2000, "/hint/text", lambda t: field(hint=plain(t))),
    (200, "/text/text", lambda t: {"type": "alert", "text": mrkdwn(t)}),
]


def check_characters(limit: int, place: str, build: Build, surface: Surface) -> None:
    at = f"[json-pointer:/blocks/0{place}]"
    assert texts(build("é" * limit), surface) == []
    assert texts(build("é" * (limit + 1)), surface) == [
        f"must be less than {limit + 1} characters {at}"
    ]
    assert texts(build(""), surface) == [f"must be more than 0 characters {at}"]


@pytest.mark.parametrize(("limit", "place", "build"), CHARACTERS)
def test_characters_in_a_message(limit: int, place: str, build: Build) -> None:
    check_characters(limit, place, build, "message")


@pytest.mark.parametrize(("limit", "place", "build"), MODAL_CHARACTERS)
def test_characters_in_a_modal(limit: int, place: str, build: Build) -> None:
    check_characters(limit, place, build, "modal")


def initial(text: str) -> Json:
    return field({"type": "plain_text_input", "initial_value": text})


@pytest.mark.parametrize(
    ("limit", "place", "build"),
    [
        (2000, "/elements/0/value", lambda t: actions(button(value=t))),
        (3000, "/element/initial_value", initial),
    ],
)
def test_characters_that_may_be_none(limit: int, place: str, build: Build) -> None:
    refusal = f"must be less than {limit + 1} characters [json-pointer:/blocks/0{place}]"
    assert texts(build(""), "modal") == texts(build("a" * limit), "modal") == []
    assert texts(build("a" * (limit + 1)), "modal") == [refusal]


def chosen(kind: str) -> Callable[[int], Json]:
    return lambda count: actions({"type": kind, "options": options(count)})


def groups(count: int) -> Json:
    return actions({"type": "static_select", "option_groups": [group() for _ in range(count)]})


def points(count: int) -> Json:
    chart = bars(1, max(1, min(count, 20)))
    chart["chart"]["series"][0]["data"] = [
        {"label": str(place), "value": 0.5} for place in range(count)
    ]
    return chart


COUNTS: list[tuple[int, int, str, Callable[[int], Json]]] = [
    (1, 10, "/fields", lambda n: section(fields=[mrkdwn()] * n)),
    (1, 10, "/elements", lambda n: {"type": "context", "elements": [mrkdwn()] * n}),
    (1, 25, "/elements", lambda n: {"type": "actions", "elements": [button()] * n}),
    (1, 5, "/elements", lambda n: {"type": "context_actions", "elements": [TRASH] * n}),
    (1, 100, "/elements/0/options", chosen("static_select")),
    (1, 100, "/elements/0/options", chosen("multi_static_select")),
    (1, 100, "/elements/0/option_groups", groups),
    (
        1,
        100,
        "/elements/0/option_groups/0/options",
        lambda n: actions({"type": "static_select", "option_groups": [group(n)]}),
    ),
    (1, 5, "/elements/0/options", chosen("overflow")),
    (1, 10, "/elements/0/options", chosen("checkboxes")),
    (1, 10, "/elements/0/options", chosen("radio_buttons")),
    (1, 100, "/rows", table),
    (1, 20, "/rows/0", lambda n: table(1, n)),
    (0, 20, "/column_settings", lambda n: table(column_settings=[{"align": "right"}] * n)),
    (2, 101, "/rows", data_table),
    (1, 6, "/chart/segments", pie),
    (1, 6, "/chart/series", bars),
    (1, 20, "/chart/series/0/data", points),
    (1, 10, "/elements", carousel),
    (1, 3, "/actions", lambda n: card(actions=[button()] * n)),
    (1, 10, "/child_blocks", lambda n: container(child_blocks=[section()] * n)),
]


@pytest.mark.parametrize(("least", "most", "place", "build"), COUNTS)
def test_counts(least: int, most: int, place: str, build: Callable[[int], Json]) -> None:
    at = f"[json-pointer:/blocks/0{place}]"
    assert texts(build(least)) == texts(build(most)) == []
    assert texts(build(most + 1)) == [f"no more than {most} items allowed {at}"]
    if least:
        assert texts(build(least - 1)) == [f"must provide at least {least} items {at}"]


@pytest.mark.parametrize(("surface", "most"), [("message", 50), ("modal", 100), ("home", 100)])
def test_number_of_blocks(surface: Surface, most: int) -> None:
    assert validate_blocks([section()] * most, surface) == []
    [problem] = validate_blocks([section()] * (most + 1), surface)
    assert problem.text == f"no more than {most} items allowed [json-pointer:/blocks]"


def text_input(**more: int) -> Json:
    return field({"type": "plain_text_input", **more})


def people(count: int) -> Json:
    return field({"type": "multi_users_select", "max_selected_items": count})


NUMBERS: list[tuple[int, int | None, str, Callable[[int], Json]]] = [
    (0, 3000, "/element/min_length", lambda n: text_input(min_length=n)),
    (1, 3000, "/element/max_length", lambda n: text_input(max_length=n)),
    (1, 100, "/element/max_lines", lambda n: text_input(max_lines=n)),
    (1, None, "/element/max_selected_items", people),
    (1, 10, "/element/max_files", lambda n: field({"type": "file_input", "max_files": n})),
    (1, 4, "/level", lambda n: {"type": "header", "text": plain(), "level": n}),
]


@pytest.mark.parametrize(("least", "most", "place", "build"), NUMBERS)
def test_numbers(least: int, most: int | None, place: str, build: Callable[[int], Json]) -> None:
    at = f"[json-pointer:/blocks/0{place}]"
    assert texts(build(least), "modal") == []
    assert texts(build(least - 1), "modal") == [f"must be greater than {least} {at}"]
    assert texts(build(True), "modal") == [f"must provide an integer {at}"]
    if most is not None:
        assert texts(build(most), "modal") == []
        assert texts(build(most + 1), "modal") == [f"must be less than {most} {at}"]


def test_page_size_of_a_data_table() -> None:
    assert texts(data_table(page_size=100)) == []
    assert texts(data_table(page_size=101)) == [
        "must be less than 100 [json-pointer:/blocks/0/page_size]"
    ]


def test_markdown_is_bounded_over_the_whole_message() -> None:
    half = {"type": "markdown", "text": "a" * 6000}
    assert validate_blocks([half, half], "message") == []
    [problem] = validate_blocks([half, half, {**half, "text": "a"}], "message")
    assert problem.text == "must be less than 12001 characters [json-pointer:/blocks]"


def test_cells_are_bounded_over_the_whole_message() -> None:
    full = table()
    full["rows"] = [[raw("a" * 9999)]]
    assert validate_blocks([full], "message") == []
    [problem] = validate_blocks([full, data_table()], "message")
    assert problem.text == "must be less than 10001 characters [json-pointer:/blocks]"


def test_one_table_and_two_charts_a_message() -> None:
    assert validate_blocks([table(), data_table(), pie(), bars()], "message") == []
    twice = validate_blocks([table(), section(), container(table())], "message")
    assert [problem.text for problem in twice] == [
        "only_one_table_allowed [json-pointer:/blocks/2/child_blocks/0]"
    ]
    assert len(validate_blocks([pie(), pie(), pie()], "message")) == 1
