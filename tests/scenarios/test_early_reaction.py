"""Somebody is quicker than our record: they react to a message that we do not know to be posted."""

import asyncio

from sandbox.client import Message
from tests.world import World


async def see_question(world: World) -> Message:
    return [m for m in await world.bo.sees_dm(world.inst) if "pulse 1" in m.words][-1]


async def test_a_reaction_to_a_message_in_doubt_counts(world: World) -> None:
    await world.ann.command("/pulse", "new", in_=world.room)
    await world.ann.submits({})
    await world.settle()
    # Slack posts the questions, and says that it cannot tell: we look for them two seconds later.
    await world.box.fail("chat.postMessage", error="fatal_error", done=True, times=6)
    await world.ann.command("/pulse", "now", in_=world.room)
    await world.settle()

    await world.box.retry_after_seconds(1)
    await world.bo.reacts(await see_question(world), "four")
    assert "Your answer:" not in (await see_question(world)).words

    async with asyncio.timeout(20):
        while "Your answer: *4" not in (await see_question(world)).words:
            await asyncio.sleep(0.1)
            await world.rapport.settle()
    assert len(await world.bo.sees_dm(world.inst)) == 1


async def test_a_reaction_to_what_is_not_ours_is_done_with(world: World) -> None:
    said = await world.bo.says("Good morning", in_=world.room)
    await world.ann.reacts(said, "four")
    await world.settle()
    events = [entry for entry in await world.box.wire() if entry.get("in") == "events_api"]
    reactions = [e for e in events if e["envelope"]["payload"]["event"]["type"] == "reaction_added"]
    assert [entry["ack"] is not None for entry in reactions] == [True]
