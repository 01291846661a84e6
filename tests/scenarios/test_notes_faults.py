"""Whatever becomes of a call to Slack, an answer reaches the writer of a note once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from storage.notes import NoteDelivery
from tests.scenarios.test_notes import answer, card, leave, pass_on, told
from tests.world import World

TEXT = "What would help?"


@pytest.fixture
async def noted(world: World) -> World:
    """Ada has left a note for Bo, who has the form of an answer before him."""
    await leave(world, world.ada, "vendor")
    await pass_on(world)
    await world.bo.presses(await card(world, world.bo), "Answer")
    await world.rapport.finish()
    return world


async def submit(world: World, **fault: Any) -> None:
    """Bo answers; what Slack makes of the words to the writer is faulty."""
    await world.box.fail("chat.postMessage", **fault)
    await world.bo.submits({"text": TEXT})
    await world.rapport.finish()


async def lease_ends(world: World) -> None:
    """Let the next try begin at once."""
    async with world.rapport.database.write() as session:
        await session.execute(update(NoteDelivery).values(leased_until=None))
    await world.settle()


async def waiting(world: World) -> int:
    async with world.rapport.database.read() as session:
        return len(list(await session.scalars(select(NoteDelivery.id))))


@pytest.mark.parametrize(
    "fault",
    [
        {"error": "fatal_error", "done": True},
        {"error": "fatal_error"},
        {"status": 500, "done": True},
        {"drop": "after"},
        {"drop": "before"},
        {"retry_after": 1},
    ],
    ids=["fatal after", "fatal before", "500 after", "lost after", "lost before", "busy"],
)
async def test_an_answer_is_said_once_whatever_became_of_it(
    noted: World, fault: dict[str, Any]
) -> None:
    await submit(noted, **fault)
    assert await waiting(noted) == 1
    await noted.settle()
    assert await waiting(noted) == 1, "nobody tries before the lease is over"
    await lease_ends(noted)
    assert len(await told(noted, noted.ada, TEXT)) == 1
    assert await waiting(noted) == 0
    assert "did not say" not in (await card(noted, noted.bo)).words


@pytest.mark.parametrize("drop", ["after", "before"])
async def test_killed_between_begun_and_done_it_is_said_once(noted: World, drop: str) -> None:
    """It was written down that the try begins, and the process is gone while Slack has the call."""
    await submit(noted, drop=drop)
    await noted.restart()
    await noted.settle()
    assert await waiting(noted) == 1
    await lease_ends(noted)
    assert len(await told(noted, noted.ada, TEXT)) == 1
    assert await waiting(noted) == 0


async def test_where_history_may_not_be_read_the_card_says_that_nobody_knows(
    noted: World,
) -> None:
    await submit(noted, drop="after")
    await noted.box.fail("conversations.history", error="missing_scope")
    await lease_ends(noted)
    assert len(await told(noted, noted.ada, TEXT)) == 1
    assert "Slack did not say whether this reached them." in (await card(noted, noted.bo)).words


async def test_while_slack_is_away_the_answers_wait_in_their_order(noted: World) -> None:
    await submit(noted, status=503)
    await answer(noted, noted.bo, "second")
    assert await told(noted, noted.ada, "answered your") == []
    await lease_ends(noted)
    first, second = await told(noted, noted.ada, "answered your")
    assert TEXT in first.words
    assert "second" in second.words


async def test_who_is_not_reached_for_a_day_is_given_up(noted: World) -> None:
    await noted.box.fail("conversations.open", status=503, times=1000)
    await noted.bo.submits({"text": TEXT})
    await noted.settle()
    assert (await card(noted, noted.bo)).buttons
    async with noted.rapport.database.write() as session:
        await session.execute(update(NoteDelivery).values(leased_until=None))
    await noted.box.move_clock(by=timedelta(days=2))
    await noted.settle()
    assert "cannot be reached any more" in (await card(noted, noted.bo)).words
