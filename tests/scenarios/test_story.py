"""The story: two organisations set up Rapport, are asked, thank each other, and solve a problem.

It is told over Socket Mode on Postgres, and over signed HTTP on SQLite.
"""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.client import Message, Person
from tests.engines import ONE_ENGINE
from tests.ports import free_port
from tests.scenarios.solving import (
    agree,
    all_given,
    card,
    fills,
    raises,
    scores_ideas,
    thread,
)
from tests.world import World, open_world

TUESDAY = datetime(2026, 11, 3, tzinfo=UTC)
QUESTION = "How well do we keep our promises to each other?"


async def question_of(world: World, person: Person) -> Message | None:
    """The question in this person's direct messages with the bot, if they were asked."""
    asked = [m for m in await person.sees_dm(world.inst) if QUESTION in m.words]
    return asked[-1] if asked else None


async def newest(world: World, person: Person, words: str) -> Message:
    return [m for m in await person.sees(world.room) if words in m.words][-1]


async def plan_a_pulse(world: World) -> None:
    """Ann plans it for Tuesdays at ten, wherever somebody lives."""
    await world.ann.command("/pulse", "new", in_=world.room)
    result = await world.ann.submits(
        {
            "question": QUESTION,
            "anonymity": "anonymous",
            "weekday": "Tuesday",
            "at": "10:00",
            "open_hours": "24",
        }
    )
    assert result.errors == {}
    await world.settle()
    assert "Tuesday" in (await newest(world, world.bo, QUESTION)).words


async def a_round_in_three_zones(world: World) -> None:
    """Everybody is asked at ten of their own clock, and answers as they like, or not."""
    moments = [
        (TUESDAY.replace(hour=1), world.bob),  # Tokyo
        (TUESDAY.replace(hour=4, minute=30), world.ada),  # Kolkata
        (TUESDAY.replace(hour=9), world.ann),  # Berlin
        (TUESDAY.replace(hour=10), world.amir),  # London
        (TUESDAY.replace(hour=15), world.bo),  # New York
    ]
    for moment, person in moments:
        await world.pass_time(to=moment - timedelta(minutes=1))
        assert await question_of(world, person) is None, f"{person.name} was asked too early"
        await world.pass_time(to=moment)
        asked = await question_of(world, person)
        assert asked is not None, f"{person.name} was not asked at {moment}"
        assert "Anonymous" in asked.words
        assert ":one:" in asked.words
    assert await question_of(world, world.bea) is not None  # New York, too

    for person, score in ((world.ann, "2"), (world.amir, "3"), (world.bo, "5")):
        await person.presses(await question_of(world, person), score)
    for person, emoji in ((world.ada, "three"), (world.bea, "four"), (world.bob, "keycap_ten")):
        await person.reacts(await question_of(world, person), emoji)
    await world.settle()
    assert "Your answer: *2" in (await question_of(world, world.ann)).words
    await world.ann.presses(await question_of(world, world.ann), "1")
    await world.bob.reacts(await question_of(world, world.bob), "four")
    await world.settle()
    assert "Your answer: *1" in (await question_of(world, world.ann)).words
    await world.bea.unreacts(await question_of(world, world.bea), "four")
    await world.settle()
    assert "Your answer:" not in (await question_of(world, world.bea)).words


async def the_digest(world: World) -> None:
    """Acme's three answers have a mean; Vee's two are erased unread, and that is said."""
    await world.pass_time(to=TUESDAY.replace(hour=15) + timedelta(hours=24))
    digest = await newest(world, world.bo, "3 of 3")
    assert "2.3" in digest.words
    assert "4.5" not in digest.words
    assert "2 of 3" in digest.words
    assert "erased" in digest.words
    for person in (world.ann, world.bo):
        (question,) = [m for m in await person.sees_dm(world.inst) if "is closed" in m.words]
        assert "Your answer:" not in question.words
        assert question.buttons == []


async def thanks_by_each_way(world: World) -> None:
    handover = await world.bo.says("The handover notes are in the folder.", in_=world.room)
    await world.ann.command(
        "/kudos", f"{world.bo} {world.bea} for the calm handover", in_=world.room
    )
    await world.ann.command("/kudos", "", in_=world.room)
    assert (
        await world.ann.submits({"Whom": [world.bob], "What for": "the night shift"})
    ).errors == {}
    await world.amir.shortcut("give_kudos", handover)
    assert (await world.amir.submits({"What for": "clear notes"})).errors == {}
    await world.menu_button(world.bea, "Give kudos")
    assert (await world.bea.submits({"Whom": [world.ada], "What for": "patience"})).errors == {}
    await world.settle()
    for words in ("the calm handover", "the night shift", "clear notes", "patience"):
        assert "thanks" in (await newest(world, world.bob, words)).words
    reply = await world.ann.command("/kudos", "list", in_=world.room)
    for words in ("the calm handover", "the night shift", "clear notes", "patience"):
        assert words in str(reply.blocks)


async def a_problem_to_its_lesson(world: World) -> None:
    """The vendor, without slash commands, raises it; both sides work on it."""
    amir, bea = world.amir, world.bea
    await world.menu_button(world.bo, "Raise a problem")
    assert (await raises(world, world.bo)).errors == {}
    await fills(world, world.ada, "Add a fact", text="It stops at 02:00")
    await agree(world, amir, bea, "Next: causes", sentence="No file, two nights a week")
    await fills(world, world.bob, "Add a cause", kind="own_part", text="Our disk was full")
    await agree(world, bea, amir, "Next: options")
    await fills(world, world.ann, "Add an idea", text="An alert before it is full")
    await all_given(world)
    await agree(world, amir, bea, "Next: evaluate")
    for person in (amir, bea):
        await scores_ideas(world, person, "5", "1")
    await all_given(world)
    await agree(world, amir, bea, "Next: decide")
    due = "2026-11-10"
    await fills(world, bea, "Name an action", what="Set it up", owner=world.bob, due=due)
    await agree(world, bea, amir, "Next: try", decision="At 80 percent", reasons="It is cheap")
    await fills(world, bea, "Plan the review", measure="Five nights", review_on="2026-11-12")
    await agree(world, bea, amir, "Next: review")
    for person in (amir, bea):
        await fills(world, person, "Did it work?", worked="yes", words="No gap since")
    lesson = {"learnt": "Watch the disk before it is full", "now_do": "Alert"}
    await agree(world, bea, amir, "Close with a lesson", **lesson)
    assert "Watch the disk before it is full" in (await card(world)).words
    said = await thread(world)
    for words in ("It stops at 02:00", "Our disk was full", "An alert before it is full"):
        assert any(words in one for one in said), words
    reply = await world.ann.command("/problem", "list", in_=world.room)
    assert "the nightly export fails" in str(reply.blocks)


async def tell(world: World) -> None:
    await world.set_up()
    await plan_a_pulse(world)
    await a_round_in_three_zones(world)
    await the_digest(world)
    await thanks_by_each_way(world)
    await a_problem_to_its_lesson(world)
    refusals = [e for e in await world.box.wire() if "out" in e and not e["response"].get("ok")]
    assert refusals == []
    unheard = [e for e in await world.box.wire() if "in" in e and e["ack"] is None]
    assert unheard == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_story_over_socket_mode(bare_world: World) -> None:
    await tell(bare_world)


@ONE_ENGINE
async def test_the_story_over_signed_http(database_url: str) -> None:
    async with open_world(database_url, http_port=free_port()) as world:
        await tell(world)
