"""Acks a second at 50 concurrent, of Rapport and of the bare app, by turns."""

import itertools
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from sqlalchemy import text

from benchmarks.comparing import by_turns
from benchmarks.lab import Lab
from benchmarks.listening.acts import ACTS, Act
from benchmarks.listening.bare import arguments_of_bare
from benchmarks.population import Pair, imagine_pairs, populate
from benchmarks.programs import RAPPORT, run_program, settings_of_rapport
from benchmarks.results import Goal, Of, Result
from storage.database import Database

AT_ONCE = 50
RELATIONSHIPS = 25
GOAL = Goal(Of.RATIO, at_least=0.6)


class Contender:
    """One of the two: a process that serves, with a database of its own."""

    def __init__(self, lab: Lab, act: Act, pairs: list[Pair], address: str, port: int) -> None:
        self._lab, self._act = lab, act
        self._people = self._everybody(pairs)
        self._numbers = itertools.count()
        self.address, self._port = address, port

    @staticmethod
    def _everybody(pairs: list[Pair]) -> Iterator[tuple[Pair, str]]:
        """One of each relationship, then the next of each, and again from the first."""
        turns = itertools.chain.from_iterable(
            ((pair, user_id) for pair, user_id in zip(pairs, row, strict=True))
            for row in zip(*(pair.people for pair in pairs), strict=True)
        )
        return itertools.cycle(turns)

    async def take_turn(self) -> float:
        """Acks a second."""
        bodies = [
            self._act.body(pair, user_id, next(self._numbers))
            for pair, user_id in itertools.islice(self._people, self._lab.size.requests)
        ]
        heard = await self._lab.callers.ask(port=self._port, bodies=bodies, at_once=AT_ONCE)
        if heard["refused"]:
            raise RuntimeError(f"{heard['refused']} requests were refused")
        return len(bodies) / float(heard["seconds"])


async def measure_act(lab: Lab, act: Act) -> AsyncIterator[Result]:
    """One kind of act; fails where the two did not write the same number of rows."""
    people = lab.size.requests * (lab.size.turns + 1) // RELATIONSHIPS + 1
    pairs = imagine_pairs(RELATIONSHIPS, people)
    async with (
        _serve(lab, act, pairs, _rapport) as ours,
        _serve(lab, act, pairs, _bare) as theirs,
    ):
        value, baseline = await by_turns(ours.take_turn, theirs.take_turn, lab.size.turns)
        written = [await _count_rows(one.address, act) for one in (ours, theirs)]
    if written[0] != written[1]:
        raise RuntimeError(f"not the same rows: {written}")
    yield Result(act.name, lab.engine, "acks/s", value, baseline, GOAL)


Program = Callable[[Lab, str, int, list[Pair]], AbstractAsyncContextManager[Any]]


@asynccontextmanager
async def _serve(
    lab: Lab, act: Act, pairs: list[Pair], program: Program
) -> AsyncIterator[Contender]:
    """Start one of the two on a database of its own."""
    async with lab.databases.fresh() as address:
        await _prepare(address, act, pairs)
        port = _free_port()
        async with program(lab, address, port, pairs):
            yield Contender(lab, act, pairs, address, port)


def _rapport(
    lab: Lab, address: str, port: int, _pairs: list[Pair]
) -> AbstractAsyncContextManager[Any]:
    settings = settings_of_rapport(address, lab.slack_url, PORT=str(port))
    return run_program(RAPPORT, lab.folder, settings)


def _bare(lab: Lab, address: str, port: int, pairs: list[Pair]) -> AbstractAsyncContextManager[Any]:
    arguments = arguments_of_bare(
        database_url=address,
        slack_url=lab.slack_url,
        port=port,
        shape=(len(pairs), len(pairs[0].people)),
    )
    return run_program(arguments, lab.folder)


async def _prepare(address: str, act: Act, pairs: list[Pair]) -> None:
    database = Database(address)
    async with database.write() as session:
        await populate(session, pairs)
        await act.prepare(session, pairs)
    await database.close()


async def _count_rows(address: str, act: Act) -> dict[str, int]:
    database = Database(address)
    async with database.read() as session:
        counts = {
            table: int(await session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608
            for table in act.tables
        }
    await database.close()
    return counts


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def measure_kudos(lab: Lab) -> AsyncIterator[Result]:
    return measure_act(lab, ACTS["kudos"])


def measure_reaction(lab: Lab) -> AsyncIterator[Result]:
    return measure_act(lab, ACTS["reaction"])


def measure_answer(lab: Lab) -> AsyncIterator[Result]:
    return measure_act(lab, ACTS["answer"])
