"""Transactions on both engines: nothing lost, nothing half-done."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, StatementError

from storage import relationships, seen
from storage.database import Database, database_time
from storage.seen import Seen
from tests.factories import NOW, make_relationship

CHANGES = 100


async def test_a_hundred_changes_of_one_row_at_once_are_a_hundred_changes(
    database: Database, database_url: str
) -> None:
    async with database.write() as session:
        relationship = await make_relationship(session, client_name="0")
    other = Database(database_url)

    async def change(number: int) -> None:
        async with (database, other)[number % 2].write() as session:
            found = await relationships.lock_relationship(session, relationship.id)
            await asyncio.sleep(0)
            found.client_name = str(int(found.client_name) + 1)

    await asyncio.gather(*(change(number) for number in range(CHANGES)))
    async with other.read() as session:
        found = await relationships.get_relationship(session, relationship.id)
    await other.close()
    assert found.client_name == str(CHANGES)


async def test_what_raises_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.write() as session:
            await seen.take_once(session, "half", NOW)
            raise RuntimeError
    async with database.read() as session:
        assert (await session.scalars(select(Seen))).all() == []


async def test_a_key_is_taken_once_even_by_many_at_once(database: Database) -> None:
    async def take() -> bool:
        async with database.write() as session:
            return await seen.take_once(session, "event:Ev1", NOW)

    taken = await asyncio.gather(*(take() for _ in range(20)))
    assert sorted(taken) == [False] * 19 + [True]


async def test_datetimes_come_back_aware_and_in_utc(database: Database) -> None:
    tokyo = datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=9)))
    async with database.write() as session:
        await seen.take_once(session, "moment", tokyo)
    async with database.read() as session:
        stored = await session.scalar(select(Seen.at))
    assert stored == tokyo
    assert stored.tzinfo is UTC


async def test_a_naive_datetime_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        async with database.write() as session:
            await seen.take_once(session, "naive", datetime(2026, 1, 1))  # noqa: DTZ001


async def test_the_database_tells_the_time(database: Database) -> None:
    async with database.read() as session:
        moment = await database_time(session)
    assert abs(moment - datetime.now(UTC)) < timedelta(minutes=1)


async def test_closing_waits_for_what_is_under_way_and_leaves_no_connection_open(
    database_url: str,
) -> None:
    database = Database(database_url)
    begun, go_on, held = asyncio.Event(), asyncio.Event(), []

    async def write() -> None:
        async with database.write() as session:
            raw = await (await session.connection()).get_raw_connection()
            held.append(raw.driver_connection)
            begun.set()
            await go_on.wait()
            await seen.take_once(session, "key", NOW)

    writing = asyncio.create_task(write())
    await begun.wait()
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0.02)
    assert not closing.done()
    go_on.set()
    await asyncio.gather(writing, closing)
    (connection,) = held
    assert connection.closed if database.kind == "postgresql" else connection._connection is None


async def test_a_file_that_cannot_be_opened_leaves_no_thread_behind(tmp_path: Path) -> None:
    """Such a thread would speak to a loop that may be closed by then."""
    (tmp_path / "some.db").write_text("I am no database, and long enough to be looked at")
    database = Database(f"sqlite:///{tmp_path / 'some.db'}")
    before = set(threading.enumerate())
    for _ in range(20):
        with pytest.raises(DatabaseError, match="not a database"):
            async with database.write() as session:
                await session.execute(text("SELECT 1"))
        left = set(threading.enumerate()) - before
        assert not [thread for thread in left if "connection" in thread.name]
    await database.close()


async def test_only_what_has_something_to_say_wakes_delivery(database: Database) -> None:
    woken = []
    database.on_something_to_say(lambda: woken.append(True))
    async with database.write() as session:
        await seen.take_once(session, "quiet", NOW)
    assert woken == []


async def test_a_machine_that_stands_still_loses_its_locks(empty_postgres: str) -> None:
    """Postgres ends its transaction; how soon is a setting that every connection makes."""
    database = Database(empty_postgres)
    try:
        async with database.read() as session:
            asked = "SHOW idle_in_transaction_session_timeout"
            told = await session.scalar(text(asked))
    finally:
        await database.close()
    assert told == "1min"


async def test_nothing_is_scrubbed_while_somebody_may_still_look_at_what_was_erased(
    database: Database,
) -> None:
    async with database.write() as session:
        await seen.take_once(session, "secret", NOW)
    async with database._engines.read.connect() as looking:
        if database.kind == "postgresql":
            await looking.execution_options(isolation_level="REPEATABLE READ")
        await looking.execute(text("SELECT 1 FROM people"))
        async with database.write() as session:
            await session.execute(text("DELETE FROM seen"))
        assert not await database.scrub("seen")
    assert await database.scrub("seen")
