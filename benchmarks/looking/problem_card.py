"""Milliseconds until the card of a problem shows a change, with few entries and with many."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from benchmarks.lab import Lab
from benchmarks.looking.measures import AS_QUICK, compare
from benchmarks.population import imagine_pairs, populate
from benchmarks.results import Result
from bot.core.ids import new_id
from bot.core.people import Side
from bot.problems import entries, service
from bot.problems.description import Description
from bot.problems.rules import Kind, Stage
from handlers.problems.cards import render_card
from storage.database import Database
from storage.problems import Entry

(PAIR,) = imagine_pairs(1, 10)
CLIENT, VENDOR = PAIR.people[0], PAIR.people[-1]


class Room:
    """A problem in a database, and one of its entries."""

    def __init__(self, database: Database, problem_id: str, entry_id: str) -> None:
        self._database, self._problem_id, self._entry_id = database, problem_id, entry_id

    async def edit_and_show(self) -> None:
        async with self._database.write() as session:
            await entries.edit(
                session,
                self._entry_id,
                text=f"It was seen again: {new_id()}",
                user_id=CLIENT,
                now=datetime.now(UTC),
            )
        async with self._database.read() as session:
            await render_card(session, self._problem_id)


async def measure_problem_card(lab: Lab) -> AsyncIterator[Result]:
    """Changing a fact and making the card that shows it, in two problems by turns."""
    few, many = lab.size.entries
    async with _open_database(lab) as database:
        small, large = [await _fill(database, number) for number in (few, many)]
        value, baseline = await compare(small, large, Room.edit_and_show, lab.size.looks)
    what = f"problem_card, {many:,} entries beside {few:,}"
    yield Result(what, lab.engine, "ms, p95", value, baseline, AS_QUICK)


@asynccontextmanager
async def _open_database(lab: Lab) -> AsyncIterator[Database]:
    async with lab.databases.fresh() as address:
        database = Database(address)
        async with database.write() as session:
            await populate(session, [PAIR])
        yield database
        await database.close()


async def _fill(database: Database, number: int) -> Room:
    """A problem with so many facts, the last of which is the client's."""
    now = datetime.now(UTC)
    description = Description(
        title="The export fails",
        what="Every night",
        whom_client="Billing",
        client_facilitator=CLIENT,
        vendor_facilitator=VENDOR,
    )
    async with database.write() as session:
        problem = await service.raise_problem(
            session, PAIR.id, description=description, user_id=CLIENT, now=now
        )
        facts = [_fact(problem.id, seq, now) for seq in range(1, number + 1)]
        await session.execute(insert(Entry), facts)
    return Room(database, problem.id, facts[-1]["id"])


def _fact(problem_id: str, seq: int, now: datetime) -> dict[str, Any]:
    author = (CLIENT, VENDOR)[seq % 2]
    return {
        "id": new_id(),
        "problem_id": problem_id,
        "seq": seq,
        "stage": Stage.DEFINE,
        "kind": Kind.FACT,
        "text": f"It was seen in night {seq}",
        "author": author,
        "side": (Side.CLIENT, Side.VENDOR)[seq % 2],
        "created_at": now + seq * timedelta(seconds=1),
    }
