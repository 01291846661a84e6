"""The roster is compared with the channel, in case Slack's events did not arrive."""

from datetime import timedelta

from sqlalchemy import delete, update

from storage.relationships import MemberRecord, Relationship, find_by_channel
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


async def test_a_workspace_that_is_not_served_any_more_holds_up_no_roster(world: World) -> None:
    async with world.rapport.database.write() as session:
        await make_installation(session, "TOLD")
        long_ago = await world.box.now() - timedelta(days=9)
        await make_relationship(
            session, id="0", installation_id="TOLD", channel_id="COLD", synced_at=long_ago
        )
    await world.pass_time(by=timedelta(hours=25))
    assert await world.box.now() - (await relationship(world)).synced_at < timedelta(hours=1)
