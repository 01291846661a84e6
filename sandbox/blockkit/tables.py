"""Blocks that show figures: table, data_table and data_visualization."""

from typing import Any

from sandbox.blockkit.rich_text import RICH_TEXT
from sandbox.blockkit.shapes import (
    Check,
    Fields,
    Problem,
    boolean,
    integer,
    listing,
    number,
    one_of,
    record,
    string,
    tagged,
    typed,
)

_BLOCK_ID: Fields = {"block_id": string(1, 255)}
_CELL = tagged(
    {
        "raw_text": typed({"text": string(1)}),
        "raw_number": typed({"value": number, "text": string(1)}),
        "rich_text": RICH_TEXT,
    }
)
_ROW = listing(_CELL, 1, 20)
_COLUMN = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _column_settings(value: object, pointer: str) -> list[Problem]:
    # A null leaves a column as it is, the one place where Slack takes a null.
    return [] if value is None else _COLUMN(value, pointer)


TABLE = typed(
    {"rows": listing(_ROW, 1, 100)},
    {**_BLOCK_ID, "column_settings": listing(_column_settings, 0, 20)},
)


def _keep_rows_even(value: dict[str, Any], pointer: str) -> list[Problem]:
    width = len(value["rows"][0])
    return [
        Problem(f"must provide exactly {width} items", f"{pointer}/rows/{place}")
        for place, row in enumerate(value["rows"])
        if len(row) != width
    ]


def _keep_header_plain(value: dict[str, Any], pointer: str) -> list[Problem]:
    return [
        Problem("unsupported type: rich_text", f"{pointer}/rows/0/{place}/type")
        for place, cell in enumerate(value["rows"][0])
        if cell["type"] == "rich_text"
    ]


def _find_row_header(value: dict[str, Any], pointer: str) -> list[Problem]:
    last = len(value["rows"][0]) - 1
    if value.get("row_header_column_index", 0) <= last:
        return []
    return [Problem(f"must be less than {last}", f"{pointer}/row_header_column_index")]


DATA_TABLE = typed(
    # One header and up to a hundred rows: one source says 200, a hundred holds in all.
    {"caption": string(1), "rows": listing(_ROW, 2, 101)},
    {**_BLOCK_ID, "page_size": integer(1, 100), "row_header_column_index": integer(0)},
    _keep_rows_even,
    _keep_header_plain,
    _find_row_header,
)

_LABEL = string(1, 20)
_POINT = record({"label": _LABEL, "value": number})
_SERIES = record({"name": _LABEL, "data": listing(_POINT, 1, 20)})
_AXES = record(
    {"categories": listing(_LABEL, 1, 20)}, {"x_label": string(1, 50), "y_label": string(1, 50)}
)


def _match_categories(value: dict[str, Any], pointer: str) -> list[Problem]:
    """Every series has one point for each category, in the same order."""
    categories = value["axis_config"]["categories"]
    return [
        Problem("labels must match the axis categories", f"{pointer}/series/{place}/data")
        for place, series in enumerate(value["series"])
        if [point["label"] for point in series["data"]] != categories
    ]


def _keep_names_unique(value: dict[str, Any], pointer: str) -> list[Problem]:
    names = [series["name"] for series in value["series"]]
    return [
        Problem(f'`name` "{name}" already exists', f"{pointer}/series/{place}/name")
        for place, name in enumerate(names)
        if name in names[:place]
    ]


def _chart() -> Check:
    # Later sources allow twelve series; six holds in all.
    required = {"series": listing(_SERIES, 1, 6), "axis_config": _AXES}
    return typed(required, None, _match_categories, _keep_names_unique)


DATA_VISUALIZATION = typed(
    {
        "title": string(1, 50),
        "chart": tagged(
            {
                "pie": typed({"segments": listing(_POINT, 1, 6)}),
                **{kind: _chart() for kind in ("bar", "area", "line")},
            }
        ),
    },
    _BLOCK_ID,
)
