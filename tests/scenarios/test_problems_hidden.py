"""Ideas and scores are hidden until both sides gave theirs: on the wire, in what is seen, in files.

Every call to Slack is looked at; only what is sent to the author of an idea may have its words.
"""

import json
from datetime import timedelta

import pytest

from bot.problems import entries
from bot.problems.rules import Kind, Stage
from sandbox.client import Person
from tests.engines import ONE_ENGINE
from tests.logs import recorded
from tests.scenarios.solving import (
    agree,
    all_given,
    card,
    fills,
    lead,
    presses,
    scores_ideas,
    thread,
)
from tests.world import World

IDEA = "Kakapo"
OTHER = "Wombat"


async def calls_with(world: World, word: str) -> list[str]:
    """The methods of all calls to Slack, and of all answers to it, that hold that word."""
    return [
        str(entry.get("out") or entry.get("in"))
        for entry in await world.box.wire()
        if word in json.dumps(entry["body"] if "out" in entry else entry["ack"])
    ]


async def look_everywhere(world: World, person: Person) -> str:
    """All that somebody sees who looks wherever there is something of the problem."""
    await person.presses(await card(world), "Show all")
    record = await person.modal()
    assert record is not None
    await person.closes()
    seen = [record.words, *await thread(world, person), (await card(world)).words]
    await person.presses(await card(world), "Export as a file")
    direct = await person.sees_dm(world.inst)
    (file,) = direct[-1].files
    return "\n".join([*seen, (await person.downloads(file)).decode()])


@ONE_ENGINE
async def test_ideas_are_seen_by_nobody_else_until_all_are_shown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lead(world, Stage.OPTIONS)
    with recorded("DEBUG", monkeypatch) as log:
        await fills(world, world.ann, "Add an idea", text=f"{IDEA} <!here>")
        await fills(world, world.bo, "Add an idea", text=OTHER)
        for person in (world.amir, world.bea, world.bo):
            assert IDEA not in await look_everywhere(world, person)
        assert "1 hidden idea" in (await card(world)).words
        await presses(world, world.amir, "That is all from our side")
        await world.ann.opens_home(world.inst)
        await world.ann.command("/problem", "list", in_=world.room)
        assert await calls_with(world, IDEA) == []
        assert IDEA not in log.text
        await world.ann.presses(await card(world), "Show all")  # but its author does see it
        own = await world.ann.modal()
        assert own is not None
        assert IDEA in own.words
        assert OTHER not in own.words
        assert await calls_with(world, IDEA) == ["views.open"]
        await world.ann.presses(own, "Change")
        await world.ann.submits({"text": f"{IDEA} in the forest"})
        await world.ann.closes(everything=True)
        await world.settle()
    assert not any("Kakapo" in said for said in await thread(world))
    await presses(world, world.bea, "That is all from our side")
    (shown,) = [said for said in await thread(world) if "on the table" in said]
    assert f"{IDEA} in the forest" in shown
    assert OTHER in shown
    assert f"{IDEA} in the forest" in await look_everywhere(world, world.bea)


@ONE_ENGINE
async def test_ideas_of_one_side_are_shown_after_two_working_days(world: World) -> None:
    await lead(world, Stage.OPTIONS)
    await fills(world, world.ann, "Add an idea", text=IDEA)
    await world.pass_time(by=timedelta(days=2) - timedelta(minutes=10))
    assert await calls_with(world, IDEA) == []
    await world.pass_time(by=timedelta(minutes=20))
    assert any(IDEA in said for said in await thread(world))
    await agree(world, world.amir, world.bea, "Next: evaluate")


@ONE_ENGINE
async def test_scores_are_figures_of_sides_and_only_when_both_have_scored(world: World) -> None:
    await lead(world, Stage.EVALUATE)
    await scores_ideas(world, world.amir, "5", "1", "4", "2")
    await scores_ideas(world, world.ann, "3", "1", "4", "2")
    await presses(world, world.amir, "That is all from our side")
    words = (await card(world)).words
    assert "*Acme*: 2 scored, and that is all" in words
    assert "*Vee*: nobody has scored yet" in words
    for person in (world.ada, world.bea):
        assert "effect" not in (await look_everywhere(world, person)).casefold()
    before = await calls_with(world, "effect *")
    assert before == []
    await scores_ideas(world, world.bea, "1", "5", "4", "2")
    await all_given(world)
    (shown,) = [said for said in await thread(world) if "Both sides have scored" in said]
    assert "Acme: effect *4.0* (3 to 5), effort *1.0* · Vee: effect *1.0*, effort *5.0*" in shown
    assert str(world.amir) not in shown
    assert "Score the ideas" not in (await card(world)).buttons
    assert "Vee: effect *1.0*" in await look_everywhere(world, world.ada)


@ONE_ENGINE
async def test_more_ideas_than_a_form_holds_are_scored_page_by_page(world: World) -> None:
    problem_id = await lead(world, Stage.EVALUATE)
    async with world.rapport.database.write() as session:
        for number in range(9):  # with the two that are there, one more than a page holds
            await entries.add(
                session,
                problem_id,
                kind=Kind.IDEA,
                text=f"idea {number}",
                user_id=world.bob.id,
                now=world.practice.slack.clock.now(),
            )
    await world.settle()
    for person in (world.amir, world.bea):
        await person.presses(await card(world), "Score the ideas")
        for count, title in ((10, "Score the ideas (1 of 2)"), (1, "Score the ideas (2 of 2)")):
            form = await person.modal()
            assert form is not None
            assert form.title == title
            fields = [block["block_id"] for block in form.blocks if block["type"] == "input"]
            assert len(fields) == 2 * count
            assert (await person.submits(dict.fromkeys(fields, "3"))).errors == {}
        assert await person.modal() is None
        await world.settle()
    await all_given(world)
    (shown,) = [said for said in await thread(world) if "Both sides have scored" in said]
    assert "*11.* " in shown
