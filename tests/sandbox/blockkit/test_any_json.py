"""Whatever JSON arrives, the answer is a list of problems and never an exception."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.blockkit import Problem, validate_blocks, validate_view
from tests.sandbox.blockkit.samples import ALL, BLOCKS, container, field, plain

WORDS = sorted(
    {*BLOCKS, "plain_text", "mrkdwn", "button", "static_select", "modal", "home", "pie", "bar"}
)
KEYS = (
    "type",
    "text",
    "blocks",
    "block_id",
    "elements",
    "element",
    "accessory",
    "options",
    "initial_option",
    "initial_options",
    "rows",
    "chart",
    "child_blocks",
    "title",
    "submit",
)
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(WORDS)
)


def grow(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keys = st.sampled_from(KEYS) | st.text(max_size=3)
    return st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5)


anything = st.recursive(leaves, grow, max_leaves=25)
samples = [block for block, _ in BLOCKS.values()]


def check_answers(value: object) -> None:
    answers = [validate_blocks(value, surface) for surface in ALL]
    for answer in (*answers, validate_view(value)):
        assert isinstance(answer, list)
        assert all(isinstance(problem, Problem) for problem in answer)


@given(anything)
@settings(max_examples=150, deadline=None)
def test_any_json(value: object) -> None:
    check_answers(value)


@given(st.sampled_from(samples), st.data())
@settings(max_examples=150, deadline=None)
def test_any_block_with_one_value_put_in_place_of_another(block: Any, data: st.DataObject) -> None:
    spoiled = json.loads(json.dumps(block))
    at = spoiled
    while True:
        keys = sorted(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if not isinstance(at[key], dict | list) or data.draw(st.booleans()):
            at[key] = data.draw(anything)
            break
        at = at[key]
    check_answers([spoiled])
    check_answers({"type": "modal", "title": plain(), "blocks": [spoiled]})


def test_json_as_deep_as_python_reads_it() -> None:
    deep: Any = []
    for _ in range(900):
        deep = {"type": "actions", "elements": [deep], "options": [deep]}
    menu = {"type": "static_select", "options": [deep], "initial_option": deep}
    check_answers([deep, container(deep), field(menu)])
