"""Somebody is quicker than our record: they react to a message that we do not know to be posted."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers import inbox
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

    await world.until(lambda: answered(world))
    assert len(await world.bo.sees_dm(world.inst)) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer
async def test_a_message_is_written_down_while_its_reaction_is_heard(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.ann.command("/pulse", "new", in_=world.room)
    await world.ann.submits({})
    await world.settle()
    await world.box.fail("chat.postMessage", error="fatal_error", done=True, times=6)
    await world.ann.command("/pulse", "now", in_=world.room)
    await world.settle()
    may_have_posted, found_out = inbox.outbox.may_have_posted, []

    async def find_out_late(session: AsyncSession, installation_id: str, channel_id: str) -> bool:
        """Ask only once the message is written down, of which nothing was known a moment ago."""
        async with asyncio.timeout(20):
            while await may_have_posted(session, installation_id, channel_id):
                await asyncio.sleep(0.05)
        found_out.append(channel_id)
        return False

    monkeypatch.setattr(inbox.outbox, "may_have_posted", find_out_late)
    await world.bo.reacts(await see_question(world), "four")
    await world.until(lambda: answered(world))
    assert len(found_out) == 1


async def answered(world: World) -> bool:
    await world.rapport.settle()
    return "Your answer: *4" in (await see_question(world)).words


async def test_a_reaction_to_what_is_not_ours_is_done_with(world: World) -> None:
    said = await world.bo.says("Good morning", in_=world.room)
    await world.ann.reacts(said, "four")
    await world.settle()
    events = [entry for entry in await world.box.wire() if entry.get("in") == "events_api"]
    reactions = [e for e in events if e["envelope"]["payload"]["event"]["type"] == "reaction_added"]
    assert [entry["ack"] is not None for entry in reactions] == [True]
