"""`rapport outbox`: what waits, what failed and why, and what a person decides about it.

It works beside a running bot, which looks into the database each second.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from storage import outbox_admin
from storage.budgets import EVERY_METHOD, RateBudget
from storage.database import database_time
from storage.outbox import OutboxRow, State
from storage.outbox_admin import Entry
from storage.relationships import Relationship
from storage.schema import open_ready

KEPT = (State.FAILED, State.UNKNOWN)
DROPPED = (*KEPT, State.WAITING, State.LOOKING)

# How much of an id is shown: enough to name one of millions.
ID_LENGTH = 12
LONGEST_NAME = 40

STANDINGS = {
    State.WAITING: "waits to be said",
    State.SENDING: "is just being sent",
    State.LOOKING: "is just being looked for in Slack",
    State.SENT: "was sent",
    State.EMPTY: "had nothing to say",
    State.FAILED: "failed",
    State.UNKNOWN: "has an unknown outcome",
    State.DROPPED: "was dropped",
}


class NotPossible(Exception):
    """It cannot be done, and nothing was done; the text says why."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """What an operator sees: up to so many rows of each part, and how many there are in all."""

    moment: datetime
    counts: dict[State, int]
    kept: list[Entry]
    waiting: list[Entry]
    blocks: list[RateBudget]


async def look(address: str, most: int) -> Outbox:
    """Read it, without any text of a message. Raises OldSchema."""
    async with open_ready(address) as database, database.read() as session:
        moment = await database_time(session)
        return Outbox(
            moment,
            await outbox_admin.count_by_state(session),
            await outbox_admin.list_kept(session, most),
            await outbox_admin.list_open(session, most),
            await outbox_admin.list_blocks(session, moment),
        )


def describe(outbox: Outbox) -> list[str]:
    """The lines to print."""
    kept = sum(outbox.counts[state] for state in KEPT)
    waiting = sum(outbox.counts.values()) - kept
    lines = [_summary(outbox.counts)]
    if kept:
        lines += ["", "Yours to decide: `rapport outbox retry ID` says it, `drop ID` never does."]
        lines += _table(outbox.kept, outbox.moment, kept)
    if waiting:
        lines += ["", "On its way, what waits longest first:"]
        lines += _table(outbox.waiting, outbox.moment, waiting)
    if outbox.blocks:
        lines += ["", "Held back:"]
        lines += [_describe_block(block, outbox.moment) for block in outbox.blocks]
    return lines


def _summary(counts: dict[State, int]) -> str:
    parts = [f"{count} {state}" for state, count in counts.items() if count]
    return f"In the outbox: {', '.join(parts)}." if parts else "Nothing waits, and nothing failed."


def _table(entries: list[Entry], moment: datetime, total: int) -> list[str]:
    heads = ("STATE", "ID", "WHAT", "WHERE", "ABOUT", "AGE", "TRIES", "NEXT", "WHY")
    rows = [heads, *(_cells(row, relationship, moment) for row, relationship in entries)]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    rest = total - len(entries)
    return [*lines, f"and {rest} more (--limit)"] if rest else lines


def _cells(row: OutboxRow, relationship: Relationship | None, moment: datetime) -> tuple[str, ...]:
    later = row.not_before is not None and row.not_before > moment
    return (
        row.state,
        row.id[:ID_LENGTH],
        f"{row.kind} {row.card_kind or ''}".strip(),
        row.user_id or row.channel_id or "-",
        _name(relationship),
        _span(moment - row.created_at),
        str(row.attempts),
        f"in {_span(row.not_before - moment)}" if row.not_before and later else "-",
        row.error or "-",
    )


def _name(relationship: Relationship | None) -> str:
    """The two organisations on one line, whatever they are called."""
    if relationship is None:
        return "-"
    printable = "".join(c if c.isprintable() else " " for c in relationship.both)
    return printable if len(printable) <= LONGEST_NAME else f"{printable[: LONGEST_NAME - 1]}…"


def _span(span: timedelta) -> str:
    seconds = max(0, int(span.total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _describe_block(block: RateBudget, moment: datetime) -> str:
    left = _span(block.blocked_until - moment) if block.blocked_until else "-"
    if block.method == EVERY_METHOD:
        return f"{block.installation_id}: everything for {left}, because Slack refuses its token"
    return f"{block.installation_id}: {block.method} for {left}, because Slack asked to wait"


def to_json(outbox: Outbox) -> list[str]:
    """The same rows for programs, one a line."""
    return [
        json.dumps(_fields(row, relationship))
        for row, relationship in (*outbox.kept, *outbox.waiting)
    ]


def _fields(row: OutboxRow, relationship: Relationship | None) -> dict[str, object]:
    return {
        "id": row.id,
        "state": row.state,
        "kind": row.kind,
        "card": row.card_kind,
        "installation": row.installation_id,
        "channel": row.channel_id,
        "user": row.user_id,
        "relationship": row.relationship_id,
        "about": _name(relationship),
        "created_at": row.created_at.isoformat(),
        "not_before": row.not_before.isoformat() if row.not_before else None,
        "attempts": row.attempts,
        "error": row.error,
    }


async def retry(address: str, prefixes: Collection[str]) -> str:
    """Put rows that failed or have an unknown outcome back; all of them where none is named.

    Returns what was done. Raises NotPossible, or OldSchema.
    """
    async with open_ready(address) as database, database.write() as session:
        if prefixes:
            rows = [await _find(session, prefix, KEPT) for prefix in prefixes]
        else:
            rows = await outbox_admin.lock_kept(session)
        count = await outbox_admin.retry(session, rows)
    return f"{_count(count)} to be said again."


async def drop(address: str, prefixes: Collection[str]) -> str:
    """Have rows never said. Returns what was done. Raises NotPossible, or OldSchema."""
    async with open_ready(address) as database, database.write() as session:
        rows = [await _find(session, prefix, DROPPED) for prefix in prefixes]
        count = await outbox_admin.drop(session, rows)
    return f"{_count(count)} never to be said."


def _count(count: int) -> str:
    return "1 message is" if count == 1 else f"{count} messages are"


async def _find(session: AsyncSession, prefix: str, states: Collection[State]) -> OutboxRow:
    """The row whose id begins so, if it is in one of these states. Raises NotPossible."""
    found = await outbox_admin.lock_by_prefix(session, prefix)
    if not found:
        raise NotPossible(f"No message in the outbox is called {prefix}. Nothing was done.")
    if len(found) > 1:
        raise NotPossible(f"Several ids begin with {prefix}: give more of it. Nothing was done.")
    (row,) = found
    if row.state not in states:
        raise NotPossible(f"{row.id[:ID_LENGTH]} {STANDINGS[State(row.state)]}. Nothing was done.")
    return row
