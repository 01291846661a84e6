"""Migrations agree with the records, and go up and down without losing a row."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Connection, Date, DateTime, Integer, LargeBinary, MetaData, Table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import JSON

from storage import schema
from storage.database import Database
from storage.engines import open_engines, open_migrator
from storage.engines.search import is_of_records
from storage.migrating import SCRIPTS
from storage.migrations.errors import UnknownRevision, WouldLoseRows
from storage.records import Base
from storage.search import search
from tests.engines import ENGINES

MOMENT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
# Columns whose content the database itself looks at.
KNOWN_WORDS = {
    ("relationships", "status"): "active",
    ("relationships", "proposed_side"): "client",
    ("members", "side"): "vendor",
    ("members", "role"): "contact",
    ("actions", "side"): "vendor",
    ("actions", "status"): "open",
    ("actions", "helped"): "yes",
    ("action_requests", "side"): "client",
    ("action_requests", "answer"): "named",
    ("lessons", "state"): "joint",
    ("lessons", "side"): "vendor",
    ("lesson_additions", "side"): "client",
    ("milestones", "status"): "planned",
    ("milestone_contributors", "side"): "client",
    ("milestone_reflections", "side"): "vendor",
    ("retros", "proposed_side"): "client",
    ("retro_moves", "alone_side"): "vendor",
    ("retro_notes", "side"): "client",
    ("retro_votes", "side"): "vendor",
}


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database in which there is nothing yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        yield request.getfixturevalue("empty_postgres")


async def run(address: str, work: Any) -> Any:
    engine = open_migrator(address)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def reflect(connection: Connection) -> MetaData:
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: is_of_records(name, "table", None))
    return metadata


def value_for(table: Table, column: Any, number: int) -> Any:
    if (table.name, column.name) in KNOWN_WORDS:
        return KNOWN_WORDS[table.name, column.name]
    match column.type:
        case Boolean():
            return False
        case DateTime():
            return MOMENT
        case Date():
            return MOMENT.date()
        case Integer():
            return number
        case LargeBinary():
            return b"sealed"
        case JSON():
            return {"text": "hello"}
        case _:
            return f"row {number}"


def fill(connection: Connection) -> None:
    """Two rows in every table; each row refers to the row of the same number."""
    for table in reflect(connection).sorted_tables:
        if table.name == "alembic_version":
            continue
        for number in (1, 2):
            columns = [column for column in table.columns if column.computed is None]
            row = {column.name: value_for(table, column, number) for column in columns}
            connection.execute(table.insert().values(row))


def count(connection: Connection) -> dict[str, list[Any]]:
    """Each row of each table, as its values by column."""
    tables = [t for t in reflect(connection).sorted_tables if t.name != "alembic_version"]
    return {
        t.name: [dict(row) for row in connection.execute(t.select()).mappings()] for t in tables
    }


def only_of(other: dict[str, list[Any]], rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The same rows with the tables and columns that `other` has, too; in the order of values."""
    return {
        table: sorted(
            str(sorted((c, v) for c, v in row.items() if c in other[table][0])) for row in kept
        )
        for table, kept in rows.items()
        if table in other
    }


def test_each_revision_is_named_as_its_file_is_and_follows_the_one_before() -> None:
    steps = list(ScriptDirectory(str(SCRIPTS)).walk_revisions())[::-1]
    names = [Path(step.path).name.partition("_")[0] for step in steps]
    assert [step.revision for step in steps] == names == sorted(names)
    assert schema.newest_revision() == names[-1]


async def test_a_revision_that_nobody_knows_is_refused(empty: str) -> None:
    with pytest.raises(UnknownRevision):
        await schema.migrate(empty, "9999")


async def test_records_and_migrations_agree(empty: str) -> None:
    await schema.migrate(empty)

    def compare(connection: Connection) -> list[Any]:
        opts = {"compare_type": True, "include_name": is_of_records}
        context = MigrationContext.configure(connection, opts=opts)
        return compare_metadata(context, Base.metadata)

    assert await run(empty, compare) == []


async def test_a_filled_database_goes_down_and_up_without_losing_a_row(empty: str) -> None:
    await schema.migrate(empty)
    await run(empty, fill)
    before = await run(empty, count)
    assert all(len(rows) == 2 for rows in before.values())
    assert set(before) == set(Base.metadata.tables)
    await schema.migrate(empty, "0001")
    assert await schema.current_revision(empty) == "0001"
    below = await run(empty, count)
    assert only_of(below, before) == only_of(before, below)
    await schema.migrate(empty)
    assert await schema.current_revision(empty) == schema.newest_revision()
    assert only_of(below, await run(empty, count)) == only_of(before, below)


async def test_a_database_filled_at_the_first_schema_keeps_every_row(empty: str) -> None:
    await schema.migrate(empty, "0001")
    await run(empty, fill)
    before = await run(empty, count)
    await schema.migrate(empty)
    after = await run(empty, count)
    assert set(before) <= set(after)
    assert only_of(before, after) == only_of(after, before)


async def test_a_pulse_of_one_question_is_asked_as_before(empty: str) -> None:
    await schema.migrate(empty, "0003")
    await run(empty, fill)
    await schema.migrate(empty)
    pulse, _ = (await run(empty, count))["pulses"]
    assert pulse["questions"] == [{"kind": "scale", "client": "row 1", "vendor": "row 1"}]
    assert pulse["schedule"] == {"weekday": 1, "at": "row 1"}
    assert pulse["anonymity"] == "named"
    asked, _ = (await run(empty, count))["pulse_rounds"]
    assert asked["questions"] == pulse["questions"]
    await schema.migrate(empty, "0003")
    pulse, _ = (await run(empty, count))["pulses"]
    assert (pulse["question"], pulse["weekday"], pulse["at"]) == ("row 1", 1, "row 1")
    assert not pulse["anonymous"]


async def test_kudos_get_their_giver_and_what_is_not_for_all_stays_out_of_sight(
    empty: str,
) -> None:
    await schema.migrate(empty, "0008")
    await run(empty, fill)
    await run(empty, told("UPDATE kudos SET withdrawn_at = NULL"))
    await schema.migrate(empty, "0009")
    after = await run(empty, count)
    giver = next(one for one in after["kudos_givers"] if one["kudos_id"] == "row 1")
    assert (giver["user_id"], giver["side"], giver["relationship_id"]) == ("row 1",) * 3
    assert giver["withdrawn_at"] is None
    assert all(one["announced"] for one in after["kudos_receivers"])
    assert {one["relationship_id"] for one in after["kudos_receivers"]} == {"row 1", "row 2"}

    await run(empty, told("UPDATE kudos SET private = true WHERE id = 'row 1'"))
    await schema.migrate(empty, "0008")
    below = (await run(empty, count))["kudos"]
    assert {row["id"]: row["withdrawn_at"] is None for row in below} == {
        "row 1": False,
        "row 2": True,
    }


async def test_what_is_open_already_is_asked_after_on_the_day_after_it_was_due(empty: str) -> None:
    await schema.migrate(empty, "0014")
    await run(empty, fill)
    await run(empty, told("UPDATE actions SET status = 'done' WHERE id = 'row 2'"))
    await schema.migrate(empty, "0015")
    rows = {row["id"]: row["nudge_at"] for row in (await run(empty, count))["actions"]}
    assert str(rows["row 1"]).startswith("2026-11-03 08:00:00")
    assert rows["row 2"] is None


async def test_what_was_learnt_of_a_problem_is_a_lesson_that_can_be_found(empty: str) -> None:
    await schema.migrate(empty, "0012")
    await run(empty, fill)
    for statement in (
        "UPDATE outbox SET kind = 'post', card_kind = 'problem_lesson', card_id = 'row 2',"
        " key = 'problem_lesson:row 2' WHERE id = 'row 2'",
        "UPDATE lessons SET text = 'Watch the Zeppelin', relationship_id = 'row 1'",
        "UPDATE lessons SET author = 'nobody' WHERE id = 'row 1'",
    ):
        await run(empty, told(statement))
    await schema.migrate(empty)
    kept = sorted((await run(empty, count))["lessons"], key=lambda one: one["number"])
    assert [(one["number"], one["state"], one["side"], one["learnt"]) for one in kept] == [
        (1, "joint", "client", "Watch the Zeppelin"),
        (2, "joint", "client", "Watch the Zeppelin"),
    ]
    assert [one["post_id"] for one in kept] == [None, "row 2"]
    assert all(one["answered_at"] == one["created_at"] for one in kept), "both hold it since then"
    database = Database(empty)
    async with database.read() as session:
        found = await search(session, "row 1", "zeppel", most=5)
        assert sorted(one.subject_id for one in found) == ["row 1", "row 2"]
        assert [one.kind for one in await search(session, "row 2", "row", most=5)] == ["problem"]
    await database.close()
    await schema.migrate(empty, "0012")
    below = await run(empty, count)
    assert {one["text"] for one in below["lessons"]} == {"Watch the Zeppelin"}
    assert "problem_lesson" in {one["card_kind"] for one in below["outbox"]}


async def test_old_problems_go_on_in_depth_and_nothing_hidden_is_shown_below(empty: str) -> None:
    await schema.migrate(empty, "0011")
    await run(empty, fill)
    for statement in (
        "UPDATE members SET side = 'vendor', user_id = 'row ' || SUBSTR(relationship_id, 5)",
        "UPDATE problems SET stage = 'try', closed_at = NULL WHERE id = 'row 1'",
        "UPDATE problem_entries SET stage = 'decide', withdrawn_at = NULL WHERE id = 'row 1'",
        "UPDATE problem_entries SET stage = 'options' WHERE id = 'row 2'",
        "UPDATE problem_moves SET from_stage = 'review', to_stage = 'options', at ="
        " '2026-11-05 08:00:00.000000+00:00' WHERE id = 'row 1'",
        "UPDATE problem_moves SET from_stage = 'try', to_stage = 'decide' WHERE id = 'row 2'",
    ):
        await run(empty, told(statement))
    await schema.migrate(empty, "0012")
    after = await run(empty, count)
    problem = next(one for one in after["problems"] if one["id"] == "row 1")
    assert (problem["client_facilitator"], problem["vendor_facilitator"]) == ("row 1", "row 1")
    assert (problem["whom_client"], problem["whom_vendor"]) == ("", "row 1")
    assert str(problem["moved_at"]).startswith("2026-11-05 08:00")
    assert {one["id"]: one["kind"] for one in after["problem_entries"]} == {
        "row 1": "observation",
        "row 2": "idea",
    }
    assert {one["id"]: one["step"] for one in after["problem_moves"]} == {
        "row 1": "rethink",
        "row 2": "back",
    }
    (decision,) = after["problem_decisions"]
    assert (decision["text"], decision["idea_ids"]) == ("row 1", [])

    for statement in (
        "UPDATE problems SET stage = 'evaluate' WHERE id = 'row 2'",
        "UPDATE problem_entries SET hidden = true WHERE id = 'row 1'",
    ):
        await run(empty, told(statement))
    await schema.migrate(empty, "0011")
    below = await run(empty, count)
    assert {one["id"]: one["stage"] for one in below["problems"]}["row 2"] == "decide"
    kept = next(one for one in below["problem_entries"] if one["id"] == "row 1")
    assert kept["withdrawn_at"] is not None
    assert [one["whom"] for one in below["problems"]] == ["row 1", "row 2"]


def told(statement: str) -> Any:
    """Execute a statement of SQL."""
    return lambda connection: connection.exec_driver_sql(statement)


async def test_going_below_the_first_schema_is_refused_while_anything_is_kept(empty: str) -> None:
    await schema.migrate(empty)
    await run(empty, fill)
    before = await run(empty, count)
    with pytest.raises(WouldLoseRows):
        await schema.migrate(empty, "base")
    assert await run(empty, count) == before


async def test_an_empty_database_can_be_taken_down_whole(empty: str) -> None:
    await schema.migrate(empty)
    await schema.migrate(empty, "base")
    assert await run(empty, count) == {}
    assert await schema.current_revision(empty) is None


async def test_migrating_twice_changes_nothing(empty: str) -> None:
    await schema.migrate(empty)
    await schema.migrate(empty)
    assert await schema.current_revision(empty) == schema.newest_revision()


async def test_foreign_keys_and_known_words_hold_after_the_tables_were_rebuilt(empty: str) -> None:
    await schema.migrate(empty)
    await run(empty, fill)
    engine = open_engines(empty).write
    try:
        for statement in (
            "UPDATE relationships SET status = 'nonsense'",
            "UPDATE members SET relationship_id = 'nobody' WHERE user_id = 'row 1'",
        ):
            with pytest.raises(IntegrityError):
                async with engine.begin() as connection:
                    await connection.exec_driver_sql(statement)
        async with engine.begin() as connection:
            await connection.exec_driver_sql("DELETE FROM relationships WHERE id = 'row 1'")
        left = await run(empty, count)
        assert len(left["members"]) == len(left["pulses"]) == len(left["problems"]) == 1
    finally:
        await engine.dispose()
