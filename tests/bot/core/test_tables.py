"""Rows as files, whatever people wrote into them."""

import csv
import json
from datetime import datetime, timedelta, timezone
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from bot.core import tables

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["=1+1", "+49 30", "-2", "@home", "\tx", "\rx", 'a "b", c', "two\r\nlines\n", "'t was", "grün"]
)
ROWS = st.lists(st.dictionaries(st.sampled_from(["a", "b"]), st.none() | WORDS), max_size=5)


@given(ROWS)
def test_a_table_reads_back_and_holds_no_formula(rows: list[dict[str, str | None]]) -> None:
    text = tables.write_csv(["a", "b"], rows).decode("utf-8-sig")
    read = list(csv.DictReader(StringIO(text, newline="")))
    assert len(read) == len(rows)
    for made, row in zip(read, rows, strict=True):
        for name in ("a", "b"):
            word = row.get(name) or ""
            assert made[name] in {word, f"'{word}"}
            assert made[name][:1] not in set("=+-@\t\r")


@given(ROWS)
def test_json_reads_back_without_what_is_missing(rows: list[dict[str, str | None]]) -> None:
    expected = [{name: word for name, word in row.items() if word is not None} for row in rows]
    assert json.loads(tables.write_json(rows)) == expected


def test_moments_are_in_utc_and_yes_and_no_are_words() -> None:
    row = {"at": datetime(2026, 11, 2, 1, tzinfo=timezone(timedelta(hours=2))), "yes": True}
    assert tables.write_csv(["at", "yes", "none"], [row]).decode("utf-8-sig").splitlines() == [
        "at,yes,none",
        "2026-11-01T23:00:00Z,true,",
    ]
    assert json.loads(tables.write_json([row])) == [{"at": "2026-11-01T23:00:00Z", "yes": True}]
