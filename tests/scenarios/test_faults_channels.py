"""What becomes of a relationship when its channel, people or token go away in Slack."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.people import Side
from storage.outbox import OutboxRow
from storage.pulse import Round
from storage.relationships import Relationship, find_by_channel, load_sides
from tests.scenarios.faults import THANKS, cards, plan_pulse, questions, thank, told
from tests.world import World


async def relationship(world: World, channel_id: str | None = None) -> Relationship:
    async with world.rapport.database.read() as session:
        found = await find_by_channel(session, channel_id or world.room.id)
    assert found is not None
    return found


async def on_side(world: World, side: Side) -> set[str]:
    async with world.rapport.database.read() as session:
        sides = await load_sides(session, await relationship(world))
    return {member.user_id for member in sides.on(side)}


async def states(world: World) -> dict[str, int]:
    async with world.rapport.database.read() as session:
        rows = list(await session.scalars(select(OutboxRow.state)))
    return {state: rows.count(state) for state in rows}


class TestArchived:
    async def test_no_pulse_is_asked_until_it_is_unarchived(self, world: World) -> None:
        await plan_pulse(world)
        await world.room.archive()
        await world.pass_time(by=timedelta(hours=32))
        for person in (world.ann, world.bea):
            assert len(await questions(world, person)) == 0
        dm = await world.ann.dm(world.inst)
        now = await world.ann.command("/pulse", "now", in_=dm)
        assert "is archived" in now.text
        await world.room.unarchive()
        await world.settle()  # the day is not over yet
        for person in (world.ann, world.bea):
            assert len(await questions(world, person)) == 1

    async def test_contacts_are_told_once_and_what_waits_is_said_afterwards(
        self, world: World
    ) -> None:
        await world.room.archive()
        await world.settle()
        assert len(await told(world, world.ann, "was archived")) == 1
        dm = await world.ann.dm(world.inst)
        assert "archived at the moment" in await thank(world, in_=dm)
        await world.settle()
        await world.pass_time(by=timedelta(hours=3))  # nobody takes it for usable meanwhile
        assert (await relationship(world)).archived
        assert await cards(world) == []
        await world.room.unarchive()
        await world.settle()
        assert len(await cards(world)) == 1
        assert len(await told(world, world.ann, "was archived")) == 1
        assert not (await relationship(world)).archived

    async def test_slacks_refusal_tells_it_where_the_event_is_lost(self, world: World) -> None:
        await world.box.lose_events("channel_archive")
        await world.box.lose_events("channel_unarchive")
        await world.room.archive()
        dm = await world.ann.dm(world.inst)
        assert "go to" in await thank(world, in_=dm)
        await world.settle()
        assert len(await told(world, world.ann, "was archived")) == 1
        await world.room.unarchive()
        await world.pass_time(by=timedelta(hours=2))
        assert len(await cards(world)) == 1

    async def test_an_event_that_comes_late_or_twice_tells_nothing_new(self, world: World) -> None:
        await world.room.archive()
        await world.box.redeliver_last("channel_archive")
        await world.settle()
        await world.room.unarchive()
        await world.box.redeliver_last("channel_unarchive")
        await world.settle()
        assert len(await told(world, world.ann, "was archived")) == 1
        assert (await relationship(world)).reachable


class TestNewId:
    async def test_everything_follows_whichever_comes_first(self, world: World) -> None:
        await thank(world)
        await world.settle()
        await world.box.hold_events()
        old = world.room.id
        await world.room.change_id()
        dm = await world.ann.dm(world.inst)
        await world.ann.command("/kudos", f"{world.bo} for patience", in_=dm)
        await world.settle()  # Slack refused the old id, and nobody has told us the new one yet
        assert not any("patience" in m.words for m in await world.ann.sees(world.room))
        await world.box.release_events(twice=True)
        await world.settle()
        later = [m for m in await world.ann.sees(world.room) if "patience" in m.words]
        assert len(later) == 1
        async with world.rapport.database.read() as session:
            lanes = set(await session.scalars(select(OutboxRow.lane)))
        assert (await relationship(world, world.room.id)).reachable
        assert f"{world.inst.team_id}:{world.room.id}" in lanes
        assert not any(lane.endswith(old) for lane in lanes)

    async def test_a_card_posted_before_is_still_ours_to_change(self, world: World) -> None:
        await thank(world)
        await world.settle()
        await world.room.change_id()
        await world.settle()
        given = (await world.ann.command("/kudos", "list", in_=world.room)).blocks
        assert world.room.id in str(given)
        (card,) = await cards(world)
        mine = [m for m in await world.ann.sees(world.room) if "Take it back" in m.buttons]
        await world.ann.presses(mine[-1], "Take it back")
        await world.settle()
        assert await cards(world) == []
        assert any(m.ts == card.ts for m in await world.ann.sees(world.room))


class TestDisconnected:
    async def test_where_we_host_the_others_are_off_the_roster_until_they_are_back(
        self, world: World
    ) -> None:
        await world.room.unshare(world.practice.vendor)
        await world.settle()
        assert await on_side(world, Side.VENDOR) == set()
        assert await on_side(world, Side.CLIENT) == {p.id for p in world.clients}
        (sentence,) = await told(world, world.ann, "is not shared with Vee any more")
        assert "Share it with them again" in sentence
        assert await told(world, world.bo, "not shared") == []
        await plan_pulse(world)
        await world.pass_time(by=timedelta(hours=32))
        assert len(await questions(world, world.ann)) == 0
        now = await world.ann.command("/pulse", "now", in_=world.room)
        assert "asked of both sides" in now.text
        await world.room.share(world.practice.vendor)
        for person in world.vendors:
            await world.room.add(person)
        await world.settle()
        assert await on_side(world, Side.VENDOR) == {p.id for p in world.vendors}
        assert [len(await questions(world, one)) for one in (world.ann, world.bo)] == [1, 1]

    async def test_who_comes_back_unheard_is_found_at_once(self, world: World) -> None:
        await world.room.unshare(world.practice.vendor)
        await world.settle()
        await world.box.lose_events("member_joined_channel", 3)
        await world.box.hold_events()
        await world.room.share(world.practice.vendor)
        for person in world.vendors:
            await world.room.add(person)
        await world.box.release_events()
        await world.settle()
        assert await on_side(world, Side.VENDOR) == {p.id for p in world.vendors}

    async def test_where_they_host_we_are_out_and_back_with_an_invitation(
        self, bare_world: World
    ) -> None:
        world = bare_world
        acme, vee = world.practice.client, world.practice.vendor
        room = await vee.channel(
            "vee-acme", members=[*world.clients, *world.vendors], shared_with=[acme]
        )
        await room.add_bot(world.inst)
        world.room = room
        await world.set_up()
        await world.room.unshare(acme)
        await world.settle()
        (sentence,) = await told(world, world.ann, "is not shared with your workspace any more")
        assert "`/invite`" in sentence
        assert not (await relationship(world)).bot_present
        dm = await world.ann.dm(world.inst)
        reply = await world.ann.command("/kudos", f"{world.amir} for {THANKS}", in_=dm)
        assert "invite me" in reply.text
        await world.settle()
        await room.share(acme)
        for person in world.clients:
            await room.add(person)
        await room.add_bot(world.inst)
        await world.settle()
        assert len(await cards(world)) == 1
        assert (await relationship(world)).reachable
        assert await on_side(world, Side.VENDOR) == {p.id for p in world.vendors}


class TestDeactivated:
    async def test_a_contact_hears_of_it_once_and_nobody_else_is_held_up(
        self, world: World
    ) -> None:
        await world.amir.deactivated()
        await world.box.redeliver_last("user_change")
        await world.settle()
        for contact in (world.ann, world.bo):
            (sentence,) = await told(world, contact, f"<@{world.amir.id}>")
            assert "deactivated" in sentence
        assert world.amir.id not in await on_side(world, Side.CLIENT)
        await world.amir.reactivated()
        await world.settle()
        assert world.amir.id in await on_side(world, Side.CLIENT)

    async def test_the_last_contact_of_a_side_is_to_be_followed_by_another(
        self, world: World
    ) -> None:
        await world.ann.deactivated()
        await world.settle()
        (sentence,) = await told(world, world.bo, f"<@{world.ann.id}>")
        assert "Acme has no contact now" in sentence

    async def test_of_people_elsewhere_slacks_refusal_or_the_daily_look_tells_it(
        self, world: World
    ) -> None:
        await world.bob.deactivated()  # nobody tells apps of other workspaces
        await world.settle()
        assert world.bob.id in await on_side(world, Side.VENDOR)
        await world.pass_time(by=timedelta(hours=25))
        assert world.bob.id not in await on_side(world, Side.VENDOR)
        assert len(await told(world, world.bo, f"<@{world.bob.id}>")) == 1
        assert len(await told(world, world.ann, f"<@{world.bob.id}>")) == 1


class TestRevoked:
    @pytest.mark.parametrize("end", ["revoked", "uninstalled"])
    async def test_nothing_is_asked_or_said_until_a_start_with_another_token(
        self, world: World, end: str
    ) -> None:
        await plan_pulse(world)
        await world.box.fail("chat.postMessage", status=503)
        await thank(world)
        await (world.inst.revoke_token() if end == "revoked" else world.inst.uninstall())
        await world.settle()
        before = len(await world.box.wire())
        await world.pass_time(by=timedelta(hours=31))
        assert [e for e in (await world.box.wire())[before:] if "out" in e] == []
        async with world.rapport.database.read() as session:
            assert list(await session.scalars(select(Round))) == []
        await start_again(world)
        await world.room.add_bot(world.inst)
        await world.until(lambda: cards(world))  # the first try waits for the second
        await world.settle()
        assert len(await cards(world)) == 1
        assert len(await questions(world, world.ann)) == 1

    async def test_other_peoples_tokens_and_old_news_are_none_of_ours(self, world: World) -> None:
        await world.inst.revoke_token()
        await start_again(world)
        await world.box.redeliver_last("tokens_revoked")
        await thank(world)
        await world.settle()
        assert len(await cards(world)) == 1


async def start_again(world: World) -> None:
    """Whoever operates the bot installs the app anew, and starts the bot with that token."""
    world.practice.installation = await world.practice.app.install(world.practice.client)
    await world.restart()
