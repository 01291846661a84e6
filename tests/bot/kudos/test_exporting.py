"""What somebody gave and received as files: their own, and nothing that others hide from them."""

import csv
import json
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from bot.core.people import Side
from bot.kudos.exporting import COLUMNS, RowKind, Telling, make_row, write_csv, write_json
from bot.kudos.rules import Rules
from storage.kudos import Kudos, KudosGiver, KudosReceiver
from storage.relationships import Relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
TELLING = Telling(
    {"UANN": "Ann Berg", "UBO": "Bo Lind", "UBEA": "Bea Ruiz"},
    Relationship(client_name="Acme", vendor_name="Vee"),
    Rules("star2", 5),
)


def kudos(**traits: Any) -> Kudos:
    """Ann thanks Bo, and Bea who is not to be named; Amir has joined, Ada did for a while."""
    givers = [("UANN", None), ("UAMIR", None), ("UADA", NOW)]
    return Kudos(
        **{
            "giver": "UANN",
            "giver_side": Side.CLIENT,
            "text": "=help",
            "value_id": "kept",
            "created_at": NOW,
            "private": False,
            "givers": [KudosGiver(user_id=one, withdrawn_at=when) for one, when in givers],
            "receivers": [
                KudosReceiver(user_id="UBO", announced=True),
                KudosReceiver(user_id="UBEA", announced=False),
            ],
            **traits,
        }
    )


def told(reader: str, *, received: bool, **traits: Any) -> tuple[str, str, str]:
    row = make_row(kudos(**traits), reader, TELLING, received=received)
    return row.row, row.givers, row.receivers


def test_who_does_not_want_to_be_named_is_so_only_for_the_giver_and_themselves() -> None:
    both = "Bo Lind, Bea Ruiz"
    assert told("UANN", received=False) == (RowKind.GAVE, "Ann Berg, UAMIR", both)
    assert told("UAMIR", received=False) == (RowKind.JOINED, "Ann Berg, UAMIR", "Bo Lind")
    assert told("UBO", received=True) == (RowKind.RECEIVED, "Ann Berg, UAMIR", "Bo Lind")
    assert told("UBEA", received=True) == (RowKind.RECEIVED, "Ann Berg, UAMIR", both)
    # Private kudos are joined by an emoji on a message of whoever is thanked.
    assert told("UAMIR", received=False, private=True) == (RowKind.JOINED, "Ann Berg, UAMIR", both)


def test_people_who_were_erased_are_nobody() -> None:
    gone = [KudosReceiver(user_id="gone-1", announced=True), KudosReceiver(user_id="UBO")]
    gone[1].announced = True
    assert told("UBO", received=True, receivers=gone)[2] == "someone, Bo Lind"


def test_both_files_say_the_same() -> None:
    rows = [
        make_row(kudos(), "UANN", TELLING, received=False),
        make_row(kudos(value_id=None, hidden_at=NOW), "UBO", TELLING, received=True),
    ]
    table = list(csv.DictReader(StringIO(write_csv(rows).decode("utf-8-sig"), newline="")))
    plain = json.loads(write_json(rows))
    assert [tuple(row) for row in table] == [COLUMNS, COLUMNS]
    assert [row["words"] for row in table] == ["'=help", "'=help"]
    assert [row["words"] for row in plain] == ["=help", "=help"]
    assert plain[0]["value"] == "kept a promise"
    assert "value" not in plain[1]
    assert [row["hidden"] for row in table] == ["false", "true"]
    assert {row["at"] for row in table} == {"2026-11-02T08:00:00Z"}
    assert {(row["client"], row["vendor"]) for row in plain} == {("Acme", "Vee")}
