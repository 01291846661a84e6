"""The roster is compared with the channel, in case Slack's events did not arrive."""

import asyncio
from datetime import timedelta

from sqlalchemy import delete, update

from bot.relationships.service import NEVER, look_soon
from handlers.relationships.jobs import LOOK, match_rosters
from storage.database import database_time
from storage.relationships import (
    MemberRecord,
    Relationship,
    find_by_channel,
    lock_relationship,
)
from tests.factories import make_installation, make_relationship
from tests.world import World


async def said(world: World) -> list[str]:
    return [m.words for m in await world.bo.sees(world.room)]


async def relationship(world: World) -> Relationship:
    async with world.rapport.database.read() as session:
        found = await find_by_channel(session, world.room.id)
    assert found is not None
    return found


async def calls(world: World, method: str) -> int:
    return sum(entry.get("out") == method for entry in await world.box.wire())


async def looks(world: World) -> int:
    return await calls(world, "conversations.info")


async def is_open(world: World, method: str) -> bool:
    """Whether Slack still thinks about a call."""
    entries = await world.box.wire()
    return any(one.get("out") == method and one["response"] is None for one in entries)


async def test_who_came_and_went_unheard_is_found_within_a_day(world: World) -> None:
    async with world.rapport.database.write() as session:
        await session.execute(delete(MemberRecord).where(MemberRecord.user_id == world.bea.id))
        session.add(
            MemberRecord(
                relationship_id=(await relationship(world)).id,
                user_id="UGONE",
                side="client",
                role="member",
                present=True,
            )
        )
    await world.pass_time(by=timedelta(hours=25))
    async with world.rapport.database.read() as session:
        gone = await session.get_one(MemberRecord, ((await relationship(world)).id, "UGONE"))
        bea = await session.get_one(MemberRecord, ((await relationship(world)).id, world.bea.id))
    assert not gone.present
    assert (bea.side, bea.present) == ("vendor", True)


async def test_a_bot_that_came_back_unheard_goes_on_within_an_hour(world: World) -> None:
    async with world.rapport.database.write() as session:
        await session.execute(update(Relationship).values(bot_present=False))
    await world.box.fail("chat.postMessage", error="not_in_channel", times=1)
    await world.ann.command("/kudos", f"{world.bo} for staying calm", in_=world.room)
    await world.settle()
    assert not any("staying calm" in words for words in await said(world))
    await world.pass_time(by=timedelta(hours=2))
    assert sum("staying calm" in words for words in await said(world)) == 1
    assert (await relationship(world)).bot_present


async def test_a_roster_that_cannot_be_read_is_not_asked_for_at_every_tick(world: World) -> None:
    await world.box.fail("conversations.members", error="channel_not_found", times=100)
    before = await calls(world, "conversations.members")
    await world.pass_time(by=timedelta(hours=25))
    for _ in range(5):
        await world.settle()
    assert await calls(world, "conversations.members") == before + 1
    assert not (await relationship(world)).bot_present


async def test_of_machines_that_look_at_once_one_asks_slack(world: World) -> None:
    now, before = await world.box.now() + timedelta(hours=25), await looks(world)
    desk = world.rapport.desk
    await asyncio.gather(*(match_rosters(desk, now) for _ in range(3)))
    await match_rosters(desk, now)
    assert await looks(world) == before + 1


async def test_where_a_machine_died_while_it_looked_another_one_does_later(world: World) -> None:
    async with world.rapport.database.write() as session:
        moment = await database_time(session)
        await session.execute(update(Relationship).values(looking_until=moment + LOOK))
    now, before = await world.box.now() + timedelta(hours=25), await looks(world)
    await match_rosters(world.rapport.desk, now)
    assert await looks(world) == before
    async with world.rapport.database.write() as session:
        await session.execute(update(Relationship).values(looking_until=moment))
    await match_rosters(world.rapport.desk, now)
    assert await looks(world) == before + 1
    known = await relationship(world)
    assert (known.looking_until, known.synced_at) == (None, now)


async def test_what_happens_during_a_look_has_it_looked_once_more(world: World) -> None:
    await world.box.fail("conversations.info", delay=0.5)
    now, before = await world.box.now() + timedelta(hours=25), await looks(world)
    looking = asyncio.create_task(match_rosters(world.rapport.desk, now))
    await world.until(lambda: is_open(world, "conversations.info"))
    async with world.rapport.database.write() as session:
        look_soon(await lock_relationship(session, (await relationship(world)).id))
    await looking
    assert (await relationship(world)).synced_at == NEVER
    await match_rosters(world.rapport.desk, now)
    assert (await relationship(world)).synced_at == now
    assert await looks(world) == before + 2


async def test_a_workspace_that_is_not_served_any_more_holds_up_no_roster(world: World) -> None:
    async with world.rapport.database.write() as session:
        await make_installation(session, "TOLD")
        long_ago = await world.box.now() - timedelta(days=9)
        await make_relationship(
            session, id="0", installation_id="TOLD", channel_id="COLD", synced_at=long_ago
        )
    await world.pass_time(by=timedelta(hours=25))
    assert await world.box.now() - (await relationship(world)).synced_at < timedelta(hours=1)
