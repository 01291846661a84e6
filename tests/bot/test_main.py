"""What the running bot can be asked for: to end what was begun, or to do all that is due."""

from datetime import timedelta

from tests.world import World


async def test_what_was_begun_is_ended_without_looking_for_more(world: World) -> None:
    world.rapport._scheduler._ticks.pause()  # nobody else looks meanwhile
    await world.ann.command("/pulse", "new", in_=world.room)
    await world.ann.submits({"question": "How is it going?", "weekday": "2", "at": "10:00"})
    await world.rapport.finish()
    assert "planned by" in (await world.bo.sees(world.room))[-1].words
    direct = await world.bob.sees_dm(world.inst)

    world.practice.slack.clock.advance(timedelta(days=2))
    await world.rapport.finish()
    assert await world.bob.sees_dm(world.inst) == direct
    await world.rapport.settle()
    assert "How is it going?" in (await world.bob.sees_dm(world.inst))[-1].words
