"""Thanks in what Slack tells of messages where it tells little of them."""

from typing import Any

from bot.kudos.changing import take_back
from sandbox.client import Message
from storage.kudos_sources import list_by_source
from tests.engines import ONE_ENGINE
from tests.scenarios.test_payloads import Line, open_line

LATER = "9000000000.00000"


async def cards(line: Line) -> list[Message]:
    world = line.world
    await world.settle()
    return [m for m in await world.bob.sees(world.room) if "Me too" in m.buttons]


@ONE_ENGINE
async def test_thanks_are_heard_and_followed_however_little_is_told(database_url: str) -> None:
    async with open_line(database_url) as line:
        ann, bo, room = line.world.ann, line.world.bo, line.world.room.id
        said = {"user": ann.id, "text": f"<@{bo.id}|bo>++ for the demo", "ts": "1800000000.000001"}
        heard: dict[str, Any] = {"type": "message", "channel": room}
        for event_id in ("Ev1", "Ev2"):
            sent = {**heard, **said, "event_ts": said["ts"]}
            assert (await line.event(sent, event_id=event_id)).status == 200
        (card,) = await cards(line)
        assert f"<@{ann.id}> of *Acme* thanks <@{bo.id}>" in card.words

        changed = {**heard, "subtype": "message_changed"}
        reworded = {**said, "text": f"<@{bo.id}>++ for the calm demo"}
        await line.event({**changed, "message": reworded, "event_ts": f"{LATER}1"})
        (card,) = await cards(line)
        assert ">the calm demo" in card.words

        async with line.world.rapport.database.write() as session:
            (given,) = await list_by_source(session, room, said["ts"])
            now = await line.world.box.now()
            await take_back(session, given.id, user_id=ann.id, acted_at=f"{LATER}2", now=now)
        assert await cards(line) == []
        # Of the link in it a picture is shown: that is a change as well, and no new thanks.
        for number, before in enumerate(({}, {"ts": said["ts"]}, {**said, "user": ann.id}), 3):
            told = {"message": reworded, "previous_message": before}
            answer = await line.event({**changed, **told, "event_ts": f"{LATER}{number}"})
            assert answer.status == 200
            assert await cards(line) == []
