"""No way around the other side: old buttons, the same person, the wrong people, two at once."""

import asyncio

from bot.problems.rules import Stage
from sandbox.client import Message, Person
from tests.engines import ONE_ENGINE
from tests.scenarios.solving import (
    IDEAS,
    SENTENCE,
    agree,
    all_given,
    card,
    fills,
    lead,
    presses,
    scores_ideas,
    stage_of,
    thread,
)
from tests.scenarios.test_problems_stalling import told
from tests.world import World


async def refused(world: World, person: Person, target: Message, button: str) -> str:
    """What somebody is told privately who presses what is not theirs to press."""
    await person.presses(target, button)
    assert await person.modal() is None
    return (await world.notice(person)).words


async def stands_at(world: World, stage: str) -> bool:
    return await stage_of(world) == stage


async def has_no(world: World, button: str) -> bool:
    return button not in (await card(world)).buttons


@ONE_ENGINE
async def test_a_step_needs_the_facilitator_of_each_side(world: World) -> None:
    await lead(world, Stage.DEFINE)
    first = await card(world)
    for person in (world.ann, world.bo, world.bob):  # contacts and members are no facilitators
        assert "can do that" in await refused(world, person, first, "Next: causes")
    third = await world.box.workspace("Third")
    await world.room.share(third)
    stranger = await third.person("Theo Third")
    await world.room.add(stranger)
    await world.settle()
    for button in ("Next: causes", "Add a fact", "Show all"):
        assert "neither side" in await refused(world, stranger, first, button)

    await fills(world, world.amir, "Next: causes", sentence=SENTENCE)
    proposed = await card(world)
    assert "Next: causes" not in proposed.buttons
    for person, words in (
        (world.amir, "Your own side proposed this, so Vee answers it"),
        (world.ann, "Your own side proposed this"),
        (world.bo, "can do that"),
        (stranger, "neither side"),
    ):
        assert words in await refused(world, person, proposed, "Confirm")
    assert "Your own side" in await refused(world, world.amir, proposed, "Say what is missing")
    assert await stage_of(world) == "Define"
    for act in ("Close early", "Wait until ..."):  # while something is open, nothing else is
        told = await refused(world, world.amir, proposed, act)
        assert "has proposed something that is not answered yet" in told
    await world.box.fail("chat.update", status=500, times=1)  # the card stays as it was
    await asyncio.gather(*(world.bea.presses(proposed, "Confirm") for _ in range(2)))
    assert "not open any more" in (await world.notice(world.bea)).words
    assert 'moved on to "causes"' in await refused(world, world.amir, proposed, "Add a fact")
    await world.until(lambda: stands_at(world, "Causes"))
    assert sum("went on to" in said for said in await thread(world)) == 1


@ONE_ENGINE
async def test_an_answer_to_what_was_taken_back_does_not_count(world: World) -> None:
    await lead(world, Stage.CAUSES)
    await fills(world, world.bob, "Add a cause", text="The disk was full")
    await presses(world, world.bea, "Next: options")
    await world.amir.presses(await card(world), "Say what is missing")
    await presses(world, world.bea, "Take it back")
    late = await world.amir.submits({"text": "The other cause"})
    assert "not open any more" in late.errors["text"]
    await world.amir.closes()
    await presses(world, world.bea, "Next: options")
    await world.box.fail("chat.update", status=500, times=1)  # the card stays as it was
    await world.bea.presses(await card(world), "Take it back")
    assert "not open any more" in await refused(world, world.amir, await card(world), "Confirm")
    await world.until(lambda: has_no(world, "Confirm"))
    assert await stage_of(world) == "Causes"
    await fills(world, world.amir, "Back to an earlier stage", to="define", reason="What is it?")
    assert await stage_of(world) == "Define"
    assert ">What is it?" in (await thread(world))[-1]


@ONE_ENGINE
async def test_hidden_things_wait_for_both_and_a_close_for_two_verdicts(world: World) -> None:
    await lead(world, Stage.OPTIONS)
    await presses(world, world.amir, "Next: evaluate")
    assert "ideas are hidden still" in (await world.notice(world.amir)).words
    await fills(world, world.ann, "Add an idea", text="An alert")
    await presses(world, world.amir, "That is all from our side")
    assert "once the other side is done, too" in (await world.notice(world.amir)).words
    await presses(world, world.amir, "That is all from our side")
    assert "1 hidden idea, and that is all" in (await card(world)).words
    assert len(await told(world, world.bea, "That is all from Acme")) == 1
    await presses(world, world.ann, "That is all from our side")
    assert "can do that" in (await world.notice(world.ann)).words
    assert not any("An alert" in said for said in await thread(world))
    await presses(world, world.bea, "That is all from our side")
    await agree(world, world.amir, world.bea, "Next: evaluate")
    await presses(world, world.bea, "That is all from our side")
    assert "once at least one of you has scored" in (await world.notice(world.bea)).words
    for person in (world.amir, world.bea):
        await scores_ideas(world, person, "5", "1")
    await all_given(world)
    await agree(world, world.amir, world.bea, "Next: decide")
    assert await stage_of(world) == "Decide"


@ONE_ENGINE
async def test_it_is_not_closed_by_one_side_and_reopens_with_its_history(world: World) -> None:
    await lead(world, Stage.CLOSED)
    await fills(world, world.bea, "Reopen", to="review", reason="It is back since Friday")
    reopened = await card(world)
    assert "Round 1*: We alert at 80 percent" in reopened.words
    assert "Close with a lesson" not in reopened.buttons
    assert ">It is back since Friday" in (await thread(world))[-1]
    await fills(world, world.bea, "Did it work?", worked="yes", words="For us it does")
    assert "Close with a lesson" not in (await card(world)).buttons
    await world.amir.presses(await card(world), "Did it work?")  # a form that stays open
    await fills(world, world.bea, "Close early", reason="We live with it")
    assert await stage_of(world) == "Review"
    await presses(world, world.amir, "Confirm")
    closed = await card(world)
    assert "It was closed early*\n>We live with it" in closed.words
    await fills(world, world.bea, "Reopen", to="review", reason="We do not")
    late = await world.amir.submits({"worked": "yes", "words": "No gap since"})
    assert "Another round has begun" in late.errors["worked"]


@ONE_ENGINE
async def test_who_facilitates_can_be_handed_over_by_that_side_alone(world: World) -> None:
    await lead(world, Stage.CAUSES)
    assert "can do that" in await refused(world, world.bob, await card(world), "Hand over")
    await world.bo.presses(await card(world), "Hand over")
    wrong = await world.bo.submits({"to": world.ada})
    assert "not on the side of Vee" in wrong.errors["to"]
    assert (await world.bo.submits({"to": world.bob})).errors == {}
    await world.settle()
    assert f"{world.bob} (Vee)" in (await card(world)).words.split("Facilitators")[1]
    await fills(world, world.bea, "Add a cause", text="The disk was full")
    assert "can do that" in await refused(world, world.bea, await card(world), "Next: options")
    await agree(world, world.bob, world.amir, "Next: options")
    await world.bob.leaves(world.room)
    await world.settle()
    await fills(world, world.bo, "Back to an earlier stage", to="causes", reason="There are more")
    assert await stage_of(world) == "Causes"


@ONE_ENGINE
async def test_without_ideas_there_is_nothing_to_join_or_to_score(world: World) -> None:
    await lead(world, Stage.OPTIONS)
    await all_given(world)
    assert "no two ideas" in await refused(world, world.amir, await card(world), "Join two ideas")
    await fills(world, world.ann, "Add an idea", text="Alert on disk space")
    await agree(world, world.amir, world.bea, "Next: evaluate")
    await world.ann.presses(await card(world), "Show all")
    await world.ann.presses(await world.ann.modal(), "Change")
    await world.ann.presses(await world.ann.modal(), "Take it back")
    await world.ann.closes()
    told = await refused(world, world.bob, await card(world), "Score the ideas")
    assert "All ideas were taken back" in told


@ONE_ENGINE
async def test_both_sides_decide_with_the_best_ideas_before_them(world: World) -> None:
    await lead(world, Stage.EVALUATE)
    await scores_ideas(world, world.amir, "2", "5", "5", "1")
    await scores_ideas(world, world.bea, "1", "4", "4", "1")
    await all_given(world)
    await agree(world, world.amir, world.bea, "Next: decide")
    shown = (await card(world)).words
    assert f"*1.* {IDEAS[1]}\nAcme: effect *5.0*, effort *1.0* · Vee: effect *4.0*" in shown
    assert f"*2.* {IDEAS[0]}" in shown
    await fills(world, world.ann, "Name an action", what="Rotate", owner=world.amir)
    await world.amir.presses(await card(world), "Next: try")
    form = await world.amir.modal()
    assert form is not None
    boxes = next(b["element"] for b in form.blocks if b.get("block_id") == "idea_ids")
    assert [one["text"]["text"] for one in boxes["options"]] == [IDEAS[1], IDEAS[0]]
    decided = {"decision": "We rotate", "reasons": "It is cheap"}
    chosen = boxes["options"][0]["value"]
    assert (await world.amir.submits({**decided, "idea_ids": [chosen]})).errors == {}
    await world.settle()
    for words in ((await card(world)).words, (await thread(world))[-1]):
        assert f"*Which ideas it takes up*\n• {IDEAS[1]}\n" in f"{words}\n", "who confirms sees it"
