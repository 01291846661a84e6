"""Both sides agree on how kudos are given, and everybody on how they are thanked."""

from tests.engines import ONE_ENGINE
from tests.scenarios.test_kudos import cards
from tests.world import World

WANTED = {
    "emoji": ":clap:",
    "allowance": "1",
    "values": "👂 heard us out\n:bell: told us early\n:seedling: tried something new",
}


async def test_a_contact_proposes_the_other_side_confirms_and_it_holds(world: World) -> None:
    await world.menu_button(world.bea, "Kudos rules")
    shown = await world.notice(world.bea)
    assert "React with :star2: to a message" in shown.words
    assert "up to 5 times a day" in shown.words
    assert ":ear: listened" in shown.words
    assert shown.buttons == []

    await world.menu_button(world.bo, "Kudos rules")
    await world.bo.presses(await world.notice(world.bo), "Propose a change")
    assert "how it is already" in (await world.bo.submits({})).errors["emoji"]
    for field, typed, said in (
        ("emoji", ":+1:", "answer to a pulse"),
        ("emoji", "two words", "Name one emoji"),
        ("values", "listened", "Begin each line with an emoji"),
        ("values", ":ear: same\n:bell: Same", "same name"),
        ("values", "\n".join(f":ear: value {n}" for n in range(9)), "8 at most"),
        ("values", ":ear: " + "x" * 41, "40 characters"),
    ):
        errors = (await world.bo.submits({**WANTED, field: typed})).errors
        assert said in errors[field], (field, typed)
    assert (await world.bo.submits(WANTED)).errors == {}
    assert "A contact of the other side can confirm" in (await world.notice(world.bo)).words

    card = await find_proposal(world)
    assert f"<@{world.ann.id}>: as a contact of Acme" in card.words
    assert (
        ":ear: heard us out · :bell: told us early · :seedling: tried something new" in card.words
    )
    for person in (world.bo, world.amir):  # of the side that asks; no contact
        await world.ann.sees(world.room)
        await person.presses(card, "Confirm")
        assert "Only the contacts of the side that was asked" in (await world.notice(person)).words
    await world.ann.command("/kudos", "rules", in_=world.room)
    assert "change is proposed>, and not answered yet" in (await world.notice(world.ann)).words
    await world.ann.presses(card, "Confirm")
    assert f"Confirmed by <@{world.ann.id}> (Acme)" in (await find_proposal(world)).words
    assert (await find_proposal(world)).buttons == []

    await world.ann.command("/kudos", f"{world.bo} for patience #heard-us-out", in_=world.room)
    (given,) = await cards(world, world.bo)
    assert ":ear: heard us out" in given.words
    await world.ann.command("/kudos", f"{world.bo} for more", in_=world.room)
    refused = (await world.notice(world.ann)).words
    assert "all your kudos for today (1)" in refused
    assert "for more" in refused


async def find_proposal(world: World):
    await world.settle()
    return [m for m in await world.ann.sees(world.room) if "proposes how kudos" in m.words][-1]


@ONE_ENGINE
async def test_a_newer_proposal_takes_the_place_of_one_that_waits(world: World) -> None:
    for name in (":ear: first wish", ":ear: second wish"):
        await world.ann.command("/kudos", "rules", in_=world.room)
        await world.ann.presses(await world.notice(world.ann), "Propose a change")
        assert (
            await world.ann.submits({**WANTED, "allowance": "off", "values": name})
        ).errors == {}
    await world.settle()
    first, second = [m for m in await world.bo.sees(world.room) if "proposes how" in m.words]
    assert "A newer proposal took its place" in first.words
    assert first.buttons == []

    await world.bo.presses(second, "Decline")
    assert f"Declined by <@{world.bo.id}> (Vee)" in (await find_proposal(world)).words
    await world.ann.command("/kudos", "rules", in_=world.room)
    assert ":ear: listened" in (await world.notice(world.ann)).words


async def test_who_is_quiet_is_thanked_but_not_named(world: World) -> None:
    """Bea has no commands: she gets there by the menu."""
    await world.menu_button(world.bea, "My kudos")
    await world.bea.presses(await world.notice(world.bea), "Do not announce me")
    assert "You are not announced" in (await world.notice(world.bea)).words

    await world.ann.command("/kudos", f"{world.bo} {world.bea} for the demo", in_=world.room)
    (card,) = await cards(world, world.ann)
    assert world.bea.id not in card.words + card.text
    await world.settle()
    told = (await world.bea.sees(await world.bea.dm(world.inst)))[-1]
    assert f"<@{world.ann.id}> of *Acme* thanks you" in told.words
    assert ">the demo" in told.words
    assert "you are not named, as you wish" in told.words

    await world.ann.command("/kudos", f"{world.bea} for the script", in_=world.room)
    assert "by direct message, and to nobody else" in (await world.notice(world.ann)).words
    assert len(await cards(world, world.ann)) == 1
    await world.ann.command("/kudos", f"list {world.bea}", in_=world.room)
    assert "No such kudos" in (await world.notice(world.ann)).words

    await world.menu_button(world.bea, "My kudos")
    mine = await world.notice(world.bea)
    assert ">the script" in mine.words
    assert ">the demo" in mine.words
    await world.bea.presses(mine, "Announce me again")
    await world.ann.command("/kudos", f"{world.bea} for the talk", in_=world.room)
    assert f"<@{world.bea.id}> of *Vee*" in (await cards(world, world.ann))[-1].words
    await world.ann.command("/kudos", "quiet perhaps", in_=world.room)
    assert "`/kudos quiet off`" in (await world.notice(world.ann)).words
