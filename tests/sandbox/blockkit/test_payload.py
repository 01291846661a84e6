"""What must hold across a whole message or view."""

from typing import Any

import pytest

from sandbox.blockkit import validate_blocks, validate_view
from tests.sandbox.blockkit.samples import (
    Json,
    actions,
    button,
    card,
    container,
    field,
    mrkdwn,
    plain,
    section,
)


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain(), "blocks": list(blocks), **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


def refusals(view: object) -> list[str]:
    return [problem.text for problem in validate_view(view)]


def in_message(*blocks: Json) -> list[str]:
    return [problem.text for problem in validate_blocks(list(blocks), "message")]


def test_blocks_must_be_an_array() -> None:
    [problem] = validate_blocks({"blocks": []}, "message")
    assert problem.text == "must provide an array [json-pointer:/blocks]"


def test_action_id_is_unique_across_the_message() -> None:
    first, second = button(action_id="yes"), button(action_id="no")
    assert in_message(section(), actions(first, second), actions(button(), button())) == []
    assert in_message(section(), actions(first, first)) == [
        '`action_id` "yes" already exists [json-pointer:/blocks/1/elements/1/action_id]'
    ]
    assert in_message(actions(second), section(accessory=first), actions(first)) == [
        '`action_id` "yes" already exists [json-pointer:/blocks/2/elements/0/action_id]'
    ]


def test_action_id_is_unique_inside_cards_and_containers_too() -> None:
    press = button(action_id="yes")
    deck = {"type": "carousel", "elements": [card(actions=[press])]}
    assert in_message(deck, container(actions(press))) == [
        '`action_id` "yes" already exists'
        " [json-pointer:/blocks/1/child_blocks/0/elements/0/action_id]"
    ]


def test_block_id_is_unique_across_the_message() -> None:
    assert in_message(section(block_id="a"), section(block_id="b"), section()) == []
    inner = container(section(block_id="a"), block_id="c")
    assert in_message(section(block_id="a"), inner) == [
        '`block_id` "a" already exists [json-pointer:/blocks/1/child_blocks/0/block_id]'
    ]


def test_ids_are_judged_only_once_the_shapes_are_right() -> None:
    twice = button(action_id="yes")
    assert in_message(actions(twice, twice), section(text=mrkdwn(""))) == [
        "must be more than 0 characters [json-pointer:/blocks/1/text/text]"
    ]


def test_a_whole_modal_and_a_whole_home_are_taken() -> None:
    form = modal(
        field(block_id="b"),
        submit=plain(),
        close=plain(),
        private_metadata="{}",
        callback_id="kudos",
        external_id="x1",
        clear_on_close=True,
        notify_on_close=True,
    )
    assert refusals(form) == []
    assert refusals(home(field(), private_metadata="{}", callback_id="c", external_id="e")) == []


def test_a_modal_with_an_input_needs_submit() -> None:
    assert refusals(modal(section(), field())) == [
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]"
    ]
    assert refusals(modal(section(), field(), submit=plain())) == []
    assert refusals(modal(section())) == []


@pytest.mark.parametrize("name", ["title", "submit", "close"])
def test_texts_around_a_modal(name: str) -> None:
    assert refusals(modal(**{name: plain("a" * 24)})) == []
    assert refusals(modal(**{name: plain("a" * 25)})) == [
        f"must be less than 25 characters [json-pointer:/view/{name}/text]"
    ]
    assert refusals(modal(**{name: mrkdwn()})) == [
        f"must be a valid enum value [json-pointer:/view/{name}/type]"
    ]


@pytest.mark.parametrize(
    ("name", "limit"), [("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)]
)
def test_what_a_view_keeps_for_the_app(name: str, limit: int) -> None:
    for build in (modal, home):
        assert refusals(build(**{name: ""})) == refusals(build(**{name: "a" * limit})) == []
        assert refusals(build(**{name: "a" * (limit + 1)})) == [
            f"must be less than {limit + 1} characters [json-pointer:/view/{name}]"
        ]


@pytest.mark.parametrize("name", ["title", "submit", "close"])
def test_home_has_no_frame(name: str) -> None:
    assert refusals(home(**{name: plain()})) == [
        f"invalid additional property: {name} [json-pointer:/view]"
    ]


def test_a_view_that_came_back_from_slack_cannot_be_sent_as_it_is() -> None:
    assert refusals(modal(id="V1", hash="1.a")) == [
        "invalid additional property: id [json-pointer:/view]",
        "invalid additional property: hash [json-pointer:/view]",
    ]


@pytest.mark.parametrize(
    ("view", "messages"),
    [
        (None, ["must provide an object"]),
        ("{}", ["must provide an object"]),
        ({}, ["missing required field: type"]),
        ({"type": "dialog"}, ["failed to match all allowed schemas"]),
        (
            {"type": "modal"},
            ["missing required field: title", "missing required field: blocks"],
        ),
    ],
)
def test_a_view_that_is_none(view: object, messages: list[str]) -> None:
    assert refusals(view) == [f"{message} [json-pointer:/view]" for message in messages]


def test_pointers_into_the_blocks_of_a_view() -> None:
    press = button(action_id="yes")
    assert refusals(home(section(text=mrkdwn("")))) == [
        "must be more than 0 characters [json-pointer:/view/blocks/0/text/text]"
    ]
    assert refusals(home(actions(press), actions(press))) == [
        '`action_id` "yes" already exists [json-pointer:/view/blocks/1/elements/0/action_id]'
    ]
    assert refusals(modal(*[section()] * 101)) == [
        "no more than 100 items allowed [json-pointer:/view/blocks]"
    ]
