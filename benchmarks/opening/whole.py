"""A whole round: everybody is asked, answers all questions, and the digest is made."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.comparing import by_turns
from benchmarks.lab import Lab
from benchmarks.opening.measures import describe_pulse
from benchmarks.opening.process import NOW
from benchmarks.population import Pair, imagine_pairs, populate
from benchmarks.results import Goal, Of, Result
from bot.core.ids import new_id
from bot.delivery.clients import SlackClients
from bot.pulse import closing, questions, rounds
from bot.pulse.answers import Click
from bot.pulse.bank import own_question
from bot.pulse.questions import Kind
from handlers.desk import Desk
from handlers.pulse.digest_cards import render_digest
from handlers.pulse.jobs import open_rounds
from storage import seen
from storage.database import Database
from storage.pulse import Pulse, Round

ASKED = [own_question(Kind.SCALE, words) for words in ("How was it?", "And before?", "And next?")]
CLOSED = NOW + timedelta(days=2)
AS_MANY_WRITES = Goal(Of.RATIO, at_most=6)


async def measure_round(lab: Lab) -> AsyncIterator[Result]:
    """Seconds from opening to digest, beside as many transactions that write one row each."""
    people, _ = lab.size.askings[0]
    (pair,) = imagine_pairs(1, people)
    async with lab.databases.fresh() as template:
        await _prepare(template, pair)
        whole = Whole(lab, template, pair)
        value, baseline = await by_turns(whole.play, whole.write, lab.size.slow_turns)
    name = f"round of {people} people, from opening to digest"
    yield Result(name, lab.engine, "s", value, baseline, AS_MANY_WRITES)


class Whole:
    """The two by turns, each in a copy of a database in which a round is due."""

    def __init__(self, lab: Lab, template: str, pair: Pair) -> None:
        self._lab, self._template, self._pair = lab, template, pair

    async def play(self) -> float:
        """Seconds of ours; fails where not everybody counts."""
        async with self._open() as database:
            began = time.perf_counter()
            await open_rounds(_desk(database), NOW)
            async with database.read() as session:
                round_id = str(await session.scalar(select(Round.id)))
            for position in range(len(ASKED)):
                for number, user_id in enumerate(self._pair.people):
                    async with database.write() as session:
                        await _answer(session, round_id, position, user_id, 1 + number % 5)
            async with database.write() as session:
                await closing.close(session, round_id, CLOSED)
            async with database.read() as session:
                shown = await render_digest(session, round_id)
            took = time.perf_counter() - began
        _check(str(shown), len(self._pair.people))
        return took

    async def write(self) -> float:
        """Seconds of the baseline."""
        async with self._open() as database:
            began = time.perf_counter()
            for _ in range(len(ASKED) * len(self._pair.people)):
                async with database.write() as session:
                    await seen.take_once(session, new_id(), NOW)
            return time.perf_counter() - began

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[Database]:
        async with self._lab.databases.fresh(self._template) as address:
            database = Database(address)
            yield database
            await database.close()


async def _prepare(address: str, pair: Pair) -> None:
    database = Database(address)
    async with database.write() as session:
        await populate(session, [pair])
        await session.execute(
            insert(Pulse), [{**describe_pulse(pair), "questions": questions.dump(ASKED)}]
        )
    await database.close()


async def _answer(
    session: AsyncSession, round_id: str, position: int, user_id: str, score: int
) -> None:
    click = Click(f"{NOW.timestamp():.6f}", score)
    await rounds.answer(
        session,
        round_id,
        position,
        user_id=user_id,
        now=NOW,
        change=lambda answer: answer.record(click),
    )


def _desk(database: Database) -> Desk:
    return Desk(database, _Clock(), SlackClients("http://127.0.0.1:9/"), "nobody")


class _Clock:
    def now(self) -> datetime:
        return NOW


def _check(digest: str, people: int) -> None:
    if digest.count(f"{people // 2} answered, from 1 to 5") != 2 * len(ASKED):
        raise RuntimeError(f"not all of {people} people count: {digest}")
