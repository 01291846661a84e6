"""Acks a second at 50 concurrent, of Rapport and of the bare app, by turns."""

import itertools
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

from sqlalchemy import text

from benchmarks.children import Child
from benchmarks.comparing import by_turns
from benchmarks.lab import Lab
from benchmarks.listening.acts import ACTS, Act
from benchmarks.population import Pair, imagine_pairs, populate
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
    shape = (RELATIONSHIPS, people)
    pairs = imagine_pairs(*shape)
    async with AsyncExitStack() as stack:
        contenders = []
        for bare in (False, True):
            address = await stack.enter_async_context(lab.databases.fresh())
            await _prepare(address, act, pairs)
            port = _free_port()
            server: Child = await stack.enter_async_context(
                lab.child(
                    "benchmarks.listening.server",
                    bare=bare,
                    database_url=address,
                    slack_url=lab.slack_url,
                    port=port,
                    shape=shape,
                )
            )
            await server.ask()
            contenders.append(Contender(lab, act, pairs, address, port))
        ours, theirs = contenders
        value, baseline = await by_turns(ours.take_turn, theirs.take_turn, lab.size.turns)
        written = [await _count_rows(one.address, act) for one in contenders]
        if written[0] != written[1]:
            raise RuntimeError(f"not the same rows: {written}")
    yield Result(act.name, lab.engine, "acks/s", value, baseline, GOAL)


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


def measure_answer(lab: Lab) -> AsyncIterator[Result]:
    return measure_act(lab, ACTS["answer"])
