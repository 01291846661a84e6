"""What the log tells an operator of a day in Slack, and what it never tells."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import relationships
from storage.outbox import OutboxRow
from tests.logs import Log, recorded
from tests.world import World

SECRET = "quetzalcoatl"


@pytest.fixture
def written(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    """Everything from here on, at the level that says most."""
    with recorded("DEBUG", monkeypatch) as recording:
        yield recording


async def test_no_line_ever_holds_what_people_wrote(world: World, written: Log) -> None:
    ann, room = world.ann, world.room
    await ann.command("/kudos", f"{world.bo} for {SECRET}", in_=room)
    await ann.command("/kudos", f"@nobody {SECRET}", in_=room)  # refused, and given back
    await ann.command("/problem", f"the export of {SECRET} fails", in_=room)
    await ann.submits({"what": f"It fails: {SECRET}", "whom_client": SECRET})
    await ann.command("/rapport", SECRET, in_=room)
    await ann.says(f"{world.bot} {SECRET}", in_=room)
    await world.settle()
    await ann.command("/pulse", "new", in_=room)
    await ann.submits({"question": f"How is {SECRET}?", "weekday": "Tuesday", "at": "10:00"})
    await world.pass_time(by=timedelta(days=1, hours=6))
    await world.box.fail("chat.postMessage", error="msg_too_long")
    await ann.command("/kudos", f"{world.bea} for {SECRET}", in_=room)
    await world.settle()
    assert len(written.lines) > 10
    assert SECRET not in written.text.casefold()


async def test_a_commands_lines_say_where_they_belong(world: World, written: Log) -> None:
    async with world.rapport.database.read() as session:
        relationship = await relationships.find_by_channel(session, world.room.id)
    assert relationship is not None
    await world.ann.command("/rapport", f"kudos {world.bo} for the tests", in_=world.room)
    await world.settle()
    (handled,) = written.of("handled")
    assert handled["kind"] == "command"
    assert handled["installation"] == world.inst.team_id
    assert handled["relationship"] == relationship.id
    assert handled["feature"] == "kudos"
    async with world.rapport.database.read() as session:
        posts = await session.scalars(select(OutboxRow).where(OutboxRow.card_kind == "kudos"))
        (post,) = posts.all()
    (sent,) = written.of("delivery")
    assert sent["installation"] == world.inst.team_id
    assert sent["relationship"] == relationship.id
    assert sent["feature"] == "kudos"
    assert sent["delivery"] == post.id


async def test_what_one_person_did_is_not_said_of_the_next(world: World, written: Log) -> None:
    await world.ann.command("/kudos", "list", in_=world.room)
    stranger = await world.practice.client.person("Sam Roe")
    await stranger.command("/rapport", "help", in_=await stranger.dm(world.inst))
    first, second = written.of("handled")
    assert "relationship" in first
    assert "relationship" not in second
    assert second["feature"] == "menu"


async def test_a_refusal_is_a_line_with_its_code(world: World, written: Log) -> None:
    await world.ann.command("/kudos", f"{world.ann} for me", in_=world.room)
    (refused,) = written.of("refused")
    assert refused["code"] == "invalid-input"
    assert refused["feature"] == "kudos"
