"""The end of a week of kudos, told to both sides; and a quiet word to contacts."""

from datetime import UTC, datetime, timedelta

from bot.kudos import weekly
from sandbox.client import Message, Person
from tests.engines import ONE_ENGINE
from tests.world import World

# Half an hour before and after the end of the week in Berlin.
BEFORE = datetime(2026, 11, 6, 13, 30, tzinfo=UTC)
AFTER = datetime(2026, 11, 6, 14, 30, tzinfo=UTC)


async def digests(world: World) -> list[Message]:
    return [m for m in await world.bea.sees(world.room) if "Kudos of this week" in m.words]


async def nudges(world: World, person: Person) -> list[Message]:
    said = await person.sees(await person.dm(world.inst))
    return [m for m in said if "nobody has thanked" in m.words]


async def test_a_week_is_told_on_friday_afternoon_once(world: World) -> None:
    await world.ann.command("/kudos", f"{world.bo} for the call #told-us-early", in_=world.room)
    await world.ann.command("/kudos", f"{world.bo} {world.amir} for the demo", in_=world.room)
    await world.menu_button(world.bea, "Give kudos")
    private = {"Whom": [world.ann], "What for": "the talk", "Where": "contact"}
    assert (await world.bea.submits(private)).errors == {}
    await world.settle()
    told = (await world.ann.sees(await world.ann.dm(world.inst)))[-1]
    assert "Only you and the contacts of your side" in told.words

    await world.pass_time(to=BEFORE)
    assert await digests(world) == []
    await world.pass_time(to=AFTER)
    (digest,) = await digests(world)
    assert "Kudos of this week: 2" in digest.words
    assert ":bell: told us early  *1*" in digest.words
    assert "Acme → Vee  *2*" in digest.words
    assert "Vee → Acme  *0*" in digest.words
    assert "within Acme  *1*" in digest.words
    assert "weeks:" not in digest.words
    await world.bea.presses(digest, "Show them")
    assert ">the demo" in (await world.notice(world.bea)).words
    await world.restart()
    await world.settle()
    assert len(await digests(world)) == 1

    # A week without any is not spoken of; the one after it is drawn.
    await world.pass_time(to=AFTER + timedelta(weeks=1))
    assert len(await digests(world)) == 1
    await world.menu_button(world.bo, "Give kudos")
    await world.bo.submits({"Whom": [world.ann], "What for": "trust"})
    await world.pass_time(to=AFTER + timedelta(weeks=2))
    digest = (await digests(world))[-1]
    assert "The last 3 weeks" in digest.words
    assert "Acme → Vee  2 → 0 → 0" in digest.words
    assert "Vee → Acme  0 → 0 → 1" in digest.words
    (drawing,) = (await world.bea.sees_thread(digest))[1:]
    assert drawing.blocks[0]["type"] == "data_visualization"


@ONE_ENGINE
async def test_a_week_that_ended_while_the_bot_was_away_is_told_a_day_late_but_no_later(
    world: World,
) -> None:
    await world.ann.command("/kudos", f"{world.bo} for the call", in_=world.room)
    await world.room.remove_bot(world.inst)
    await world.pass_time(to=AFTER + timedelta(days=1))
    await world.room.add_bot(world.inst)
    await world.settle()
    assert len(await digests(world)) == 1

    await world.ann.command("/kudos", f"{world.bo} for more", in_=world.room)
    await world.room.remove_bot(world.inst)
    await world.pass_time(to=AFTER + timedelta(weeks=1, days=2))
    await world.room.add_bot(world.inst)
    await world.settle()
    assert len(await digests(world)) == 1


async def test_contacts_are_told_kindly_whom_nobody_thanked(world: World) -> None:
    """Only those of the same side; not of themselves; and not where nobody thanks anybody."""
    fridays = [AFTER + timedelta(weeks=week) for week in range(14)]
    end = next(one for one in fridays[9:] if weekly.is_nudged(one.date()))
    for friday in fridays[: fridays.index(end)]:
        await world.pass_time(to=friday)
    await world.pass_time(to=end - timedelta(days=3))
    await world.ann.command("/kudos", f"{world.bea} {world.ada} for the call", in_=world.room)
    await world.pass_time(to=end)

    (nudge,) = await nudges(world, world.bo)
    assert f"thanked <@{world.bob.id}> for 8 weeks" in nudge.words
    assert "Only contacts of Vee read this" in nudge.words
    (theirs,) = await nudges(world, world.ann)
    assert f"<@{world.amir.id}> for 8 weeks" in theirs.words
    assert await nudges(world, world.bea) == []
    assert not any("nobody has thanked" in m.words for m in await world.bea.sees(world.room))
    await world.bo.presses(nudge, "Give kudos")
    assert (await world.bo.modal()).title == "Give kudos"

    for weeks in (1, 2, 3):
        await world.pass_time(to=end + timedelta(weeks=weeks))
    assert len(await nudges(world, world.bo)) == 1
