"""Every block is taken where Slack takes it and nowhere else."""

import pytest

from sandbox.blockkit import Problem, Surface, validate_blocks
from tests.sandbox.blockkit.samples import (
    ALL,
    BLOCKS,
    FEEDBACK,
    Json,
    actions,
    button,
    container,
    field,
    image,
    option,
    section,
    texts,
)

MULTI = [f"multi_{kind}_select" for kind in ("external", "users", "conversations", "channels")]
SINGLE = ["external_select", "users_select", "conversations_select", "channels_select"]
ELEMENTS: dict[str, Json] = {
    **{kind: {"type": kind} for kind in (*SINGLE, *MULTI)},
    "static_select": {"type": "static_select", "options": [option()]},
    "multi_static_select": {"type": "multi_static_select", "options": [option()]},
    "checkboxes": {"type": "checkboxes", "options": [option()]},
    "radio_buttons": {"type": "radio_buttons", "options": [option()]},
    "datepicker": {"type": "datepicker", "initial_date": "2026-11-22"},
    "timepicker": {"type": "timepicker", "initial_time": "09:05", "timezone": "Europe/Paris"},
    "datetimepicker": {"type": "datetimepicker", "initial_date_time": 1_800_000_000},
    "button": button(),
    "overflow": {"type": "overflow", "options": [option()]},
    "image": image(),
    "plain_text_input": {"type": "plain_text_input"},
    "email_text_input": {"type": "email_text_input"},
    "url_text_input": {"type": "url_text_input"},
    "number_input": {"type": "number_input", "is_decimal_allowed": False},
    "rich_text_input": {"type": "rich_text_input"},
    "file_input": {"type": "file_input", "filetypes": ["pdf"], "max_files": 10},
    "feedback_buttons": FEEDBACK,
}
TYPED = {kind for kind in ELEMENTS if kind.endswith("_input")}
NOT_IN_SECTION = {*TYPED, "datetimepicker", "feedback_buttons"}
NOT_IN_ACTIONS = {*TYPED, "image", "feedback_buttons"}
NOT_IN_INPUT = {"button", "overflow", "image", "feedback_buttons"}


@pytest.mark.parametrize("surface", ALL)
@pytest.mark.parametrize("kind", BLOCKS)
def test_block_is_taken_only_on_its_surfaces(kind: str, surface: Surface) -> None:
    block, surfaces = BLOCKS[kind]
    refusal = [f"unsupported type: {kind} [json-pointer:/blocks/0/type]"]
    assert texts(block, surface) == ([] if surface in surfaces else refusal)


@pytest.mark.parametrize("kind", ELEMENTS)
def test_element_is_taken_only_in_its_blocks(kind: str) -> None:
    element = ELEMENTS[kind]
    homes = (
        (section(accessory=element), "/accessory", NOT_IN_SECTION),
        (actions(element), "/elements/0", NOT_IN_ACTIONS),
        (field(element), "/element", NOT_IN_INPUT),
    )
    for block, place, refused in homes:
        refusal = [f"unsupported type: {kind} [json-pointer:/blocks/0{place}/type]"]
        assert texts(block, "modal") == (refusal if kind in refused else [])


@pytest.mark.parametrize("kind", ["container", "card", "input", "markdown", "alert"])
def test_container_holds_no_such_block(kind: str) -> None:
    refusal = [f"unsupported type: {kind} [json-pointer:/blocks/0/child_blocks/0/type]"]
    assert texts(container(BLOCKS[kind][0])) == refusal


@pytest.mark.parametrize("surface", ALL)
def test_all_blocks_of_a_surface_fit_together(surface: Surface) -> None:
    together = [block for block, surfaces in BLOCKS.values() if surface in surfaces]
    assert validate_blocks(together, surface) == []
    assert validate_blocks([], surface) == []


def test_problem_reads_as_slack_writes_it() -> None:
    assert Problem("must be a boolean", "/blocks/0/expand").text == (
        "must be a boolean [json-pointer:/blocks/0/expand]"
    )
