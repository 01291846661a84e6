"""Rows as files that people download: CSV for spreadsheets, JSON for programs. Pure."""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from io import StringIO
from typing import Any

# A spreadsheet takes what begins so for a formula.
_FORMULA = re.compile(r"[=+\-@\t\r]")

Record = Mapping[str, Any]


def write_csv(columns: Sequence[str], rows: Iterable[Record]) -> bytes:
    """A table as RFC 4180 has it, with a header; what a row has not, or is None, is empty.

    It begins with the mark by which spreadsheets know UTF-8. Words that one would take for a
    formula get an apostrophe before them: people wrote them. Moments are in UTC.
    """
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_write_cell(row.get(name)) for name in columns])
    return text.getvalue().encode("utf-8-sig")


def _write_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    cell = str(_write_plainly(value))
    return f"'{cell}" if _FORMULA.match(cell) else cell


def write_json(rows: Iterable[Record]) -> bytes:
    """An array of objects, in which what is None is left out. Moments are in UTC."""
    plain = [
        {name: _write_plainly(value) for name, value in row.items() if value is not None}
        for row in rows
    ]
    return f"{json.dumps(plain, ensure_ascii=False, indent=1)}\n".encode()


def _write_plainly(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value
