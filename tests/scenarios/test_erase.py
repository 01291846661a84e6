"""What somebody gave and received: sent to them, and then erased beside the running bot."""

import csv
import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest

from bot.core.people import Side
from bot.kudos import joining
from bot.kudos import service as kudos
from bot.kudos.rules import Draft as Thanks
from bot.milestones import celebrating, service
from bot.milestones.rules import Draft, Status
from sandbox.client import Person
from storage import relationships
from storage.kudos import Way
from storage.relationships import list_active
from tests.scenarios.attack import read_bytes, read_tables
from tests.scenarios.shell import Shell
from tests.world import World

ERASED = "What stood here was erased."
OF_RECOGNITION = ("kudos", "milestone", "highlight", "held")


@pytest.fixture
def shell(world: World, tmp_path: Path) -> Shell:
    made = Shell(tmp_path)
    made.env(DATABASE_URL=world.database_url)
    return made


async def thanks(world: World, giver: Person, people: list[Person], words: str) -> str:
    """Kudos of somebody who has no commands."""
    receivers = tuple(one.id for one in people)
    now = await world.box.now()
    async with world.rapport.database.write() as session:
        (home,) = await list_active(session)
        home = await relationships.lock_relationship(session, home.id)
        company = await relationships.load_company(
            session, home, (giver.id, *receivers), now - timedelta(days=1)
        )
        given = await kudos.give(
            session,
            home,
            company,
            Thanks(receivers, words),
            giver=giver.id,
            way=Way.MESSAGE,
            now=now,
            again=True,
        )
    await world.settle()
    return given.id


async def reach(world: World) -> None:
    """Bo and Ann reach a milestone, and Bo says what worked."""
    owners = {Side.CLIENT: world.ann.id, Side.VENDOR: world.bo.id}
    draft = Draft("Go-live", date(2026, 11, 12), owners, dict.fromkeys(Side, "calm"))
    now = await world.box.now()
    async with world.rapport.database.write() as session:
        (home,) = await list_active(session)
        planned = await service.plan(session, home.id, draft, user_id=world.bo.id, now=now)
        for person, seen in ((world.ann, Status.PLANNED), (world.bo, Status.PROPOSED)):
            await celebrating.say_reached(
                session,
                planned.id,
                (world.ann.id, world.bo.id),
                seen=seen,
                user_id=person.id,
                now=now,
            )
        await celebrating.reflect(
            session, planned.id, worked="secret five", keep="", user_id=world.bo.id, now=now
        )
    await world.settle()


async def rows_naming(world: World, *words: str) -> set[str]:
    """The tables of recognition in which any of these stands."""
    rows = await read_tables(world.rapport.database)
    return {
        row.table
        for row in rows
        for value in row.values.values()
        if row.table.startswith(OF_RECOGNITION) and any(word in str(value) for word in words)
    }


async def shown(world: World, reader: Person) -> list[str]:
    """What the bot said in the room, but for who is who, as it stands there now."""
    said = [m for m in await reader.sees(world.room) if not m.ephemeral]
    return [m.words for m in said if "What I keep" not in m.words and "Confirmed" not in m.words]


async def exported(world: World, person: Person) -> tuple[list[dict[str, str]], list[dict]]:
    await world.menu_button(person, "My kudos")
    await person.presses(await world.notice(person), "Export my kudos")
    await world.settle()
    table, plain = [m for m in await person.sees_dm(world.inst) if m.files][-1].files
    text = (await person.downloads(table)).decode("utf-8-sig")
    return (
        list(csv.DictReader(StringIO(text, newline=""))),
        json.loads(await person.downloads(plain)),
    )


async def test_a_person_is_sent_what_is_theirs_and_then_erased(world: World, shell: Shell) -> None:
    bo, name = world.bo.id, "Bo Lind"
    await world.ann.command("/kudos", f"{world.bo} for secret one", in_=world.room)
    await world.ann.command(
        "/kudos", f"{world.bo} {world.bea} for shared words with {world.bo}", in_=world.room
    )
    await thanks(world, world.bo, [world.ann], "secret two")
    joined = await thanks(world, world.ada, [world.bea], "her own words")
    async with world.rapport.database.write() as session:
        now = await world.box.now()
        await joining.join(session, joined, user_id=bo, acted_at="", now=now)
        (home,) = await list_active(session)
        company = await relationships.load_company(
            session, home, (world.ann.id, bo), now - timedelta(days=1)
        )
        secret = Thanks((bo,), "secret three", private=True)
        traits = {"giver": world.ann.id, "way": Way.FORM, "now": now, "again": True}
        await kudos.give(session, home, company, secret, **traits)
    await reach(world)
    assert sum("secret" in words for words in await shown(world, world.bea)) == 2

    table, plain = await exported(world, world.bo)
    assert [row["row"] for row in table] == ["joined", "gave", *["received"] * 3]
    assert {row["words"] for row in plain} >= {"secret one", "secret two", "secret three"}
    assert {row["words"]: row["private"] for row in plain}["secret three"] is True
    assert plain[0]["givers"] == "Ada Rao, Bo Lind"

    asked = await shell.type("erase", bo)
    assert (asked.code, "Aborted" in asked.err) == (1, True), "nobody said yes"
    assert "Erase it for good? [y/N]" in asked.out
    assert f"Of {name} ({bo}), in all relationships" in asked.out
    assert "1 kudos that they gave, with their words" in asked.out
    assert "Not touched: answers to pulses" in asked.out
    assert await rows_naming(world, bo, "secret") >= {"kudos", "kudos_receivers", "milestones"}

    done = await shell.type("erase", bo, "--yes")
    assert done.code == 0, done.err
    assert "drawn anew" in done.out
    await world.settle()

    assert await rows_naming(world, bo, name, "secret") == set()
    assert b"secret" not in read_bytes(world.database_url)
    for reader in (world.ann, world.bea):
        stands = "\n".join(await shown(world, reader))
        for trace in (f"<@{bo}>", name, "secret"):
            assert trace not in stands, trace
        assert f"<@{world.ann.id}> of *Acme* thanks someone of *Vee*" in stands
        assert "shared words with someone" in stands
        assert "her own words" in stands
    dm = [m.words for m in await world.bo.sees_dm(world.inst)]
    assert ERASED in dm
    assert not any("secret" in words for words in dm)
    assert [m for m in await world.ann.sees_dm(world.inst) if ERASED in m.words] == []

    again = await shell.type("erase", bo)
    assert (again.code, f"There is nothing of {name} ({bo})" in again.out) == (0, True)

    await world.menu_button(world.bo, "My kudos")
    await world.bo.presses(await world.notice(world.bo), "Export my kudos")
    await world.settle()
    assert "nothing to export" in (await world.notice(world.bo)).words
    table, _ = await exported(world, world.bea)
    assert [row["givers"] for row in table] == ["Ada Rao, someone", "Ann Berg"]
    await world.ann.command("/kudos", "list", in_=world.room)
    await world.settle()
    assert "someone" in (await world.notice(world.ann)).words
