"""Seconds until everybody is asked and committed, and the memory that takes."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta

from sqlalchemy import func, insert, select

from benchmarks.children import Child
from benchmarks.comparing import by_turns
from benchmarks.lab import Lab
from benchmarks.opening.process import NOW
from benchmarks.population import Pair, imagine_pairs, populate
from benchmarks.results import Goal, Of, Result
from bot.pulse.questions import Anonymity
from storage.database import Database
from storage.outbox import OutboxRow
from storage.pulse import Participant, Pulse, Status

QUESTION = "How well did we work together this week?"
IN_TIME = Goal(Of.RATIO, at_most=3)
IN_MEMORY = Goal(Of.VALUE, at_most=100)


class Contest:
    """The two by turns, each turn in a copy of a database in which something has become due."""

    def __init__(self, lab: Lab, template: str, people: int, ours: Child, theirs: Child) -> None:
        self._lab, self._template, self._people = lab, template, people
        self._ours, self._theirs = ours, theirs
        self._turn = AsyncExitStack()
        self._like, self._commits = "", 0
        self.megabytes: tuple[list[float], list[float]] = ([], [])

    async def open_rounds(self) -> float:
        """Seconds of ours. What it wrote stays for the baseline's turn."""
        await self._turn.aclose()
        self._like = await self._turn.enter_async_context(self._lab.databases.fresh(self._template))
        took = await self._ours.ask(database_url=self._like)
        await _check(self._like, self._people)
        self._commits = took["commits"]
        self.megabytes[0].append(took["megabytes"])
        return float(took["seconds"])

    async def write_rows(self) -> float:
        """Seconds of the baseline."""
        async with self._lab.databases.fresh(self._template) as address:
            took = await self._theirs.ask(
                database_url=address, like=self._like, commits=self._commits
            )
            await _check(address, self._people)
        self.megabytes[1].append(took["megabytes"])
        return float(took["seconds"])

    async def close(self) -> None:
        await self._turn.aclose()


async def measure_opening(lab: Lab) -> AsyncIterator[Result]:
    """Rounds of each size of the lab; fails where not everybody was asked."""
    for people, relationships in lab.size.askings:
        pairs = imagine_pairs(relationships, people // relationships)
        async with (
            lab.databases.fresh() as template,
            lab.child("benchmarks.opening.process", bare=False) as ours,
            lab.child("benchmarks.opening.process", bare=True) as theirs,
        ):
            await _prepare(template, pairs)
            contest = Contest(lab, template, people, ours, theirs)
            value, baseline = await by_turns(
                contest.open_rounds, contest.write_rows, lab.size.slow_turns
            )
            await contest.close()
        name = f"open for {people} people in {relationships}"
        yield Result(name, lab.engine, "s", value, baseline, IN_TIME)
        height, height_of_baseline = (max(figures) for figures in contest.megabytes)
        yield Result(f"{name}: memory", lab.engine, "MB", height, height_of_baseline, IN_MEMORY)


async def _prepare(address: str, pairs: Sequence[Pair]) -> None:
    """One pulse in each relationship, due for everybody in it at the same minute."""
    database = Database(address)
    async with database.write() as session:
        await populate(session, pairs)
        await session.execute(insert(Pulse), [describe_pulse(pair) for pair in pairs])
    await database.close()


def describe_pulse(pair: Pair) -> dict[str, object]:
    planned = NOW - timedelta(days=3)
    return {
        "id": f"q{pair.id}",
        "relationship_id": pair.id,
        "number": 1,
        "title": "",
        "questions": [{"kind": "scale", "client": QUESTION, "vendor": QUESTION}],
        "anonymity": Anonymity.ANONYMOUS,
        "in_channel": False,
        "schedule": {"weekday": 0, "at": "10:00"},
        "open_hours": 24,
        "status": Status.ACTIVE,
        "created_by": pair.people[0],
        "created_at": planned,
        "effective_from": planned,
    }


async def _check(address: str, people: int) -> None:
    database = Database(address)
    async with database.read() as session:
        asked = await session.scalar(
            select(func.count())
            .select_from(Participant)
            .join(OutboxRow, OutboxRow.id == Participant.post_id)
        )
    await database.close()
    if asked != people:
        raise RuntimeError(f"{asked} of {people} were asked")
