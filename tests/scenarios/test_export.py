"""Results as files: for people of both sides, and for whoever operates the bot."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot.main import Rapport
from sandbox.client import Message, Person
from storage.database import Database
from storage.relationships import list_active
from tests.engines import ONE_ENGINE
from tests.scenarios.shell import Shell
from tests.scenarios.test_pulse import DAY, asks_now, comments, plans, presses, told
from tests.scenarios.test_pulse_questions import SCALE, TEXT, set_questions
from tests.world import World, open_world

SENT = "I sent you the files in a direct message."


async def close_named(world: World) -> None:
    """A named round in which Bo answers with a comment, and Ann with none."""
    await asks_now(world, anonymity="named")
    await presses(world, world.ann, "5")
    await presses(world, world.bo, "2")
    await comments(world, world.bo, "=late & <b>loud</b>")
    await world.pass_time(by=DAY)


async def close_anonymous(world: World) -> None:
    """Three clients answer, and one vendor."""
    await asks_now(world)
    for person, button in ((world.ann, "4"), (world.amir, "5"), (world.ada, "4"), (world.bo, "2")):
        await presses(world, person, button)
    await world.pass_time(by=DAY)


async def received(world: World, person: Person) -> Message:
    """The newest message with files that the bot sent to this person alone."""
    return [m for m in await person.sees_dm(world.inst) if m.files][-1]


async def read_files(world: World, person: Person) -> tuple[list[dict[str, str]], list[Any]]:
    """The rows of the table, and those for programs."""
    table, plain = (await received(world, person)).files
    text = (await person.downloads(table)).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text, newline="")))
    return rows, json.loads(await person.downloads(plain))


def pick(rows: list[dict[str, Any]], kind: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row.get(name) for name in columns) for row in rows if row["row"] == kind]


async def test_a_member_of_the_client_gets_a_table_and_json(world: World) -> None:
    await close_named(world)
    assert SENT in await told(world.ann, world, "export")
    message = await received(world, world.ann)
    assert [file.name for file in message.files] == ["acme-vee-pulses.csv", "acme-vee-pulses.json"]
    assert "Acme and Vee" in message.text
    table, plain = await read_files(world, world.ann)
    parts = pick(plain, "participation", "side", "organisation", "asked", "answered")
    assert parts == [("client", "Acme", 3, 1), ("vendor", "Vee", 3, 1)]
    assert pick(plain, "figure", "side", "mean", "answered") == [
        ("client", 5.0, 1),
        ("vendor", 2.0, 1),
    ]
    assert pick(table, "count", "side", "value", "count")[5:] == [
        ("vendor", value, "1" if value == "2" else "0") for value in "12345"
    ]
    assert pick(table, "comment", "person", "comment") == [("Bo Lind", "'=late & <b>loud</b>")]
    assert pick(plain, "comment", "person", "comment") == [("Bo Lind", "=late & <b>loud</b>")]
    assert len(table) == len(plain)
    assert {row["closed"][:10] for row in plain} == {"2026-11-03"}


@ONE_ENGINE
async def test_a_vendor_without_the_app_presses_a_button(world: World) -> None:
    await close_anonymous(world)
    await world.menu_button(world.bo, "Pulses")
    await world.settle()
    await world.bo.presses(await world.notice(world.bo), "Export")
    await world.settle()
    assert (await world.notice(world.bo)).words == SENT
    _, plain = await read_files(world, world.bo)
    assert pick(plain, "figure", "side", "mean", "about", "hidden", "shown_from") == [
        ("client", 4.5, True, "detail", 5),
        ("vendor", None, None, "all", 3),
    ], "as the digest shows it: the one answer of Vee is in no file"
    assert pick(plain, "count", "value") == []
    assert all("files" not in str(m.text) for m in await world.ann.sees_dm(world.inst))


@ONE_ENGINE
async def test_what_stands_below_results_is_of_that_pulse(world: World) -> None:
    await close_named(world)
    await told(world.ann, world, "results 1")
    await world.ann.presses(await world.notice(world.ann), "Export")
    await world.settle()
    assert (await received(world, world.ann)).files[0].name == "acme-vee-pulse-1.csv"


async def test_questions_are_in_ones_own_words_and_open_rounds_stay_closed(world: World) -> None:
    await plans(world, world.ann, anonymity="named")
    await set_questions(world, 1, SCALE, TEXT)
    await world.ann.command("/pulse", "now 1", in_=world.room)
    await world.settle()
    await presses(world, world.bo, "3")
    assert "nothing to export" in await told(world.ann, world, "export"), "nothing is closed yet"
    await world.pass_time(by=DAY)
    for person, wording in ((world.ann, SCALE.client), (world.bo, SCALE.vendor)):
        if person is world.ann:
            await told(person, world, "export #1")
        else:
            await world.menu_button(person, "Pulses")
            await person.presses(await world.notice(person), "Export")
            await world.settle()
        _, plain = await read_files(world, person)
        assert {row["wording"] for row in plain if row.get("question") == 1} == {wording}


@ONE_ENGINE
async def test_one_pulse_of_several(world: World) -> None:
    await close_named(world)
    await plans(world, world.ann, anonymity="named")
    await told(world.ann, world, "now 2")
    await world.pass_time(by=DAY)
    await told(world.ann, world, "export 2")
    assert {row["pulse"] for row in (await read_files(world, world.ann))[1]} == {2}
    await told(world.ann, world, "export")
    assert {row["pulse"] for row in (await read_files(world, world.ann))[1]} == {1, 2}
    await told(world.ann, world, "stop 1")
    await told(world.ann, world, "export 1")
    assert (await received(world, world.ann)).files[0].name == "acme-vee-pulse-1.csv"
    assert {row["pulse"] for row in (await read_files(world, world.ann))[1]} == {1}
    for wrong in ("export 3", "export all", "export -1"):
        assert "There is no pulse with that number here" in await told(world.ann, world, wrong)


@ONE_ENGINE
async def test_nobody_else_gets_them(world: World) -> None:
    await close_named(world)
    eve = await world.ann.workspace.person("Eve Out")
    hall = await world.ann.workspace.channel("hall", members=[eve, world.amir])
    await world.room.remove(world.amir)
    await world.settle()
    for person in (eve, world.amir):
        reply = await person.command("/pulse", "export", in_=hall)
        assert "does not know this conversation" in str(reply.text)
        await world.settle()
        assert [m for m in await person.sees_dm(world.inst) if m.files] == []
    await told(world.ann, world, "export")
    assert [m for m in await world.bea.sees(world.room) if m.files] == [], "it is private"


@ONE_ENGINE
@pytest.mark.parametrize(
    ("method", "fault", "sentence"),
    [
        ("upload", {"status": 500}, "The files did not get to Slack"),
        (
            "files.getUploadURLExternal",
            {"error": "file_uploads_disabled"},
            "Slack takes no files from me here (file_uploads_disabled)",
        ),
        ("files.completeUploadExternal", {"retry_after": 30}, "Slack asks me to slow down"),
        ("files.completeUploadExternal", {"drop": "before"}, "Slack does not answer me"),
    ],
)
async def test_where_slack_does_not_take_them_a_sentence_says_so(
    world: World, method: str, fault: dict[str, Any], sentence: str
) -> None:
    await close_named(world)
    await world.box.fail(method, **fault)
    assert sentence in await told(world.ann, world, "export")
    assert [m for m in await world.ann.sees_dm(world.inst) if m.files] == []
    assert SENT in await told(world.ann, world, "export 1")


@ONE_ENGINE
async def test_an_app_that_was_not_reinstalled_says_what_it_lacks(database_url: str) -> None:
    async with open_world(database_url, without_scopes=["files:write"]) as world:
        await world.set_up()
        await close_named(world)
        answer = await told(world.ann, world, "export")
        assert "my app lacks the permission `files:write`" in answer
        assert "reinstall" in answer


async def relationship_of(world: World) -> str:
    database = Database(world.database_url)
    async with database.read() as session:
        (only,) = await list_active(session)
    await database.close()
    return only.id


@ONE_ENGINE
async def test_the_operator_exports_beside_a_running_bot(world: World, tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.env(DATABASE_URL=world.database_url)
    await close_anonymous(world)
    assert isinstance(world.rapport, Rapport), "it runs"
    listed = await shell.type("export")
    assert listed.code == 0, listed.err
    name = (await relationship_of(world))[:12]
    assert f"{name}  Acme and Vee" in listed.out
    done = await shell.type("export", "--relationship", name[:6], "--out", "results/new")
    assert done.code == 0, done.err
    assert done.out == "results/new/acme-vee-pulses.csv: 4 rows.\n"
    written = (tmp_path / "results" / "new" / "acme-vee-pulses.csv").read_bytes()
    await told(world.ann, world, "export")
    table = (await received(world, world.ann)).files[0]
    assert written == await world.ann.downloads(table), "the same as people of a side get"
    done = await shell.type("export", "--relationship", name, "--pulse", "1", "--format", "json")
    assert done.code == 0, done.err
    rows = json.loads((tmp_path / "acme-vee-pulse-1.json").read_text())
    assert pick(rows, "figure", "mean") == [(4.5,), (None,)]


@ONE_ENGINE
async def test_the_operator_is_told_what_is_wrong(world: World, tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.env(DATABASE_URL=world.database_url)
    relationship = await relationship_of(world)
    for words, sentence in (
        (["--relationship", "x"], "No relationship is called x"),
        (["--relationship", relationship], "Acme and Vee have no pulse of which a round is closed"),
        (["--relationship", relationship, "--pulse", "7"], "have no pulse 7 of which"),
    ):
        done = await shell.type("export", *words)
        assert (done.code, sentence in done.err) == (1, True), done.err
        assert "Traceback" not in done.err
    assert not (tmp_path / "acme-vee-pulses.csv").exists()


async def test_without_a_database_or_a_relationship_the_command_says_so(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    missing = await shell.type("export")
    assert (missing.code, "`rapport run` makes it" in missing.err) == (1, True)
    assert (await shell.type("migrate")).code == 0
    empty = await shell.type("export")
    assert (empty.code, "There is no relationship yet" in empty.out) == (0, True)
