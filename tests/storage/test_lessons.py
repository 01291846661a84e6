"""Lists of lessons, page by page, by tag and theme, with what hangs on each."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from storage import lessons
from storage.database import Database
from storage.relationships import Relationship
from tests.bot.lessons.records import HOME, NOW, OTHER, furnish

# What an engine says where it reads all lessons there are, or an index on them from end to end.
WHOLE = re.compile(r"SCAN lesson\w*|Seq Scan on lesson\w*")


async def add(database: Database, number: int, home: str = HOME, **traits: object) -> None:
    tags = traits.pop("tags", ())
    async with database.write() as session:
        lesson = await lessons.add_lesson(
            session,
            **{
                "id": f"{home}-{number}",
                "relationship_id": home,
                "origin_kind": "own",
                "happened": "",
                "learnt": f"Lesson {number}",
                "now_do": "",
                "author": "UANN",
                "side": "client",
                "state": "joint",
                "created_at": NOW,
                "fresh_at": NOW,
                **traits,
            },
        )
        await lessons.save_tags(session, lesson.id, tags)


async def page(database: Database, **which: object) -> list[int]:
    async with database.read() as session:
        found = await lessons.list_lessons(session, HOME, **{"most": 3, **which})
        return [lesson.number for lesson in found]


@pytest.fixture
async def shelf(database: Database) -> Database:
    """Seven lessons, of which the fourth is retired, and one of others."""
    async with database.write() as session:
        await furnish(session)
    for number in range(1, 8):
        tags: Sequence[str] = ("odd", "all") if number % 2 else ("all",)
        theme = "trust" if number < 3 else None
        state = "retired" if number == 4 else "joint"
        await add(database, number, tags=tags, theme=theme, state=state)
    await add(database, 1, OTHER, tags=("all", "others"), theme="trust")
    return database


async def test_the_newest_come_first_and_the_others_page_by_page(shelf: Database) -> None:
    assert await page(shelf) == [7, 6, 5]
    assert await page(shelf, before=5) == [3, 2, 1], "the fourth is retired"
    assert await page(shelf, before=1) == []
    assert await page(shelf, tag="odd") == [7, 5, 3]
    assert await page(shelf, tag="odd", before=3) == [1]
    assert await page(shelf, theme="trust") == [2, 1]
    assert await page(shelf, theme="trust", tag="odd") == [1]
    assert await page(shelf, tag="others") == []
    async with shelf.read() as session:
        assert await lessons.count_tags(session, HOME, 5) == ["all", "odd"]


async def test_each_comes_with_what_hangs_on_it(shelf: Database) -> None:
    async with shelf.write() as session:
        for number, objection in ((1, False), (2, True)):
            await lessons.add_addition(
                session,
                id=f"A{number}",
                lesson_id="R1-2",
                side="vendor",
                author="UBO",
                words=f"words {number}",
                objection=objection,
                at=NOW + timedelta(minutes=number),
            )
        for user_id, useful in (("UBO", True), ("UBEA", False), ("UBO", False)):
            await lessons.save_use(
                session, lesson_id="R1-2", user_id=user_id, place="x", useful=useful, at=NOW
            )
        found = await lessons.get_all(session, ["R1-2", "gone", "R1-1"])
        second, first = await lessons.tell_all(session, found)
    assert [one.words for one in second.additions] == ["words 1", "words 2"]
    assert (second.useful, second.uses, list(second.tags)) == (0, 2, ["all"])
    assert (first.useful, first.uses, list(first.tags)) == (0, 0, ["all", "odd"])
    assert not first.additions


async def test_only_what_both_hold_where_the_bot_can_speak_grows_stale(shelf: Database) -> None:
    late = NOW + timedelta(days=1)
    async with shelf.write() as session:
        stale = await lessons.list_stale(session, late)
        assert "R1-4" not in stale and "R2-1" in stale
        assert len(stale) == 7
        assert await lessons.list_stale(session, NOW) == []
        relationship = await session.get_one(Relationship, OTHER)
        relationship.archived = True
        await session.flush()
        assert "R2-1" not in await lessons.list_stale(session, late)


async def test_nothing_looks_at_all_lessons_there_are(shelf: Database) -> None:
    """An engine that must not read a whole table finds an index for each question."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    async with shelf.read() as session:
        connection = await session.connection()
        if shelf.kind == "postgresql":
            await session.execute(text("SET LOCAL enable_seqscan = off"))
        event.listen(connection.sync_connection, "before_cursor_execute", note)
        await lessons.list_stale(session, NOW)
        await lessons.list_lessons(session, HOME, most=3, tag="odd", theme="trust", before=5)
        await lessons.count_tags(session, HOME, 5)
        await lessons.list_of_problem(session, "P")
        await lessons.tell_all(session, await lessons.get_all(session, ["R1-1", "R1-2"]))
        event.remove(connection.sync_connection, "before_cursor_execute", note)
        assert len(asked) > 7
        explain = "EXPLAIN " if shelf.kind == "postgresql" else "EXPLAIN QUERY PLAN "
        for statement, parameters in asked:
            rows = await connection.exec_driver_sql(explain + statement, parameters)
            plan = "\n".join(str(row) for row in rows)
            assert not WHOLE.search(plan), f"{statement}\n{plan}"
