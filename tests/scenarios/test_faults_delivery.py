"""Slack is busy, fails, or does not answer: people get everything once, and know what is up."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update

from storage.outbox import OutboxRow, State
from tests.scenarios.faults import (
    THANKS,
    cards,
    count_questions,
    plan_pulse,
    questions,
    thank,
    told,
)
from tests.world import World, open_world


async def calls(world: World, method: str) -> list[dict[str, Any]]:
    return [entry for entry in await world.box.wire() if entry.get("out") == method]


async def states(world: World) -> set[str]:
    async with world.rapport.database.read() as session:
        return set(await session.scalars(select(OutboxRow.state)))


async def wait_out(world: World, *until: State) -> None:
    """Let delivery believe that its waits are over, until all rows stand in one of these states."""
    async with asyncio.timeout(20):
        while not await states(world) <= set(until):
            async with world.rapport.database.write() as session:
                await session.execute(
                    update(OutboxRow)
                    .where(OutboxRow.state.in_((State.WAITING, State.LOOKING)))
                    .values(not_before=None)
                )
            await asyncio.sleep(0.1)


async def ask_everybody(world: World, times: int = 0, **fault: Any) -> None:
    """Ask a pulse now; what Slack answers to the first questions may be faulty."""
    await plan_pulse(world)
    if times:
        await world.box.fail("chat.postMessage", times=times, **fault)
    await world.ann.command("/pulse", "now", in_=world.room)


async def test_in_a_storm_of_429_people_are_served_and_nothing_is_lost(world: World) -> None:
    await world.box.fail("chat.postMessage", retry_after=1, times=3)
    reasons = [f"reason number {number}" for number in range(4)]
    for reason in reasons:
        assert "go to" in await thank(world, reason)
    await world.settle()
    await world.until(lambda: cards(world, reasons[-1]))
    shown = [m.words for m in await cards(world, "reason number")]
    assert [next(r for r in reasons if r in words) for words in shown] == reasons
    assert len(await calls(world, "chat.postMessage")) == 3 + len(reasons) + 2  # the setup's two


@pytest.mark.parametrize("status", [500, 503])
async def test_while_slack_fails_altogether_it_is_said_and_later_done(
    world: World, status: int
) -> None:
    await world.box.fail("*", status=status, times=3)
    await world.ann.command("/pulse", "new", in_=world.room)  # no form, and no word but this one
    assert "go to" in await thank(world)
    await wait_out(world, State.SENT, State.EMPTY)
    assert len(await cards(world)) == 1
    await world.ann.command("/pulse", "new", in_=world.room)
    assert await world.ann.modal() is not None


@pytest.mark.parametrize(
    "fault",
    [
        {"error": "fatal_error", "done": True},
        {"error": "fatal_error"},
        {"status": 500, "done": True},
        {"drop": "after"},
        {"drop": "before"},
    ],
    ids=["fatal after", "fatal before", "500 after", "lost after", "lost before"],
)
async def test_each_person_has_one_question_whatever_became_of_the_answers(
    world: World, fault: dict[str, Any]
) -> None:
    await ask_everybody(world, 3, **fault)
    await wait_out(world, State.SENT, State.EMPTY)
    await world.settle()
    assert await count_questions(world) == [1] * 6
    (question,) = await questions(world, world.bo)
    await world.bo.presses(question, "4")
    await world.settle()
    (shown,) = await questions(world, world.bo)
    assert "Your answer: *4" in shown.words


async def test_where_history_may_not_be_read_a_person_decides(database_url: str) -> None:
    """The app was installed before it asked for the scope, or a workspace does not grant it."""
    withheld = ("channels:history", "groups:history")
    async with open_world(database_url, without_scopes=withheld) as world:
        await world.agree()
        await world.box.fail("chat.postMessage", drop="after")
        assert "go to" in await thank(world)
        assert "go to" in await thank(world, "patience")
        await wait_out(world, State.SENT, State.EMPTY, State.UNKNOWN)
        await world.settle()
        assert len(await cards(world)) == len(await cards(world, "patience")) == 1
        for contact in (world.ann, world.bo):
            (sentence,) = await told(world, contact, "may or may not have been posted")
            assert f"<#{world.room.id}>" in sentence
            assert "`rapport outbox`" in sentence


async def test_without_the_scope_for_direct_messages_these_are_for_a_person_too(
    database_url: str,
) -> None:
    async with open_world(database_url, without_scopes=["im:history"]) as world:
        await world.set_up()
        await ask_everybody(world, 1, drop="after")
        await wait_out(world, State.SENT, State.EMPTY, State.UNKNOWN)
        await world.settle()
        assert await count_questions(world) == [1] * 6
        contacts = [await told(world, one, "may or may not have") for one in (world.ann, world.bo)]
        assert sum(map(len, contacts)) >= 1
        assert "my direct messages with" in str(contacts)


async def test_an_app_that_is_sold_elsewhere_looks_once_and_leaves_the_rest_to_a_person(
    world: World,
) -> None:
    await world.practice.app.distribute()
    await world.box.fail("conversations.history", retry_after=60)
    await ask_everybody(world, 2, drop="after")
    await wait_out(world, State.SENT, State.EMPTY, State.UNKNOWN)
    await world.settle()
    assert await count_questions(world) == [1] * 6
    notices = [await told(world, one, "may or may not have") for one in (world.ann, world.bo)]
    assert [len(sentences) for sentences in notices if sentences]


async def test_while_slack_is_slow_people_are_answered_in_time(world: World) -> None:
    await world.box.fail("chat.postMessage", delay=5)
    await thank(world)
    reply = await world.ann.command("/kudos", "list", in_=world.room)
    assert THANKS in str(reply.blocks)
    assert await cards(world) == [], "the answer does not wait for what is slow"
    await world.settle()
    assert len(await cards(world)) == 1


async def test_what_slack_refuses_for_good_is_told_with_what_to_do(world: World) -> None:
    await world.box.fail("chat.postMessage", error="restricted_action")
    await thank(world)
    await thank(world, "patience")
    await world.settle()
    assert await cards(world) == []
    assert len(await cards(world, "patience")) == 1
    for contact in (world.ann, world.bo):
        (sentence,) = await told(world, contact, "`restricted_action`")
        assert "an administrator of the workspace" in sentence


async def test_who_cannot_be_written_to_is_named_to_the_others(world: World) -> None:
    await world.box.fail("conversations.open", error="user_not_visible")
    await ask_everybody(world)
    await world.settle()
    asked = await count_questions(world)
    assert sorted(asked) == [0, 1, 1, 1, 1, 1]
    left_out = [*world.clients, *world.vendors][asked.index(0)]
    contacts = [c for c in (world.ann, world.bo) if c.id != left_out.id]
    for contact in contacts:
        (sentence,) = await told(world, contact, "I cannot reach")
        assert f"<@{left_out.id}>" in sentence
