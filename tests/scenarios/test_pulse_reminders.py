"""Who has not answered is reminded, twice at most, not at night, and not who wants none."""

from datetime import datetime, timedelta

from sandbox.client import Message, Person
from tests.engines import ONE_ENGINE
from tests.scenarios.test_pulse import opens_form, presses, question, told, utc
from tests.scenarios.test_pulse_plan import adds
from tests.world import World

HOUR = timedelta(hours=1)
WAITS = "still waits for your answer"


async def plans_with_reminders(world: World, second: str = "", **values: str) -> None:
    """Tuesdays at ten, for a day; reminded after four hours and after twenty."""
    await opens_form(world, world.ann)
    if second:
        await adds(world, world.ann, client=second)
    view = await world.ann.modal()
    assert view is not None
    await world.ann.presses(view, "More settings")
    await world.settle()
    chosen = {"weekday": "Tuesday", "at": "10:00", "open_hours": "24 hours"}
    chosen |= {"remind": "After 4 h", "remind_again": "After 20 h"}
    result = await world.ann.submits(chosen | values)
    assert result.errors == {}, result.errors
    await world.settle()


async def reminders(world: World, person: Person) -> list[Message]:
    return [m for m in await person.sees_dm(world.inst) if WAITS in m.words]


async def counts(world: World) -> dict[str, int]:
    people = {"ann": world.ann, "amir": world.amir, "bo": world.bo, "bob": world.bob}
    return {name: len(await reminders(world, person)) for name, person in people.items()}


async def until(world: World, moment: datetime) -> None:
    """Time passes in steps of an hour, as it does while the bot runs."""
    while await world.box.now() < moment:
        await world.pass_time(to=min(moment, await world.box.now() + HOUR))


async def test_who_has_not_answered_is_reminded_twice_and_not_at_night(world: World) -> None:
    await plans_with_reminders(world)
    await until(world, utc(3, 9))
    await presses(world, world.ann, "4")
    await until(world, utc(3, 13, 30))
    assert await counts(world) == {"ann": 0, "amir": 0, "bo": 0, "bob": 1}
    await until(world, utc(3, 14))
    assert await counts(world) == {"ann": 0, "amir": 1, "bo": 0, "bob": 1}
    (reminder,) = await reminders(world, world.amir)
    assert "Pulse 1 of *Acme* and *Vee*" in reminder.words
    assert "|a question>" in str(reminder.blocks)

    await until(world, utc(3, 21, 59))
    assert await counts(world) == {"ann": 0, "amir": 1, "bo": 1, "bob": 1}
    await until(world, utc(4, 16))
    assert await counts(world) == {"ann": 0, "amir": 2, "bo": 2, "bob": 2}
    for person in (world.amir, world.bo, world.bob):
        assert all("still waits" in one.words for one in await reminders(world, person))


@ONE_ENGINE
async def test_not_this_time_stops_reminders_and_answering_is_still_possible(world: World) -> None:
    await plans_with_reminders(world)
    await until(world, utc(3, 15))
    asked = await question(world, world.bo)
    assert "Not this time" in asked.buttons
    shown = await presses(world, world.bo, "Not this time")
    assert "nobody reminds you" in shown.words
    assert "Not this time" not in shown.buttons
    (reminder,) = await reminders(world, world.amir)
    await world.amir.presses(reminder, "Not this time")
    await until(world, utc(4, 12))
    assert await counts(world) == {"ann": 2, "amir": 1, "bo": 0, "bob": 2}
    answered = await presses(world, world.bo, "4")
    assert "Your answer: *4 (well)*" in answered.words
    assert "nobody reminds you" not in answered.words


async def test_who_is_away_or_gone_is_not_reminded(world: World) -> None:
    await plans_with_reminders(world)
    await until(world, utc(3, 10, 30))
    await told(world.ann, world, "away until 2026-11-10")
    await world.amir.leaves(world.room)
    await until(world, utc(4, 12))
    assert (await counts(world)) == {"ann": 0, "amir": 0, "bo": 2, "bob": 2}


@ONE_ENGINE
async def test_a_round_without_reminders_offers_no_way_out_of_them(world: World) -> None:
    await plans_with_reminders(world, remind="No reminder", remind_again="No reminder")
    await until(world, utc(3, 15))
    assert "Not this time" not in (await question(world, world.bo)).buttons
    await until(world, utc(4, 15))
    assert await counts(world) == {"ann": 0, "amir": 0, "bo": 0, "bob": 0}


@ONE_ENGINE
async def test_a_reminder_says_which_question_waits(world: World) -> None:
    await plans_with_reminders(world, second="Are we on time?")
    await until(world, utc(3, 9))
    await presses(world, world.ann, "4")
    await until(world, utc(3, 15))
    (reminder,) = await reminders(world, world.ann)
    assert "question 2 of 2" in reminder.words
    await world.ann.reacts(await question(world, world.ann), "five")
    await until(world, utc(4, 12))
    assert len(await reminders(world, world.ann)) == 1
