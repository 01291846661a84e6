"""Before a round closes, Slack is asked how people have reacted: what nobody heard counts, too."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import URL, select

from bot.delivery.limits import UNLIMITED
from bot.main import Rapport
from sandbox.client import Message, Person
from storage.outbox import Kind, OutboxRow
from storage.pulse import Draft, Participant
from storage.records import Base
from tests.conftest import fresh_postgres
from tests.engines import ONE_ENGINE
from tests.logs import recorded
from tests.world import World, open_world

Record = TypeVar("Record", bound=Base)

HOUR = timedelta(hours=1)
A_TICK_OR_TWO = timedelta(seconds=30)
# How long Slack waits here before it sends an event again (real seconds).
QUICKLY = 0.05


async def ask(world: World, **values: str) -> None:
    """Ann plans a pulse that is open for four hours, and asks it at once."""
    await world.ann.command("/pulse", "new", in_=world.room)
    result = await world.ann.submits({"anonymity": "named", "open_hours": "4", **values})
    assert result.errors == {}
    await world.settle()
    await world.ann.command("/pulse", "now", in_=world.room)
    await world.settle()


async def question(world: World, person: Person) -> Message:
    return [m for m in await person.sees_dm(world.inst) if "pulse 1" in m.words][-1]


async def channel_message(world: World) -> Message:
    """The newest that everybody in the channel sees."""
    return [m for m in await world.bea.sees(world.room) if not m.ephemeral][-1]


async def digest(world: World) -> str:
    shown = (await channel_message(world)).words
    assert "answered" in shown, shown
    return shown


async def is_closed(world: World) -> bool:
    return "answered" in (await channel_message(world)).words


async def presses(world: World, person: Person, button: str) -> None:
    await person.presses(await question(world, person), button)


async def reacts(world: World, person: Person, name: str) -> None:
    await person.reacts(await question(world, person), name)


@asynccontextmanager
async def nobody_listens(world: World) -> AsyncIterator[None]:
    """The bot is down for longer than Slack repeats its events."""
    await world.rapport.__aexit__(None, None, None)
    await world.box.retry_after_seconds(QUICKLY)
    yield
    await world.box.quiet()
    await world.box.retry_after_seconds(3)
    world.rapport = await world.practice.bot(world.database_url).__aenter__()
    await world.settle()


async def looks(world: World) -> int:
    """How often Slack was asked for reactions."""
    return sum(entry.get("out") == "reactions.get" for entry in await world.box.wire())


async def load(world: World, record: type[Record]) -> list[Record]:
    async with world.rapport.database.read() as session:
        return list(await session.scalars(select(record)))


async def test_what_was_done_while_nobody_listened_counts(world: World) -> None:
    await ask(world)
    await presses(world, world.ann, "4")
    await reacts(world, world.bo, "five")
    await reacts(world, world.bea, "one")
    await world.settle()
    async with nobody_listens(world):
        await world.box.move_clock(by=HOUR)
        await reacts(world, world.amir, "keycap_two")
        await reacts(world, world.ada, "tada")
        await world.bo.unreacts(await question(world, world.bo), "five")
        await reacts(world, world.bo, "three")
        await world.bea.unreacts(await question(world, world.bea), "one")
        await world.box.move_clock(by=6 * HOUR)
    shown = await digest(world)
    assert "Acme: *3.0* of 5 · 2 answered" in shown, "4 by Ann, 2 by Amir"
    assert "Vee: *3.0* of 5 · 1 answered" in shown, "3 by Bo, Bea took hers back"
    assert await looks(world) == 6
    await world.pass_time(by=HOUR)
    assert await looks(world) == 6


async def test_an_event_that_was_lost_counts(world: World) -> None:
    await ask(world)
    await reacts(world, world.bea, "one")
    await world.settle()
    await world.box.retry_after_seconds(QUICKLY)
    await world.box.lose_events("reaction_added")
    await reacts(world, world.bo, "four")
    await world.box.quiet()
    await world.box.lose_events("reaction_removed")
    await world.bea.unreacts(await question(world, world.bea), "one")
    await world.settle()
    assert "Your answer:" not in (await question(world, world.bo)).words
    assert "Your answer: *1" in (await question(world, world.bea)).words
    await world.pass_time(by=5 * HOUR)
    assert "Vee: *4.0* of 5 · 1 answered" in await digest(world)


async def test_a_click_before_the_gap_loses_and_one_after_it_wins(world: World) -> None:
    await ask(world)
    asked = await world.box.now()
    await presses(world, world.bo, "1")
    await presses(world, world.ann, "1")
    await world.settle()
    async with nobody_listens(world):
        await world.box.move_clock(by=HOUR)
        await reacts(world, world.bo, "five")
        await reacts(world, world.ann, "five")
        await world.box.move_clock(to=asked + 4 * HOUR - A_TICK_OR_TWO)
    await presses(world, world.ann, "2")
    await world.settle()
    await world.pass_time(by=A_TICK_OR_TWO)  # a longer jump of the clock would be another gap
    shown = await digest(world)
    assert "Vee: *5.0* of 5 · 1 answered" in shown
    assert "Acme: *2.0* of 5 · 1 answered" in shown


async def test_reactions_in_the_channel_count_for_those_who_were_asked(world: World) -> None:
    await ask(world, where="channel")
    card = await channel_message(world)
    ned = await world.ann.workspace.person("Ned New")
    await world.room.add(ned)
    await world.settle()
    async with nobody_listens(world):
        for person, name in ((world.ann, "five"), (world.amir, "four"), (world.bo, "two")):
            await person.reacts(card, name)
        await ned.reacts(card, "one")
        await world.box.move_clock(by=5 * HOUR)
    shown = await digest(world)
    assert "Acme: *4.5* of 5 · 2 answered" in shown
    assert "Vee: *2.0* of 5 · 1 answered" in shown
    assert await looks(world) == 1


async def test_who_is_on_no_side_any_more_is_not_heard_later_either(world: World) -> None:
    await ask(world)
    await reacts(world, world.bob, "three")
    await world.settle()
    await world.room.remove(world.bo)
    await world.room.remove(world.bob)
    await world.settle()
    async with nobody_listens(world):
        await reacts(world, world.bo, "five")
        await world.bob.unreacts(await question(world, world.bob), "three")
        await world.box.move_clock(by=5 * HOUR)
    assert "Vee: *3.0* of 5 · 1 answered" in await digest(world)


async def test_an_anonymous_round_keeps_no_trace_of_who_was_not_heard(world: World) -> None:
    await ask(world, anonymity="anonymous")
    for person in world.clients:
        await presses(world, person, "4")
    await world.settle()
    async with nobody_listens(world):
        for person in world.vendors:
            await reacts(world, person, "two")
        await world.box.move_clock(by=5 * HOUR)
    shown = await digest(world)
    assert "Acme: *4.0*" in shown
    assert "Vee: *2.0*" in shown
    assert await load(world, Draft) == []
    asked = await load(world, Participant)
    assert {(one.read_back, one.answered) for one in asked} == {(True, True)}
    questions = {one.post_id for one in asked}
    said = await load(world, OutboxRow)
    updates = [row for row in said if row.kind == Kind.UPDATE and row.about_post_id in questions]
    assert len(updates) == len(questions), "that each is closed, and nothing else"


@ONE_ENGINE
@pytest.mark.parametrize("error", ["message_not_found", "channel_not_found", "missing_scope"])
async def test_where_slack_does_not_let_us_look_the_round_closes_all_the_same(
    world: World, error: str
) -> None:
    await ask(world)
    await presses(world, world.bo, "4")
    await world.box.fail("reactions.get", error=error, times=5)
    await world.pass_time(by=5 * HOUR)
    assert "Vee: *4.0* of 5 · 1 answered" in await digest(world)
    assert await looks(world) == 6


@ONE_ENGINE
async def test_without_the_scope_a_round_closes_with_what_was_heard(database_url: str) -> None:
    async with open_world(database_url, without_scopes=("reactions:read",)) as world:
        await world.set_up()
        await ask(world)
        await presses(world, world.bo, "4")
        await world.pass_time(by=5 * HOUR)
        assert "Vee: *4.0* of 5 · 1 answered" in await digest(world)


@ONE_ENGINE
async def test_slack_is_asked_again_until_it_can_be_reached(world: World) -> None:
    await ask(world)
    await world.box.retry_after_seconds(QUICKLY)
    await world.box.lose_events("reaction_added")
    await reacts(world, world.bo, "four")
    await world.box.fail("reactions.get", status=503)
    await world.pass_time(by=5 * HOUR)
    assert not await is_closed(world)
    await world.box.fail("reactions.get", drop="before", times=2)
    await world.settle()
    assert not await is_closed(world)
    await world.settle()
    assert "Vee: *4.0* of 5 · 1 answered" in await digest(world)


async def test_after_an_hour_without_slack_the_round_closes_with_what_was_heard(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask(world)
    await presses(world, world.bo, "4")
    await world.box.fail("reactions.get", status=500, times=1000)
    await world.pass_time(by=5 * HOUR)
    await world.pass_time(by=HOUR / 2)
    assert not await is_closed(world)
    await presses(world, world.bea, "2")
    with recorded("INFO", monkeypatch) as log:
        await world.pass_time(by=HOUR / 2)
    assert "Vee: *3.0* of 5 · 2 answered" in await digest(world)
    assert [line["questions"] for line in log.of("closed_unread")] == [6]


async def test_two_machines_read_a_round_once(postgres_server: URL) -> None:
    """On Postgres alone: an SQLite file is served by one process."""
    with fresh_postgres(postgres_server, "template_rapport") as address:
        async with open_world(address) as world:
            await world.set_up()
            await ask(world)
            await presses(world, world.bo, "4")
            settings, clock = world.practice.settings(address), world.practice.slack.clock
            async with Rapport(settings, clock=clock, limits=UNLIMITED) as other:
                await world.box.move_clock(by=5 * HOUR)
                await asyncio.gather(other.settle(), world.settle())
                await world.until(lambda: is_closed(world))
            assert await looks(world) == 6
            assert "Vee: *4.0* of 5 · 1 answered" in await digest(world)
