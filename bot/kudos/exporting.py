"""What one person gave and received, as rows, and rows as files. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum

from bot.core import tables
from bot.core.ids import is_gone
from bot.kudos.rules import Rules
from storage.kudos import Kudos
from storage.relationships import Relationship


class RowKind(StrEnum):
    """What a row tells: what the person gave, joined, or received."""

    GAVE = "gave"
    JOINED = "joined"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One kudos as that person may see it. `givers` and `receivers` are names, `at` is in UTC."""

    row: RowKind
    at: datetime
    client: str
    vendor: str
    givers: str
    receivers: str
    value: str | None
    words: str
    private: bool
    hidden: bool


COLUMNS = tuple(field.name for field in fields(Row))


@dataclass(frozen=True, slots=True)
class Telling:
    """How things are named: people by their ids, and the relationship with what it agreed on."""

    people: Mapping[str, str]
    relationship: Relationship
    agreed: Rules

    def names(self, user_ids: Sequence[str]) -> str:
        told = ("someone" if is_gone(one) else self.people.get(one, one) for one in user_ids)
        return ", ".join(told)


def make_row(kudos: Kudos, reader: str, telling: Telling, *, received: bool) -> Row:
    """What `reader` received, or gave. Who does not want to be named is to nobody but the giver."""
    kind = RowKind.GAVE if kudos.giver == reader else RowKind.JOINED
    value = telling.agreed.find(kudos.value_id)
    return Row(
        row=RowKind.RECEIVED if received else kind,
        at=kudos.created_at,
        client=telling.relationship.client_name,
        vendor=telling.relationship.vendor_name,
        givers=telling.names(kudos.giver_ids),
        receivers=telling.names(list_named(kudos, reader)),
        value=value.name if value else None,
        words=kudos.text,
        private=kudos.private,
        hidden=kudos.hidden_at is not None,
    )


def list_named(kudos: Kudos, reader: str) -> list[str]:
    """The receivers whose names that person may read.

    Who joined private kudos put an emoji on a message of whoever is thanked, and knows them.
    """
    knows_all = reader == kudos.giver or (kudos.private and reader in kudos.giver_ids)
    return [
        one.user_id
        for one in kudos.receivers
        if knows_all or one.announced or reader == one.user_id
    ]


def write_csv(rows: Sequence[Row]) -> bytes:
    """A table; see `tables.write_csv`."""
    return tables.write_csv(COLUMNS, [asdict(row) for row in rows])


def write_json(rows: Sequence[Row]) -> bytes:
    """The same for programs; see `tables.write_json`."""
    return tables.write_json([asdict(row) for row in rows])


FILES = {"my-kudos.csv": write_csv, "my-kudos.json": write_json}
