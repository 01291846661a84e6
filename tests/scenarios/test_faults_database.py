"""The database is locked, full, or gone for a while: people are told, and nothing is lost.

Gone is what only a server can be; a file can be locked by somebody else.
"""

import asyncio
import itertools
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, select, text
from sqlalchemy.exc import OperationalError

from bot.core.ids import new_id
from sandbox.client import Message
from storage.outbox import Kind, OutboxRow, Place, State
from storage.relationships import MemberRecord
from storage.seen import Seen
from tests.scenarios.faults import THANKS, cards, count_questions, plan_pulse, questions
from tests.world import START, World

Outage = Callable[[World], AbstractAsyncContextManager[None]]

NUMBERS = itertools.count()
UNLIMITED_PAGES = 2**31
# What Postgres says when its disk is full, said by the tables that everything is written to.
FULL_DISK = """
CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER disk_full BEFORE INSERT OR UPDATE ON outbox EXECUTE FUNCTION disk_full();
CREATE TRIGGER disk_full BEFORE INSERT OR UPDATE ON seen EXECUTE FUNCTION disk_full();
CREATE TRIGGER disk_full BEFORE INSERT OR UPDATE ON lanes EXECUTE FUNCTION disk_full();
CREATE TRIGGER disk_full BEFORE INSERT OR UPDATE ON pulse_rounds EXECUTE FUNCTION disk_full();
CREATE TRIGGER disk_full BEFORE INSERT OR UPDATE ON pulse_drafts EXECUTE FUNCTION disk_full();
"""


def is_file(world: World) -> bool:
    return world.database_url.startswith("sqlite")


def connect(world: World, database: str | None = None) -> psycopg.Connection:
    url = make_url(world.database_url)
    address = url.set(database=database or url.database).render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True)


@asynccontextmanager
async def locked(world: World) -> AsyncIterator[None]:
    """Another process writes to the file, and does not end."""
    with closing(sqlite3.connect(world.database_url.removeprefix("sqlite:///"))) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.rollback()


@asynccontextmanager
async def full(world: World) -> AsyncIterator[None]:
    """There is no space left."""
    if not is_file(world):
        with connect(world) as connection:
            connection.execute(FULL_DISK)
            yield
            connection.execute("DROP FUNCTION disk_full CASCADE")
        return
    await fill_file(world)
    yield
    async with world.rapport.database.write() as session:
        await session.execute(text(f"PRAGMA max_page_count = {UNLIMITED_PAGES}"))


async def fill_file(world: World) -> None:
    """Let the bot's connection add no page any more, and leave no room in those there are.

    Whatever the bot does is written to one of these tables.
    """
    async with world.rapport.database.write() as session:
        await session.execute(text("PRAGMA max_page_count = 1"))  # that is, no more than it has
    for make in (make_seen, make_dropped):
        size = 2048
        while size:
            try:
                async with world.rapport.database.write() as session:
                    session.add(make(world, "x" * size))
                    await session.flush()
            except OperationalError:
                size //= 2


def make_seen(_world: World, words: str) -> Seen:
    """In the end shorter than what the bot writes: what room is left then is too small for it."""
    return Seen(key=f"{next(NUMBERS)}{words}", at=START)


def make_dropped(world: World, words: str) -> OutboxRow:
    """A message that is not to be said."""
    place = Place(world.inst.team_id, channel_id=world.room.id)
    return OutboxRow(
        id=new_id(),
        key=new_id(),
        kind=Kind.POST,
        lane=place.lane,
        installation_id=place.installation_id,
        channel_id=place.channel_id,
        payload={"text": words},
        state=State.DROPPED,
        attempts=0,
        created_at=START,
    )


@asynccontextmanager
async def gone(world: World) -> AsyncIterator[None]:
    """The server ends all connections and takes no others."""
    name = make_url(world.database_url).database
    with connect(world, "postgres") as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        try:
            yield
        finally:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


# Each with the engine on which it can happen.
outages = pytest.mark.parametrize(
    ("database_url", "outage"),
    [("sqlite", locked), ("sqlite", full), ("postgresql", full), ("postgresql", gone)],
    indirect=["database_url"],
    ids=["sqlite-locked", "sqlite-full", "postgresql-full", "postgresql-gone"],
)


@outages
async def test_a_command_is_refused_in_time_and_can_be_given_again(
    world: World, outage: Outage
) -> None:
    thanks = f"{world.bo} for {THANKS}"
    async with outage(world):
        reply = await world.ann.command("/kudos", thanks, in_=world.room)
        assert reply.error is None
        assert "cannot reach my memory" in reply.text
    reply = await world.ann.command("/kudos", thanks, in_=world.room)
    assert "go to" in reply.text
    await world.settle()
    assert len(await cards(world)) == 1


@outages
async def test_an_event_comes_again_and_counts_once(world: World, outage: Outage) -> None:
    await world.box.retry_after_seconds(1.5)
    carl = await world.practice.client.person("Carl New")

    async def tries() -> list[Any]:
        return [e["ack"] for e in await world.box.wire() if carl.id in str(e.get("envelope"))]

    async def is_tried_again() -> bool:
        return len(await tries()) > 1

    async with outage(world):
        await world.room.add(carl)
        await world.until(is_tried_again)
    await world.settle()
    async with world.rapport.database.read() as session:
        rows = list(
            await session.scalars(select(MemberRecord).where(MemberRecord.user_id == carl.id))
        )
    assert [(row.side, row.present) for row in rows] == [("client", True)]
    first, *_, last = await tries()
    assert (first, last is None) == (None, False)


@outages
async def test_an_answer_is_refused_in_time_and_can_be_given_again(
    world: World, outage: Outage
) -> None:
    await plan_pulse(world)
    await world.ann.command("/pulse", "now", in_=world.room)
    await world.settle()
    (question,) = await questions(world, world.bo)
    async with outage(world):
        await world.bo.presses(question, "4")
        await world.until(lambda: refusals(world))
    await world.bo.presses(question, "4")
    await world.settle()
    (question,) = await questions(world, world.bo)
    assert "Your answer: *4" in question.words


async def refusals(world: World) -> list[Message]:
    seen = await world.bo.sees_dm(world.inst)
    return [m for m in seen if "cannot reach my memory" in m.text]


@outages
async def test_what_is_due_meanwhile_is_done_afterwards_once(world: World, outage: Outage) -> None:
    await plan_pulse(world)
    async with outage(world):
        await world.box.move_clock(by=timedelta(hours=32))
        await asyncio.wait({asyncio.create_task(world.rapport.settle())}, timeout=2)
        assert await count_questions(world) == [0] * 6
    await world.settle()
    assert await count_questions(world) == [1] * 6


@outages
async def test_what_slack_answers_meanwhile_is_written_down_afterwards(
    world: World, outage: Outage
) -> None:
    await world.box.fail("chat.postMessage", delay=1)
    await world.ann.command("/kudos", f"{world.bo} for {THANKS}", in_=world.room)
    await world.until(lambda: is_being_said(world))
    async with outage(world):
        await asyncio.sleep(1.5)
    await world.settle()
    assert len(await cards(world)) == 1
    async with world.rapport.database.read() as session:
        states = set(await session.scalars(select(OutboxRow.state)))
    assert states <= {State.SENT, State.EMPTY, State.DROPPED}


async def is_being_said(world: World) -> bool:
    """Whether the message is on its way, and its answer is not."""
    entries = [e for e in await world.box.wire() if e.get("out") == "chat.postMessage"]
    return entries[-1]["response"] is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_lock_on_a_server_is_waited_for(world: World) -> None:
    with connect(world) as holder, holder.transaction():
        holder.execute("LOCK TABLE relationships IN ACCESS EXCLUSIVE MODE")
        giving = asyncio.create_task(
            world.ann.command("/kudos", f"{world.bo} for {THANKS}", in_=world.room)
        )
        await asyncio.sleep(2)
        assert not giving.done()
    assert "go to" in (await giving).text
    await world.settle()
    assert len(await cards(world)) == 1
