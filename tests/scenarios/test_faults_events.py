"""Slack's events come twice, late, in another order, or not at all."""

from datetime import timedelta

import pytest

from storage.relationships import Relationship, find_by_channel, find_member
from tests.scenarios.faults import THANKS, cards, plan_pulse, questions
from tests.world import PATIENT_SECONDS, World


async def relationship(world: World) -> Relationship:
    async with world.rapport.database.read() as session:
        found = await find_by_channel(session, world.room.id)
    assert found is not None
    return found


async def is_here(world: World, user_id: str) -> bool:
    async with world.rapport.database.read() as session:
        return await find_member(session, (await relationship(world)).id, user_id) is not None


async def begin_round(world: World) -> None:
    """A pulse that everybody is asked at once."""
    await plan_pulse(world)
    await world.ann.command("/pulse", "now", in_=world.room)
    await world.settle()


@pytest.mark.parametrize("reverse", [False, True])
async def test_who_left_and_came_back_is_here_in_whichever_order_it_is_told(
    world: World, reverse: bool
) -> None:
    await world.box.hold_events()
    await world.room.remove(world.bea)
    await world.room.add(world.bea)
    await world.box.release_events(reverse=reverse, twice=True)
    await world.settle()
    assert await is_here(world, world.bea.id)


@pytest.mark.parametrize("reverse", [False, True])
async def test_who_came_and_left_is_gone_in_whichever_order_it_is_told(
    world: World, reverse: bool
) -> None:
    carl = await world.practice.client.person("Carl New")
    await world.box.hold_events()
    await world.room.add(carl)
    await world.room.remove(carl)
    await world.box.release_events(reverse=reverse)
    await world.settle()
    assert not await is_here(world, carl.id)


async def test_a_channel_that_was_archived_for_a_moment_is_not_taken_for_it(world: World) -> None:
    await world.box.hold_events()
    await world.room.archive()
    await world.room.unarchive()
    await world.box.release_events(reverse=True)
    await world.settle()
    assert (await relationship(world)).reachable
    assert not any("archived" in m.text for m in await world.ann.sees_dm(world.inst))


async def test_of_contradicting_reactions_the_later_one_counts(world: World) -> None:
    await begin_round(world)
    (question,) = await questions(world, world.bo)
    await world.box.hold_events()
    await world.bo.reacts(question, "one")
    await world.bo.unreacts(question, "one")
    await world.bo.reacts(question, "five")
    await world.box.release_events(reverse=True, twice=True)
    await world.settle()
    (shown,) = await questions(world, world.bo)
    assert "Your answer: *5" in shown.words


async def test_a_command_whose_ack_is_lost_is_done_once(world: World) -> None:
    await world.box.ack_within_seconds(0.5)
    await world.box.drop_acks(1)
    thanks = f"{world.bo} for {THANKS}"
    assert (await world.ann.command("/kudos", thanks, in_=world.room)).error == "operation_timeout"
    await world.box.ack_within_seconds(PATIENT_SECONDS)
    await world.settle()
    again = await world.ann.command("/kudos", thanks, in_=world.room)  # as anybody would
    assert "Give them once more?" in again.text
    await world.settle()
    assert len(await cards(world)) == 1


async def test_a_mention_whose_acks_are_all_lost_is_answered_once(world: World) -> None:
    await world.box.retry_after_seconds(0.2)
    await world.box.drop_acks(4)
    await world.bo.says(f"{world.bot} hello", in_=world.room)
    await world.settle()
    assert len([m for m in await world.bo.sees(world.room) if m.ephemeral]) == 1


@pytest.mark.parametrize(("command", "text"), [("/kudos", ""), ("/pulse", "new")])
async def test_a_form_that_comes_too_late_is_said_so_and_comes_the_next_time(
    world: World, command: str, text: str
) -> None:
    await world.box.trigger_seconds(0)
    reply = await world.ann.command(command, text, in_=world.room)
    assert "took too long for Slack" in reply.text
    assert await world.ann.modal() is None
    await world.box.trigger_seconds(PATIENT_SECONDS)
    await world.ann.command(command, text, in_=world.room)
    assert await world.ann.modal() is not None


async def test_a_button_that_comes_too_late_is_said_so_to_people_elsewhere(world: World) -> None:
    await world.box.trigger_seconds(0)
    await world.menu_button(world.bo, "Give kudos")
    assert "took too long for Slack" in (await world.notice(world.bo)).text
    await world.box.trigger_seconds(PATIENT_SECONDS)
    await world.menu_button(world.bo, "Give kudos")
    assert await world.bo.modal() is not None


async def test_who_joined_unheard_is_asked_from_the_next_day_on(world: World) -> None:
    carl = await world.practice.client.person("Carl New")
    await world.box.lose_events("member_joined_channel")
    await world.room.add(carl)
    await world.settle()
    assert not await is_here(world, carl.id)
    await world.pass_time(by=timedelta(hours=25))
    assert await is_here(world, carl.id)
