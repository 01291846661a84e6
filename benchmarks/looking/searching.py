"""Milliseconds until lessons are found, with few of them and with many.

Lessons are made of as many words as those of people, of which some are common and most are rare;
what is looked for is drawn from the same words.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import accumulate, product
from random import Random

from sqlalchemy import text

from benchmarks.lab import Lab
from benchmarks.looking.filling import BIG
from benchmarks.looking.measures import Reader, compare
from benchmarks.population import populate
from benchmarks.results import Goal, Of, Result
from handlers.lessons import listeners as lessons
from storage import search
from storage.database import Database
from storage.engines.upsert import in_batches, insert_all
from storage.lessons import Lesson
from storage.search import SearchEntry

THREE_TIMES = Goal(Of.RATIO, at_most=3)
SYLLABLES = ("ba", "do", "fi", "ge", "ku", "la", "mo", "ne", "pu", "ri", "sa", "te", "vo", "za")
WORDS = ["".join(parts) for parts in product(SYLLABLES, repeat=3)]
# The word of rank r comes up so much more often than those behind it.
HOW_OFTEN = list(accumulate(1 / (rank + 10) for rank in range(len(WORDS))))
# Words of what was learnt, of what happened, and of what is looked for.
LEARNT, HAPPENED, ASKED = 12, 50, 2


class Seeker(Reader):
    """A contact who looks for something else each time, in the same order in each database."""

    def __init__(self, database: Database, slack_url: str) -> None:
        super().__init__(database, slack_url)
        self._random = Random(2)  # noqa: S311 - nothing secret is drawn

    async def find(self) -> None:
        await lessons.on_command(self.request(), f"find {draw(self._random, ASKED)}")


def draw(random: Random, count: int) -> str:
    return " ".join(random.choices(WORDS, cum_weights=HOW_OFTEN, k=count))


async def measure_search(lab: Lab) -> AsyncIterator[Result]:
    """The 95th percentile of `/lesson find`, in two databases by turns."""
    few, many = lab.size.lessons
    async with _open_seeker(lab, few) as small, _open_seeker(lab, many) as large:
        value, baseline = await compare(small, large, Seeker.find, lab.size.looks)
    what = f"search, {many:,} lessons beside {few:,}"
    yield Result(what, lab.engine, "ms, p95", value, baseline, THREE_TIMES)


@asynccontextmanager
async def _open_seeker(lab: Lab, count: int) -> AsyncIterator[Seeker]:
    async with lab.databases.fresh() as address:
        database = Database(address)
        await _fill(database, count)
        yield Seeker(database, lab.slack_url)
        await database.close()


async def _fill(database: Database, count: int) -> None:
    written = list(_write(count, datetime.now(UTC)))
    rows = {str(row["id"]): row for row in written}
    async with database.write() as session:
        await populate(session, [BIG])
        for ids in in_batches(list(rows)):
            some = [rows[one] for one in ids]
            await insert_all(session, Lesson, some)
            await insert_all(session, SearchEntry, [_index(row) for row in some])
    if database.kind == "postgresql":  # which does so by itself, within a minute
        async with database.write() as session:
            await session.execute(text("ANALYZE"))


def _write(count: int, now: datetime) -> Iterator[dict[str, object]]:
    random = Random(1)  # noqa: S311 - nothing secret is drawn
    for number in range(count):
        yield {
            "id": f"{number:032x}",
            "relationship_id": BIG.id,
            "number": number + 1,
            "origin_kind": "own",
            "learnt": draw(random, LEARNT),
            "happened": draw(random, HAPPENED),
            "now_do": "",
            "author": BIG.people[0],
            "side": "client",
            "state": "joint",
            "created_at": now,
            "fresh_at": now,
        }


def _index(row: dict[str, object]) -> dict[str, object]:
    return {
        "kind": search.Kind.LESSON,
        "subject_id": row["id"],
        "relationship_id": row["relationship_id"],
        "title": search.normalise(str(row["learnt"])),
        "body": search.normalise(str(row["happened"])),
        "tags": "",
    }
