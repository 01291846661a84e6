"""Everything that somebody who holds the whole database can try, to learn who answered what.

The attacker sees every row of every table with the engine's own marks (SQLite: rowid; Postgres:
ctid, xmin, xmax), the logs, and the raw bytes of the files. The attacks know nothing of how Rapport
works; they go by values that stand in two rows, by order, by number, and by trying keys.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text

from storage.database import Database

PLACE, MADE, LOCKED = "_place", "_made", "_locked"
_TOKEN = re.compile(r"[\w.]{6,}")


@dataclass(frozen=True)
class Row:
    """A row of the database, or a line of the log."""

    table: str
    values: Mapping[str, Any]

    @property
    def tokens(self) -> frozenset[str]:
        """Whatever could be found again elsewhere: ids, moments, transactions, words."""
        found: set[str] = set()
        for name, value in self.values.items():
            if name in {MADE, LOCKED}:
                found |= {f"transaction {value}"} if value != "0" else set()
            elif name != PLACE:
                found |= set(_TOKEN.findall(str(value)))
        return frozenset(found)


async def read_tables(database: Database) -> list[Row]:
    """Every row of every table, with the engine's own marks."""
    sqlite = database.kind == "sqlite"
    names = (
        "SELECT name, CASE WHEN wr THEN '0' ELSE 'rowid' END FROM pragma_table_list"
        " WHERE schema = 'main' AND type IN ('table', 'shadow') AND name NOT LIKE 'sqlite_%'"
        if sqlite
        else "SELECT tablename, 'ctid::text' FROM pg_tables WHERE schemaname = 'public'"
    )
    marks = "" if sqlite else f", xmin::text AS {MADE}, xmax::text AS {LOCKED}"
    rows = []
    async with database.read() as session:
        for table, place in (await session.execute(text(names))).all():
            query = f"SELECT {place} AS {PLACE}{marks}, * FROM {table}"  # noqa: S608
            found = await session.execute(text(query))
            rows += [Row(table, dict(row._mapping)) for row in found]
    return rows


def read_log(lines: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The lines of the log, in their order."""
    return [Row("log", {PLACE: number, **line}) for number, line in enumerate(lines)]


def read_bytes(database_url: str) -> bytes:
    """All files of the database, byte by byte, with what lies in free pages.

    Of Postgres this is the folder of the database. Its write-ahead log belongs to the server, is
    shared by all databases, and is recycled by it: that is for whoever operates the server.
    """
    if database_url.startswith("sqlite"):
        path = Path(database_url.removeprefix("sqlite:///"))
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
    files = """
        SELECT pg_read_binary_file(folder || '/' || name, 0, 100000000, true)
        FROM (SELECT 'base/' || oid AS folder FROM pg_database WHERE datname = current_database()),
        LATERAL pg_ls_dir(folder) AS name
        WHERE name ~ '^[0-9]+' AND name::text >= '16384'
    """
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        return b"".join(row[0] or b"" for row in connection.execute(files))


def follow_values(rows: Iterable[Row], suspects: Mapping[str, str]) -> dict[str, list[Row]]:
    """The rows that lead back to each suspect, by any chain of values that are theirs alone.

    `suspects` gives the value to begin with by the suspect's name.
    """
    places: dict[str, list[Row]] = {}
    for row in rows:
        for token in row.tokens:
            places.setdefault(token, []).append(row)
    known = {name: {token} for name, token in suspects.items()}
    fresh = {name: set(tokens) for name, tokens in known.items()}
    found: dict[str, dict[int, Row]] = {name: {} for name in suspects}
    while any(fresh.values()):
        for name, tokens in fresh.items():
            for token in tokens:
                found[name].update({id(row): row for row in places.get(token, [])})
        seen = {
            name: {t for row in own.values() for t in row.tokens} for name, own in found.items()
        }
        owners = Counter(token for tokens in seen.values() for token in tokens)
        fresh = {
            name: {token for token in tokens - known[name] if owners[token] == 1}
            for name, tokens in seen.items()
        }
        for name, tokens in fresh.items():
            known[name] |= tokens
    return {name: list(own.values()) for name, own in found.items()}


def orders_of(what: str, trails: Mapping[str, Sequence[Row]]) -> dict[str, list[str]]:
    """Every order in which the suspects stand anywhere, by what it is."""
    found: dict[str, dict[str, list[Any]]] = {}
    for name, rows in trails.items():
        for row in rows:
            for column, value in row.values.items():
                key = found.setdefault(f"{row.table}.{column}", {})
                key.setdefault(name, []).append(sortable(value))
    return {
        f"{which.__name__} {column} of the {what}": sorted(
            keys, key=lambda name, keys=keys, which=which: which(keys[name])
        )
        for column, keys in found.items()
        if keys.keys() == trails.keys()
        for which in (min, max)
    }


def sortable(value: Any) -> tuple[Any, ...]:
    """A key that sorts numbers, places in a page, moments and words, each among their own."""
    if value is None:
        return (0,)
    if isinstance(value, bool | int | float):
        return (1, value)
    if isinstance(value, datetime):
        return (1, value.timestamp())
    numbers = re.fullmatch(r"\(?(\d+)(?:,(\d+)\))?", str(value))
    if numbers:
        return (1, *(int(number) for number in numbers.groups() if number))
    return (2, str(value))


@dataclass(frozen=True)
class Lineup:
    """People who all left one result of a kind: in what orders they and the results stand.

    `truth` says what each of them gave, `result_orders` what was given, in each order there is.
    """

    people_orders: Mapping[str, Sequence[str]]
    result_orders: Mapping[str, Sequence[Any]]
    truth: Mapping[str, Any]


def match_orders(lineups: Sequence[Lineup]) -> tuple[float, str]:
    """The best guess "the first of them gave the first of these" over all line-ups.

    Returns the share of right guesses of the best pair of orders, and which pair that is.
    """
    best = (0.0, "")
    for people_order, result_order in product(*_common_orders(lineups)):
        for direction in (1, -1):
            hits = total = 0
            for lineup in lineups:
                people = lineup.people_orders[people_order]
                results = lineup.result_orders[result_order][::direction]
                hits += sum(
                    lineup.truth[person] == result
                    for person, result in zip(people, results, strict=True)
                )
                total += len(people)
            best = max(best, (hits / total, f"{people_order} ~ {result_order}"))
    return best


def _common_orders(lineups: Sequence[Lineup]) -> tuple[list[str], list[str]]:
    people = set.intersection(*(set(lineup.people_orders) for lineup in lineups))
    results = set.intersection(*(set(lineup.result_orders) for lineup in lineups))
    return sorted(people), sorted(results)


def single_out(trails: Mapping[str, Sequence[Row]], rows: Sequence[Row]) -> dict[str, str]:
    """Who differs from all others in something countable, by what it is.

    Counted are rows of each table, and what kinds of things were heard in the same transaction.
    """
    kinds: dict[str, set[str]] = {}
    for row in rows:
        if row.table == "seen":
            kind = str(row.values["key"]).split(":", maxsplit=1)[0]
            for token in row.tokens:
                if token.startswith("transaction"):
                    kinds.setdefault(token, set()).add(kind)
    counts: dict[str, Counter[str]] = {}
    for name, own in trails.items():
        counts[name] = Counter(row.table for row in own)
        for row in own:
            heard = {kind for token in row.tokens for kind in kinds.get(token, ())}
            counts[name].update(f"{row.table} beside {kind}" for kind in heard)
    odd = {}
    for feature in {feature for count in counts.values() for feature in count}:
        values = Counter(count[feature] for count in counts.values())
        alone = [name for name, count in counts.items() if values[count[feature]] == 1]
        if len(alone) == 1:
            odd[feature] = alone[0]
    return odd


def try_keys(raw: bytes, owner: str, sealed: bytes) -> bytes | None:
    """Take every 32 bytes there are as the key of a draft; what it opens to, if one fits."""
    for start in range(len(raw) - 31):
        key = raw[start : start + 32]
        if key.isascii() or len(set(key)) < 20:  # no random key looks like that
            continue
        try:
            return AESGCM(key).decrypt(sealed[:12], sealed[12:], owner.encode())
        except InvalidTag:
            continue
    return None
