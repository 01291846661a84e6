"""Nobody answers, nothing moves: who is reminded when, and what one side may do in the end alone.

The world begins on a Monday, and nobody works on weekends.
"""

from datetime import datetime, timedelta

from bot.problems.rules import Stage
from sandbox.client import Message, Person
from tests.engines import ONE_ENGINE
from tests.scenarios.solving import card, fills, lead, presses, stage_of, thread
from tests.scenarios.test_pulse import utc
from tests.world import World


async def told(world: World, person: Person, words: str) -> list[Message]:
    """The direct messages with these words."""
    return [m for m in await person.sees_dm(world.inst) if words in m.words]


async def until(world: World, moment: datetime) -> None:
    await world.pass_time(to=moment)


@ONE_ENGINE
async def test_an_unanswered_proposal_is_nudged_escalated_and_taken_alone(world: World) -> None:
    await lead(world, Stage.CAUSES)
    await fills(world, world.ada, "Add a cause", text="The disk was full")
    await presses(world, world.amir, "Next: options")  # on Monday at 9 in Berlin
    await until(world, utc(3, 7, 50))
    assert await told(world, world.bea, "waits for your answer") == []
    await until(world, utc(3, 8, 10))
    (nudge,) = await told(world, world.bea, f"{world.amir} (Acme) waits for your answer")
    assert nudge.buttons == ["Confirm", "Say what is missing"]
    await until(world, utc(5, 8, 10))
    (asked,) = await told(world, world.bo, "You can give it as its contact")
    assert len(await told(world, world.bea, "waits for your answer")) == 1
    assert "or a contact of Vee" in (await card(world)).words
    assert "Go on alone" not in (await card(world)).buttons
    await until(world, utc(9, 7, 50))  # the weekend does not count
    assert await told(world, world.amir, "You may go on alone") == []
    await until(world, utc(9, 8, 10))
    (freed,) = await told(world, world.amir, "You may go on alone")
    await world.bea.presses(await card(world), "Go on alone")
    assert "can do that" in (await world.notice(world.bea)).words
    await world.amir.presses(freed, "Go on alone")
    await world.settle()
    assert await stage_of(world) == "Options"
    assert ":warning: Acme went on to “options” alone" in (await card(world)).words
    assert any("alone: Acme" in said for said in await thread(world))
    (over,) = await told(world, world.bo, "Nobody answered, and Acme did so alone")
    assert over.buttons == []
    assert over.ts == asked.ts
    await fills(world, world.bea, "Back to an earlier stage", to="causes", reason="We were away")
    assert ":warning: Acme went on to “options” alone" in (await card(world)).words  # for good


@ONE_ENGINE
async def test_a_contact_answers_once_it_is_escalated_and_not_before(world: World) -> None:
    await lead(world, Stage.CAUSES)
    await fills(world, world.ada, "Add a cause", text="The disk was full")
    await presses(world, world.amir, "Next: options")
    await presses(world, world.bo, "Confirm")
    assert "can do that" in (await world.notice(world.bo)).words
    await until(world, utc(5, 8, 10))
    (asked,) = await told(world, world.bo, "You can give it as its contact")
    await world.bo.presses(asked, "Confirm")
    await world.settle()
    assert await stage_of(world) == "Options"
    assert ":warning:" not in (await card(world)).words


@ONE_ENGINE
async def test_silence_is_noticed_twice_and_quiet_can_be_agreed_on(world: World) -> None:
    await lead(world, Stage.DEFINE)
    await until(world, utc(5, 7, 50))
    assert not any("nothing has happened" in said for said in await thread(world))
    await until(world, utc(5, 8, 10))
    (said,) = [said for said in await thread(world) if "nothing has happened" in said]
    assert str(world.amir) in said
    assert str(world.bea) in said
    await until(world, utc(10, 8, 10))
    for contact in (world.ann, world.bo):
        assert len(await told(world, contact, "for six working days")) == 1
    await until(world, utc(24, 9))
    assert len(await told(world, world.ann, "for six working days")) == 1
    await fills(
        world, world.bea, "Wait until ...", until="2026-12-07", reason="The auditors decide"
    )
    await presses(world, world.amir, "Confirm")
    resting = await card(world)
    assert "Quiet until Monday 7 December 2026*\n>The auditors decide" in resting.words
    before = len(await thread(world))
    await world.pass_time(by=timedelta(days=12))
    assert len(await thread(world)) == before
    await presses(world, world.bea, "Go on now")
    assert "Quiet until" not in (await card(world)).words
