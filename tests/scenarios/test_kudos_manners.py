"""What becomes of kudos once they are given, who sees them, and how they are found again."""

from datetime import timedelta

from sandbox.client import Person
from tests.scenarios.test_kudos import cards
from tests.world import World


async def test_changed_hidden_shown_and_taken_back_by_the_menu_of_the_card(world: World) -> None:
    """Everybody has the same menu before them; who may not is told so, privately."""
    await world.menu_button(world.bo, "Give kudos")
    given = {
        "Whom": [world.ann],
        "What for": "the cal in the evening #listened",
        "Where": "channel",
    }
    assert (await world.bo.submits(given)).errors == {}
    (card,) = await cards(world, world.ann)
    assert ">the cal in the evening" in card.words
    assert ":ear: listened" in card.words

    await world.bea.presses(card, "Change it")
    assert "Only the person who started it" in (await world.notice(world.bea)).words
    await world.bo.presses(card, "Change it")
    changed = {"What for": "the call in the evening", "Which value it shows": "early"}
    assert (await world.bo.submits({**changed, "What for": " "})).errors.keys() == {"reason"}
    assert (await world.bo.submits(changed)).errors == {}
    (card,) = await cards(world, world.ann)
    assert ">the call in the evening" in card.words
    assert ":bell: told us early" in card.words

    await world.bea.presses(card, "Hide it (contacts)")
    assert "Only the contacts of both sides" in (await world.notice(world.bea)).words
    await world.ann.presses(card, "Hide it (contacts)")
    assert await cards(world, world.bea) == []
    hidden = next(m for m in await world.bea.sees(world.room) if "A contact hid" in m.words)
    assert world.bo.id not in hidden.words + hidden.text
    assert "evening" not in hidden.words + hidden.text
    await world.bo.presses(hidden, "Show it again (contacts)")
    (card,) = await cards(world, world.bea)
    assert ">the call in the evening" in card.words

    await world.ann.presses(card, "Take it back")
    assert "Only the person who started it" in (await world.notice(world.ann)).words
    await world.pass_time(by=timedelta(hours=25))
    await world.bo.presses(card, "Change it")
    assert "for 24 hours" in (await world.notice(world.bo)).words
    assert await world.bo.modal() is None


async def test_a_private_one_is_between_those_concerned(world: World) -> None:
    """Bea, without commands, thanks Amir by the form; Ann is his contact."""
    await world.menu_button(world.bea, "Give kudos")
    assert "You have 5 of 5 left today." in (await world.bea.modal()).words
    private = {"Whom": [world.amir, world.bo], "What for": "the word", "Where": "contact"}
    assert (await world.bea.submits(private)).errors == {}
    await world.settle()
    assert await cards(world, world.bo) == []
    given = await world.notice(world.bea)
    assert "the contacts of their side, by direct message, and to nobody else" in given.words

    async def told(person: Person) -> list[str]:
        said = await person.sees(await person.dm(world.inst))
        return [m.words for m in said if f"<@{world.bea.id}> of *Vee* thanks" in m.words]

    for person in (world.amir, world.bo):
        (words,) = await told(person)
        assert "thanks you" in words
        assert ">the word" in words
    (words,) = await told(world.ann)
    assert f"thanks <@{world.amir.id}>" in words  # not whom it is about on the other side
    assert "Only they and the contacts of their side are told" in words
    assert await told(world.ada) == []

    await world.ann.command("/kudos", "list", in_=world.room)
    assert "No kudos" in (await world.notice(world.ann)).words
    await world.ann.command("/kudos", "me", in_=world.room)
    assert "*You were thanked*: not yet." in (await world.notice(world.ann)).words
    await world.menu_button(world.bo, "My kudos")
    assert "not in the channel" in (await world.notice(world.bo)).words

    await world.bea.presses(given, "Change it")
    assert (await world.bea.submits({"What for": "the kind word"})).errors == {}
    await world.settle()
    (words,) = await told(world.amir)
    assert ">the kind word" in words
    await world.menu_button(world.bea, "My kudos")
    mine = await world.notice(world.bea)
    assert "You have 4 of 5 left today." in mine.words
    await world.bea.presses(mine, "Take it back")
    await world.settle()
    for person in (world.amir, world.bo, world.ann):
        assert await told(person) == []
        said = (await person.sees(await person.dm(world.inst)))[-1].words
        assert "taken back or hidden" in said


async def test_the_list_is_searched_by_command_and_by_form(world: World) -> None:
    await world.ann.command("/kudos", f"{world.bo} for the past #listened", in_=world.room)
    await world.pass_time(by=timedelta(days=31))
    await world.ann.command("/kudos", f"{world.bea} for the call #listened", in_=world.room)
    await world.ada.command("/kudos", f"{world.bo} for the demo", in_=world.room)

    async def find(text: str) -> list[str]:
        await world.ann.command("/kudos", f"list {text}", in_=world.room)
        words = (await world.notice(world.ann)).words
        return [deed for deed in ("the past", "the call", "the demo") if f">{deed}" in words]

    assert await find("") == ["the past", "the call", "the demo"]
    assert await find("#listened") == ["the past", "the call"]
    assert await find(f"{world.bo}") == ["the past", "the demo"]
    assert await find(f"{world.ann} this month") == ["the call"]
    assert await find(f"last month {world.bo} #listened") == ["the past"]
    assert await find(f"{world.amir}") == []
    assert "No such kudos in" in (await world.notice(world.ann)).words
    for text, said in {
        "#unheard-of": "I do not understand that",
        "yesterday": "I do not understand that",
        f"{world.bo} {world.bea}": "one person at a time",
    }.items():
        assert await find(text) == []
        assert said in (await world.notice(world.ann)).words

    await world.menu_button(world.bea, "Recent kudos")
    await world.bea.presses(await world.notice(world.bea), "Search")
    wanted = {"Given by or to": world.bo, "Of which value": "listened", "From when": "last month"}
    assert (await world.bea.submits(wanted)).errors == {}
    await world.settle()
    found = (await world.notice(world.bea)).words
    assert f"· <@{world.bo.id}> · :ear: listened · last month" in found
    assert ">the past" in found
    assert ">the demo" not in found
