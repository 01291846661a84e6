"""A person stands in two relationships, and the conversation does not say which is meant."""

from dataclasses import replace

import pytest

from sandbox.client import Channel, Message, Person
from tests.engines import ONE_ENGINE
from tests.world import World


@pytest.fixture
async def two_worlds(world: World) -> tuple[World, World]:
    """Ann and Bo work together in a second channel, too."""
    acme, vee = world.practice.client, world.practice.vendor
    room = await acme.channel("acme-vee-two", members=[world.ann, world.bo], shared_with=[vee])
    await room.add_bot(world.inst)
    await world.settle()
    other = replace(world, room=room)
    await other.open_setup(other.ann)
    result = await other.ann.submits(
        {
            "client_name": "Acme Two",
            "vendor_name": "Vee Two",
            "vendor_contacts": [world.bo],
        }
    )
    assert result.errors == {}
    await other.settle()
    card = next(m for m in await world.bo.sees(room) if "Confirm" in m.buttons)
    await world.bo.presses(card, "Confirm")
    await other.settle()
    return world, other


async def asked(person: Person, where: Channel) -> Message:
    """The question that only this person sees; it names both relationships."""
    question = [m for m in await person.sees(where) if "Which relationship" in m.words][-1]
    assert question.buttons == ["Acme and Vee", "Acme Two and Vee Two"]
    return question


async def posted(world: World) -> list[str]:
    await world.settle()
    return [m.words for m in await world.bo.sees(world.room) if ":tada:" in m.words]


@ONE_ENGINE
@pytest.mark.parametrize("command", ["/kudos {}", "/rapport kudos {}"], ids=["short", "long"])
async def test_a_command_in_a_direct_message_goes_where_the_person_says(
    two_worlds: tuple[World, World], command: str
) -> None:
    first, second = two_worlds
    dm = await first.ann.dm(first.inst)
    name, _, text = command.format(f"{first.bo} for both channels").partition(" ")
    await first.ann.command(name, text, in_=dm)
    await first.ann.presses(await asked(first.ann, dm), "Acme Two and Vee Two")
    assert await posted(first) == []
    assert len(await posted(second)) == 1

    await first.ann.command(name, text, in_=dm)
    await first.ann.presses(await asked(first.ann, dm), "Acme Two and Vee Two")
    again = [m for m in await first.ann.sees(dm) if "Yes, once more" in m.buttons][-1]
    await first.ann.presses(again, "Yes, once more")
    assert await posted(first) == []
    assert len(await posted(second)) == 2


@ONE_ENGINE
async def test_a_button_of_the_menu_goes_on_after_the_question(
    two_worlds: tuple[World, World],
) -> None:
    first, second = two_worlds
    dm = await first.bo.dm(first.inst)
    await first.bo.says("hello", in_=dm)
    await first.settle()
    menu = [m for m in await first.bo.sees(dm) if "Give kudos" in m.buttons][-1]
    await first.bo.presses(menu, "Give kudos")
    await first.bo.presses(await asked(first.bo, dm), "Acme and Vee")
    assert (await first.bo.submits({"Whom": [first.ann], "What for": "patience"})).errors == {}
    assert len(await posted(first)) == 1
    assert await posted(second) == []


@ONE_ENGINE
async def test_the_shortcut_in_a_foreign_channel_asks_and_opens_the_form(
    two_worlds: tuple[World, World],
) -> None:
    first, second = two_worlds
    elsewhere = await first.practice.client.channel(
        "lounge", members=[first.ann, first.bo], shared_with=[first.practice.vendor]
    )
    said = await first.bo.says("I brought cake.", in_=elsewhere)
    await first.ann.shortcut("give_kudos", said)
    dm = await first.ann.dm(first.inst)
    await first.ann.presses(await asked(first.ann, dm), "Acme Two and Vee Two")
    assert (await first.ann.submits({"What for": "the cake"})).errors == {}
    assert await posted(first) == []
    assert len(await posted(second)) == 1

    said = await first.bo.says("find The cake was gone & nobody told", in_=elsewhere)
    await first.ann.shortcut("save_lesson", said)
    await first.ann.presses(await asked(first.ann, dm), "Acme Two and Vee Two")
    form = await first.ann.modal()
    assert form is not None and "find The cake was gone & nobody told" in str(form.blocks)
    assert (await first.ann.submits({"What we learnt": "Save a slice"})).errors == {}
    await second.settle()
    lesson = [m for m in await first.bo.sees(second.room) if m.text.startswith("Lesson #1")][-1]
    assert "The cake was gone &amp; nobody told" in lesson.words

    said = await first.bo.says("list of guests: lost again", in_=elsewhere)
    await first.ann.shortcut("raise_problem", said)
    await first.ann.presses(await asked(first.ann, dm), "Acme Two and Vee Two")
    form = await first.ann.modal()
    assert form is not None and form.title == "Raise a problem"
    assert "list of guests: lost again" in str(form.blocks)
