"""Highlights in the channel: a first, a year, memories; switched by contacts, and taken back."""

from datetime import UTC, datetime

from sandbox.client import Message, Person
from tests.world import World

NOTE = "Contacts of both sides choose what is said here"
TEN = 9  # o'clock in Berlin, in UTC


def ten(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, TEN, tzinfo=UTC)


async def highlights(world: World, person: Person) -> list[Message]:
    await world.settle()
    return [m for m in await person.sees(world.room) if NOTE in m.words]


async def thanks(world: World, person: Person, words: str) -> Message:
    """Ann thanks somebody; the card that the others see."""
    await world.ann.command("/kudos", f"{person} {words}", in_=world.room)
    await world.settle()
    return [m for m in await person.sees(world.room) if words in m.words and not m.ephemeral][-1]


async def test_a_first_then_a_year_and_what_was_a_year_ago(world: World) -> None:
    await thanks(world, world.bo, "the calm handover")
    assert await highlights(world, world.bea) == [], "before ten nothing is looked for"
    await world.pass_time(to=ten(2026, 11, 2))
    (first,) = await highlights(world, world.bea)
    assert "Across the border" in first.words
    assert "Here it is." in first.words
    await world.restart()
    for day in (3, 10):
        await world.pass_time(to=ten(2026, 11, day))
        card = await thanks(world, world.bo, f"help on the {day}th")
    assert len(await highlights(world, world.bea)) == 1, "it is said once"

    # Contacts switch, those of the vendor by the menu; everybody may look.
    await world.amir.command("/rapport", "highlights", in_=world.room)
    await world.settle()
    listed = await world.notice(world.amir)
    assert "A year together" in listed.words
    assert listed.buttons == []
    await world.menu_button(world.bo, "Highlights")
    await world.settle()
    listed = await world.notice(world.bo)
    assert listed.buttons == ["Switch off"] * 7
    await world.bo.presses(listed, "highlights_switch:together")
    await world.settle()
    assert "A year together: not said in" in (await world.notice(world.bo)).words

    # A year later; what is switched off is not said, so that a memory has room.
    for day, told in ((2, "the calm handover"), (3, None), (8, None), (10, "help on the 10th")):
        before = len(await highlights(world, world.bea))
        await world.pass_time(to=ten(2027, 11, day))
        news = (await highlights(world, world.bea))[before:]
        assert [told in one.words and "A year ago today" in one.words for one in news] == (
            [True] if told else []
        ), day

    # What a contact hides is remembered no more.
    await world.ann.presses(card, "Hide it (contacts)")
    await world.settle()
    await world.settle()  # the job sees it, and what it says leaves
    said = [m.words for m in await world.bea.sees(world.room)]
    assert sum("A memory that stood here is not shown any more" in one for one in said) == 1
    assert not any("help on the 10th" in one for one in said)
