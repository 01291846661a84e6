"""Who holds the whole database, its files and the log does not learn who left a note.

While a note is open the way back can be opened with its key, as is said to the writer; that shows
that these attacks find it where it is. Once it is closed nothing leads to them any more.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from sandbox.client import Person
from storage.database import Database
from storage.notes import SEALED_TABLES
from tests.logs import recorded
from tests.scenarios import attack
from tests.scenarios.attack import LOCKED, MADE, PLACE, Row
from tests.scenarios.test_notes import (
    NOTE,
    answer,
    card,
    leave,
    open_form,
    pass_on,
    press_as_writer,
    told,
    write_more,
)
from tests.world import World


async def read(world: World) -> list[Row]:
    return await attack.read_tables(world.rapport.database)


async def read_sealed(world: World) -> tuple[str, bytes]:
    """The note that is open, and its sealed way back."""
    (row,) = [row for row in await read(world) if row.table == "note_ways_back"]
    return str(row.values["note_id"]), bytes(row.values["sealed"])


def show(row: Row) -> str:
    """A row without the engine's own marks: on Postgres a row that is referred to is marked."""
    values = {k: v for k, v in row.values.items() if k not in (PLACE, MADE, LOCKED)}
    return f"{row.table} {values}"


async def converse(world: World, writer: Person) -> None:
    """The writer leaves a note for both sides; Ann answers, and the writer answers back."""
    await leave(world, writer, "both")
    await pass_on(world)
    await answer(world, world.ann, "Tell me more.")
    await write_more(world, writer, "More.")


async def close_as_contact(world: World, _writer: Person) -> None:
    await world.bo.presses(await card(world, world.bo), "Close")
    await world.settle()


async def close_as_writer(world: World, writer: Person) -> None:
    await press_as_writer(world, writer, "Close")


async def wait_until_it_is_quiet(world: World, _writer: Person) -> None:
    await world.pass_time(by=timedelta(days=32))


async def lose_the_writer(world: World, _writer: Person) -> None:
    await world.box.fail("conversations.open", error="user_not_visible")
    await answer(world, world.bo, "Are you there?")


@pytest.mark.parametrize(
    "close", [close_as_contact, close_as_writer, wait_until_it_is_quiet, lose_the_writer]
)
async def test_the_way_back_is_gone_with_its_key(
    world: World, close: Callable[[World, Person], Awaitable[None]]
) -> None:
    await converse(world, world.bea)
    note_id, sealed = await read_sealed(world)
    before = attack.read_bytes(world.database_url)
    opened = attack.try_keys(before, note_id, sealed)
    assert opened is not None, "while the note is open, the operator could"
    assert world.bea.id in opened.decode()
    assert sealed[:64] in before

    await close(world, world.bea)
    await world.settle()
    rows = await read(world)
    assert not [row for row in rows if row.table in (*SEALED_TABLES, "note_deliveries")]
    assert [row.values["wiped"] for row in rows if row.table == "notes"] in ([True], [1])
    after = attack.read_bytes(world.database_url)
    assert attack.try_keys(after, note_id, sealed) is None
    assert sealed[:64] not in after
    assert sealed[-64:] not in after


async def test_this_attack_finds_a_key_that_was_only_deleted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def leave_traces(*_args: object) -> bool:
        return True

    monkeypatch.setattr(Database, "scrub", leave_traces)
    await leave(world, world.bea, "client")
    note_id, sealed = await read_sealed(world)
    await press_as_writer(world, world.bea, "Close")
    opened = attack.try_keys(attack.read_bytes(world.database_url), note_id, sealed)
    assert opened is not None
    assert world.bea.id in opened.decode()


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
async def test_nothing_joins_the_writer_to_the_note(world: World, closed: bool) -> None:
    """By no chain of values; but the contacts, who answer with their names, are found."""
    for writer in (world.ada, world.bea, world.bo):
        await converse(world, writer)
        if closed:
            await close_as_writer(world, writer)
    rows = await read(world)
    everybody = [*world.clients, *world.vendors]
    trails = attack.follow_values(rows, {person.id: person.id for person in everybody})
    for person in everybody:
        found = {row.table for row in trails[person.id] if row.table.startswith("note")}
        assert found <= ({"note_cards", "note_words"} if person in (world.ann, world.bo) else set())
    said = [row.values for row in trails[world.ann.id] if row.table == "note_words"]
    assert {row["text"] for row in said} == {"Tell me more."}
    assert "note_words" not in {row.table for row in trails[world.bo.id]}, "he wrote the third"


async def test_no_row_tells_the_moment_at_which_a_note_was_left(world: World) -> None:
    await world.pass_time(by=timedelta(minutes=7))
    before = {show(row) for row in await read(world)}
    moment = await world.box.now()
    await leave(world, world.ada, "vendor")
    fresh = [row for row in await read(world) if show(row) not in before]
    left = [row for row in fresh if row.table != "listening"]
    assert {row.table for row in left} == {"notes", *SEALED_TABLES}
    (note,) = [row.values for row in left if row.table == "notes"]
    assert note["day"] == note["last_day"]
    moments = [name for name, value in note.items() if ":" in str(value)]
    assert moments == ["show_after"]
    shown = datetime.fromisoformat(str(note["show_after"])).replace(tzinfo=moment.tzinfo)
    assert shown - moment < timedelta(minutes=31)


async def test_no_line_of_the_log_names_the_writer_or_quotes_anybody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with recorded("DEBUG", monkeypatch) as log:
        await converse(world, world.ada)
        await open_form(world, world.ada)
        await world.ada.submits({"text": "  "})
        for _ in range(2):
            await leave(world, world.ada, "vendor")
        await open_form(world, world.ada)
        assert (await world.ada.submits({"text": "a fourth"})).errors
        await world.bo.presses(await card(world, world.bo), "Block")
        await press_as_writer(world, world.ada, "Answer back")
        await press_as_writer(world, world.ada, "Close")
        await press_as_writer(world, world.ada, "Write more")
        await world.ada.command("/pulse", "note " + "x" * 3001, in_=world.room)
        await world.ada.leaves(world.room)
        await world.ada.command("/pulse", "note again", in_=await world.ada.dm(world.inst))
        await world.settle()
    codes = {line["code"] for line in log.of("refused")}
    assert codes >= {"too-many", "note-blocked", "note-closed", "no-relationship"}
    assert world.ada.id not in log.text
    for words in (NOTE, "Tell me more.", "More."):
        assert words not in log.text
    dm = await world.ada.dm(world.inst)
    assert dm.id not in log.text
    assert await told(world, world.ada, "Tell me more.")
