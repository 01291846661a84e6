"""What pulses do next, on both databases."""

from datetime import timedelta

from bot.practice.planned import find_plan
from tests.scenarios.test_pulse_reminders import plans_with_reminders, reminders
from tests.world import World


async def test_it_says_who_is_asked_and_when_it_closes(world: World) -> None:
    database = world.rapport.database
    assert await find_plan(database, await world.box.now()) is None
    await world.ann.command("/pulse", "new", in_=world.room)
    await world.ann.submits({"weekday": "Tuesday", "at": "10:00", "open_hours": "4"})
    await world.settle()
    seen = []
    while True:
        plan = await find_plan(database, await world.box.now())
        assert plan is not None
        seen.append(plan.what)
        if "closes" in plan.what:
            break
        await world.pass_time(to=plan.at)
    # Tokyo, Kolkata, Berlin, London, and two in New York.
    assert seen == [*["Pulse 1 asks 1 person"] * 4, "Pulse 1 asks 2 people", "Pulse 1 closes"]
    await world.pass_time(to=plan.at + timedelta(minutes=1))
    after = await find_plan(database, await world.box.now())
    assert after is not None
    assert (after.what, after.at > plan.at) == ("Pulse 1 asks 1 person", True)


async def test_it_says_when_people_are_reminded(world: World) -> None:
    database = world.rapport.database
    await plans_with_reminders(world)
    for what in ("asks 1 person", "asks 1 person", "reminds"):
        plan = await find_plan(database, await world.box.now())
        assert plan is not None
        assert what in plan.what
        await world.pass_time(to=plan.at)
    assert len(await reminders(world, world.bob)) == 1
