"""Lists and figures of kudos on both engines, and that none of them looks at everything."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Side
from storage import kudos_reading as reading
from storage import kudos_rules, kudos_sources
from storage.database import Database
from storage.kudos_reading import Role
from tests.storage import kudos_room
from tests.storage.kudos_room import NOW, act, give, react

# What an engine says where it reads a table of kudos, or an index on one, from end to end.
WHOLE = re.compile(r"SCAN kudos\w*(?! VIRTUAL)|Seq Scan on kudos\w*")
CLIENT, VENDOR = Side.CLIENT, Side.VENDOR


@pytest.fixture
async def memory(database: Database) -> Database:
    await kudos_room.furnish(database)
    return database


async def words(database: Database, **wanted: Any) -> list[str]:
    async with database.read() as session:
        found = await reading.list_kudos(session, "R1", **{"most": 10, **wanted})
    return [one.kudos.text for one in found]


async def test_a_list_is_newest_first_and_goes_on_where_it_ended(memory: Database) -> None:
    for number in range(5):  # two of them at the same moment
        await give(memory, reason=f"deed {number}", now=NOW + timedelta(minutes=number // 2))
    await give(memory, "R2", reason="elsewhere", now=NOW + timedelta(hours=1))
    whole = await words(memory)
    assert [sorted(whole[:1]), sorted(whole[1:3]), sorted(whole[3:])] == [
        ["deed 4"],
        ["deed 2", "deed 3"],
        ["deed 0", "deed 1"],
    ]
    pages: list[str] = []
    before = None
    async with memory.read() as session:
        while page := await reading.list_kudos(session, "R1", most=2, before=before):
            pages += [one.kudos.text for one in page]
            before = page[-1].cursor
    assert pages == whole


async def test_what_is_not_for_everybody_is_in_no_list(memory: Database) -> None:
    await give(memory, reason="in the open")
    hidden = await give(memory, reason="hidden")
    await act(memory, "hide", hidden.id, user_id="U3")
    back = await give(memory, reason="taken back")
    await act(memory, "take_back", back.id, user_id="U1")
    private = await give(memory, reason="between us", private=True)
    assert await words(memory) == await words(memory, person="U3") == ["in the open"]
    async with memory.read() as session:
        own = {
            role: await reading.list_of_person(session, None, "U3", role=role, most=10)
            for role in Role
        }
        given = await reading.list_of_person(session, "R1", "U1", role=Role.GIVEN, most=10)
    assert own[Role.GIVEN] == []
    assert {one.kudos.id for one in own[Role.RECEIVED]} >= {hidden.id, private.id}
    assert (
        {one.kudos.text for one in own[Role.RECEIVED]}
        == {one.kudos.text for one in given}
        == {"in the open", "hidden", "between us"}
    )


async def test_a_list_by_person_value_and_time(memory: Database) -> None:
    await give(memory, reason="one", value_id="kept")
    await give(memory, reason="two", receivers=("U5",), now=NOW + timedelta(days=1))
    await give(memory, reason="three", giver="U5", receivers=("U2",), now=NOW + timedelta(days=2))
    assert await words(memory, person="U5") == ["three", "two"]
    assert await words(memory, person="U3") == await words(memory, value_id="kept") == ["one"]
    assert await words(memory, person="U5", value_id="kept") == []
    assert await words(memory, since=NOW + timedelta(days=1)) == ["three", "two"]
    assert await words(memory, until=NOW + timedelta(days=1)) == ["one"]
    assert await words(memory, person="U5", most=1) == ["three"]
    assert await words(memory, person="U4") == []


async def test_who_is_not_announced_is_not_found_by_name(memory: Database) -> None:
    async with memory.write() as session:
        await kudos_rules.set_quiet(session, "U2", True)
    await give(memory)
    assert await words(memory, person="U3") == ["help"]
    assert await words(memory, person="U2") == []


async def test_a_week_in_numbers_names_nobody(memory: Database) -> None:
    """A person who thanks several at once thanks each side once."""
    await give(memory, receivers=("U2", "U3", "U5"), value_id="kept")
    await react(memory, "U1", "2.0")
    await react(memory, "U5", "3.0")
    await give(memory, receivers=("U5",), private=True)
    await give(memory, receivers=("U5",), now=NOW + timedelta(days=7))
    async with memory.read() as session:
        week = await reading.load_week(session, "R1", NOW, NOW + timedelta(days=7))
        flows = await reading.load_flow(
            session, "R1", [NOW + timedelta(days=days) for days in (-7, 0, 7, 14)]
        )
        nothing = await reading.load_week(session, "R2", NOW, NOW + timedelta(days=7))
    assert week.by_value == {"kept": 1, None: 2}
    assert week.total == 3
    assert week.flow == {(CLIENT, CLIENT): 1, (CLIENT, VENDOR): 2, (VENDOR, VENDOR): 1}
    assert flows == [{}, week.flow, {(CLIENT, VENDOR): 1}]
    assert (nothing.total, nothing.flow) == (0, {})


async def test_who_was_thanked_by_nobody(memory: Database) -> None:
    weeks = timedelta(weeks=1)
    async with memory.write() as session:
        await kudos_rules.watch_roster(session, "R1", NOW)
        await kudos_rules.watch_roster(session, "R1", NOW + weeks)
    await give(memory, receivers=("U3",), now=NOW + weeks)
    await give(memory, receivers=("U5",), private=True, now=NOW + weeks)
    hidden = await give(memory, giver="U3", receivers=("U2",), now=NOW + weeks)
    await act(memory, "hide", hidden.id, user_id="U1")
    async with memory.read() as session:
        assert await reading.list_unthanked(session, "R1", NOW) == [("U1", CLIENT), ("U2", CLIENT)]
        assert len(await reading.list_unthanked(session, "R1", NOW + 2 * weeks)) == 4
        assert await reading.list_unthanked(session, "R1", NOW - weeks) == []
        assert await reading.list_unthanked(session, "R2", NOW + 2 * weeks) == []


async def test_who_left_and_came_back_is_watched_anew(memory: Database) -> None:
    async with memory.write() as session:
        await kudos_rules.watch_roster(session, "R1", NOW)
        await session.execute(text("UPDATE members SET present = false WHERE user_id = 'U2'"))
        await kudos_rules.watch_roster(session, "R1", NOW + timedelta(weeks=1))
        await session.execute(text("UPDATE members SET present = true WHERE user_id = 'U2'"))
        await kudos_rules.watch_roster(session, "R1", NOW + timedelta(weeks=2))
        unthanked = await reading.list_unthanked(session, "R1", NOW + timedelta(weeks=1))
    assert [user_id for user_id, _ in unthanked] == ["U1", "U3", "U5"]


async def read_all(session: AsyncSession) -> None:
    """Everything that is looked up while there may be a million kudos."""
    before = (NOW, "x")
    for wanted in ({}, {"value_id": "kept"}, {"person": "U3"}):
        await reading.list_kudos(session, "R1", most=10, **wanted)
        await reading.list_kudos(session, "R1", most=10, before=before, since=NOW, **wanted)
    for role in Role:
        for relationship_id in ("R1", None):
            await reading.list_of_person(session, relationship_id, "U3", role=role, most=10)
    await reading.count_given_since(session, "R1", "U1", NOW)
    await reading.load_week(session, "R1", NOW, NOW)
    await reading.list_unthanked(session, "R1", NOW)
    await reading.list_given_since(session, "R1", "U1", NOW)
    await kudos_sources.find_reacted(session, "R1", ("C1", "1.0"), "U1")
    await kudos_sources.find_place(session, "C1", "1.0", "U1")
    await kudos_sources.list_by_source(session, "C1", "1.0")


async def test_nothing_looks_at_all_kudos_there_are(memory: Database) -> None:
    """An engine that must not read a whole table finds an index for each of them."""
    await give(memory)
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    async with memory.read() as session:
        connection = await session.connection()
        if memory.kind == "postgresql":
            await session.execute(text("SET LOCAL enable_seqscan = off"))
        event.listen(connection.sync_connection, "before_cursor_execute", note)
        await read_all(session)
        event.remove(connection.sync_connection, "before_cursor_execute", note)
        assert len(asked) > 15
        explain = "EXPLAIN " if memory.kind == "postgresql" else "EXPLAIN QUERY PLAN "
        for statement, parameters in asked:
            rows = await connection.exec_driver_sql(explain + statement, parameters)
            plan = "\n".join(str(row) for row in rows)
            assert not WHOLE.search(plan), f"{statement}\n{plan}"
