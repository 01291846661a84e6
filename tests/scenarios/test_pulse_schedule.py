"""When people are asked: their rhythm, their holidays, their absence, and how often at most."""

from datetime import timedelta

import pytest

from sandbox.client import Person
from tests.scenarios.test_pulse import plans, question, told, utc, was_asked
from tests.world import World

DAY = timedelta(days=1)


async def goes_away(world: World, person: Person, until: str) -> str:
    """Say by the menu that one is away, as people do who have no commands."""
    await world.menu_button(person, "I am away")
    result = await person.submits({"until": until})
    assert result.errors == {}, result.errors
    assert result.view is not None
    return result.view.words


async def private(world: World, person: Person) -> str:
    await world.settle()
    return (await world.notice(person)).words


async def picks_countries(world: World, person: Person, **countries: str) -> str:
    if person.workspace.id == world.ann.workspace.id:
        await person.command("/pulse", "holidays", in_=world.room)
    else:
        await world.menu_button(person, "Public holidays")
    result = await person.submits(countries)
    assert result.errors == {}, result.errors
    await world.settle()
    return "" if result.view is None else result.view.words


async def counts(world: World) -> dict[str, int]:
    """How often everybody was asked."""
    people = {"ann": world.ann, "ada": world.ada, "bo": world.bo, "bob": world.bob}
    return {name: await was_asked(world, person) for name, person in people.items()}


async def test_every_second_week(world: World) -> None:
    answer = await plans(world, world.ann, every="2 weeks", weekday="Tuesday", at="10:00")
    assert "every second Tuesday at 10:00 in each person's own time" in answer
    assert "Asked next: Tuesday 3 November" in answer
    await world.pass_time(to=utc(3, 16))
    assert await was_asked(world, world.ann) == 1
    await world.pass_time(to=utc(10, 16))
    assert await was_asked(world, world.ann) == 1
    listed = await told(world.ann, world, "list")
    assert "Asked next: Tuesday 17 November" in listed
    await world.pass_time(to=utc(17, 16))
    assert await was_asked(world, world.ann) == 2


async def test_the_first_monday_of_each_month(world: World) -> None:
    answer = await plans(world, world.ann, every="month", weekday="Monday", day="first", at="10:00")
    assert "on the first Monday of every month at 10:00" in answer
    assert "Asked next: Monday 7 December" in answer, "Tokyo's Monday morning has passed"
    await world.pass_time(to=utc(30, 23))
    assert await was_asked(world, world.bob) == 0
    await world.pass_time(by=7 * DAY)
    assert await was_asked(world, world.bob) == 1


async def test_a_time_in_the_quiet_hours_is_refused_with_a_sentence(world: World) -> None:
    await world.ann.command("/pulse", "new", in_=world.room)
    result = await world.ann.submits({"weekday": "Tuesday", "at": "22:30"})
    assert result.errors == {
        "at": "22:30 lies in the quiet hours (20:00 to 07:00). Pick another time, or other quiet "
        "hours."
    }


async def test_a_holiday_of_either_side_is_left_out_for_both(world: World) -> None:
    """Vee's contact picks its country; Thanksgiving is no day to ask Acme either."""
    assert "United States (Vee)" in await picks_countries(world, world.bo, vendor="United States")
    answer = await plans(world, world.ann, weekday="Thursday", at="10:00")
    assert "Asked next: Thursday 5 November" in answer
    await world.pass_time(to=utc(20, 12))
    before = await counts(world)
    listed = await told(world.ann, world, "list")
    assert "Asked next: Thursday 3 December" in listed
    assert "Left out: Thursday 26 November (Thanksgiving Day)." in listed
    await world.pass_time(to=utc(28, 12))
    assert await counts(world) == before
    await world.pass_time(to=utc(30, 12) + 4 * DAY)
    assert await was_asked(world, world.bo) == before["bo"] + 1


async def test_only_contacts_pick_the_countries_and_clear_them_again(world: World) -> None:
    refusal = await told(world.amir, world, "holidays")
    assert "Only the contacts of both sides can do that" in refusal
    assert "Germany (Acme) and India (Vee)" in await picks_countries(
        world, world.ann, client="Germany", vendor="India"
    )
    cleared = await picks_countries(world, world.ann, client="No country", vendor="No country")
    assert "No country is picked" in cleared


async def test_skipping_one_asking(world: World) -> None:
    await plans(world, world.ann, weekday="Tuesday", at="10:00")
    skipped = await told(world.ann, world, "skip next")
    assert "Pulse 1 is not asked on Tuesday 3 November" in skipped
    assert "Asked next: Tuesday 10 November" in skipped
    assert "Only the contacts" in await told(world.amir, world, "skip next")
    assert "Asked next: Tuesday 3 November" in await told(world.ann, world, "skip undo")
    assert "Nothing of this pulse is skipped" in await told(world.ann, world, "skip undo 1")

    await world.menu_button(world.bo, "Pulses")
    await world.bo.presses(await world.notice(world.bo), "Skip next")
    assert "not asked on Tuesday 3 November" in await private(world, world.bo)
    await world.pass_time(to=utc(4, 12))
    assert await was_asked(world, world.ann) == 0
    await world.pass_time(to=utc(11, 12))
    assert await was_asked(world, world.ann) == 1


async def test_who_is_away_is_not_asked(world: World) -> None:
    await plans(world, world.ann, weekday="Tuesday", at="10:00", open_hours="4 hours")
    assert "Monday 2 November" not in await told(world.ada, world, "away soon")
    assert "I did not understand until when" in await told(world.ada, world, "away soon")
    assert "That day has passed" in await told(world.ada, world, "away until 2026-10-01")
    assert "until the end of Tuesday 10 November 2026" in await told(
        world.ada, world, "away until 10 November"
    )
    assert "until the end of Tuesday 3 November 2026" in await goes_away(
        world, world.bob, "2026-11-03"
    )
    assert "You are away until the end of Tuesday 10 November" in await told(
        world.ada, world, "list"
    )
    await world.pass_time(to=utc(4, 12))
    assert await counts(world) == {"ann": 1, "ada": 0, "bo": 1, "bob": 0}
    await world.pass_time(to=utc(5, 12))
    await world.pass_time(to=utc(11, 12))
    assert await counts(world) == {"ann": 2, "ada": 0, "bo": 2, "bob": 1}
    await world.pass_time(to=utc(12, 12))
    await world.pass_time(to=utc(18, 12))
    assert (await counts(world))["ada"] == 1


async def test_being_back_earlier(world: World) -> None:
    await plans(world, world.ann, weekday="Tuesday", at="10:00", open_hours="4 hours")
    await goes_away(world, world.bob, "2026-11-20")
    await world.menu_button(world.bob, "Pulses")
    await world.bob.presses(await world.notice(world.bob), "I am back")
    assert "You are there again" in await private(world, world.bob)
    await told(world.ada, world, "away for 2 weeks")
    assert "You are there again" in await told(world.ada, world, "away back")
    await world.pass_time(to=utc(4, 12))
    assert await counts(world) == {"ann": 1, "ada": 1, "bo": 1, "bob": 1}


@pytest.mark.parametrize("name", ["ann", "bea"])
async def test_a_button_in_the_question_says_that_one_is_away(world: World, name: str) -> None:
    person: Person = getattr(world, name)
    await plans(world, world.ann, weekday="Tuesday", at="10:00", open_hours="4 hours")
    await world.pass_time(to=utc(3, 16))
    await person.presses(await question(world, person), "I am away")
    refused = await person.submits({"until": "2026-11-02"})
    assert refused.errors == {"until": "That day has passed. Name one from today on."}
    await person.submits({"until": "2026-11-10"})
    await world.pass_time(to=utc(11, 12))
    assert await was_asked(world, person) == 1
    await world.pass_time(to=utc(18, 12))
    assert await was_asked(world, person) == 2


async def test_a_pulse_of_one_side_or_of_contacts_asks_nobody_else(world: World) -> None:
    await plans(world, world.ann, weekday="Tuesday", at="10:00", audience="The vendor's people")
    await plans(
        world, world.ann, weekday="Tuesday", at="11:00", audience="The contacts of both sides"
    )
    await world.pass_time(to=utc(4, 12))
    assert await counts(world) == {"ann": 1, "ada": 0, "bo": 2, "bob": 1}


async def asked_in(world: World, person: Person, number: int) -> int:
    return sum(f"pulse {number}" in m.words for m in await person.sees_dm(world.inst))


async def test_nobody_is_asked_too_often(world: World) -> None:
    """The fourth pulse within a week waits for who was spared; it says so to them and to all."""
    for number in range(3):
        await plans(world, world.ann, audience="The vendor's people")
        await told(world.ann, world, f"now {number + 1}")
        await told(world.ann, world, f"stop {number + 1}")  # or they would wait for room, too
    await plans(world, world.ann)
    refused = await told(world.ann, world, "now 4")
    assert "was asked in 3 rounds of the last 7 days" in refused
    assert await asked_in(world, world.bea, 4) == 0
    await world.pass_time(to=utc(6, 23))
    assert await asked_in(world, world.bea, 4) == 0, "Friday afternoon is within the week"
    await world.pass_time(to=utc(9, 10))
    assert await asked_in(world, world.bea, 4) == 1, "caught up as soon as there is room"


async def test_who_was_asked_often_enough_is_left_out_and_told_why(world: World) -> None:
    for number in range(3):
        await plans(world, world.ann, audience="The contacts of both sides")
        await told(world.ann, world, f"now {number + 1}")
    await plans(world, world.ann)
    answer = await told(world.ann, world, "now 4")
    assert "2 people are left out, for pulses have asked them often enough lately." in answer
    assert "Pulse 4 left you out this time: you were asked in 3 rounds within 7 days." in (
        await told(world.ann, world, "list")
    )
    assert "left you out" not in await told(world.amir, world, "list")
    assert "pulse 4" in (await world.amir.sees_dm(world.inst))[-1].words
    await world.pass_time(by=2 * DAY)
    shown = [m.words for m in await world.bea.sees(world.room) if "Pulse 4" in m.words]
    assert "*Acme*: 0 of 2 answered" in shown[-1]
    assert "2 people were not asked, for pulses had asked them often enough lately." in shown[-1]
