"""Thanks by an emoji on a message or card; and the way back."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.core import people
from bot.core.people import Member, Side
from bot.kudos.rules import ALLOWANCE
from handlers import sources
from sandbox.client import Person
from storage.kudos_rules import save_rules
from storage.people import save_person
from storage.relationships import find_home, save_member
from storage.seen import Seen
from tests.engines import ONE_ENGINE
from tests.scenarios.thanks import (
    STAR,
    address,
    card,
    cards,
    notices,
    taken_back,
)
from tests.world import PATIENT_SECONDS, World


@pytest.fixture(autouse=True)
def _time_for_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine takes longer than Slack does."""
    monkeypatch.setattr(sources, "WORDS_WITHIN_SECONDS", PATIENT_SECONDS / 4)


async def test_an_emoji_thanks_whoever_wrote_the_message(world: World) -> None:
    said = await world.bo.says(f"The export runs again, {world.ada} & <all>.", in_=world.room)
    await world.ann.reacts(said, STAR)
    thanked = await card(world)
    assert f"<@{world.ann.id}> of *Acme* thanks <@{world.bo.id}> of *Vee*" in thanked.words
    assert ">The export runs again, @Ada Rao &amp; &lt;all&gt;." in thanked.words
    assert address(said) in thanked.words

    await world.bea.reacts(said, STAR)  # her company has not installed the app
    await world.amir.reacts(said, "tada")
    assert f"Also thanks: <@{world.bea.id}>" in (await card(world)).words
    assert f"<@{world.amir.id}>" not in (await card(world)).words

    await world.ann.unreacts(said, STAR)
    left = await card(world)
    assert f"<@{world.bea.id}> thanks <@{world.bo.id}>" in left.words
    assert f"<@{world.ann.id}>" not in left.words
    await world.bea.unreacts(said, STAR)
    assert await cards(world) == []
    assert [m.ts for m in await taken_back(world)] == [thanked.ts]

    await world.ann.reacts(said, STAR)
    again = await card(world)
    assert (again.ts, again.words) == (thanked.ts, thanked.words)
    assert await notices(world, world.ann) == []


async def test_a_message_that_was_thanked_for_is_followed(world: World) -> None:
    root = await world.ada.says("How do we go on?", in_=world.room)
    reply = await world.bo.says("I take it over.", in_=world.room, thread=root)
    await world.ann.reacts(reply, f"{STAR}::skin-tone-3")
    assert ">I take it over." in (await card(world)).words
    assert address(reply) in (await card(world)).words

    reply = await world.bo.edits(reply, "I take it over, *today*.")
    changed = await card(world)
    assert ">I take it over, *today*." in changed.words
    await world.bo.deletes(reply)
    bare = await card(world)
    assert bare.ts == changed.ts
    assert "take it over" not in bare.words + bare.text
    assert "/archives/" not in bare.words
    assert f"<@{world.ann.id}> of *Acme* thanks <@{world.bo.id}> of *Vee*" in bare.words

    await world.bea.says("Good!", in_=world.room, thread=root)
    await world.bo.reacts(root, STAR)
    _, of_the_root = await cards(world)
    assert ">How do we go on?" in of_the_root.words
    await world.ada.deletes(root)  # of which a tombstone stays, for its thread
    _, of_the_root = await cards(world)
    assert "How do we go on" not in of_the_root.words


@ONE_ENGINE
async def test_a_long_message_is_followed_also_where_it_thanks_its_author(world: World) -> None:
    said = await world.bo.says(f"Done. {'x' * 700}", in_=world.room)
    await world.ann.reacts(said, STAR)
    assert f">Done. {'x' * 593}…" in (await card(world)).words
    await world.bo.edits(said, f"All done, {world.bo}++ for me")
    assert "leave yourself out" in (await notices(world, world.bo))[-1]
    assert ">All done, @Bo Lind++ for me" in (await card(world)).words


@ONE_ENGINE
async def test_who_cannot_thank_by_an_emoji_is_told_why_once(world: World) -> None:
    own = await world.ann.says("I did it.", in_=world.room)
    robo = await world.practice.client.bot_user("Other Bot")
    await world.room.add(robo)
    beep = await robo.says("beep", in_=world.room)
    for message in (own, beep):
        await world.ann.reacts(message, STAR)
        await world.ann.unreacts(message, STAR)
        await world.ann.reacts(message, STAR)
        await world.box.redeliver_last("reaction_added")
    told = await notices(world, world.ann)
    assert len(told) == 2
    assert "That message is your own" in told[0]
    assert "Other Bot is a bot" in told[1]

    cy = await (await world.box.workspace("Third")).person("Cy Day")
    await world.room.share(cy.workspace)
    await world.room.add(cy)
    await world.settle()
    await cy.reacts(own, STAR)
    (why,) = await notices(world, cy)
    assert "You are on neither side" in why
    await world.bo.reacts(await cy.says("hello", in_=world.room), STAR)
    (why,) = await notices(world, world.bo)
    assert "Cy Day is on neither side yet" in why
    assert await cards(world) == []


@ONE_ENGINE
async def test_a_message_elsewhere_that_somebody_was_thanked_for_is_followed(world: World) -> None:
    hall = await world.practice.client.channel("hall", members=world.clients)
    await hall.add_bot(world.inst)
    said = await world.ada.says("The numbers are in.", in_=hall)
    await world.ann.shortcut("give_kudos", said)
    await world.ann.submits({"What for": "the numbers"})
    assert address(said) in (await card(world)).words
    await world.ada.edits(said, f"The numbers are in, {world.amir}++")
    await world.ada.deletes(said)
    shown = await card(world)
    assert ">the numbers" in shown.words
    assert "/archives/" not in shown.words


@ONE_ENGINE
async def test_the_allowance_holds_for_an_emoji(world: World) -> None:
    said = [await world.bo.says(f"Part {n}", in_=world.room) for n in range(ALLOWANCE + 2)]
    for message in said[:-1]:
        await world.ann.reacts(message, STAR)
    await world.box.redeliver_last("reaction_added")
    assert len(await cards(world)) == ALLOWANCE
    (why,) = await notices(world, world.ann)
    assert "all your kudos for today" in why

    await world.ann.unreacts(said[0], STAR)
    await world.ann.reacts(said[-1], STAR)
    assert f"Part {ALLOWANCE + 1}" in str([m.words for m in await cards(world)])
    assert len(await notices(world, world.ann)) == 1


@ONE_ENGINE
async def test_what_is_none_of_our_business_leaves_no_trace(world: World) -> None:
    """Neither a call nor a row; so it is, too, in a channel that is no relationship's home."""
    hall = await world.practice.client.channel("hall", members=world.clients)
    await hall.add_bot(world.inst)
    await world.settle()
    calls, rows = await trace(world)

    here = await world.ada.says("We wrote it in C++, you++ know", in_=world.room)
    there = await world.ada.says(f"{world.amir}++ for the hall", in_=hall)
    await world.ann.reacts(here, "tada")
    await world.ann.unreacts(here, "tada")
    await world.ann.reacts(there, STAR)
    here = await world.ada.edits(here, "We wrote it in Python")
    await world.ada.edits(there, f"{world.amir}++ for the whole hall")
    await world.ada.deletes(here)
    await world.ada.deletes(there)
    robo = await world.practice.client.bot_user("Other Bot")
    await world.room.add(robo)
    await world.settle()
    joined = await trace(world)
    await robo.says(f"{world.bo}++ for being a person", in_=world.room)
    await world.settle()
    assert await trace(world) == joined
    assert joined[0] == calls + 1  # who is it that joined?
    assert joined[1] == rows + 1


async def trace(world: World) -> tuple[int, int]:
    """How often the bot called Slack, and how many events it took note of."""
    calls = len([entry for entry in await world.box.wire() if "out" in entry])
    async with world.rapport.database.read() as session:
        return calls, await session.scalar(select(func.count()).select_from(Seen))


async def test_others_join_on_the_card_and_leave_again(world: World) -> None:
    await world.ann.says(f"{world.bo}++ for the calm handover", in_=world.room)
    shown = await card(world)
    await world.bea.presses(shown, "Me too")
    await world.bea.presses(shown, "Me too")
    await world.amir.reacts(shown, STAR)
    await world.ada.reacts(shown, "tada")
    assert f"Also thanks: <@{world.bea.id}> and <@{world.amir.id}>" in (await card(world)).words
    await world.bea.presses(shown, "Take it back")
    assert "Taken back" in (await notices(world, world.bea))[-1]
    assert f"Also thanks: <@{world.amir.id}>" in (await card(world)).words
    await world.amir.unreacts(shown, STAR)
    await world.ada.unreacts(shown, "tada")
    assert "Also thanks" not in (await card(world)).words

    # Who is thanked cannot join, and who gave them applauds without giving them once more.
    await world.bo.presses(shown, "Me too")
    await world.bo.reacts(shown, STAR)
    await world.bo.unreacts(shown, STAR)
    assert ["These kudos are for you" in said for said in await notices(world, world.bo)] == [
        True,
        True,
    ]
    await world.ann.reacts(shown, STAR)
    await world.ann.unreacts(shown, STAR)
    assert (await card(world)).words == shown.words
    assert await notices(world, world.ann) == []


@pytest.mark.parametrize(
    ("acts", "stands"),
    [
        (["reacts", "unreacts", "reacts"], True),
        (["reacts", "unreacts", "reacts", "unreacts"], False),
    ],
)
@pytest.mark.parametrize("order", [{"reverse": True}, {"twice": True}], ids=["last first", "twice"])
async def test_reactions_count_in_the_order_in_which_they_were_made(
    world: World, acts: list[str], stands: bool, order: dict[str, Any]
) -> None:
    """On a message as on a card that others may join."""
    await world.bea.says(f"{world.ada}++ for the docs", in_=world.room)
    others = await card(world)
    said = await world.bo.says("Done.", in_=world.room)
    await world.settle()
    await world.box.hold_events()
    for act in acts:
        await getattr(world.ann, act)(said, STAR)
        await getattr(world.ann, act)(others, STAR)
    await world.box.release_events(**order)
    shown = {m.ts: m.words for m in await cards(world)}
    assert ("Also thanks" in shown.pop(others.ts)) is stands
    assert len(shown) == stands
    for message in await world.bob.sees(world.room):
        if message.ts in (said.ts, others.ts):
            assert bool(message.reactions) is stands


@ONE_ENGINE
@pytest.mark.parametrize(
    "trouble", [{"error": "internal_error"}, {"delay": 2}, {"retry_after": 30}]
)
async def test_where_slack_does_not_tell_the_words_there_is_a_link(
    world: World, monkeypatch: pytest.MonkeyPatch, trouble: dict[str, Any]
) -> None:
    if "delay" in trouble:
        monkeypatch.setattr(sources, "WORDS_WITHIN_SECONDS", 0.2)
    said = await world.bo.says("The export runs again.", in_=world.room)
    await world.settle()
    await world.box.fail("reactions.get", **trouble)
    await world.ann.reacts(said, STAR)
    bare = await card(world)
    assert "export" not in bare.words
    assert address(said) in bare.words
    assert f"<@{world.ann.id}> of *Acme* thanks <@{world.bo.id}> of *Vee*" in bare.words
    await world.bo.edits(said, "The export runs again, at last.")
    assert ">The export runs again, at last." in (await card(world)).words


@ONE_ENGINE
async def test_whose_message_it_is_need_not_be_told(world: World) -> None:
    await world.box.behave(item_user=False)
    said = await world.bo.says("The export runs again.", in_=world.room)
    await world.settle()
    await world.box.retry_after_seconds(0.5)
    await world.box.fail("reactions.get", error="internal_error")
    await world.ann.reacts(said, STAR)  # Slack tells of it again, and says more
    await world.until(lambda: cards(world))
    shown = await card(world)
    assert f"thanks <@{world.bo.id}>" in shown.words
    await world.amir.reacts(shown, STAR)
    assert f"Also thanks: <@{world.amir.id}>" in (await card(world)).words
    await world.bo.reacts(said, STAR)
    assert "These kudos are for you" in (await notices(world, world.bo))[-1]
    await world.ann.unreacts(said, STAR)
    await world.amir.unreacts(shown, STAR)
    assert await cards(world) == []


async def test_the_emoji_is_the_one_that_both_sides_agreed_on(world: World) -> None:
    said = await world.bo.says("Done.", in_=world.room)
    await world.ann.reacts(said, STAR)
    assert len(await cards(world)) == 1
    async with world.rapport.database.write() as session:
        home = await find_home(session, world.room.id)
        await save_rules(
            session,
            relationship_id=home.id,
            emoji="bee",
            allowance=None,
            values=[],
            decided_at=world.practice.slack.clock.now(),
        )
    await world.amir.reacts(said, STAR)
    await world.bea.reacts(said, "honeybee")
    assert f"Also thanks: <@{world.bea.id}>" in (await card(world)).words
    await world.ann.unreacts(said, STAR)  # by which she gave
    assert f"<@{world.ann.id}>" not in (await card(world)).words
    await world.bea.reacts(await card(world), "bee")
    await world.bea.unreacts(await card(world), "bee")
    await world.bea.unreacts(said, "honeybee")
    assert await cards(world) == []


async def test_after_a_restart_it_goes_on(world: World) -> None:
    said = await world.bo.says("Done.", in_=world.room)
    marked = await world.amir.says(f"{world.bo}++ for the docs", in_=world.room)
    await world.ann.reacts(said, STAR)
    assert len(await cards(world)) == 2
    await world.restart()
    await world.box.redeliver_last("reaction_added")
    await world.box.redeliver_last("message")
    await world.ann.unreacts(said, STAR)
    await world.amir.edits(marked, f"{world.bo}++ for the pictures")
    assert ">the pictures" in (await card(world)).words


async def test_twenty_people_react_and_take_it_back_at_once(world: World) -> None:
    crowd = await gather_crowd(world, 20)
    said = await world.bo.says("The migration is done.", in_=world.room)
    await world.settle()

    async def act(number: int, person: Person) -> None:
        for turn in range(number % 4):
            await (person.reacts if turn % 2 == 0 else person.unreacts)(said, STAR)

    await asyncio.gather(*(act(number, person) for number, person in enumerate(crowd)))
    standing = {person.id for number, person in enumerate(crowd) if number % 4 in (1, 3)}
    shown = await card(world)
    seen = {person.id for person in crowd if f"<@{person.id}>" in shown.words}
    assert seen == standing
    (message,) = [m for m in await world.bob.sees(world.room) if m.ts == said.ts]
    assert set(message.reactions[STAR]) == standing

    await asyncio.gather(
        *(person.unreacts(said, STAR) for person in crowd if person.id in standing)
    )
    assert await cards(world) == []
    assert len(await taken_back(world)) == 1


async def gather_crowd(world: World, count: int) -> list[Person]:
    """So many more people of both sides, who joined long ago."""
    crowd = []
    now = world.practice.slack.clock.now()
    async with world.rapport.database.write() as session:
        home = await find_home(session, world.room.id)
        for number in range(count):
            side = list(Side)[number % 2]
            workspace = world.practice.client if side is Side.CLIENT else world.practice.vendor
            person = await workspace.person(f"Person {number}")
            known = people.Person(person.id, workspace.id, person.name, "Etc/UTC")
            await save_person(session, known, now)
            await save_member(session, home.id, Member(person.id, side))
            crowd.append(person)
    for person in crowd:
        await world.room.add(person)
    await world.settle()
    return crowd
