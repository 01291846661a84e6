"""A problem from a pulse's digest to a lesson, as people of both sides live through it."""

from datetime import timedelta

from bot.problems.rules import Stage
from sandbox.client import Message
from tests.engines import ONE_ENGINE
from tests.scenarios.solving import (
    EXPORT,
    LESSON,
    SENTENCE,
    agree,
    all_given,
    card,
    carry_on,
    fills,
    find_id,
    presses,
    raises,
    scores_ideas,
    stage_of,
    thread,
)
from tests.scenarios.test_pulse import newest
from tests.scenarios.test_pulse_questions import SCALE, asks
from tests.world import PATIENT_SECONDS, World

DECISION = {"decision": "We alert at 80 percent", "reasons": "It is cheap, and soon done"}


async def asked_about(world: World) -> Message:
    """The digest of a pulse that says that something is wrong."""
    await asks(world, SCALE)
    await world.pass_time(by=timedelta(days=1, hours=1))
    return await newest(world)


async def test_from_a_pulse_through_a_failed_trial_to_a_lesson(world: World) -> None:
    amir, bea, ann, bo = world.amir, world.bea, world.ann, world.bo
    await bo.presses(await asked_about(world), "Raise as a problem")
    form = await bo.modal()
    assert form is not None
    assert form.inputs["vendor_facilitator"] == "Facilitator from Vee"
    assert (await raises(world, bo, impact="high", theme="delivery")).errors == {}
    opened = await card(world)
    assert "*High* priority · Delivery" in opened.words
    facilitated = f"Facilitators: {amir} (Acme) and {bea} (Vee) · raised by {bo} after a pulse"
    assert facilitated in opened.words

    await fills(world, bea, "Add a fact", text="It stops at 02:00 in Berlin")
    await fills(world, amir, "Next: causes", sentence="It fails")
    await fills(world, bea, "Say what is missing", text="How often?")
    assert "What is missing before this goes on*\n>How often?" in (await card(world)).words
    said = await thread(world)  # a message that only changes tells nobody
    assert f"{bea} says what is missing before {amir} can" in said[-1]
    assert said[-1].endswith("How often?")
    await agree(world, amir, bea, "Next: causes", sentence=SENTENCE)
    assert f"*{SENTENCE}*" in (await card(world)).words
    await fills(world, bo, "Add a cause", kind="own_part", text="Our disk was full")
    await find_a_way(world)
    await agree(world, amir, bea, "Next: try", **DECISION)
    await fills(
        world, bea, "Plan the review", measure="Five nights without a gap", review_on="2026-11-10"
    )
    tried = (await card(world)).words
    assert ">We alert at 80 percent" in tried
    assert f"• Set up the alert: {world.bob} (Vee), by Friday 6 November 2026" in tried
    assert "Review on Tuesday 10 November 2026" in tried
    await it_fails(world)
    again = (await card(world)).words
    assert "Round 1*: We alert at 80 percent\nIt did not work for Acme." in again

    await carry_on(world, await find_id(world), Stage.REVIEW)  # the second round
    for person in (amir, bea):
        await fills(world, person, "Did it work?", worked="yes", words="No gap since")
    await agree(world, bea, amir, "Close with a lesson", **LESSON, tags="disks, #exports")

    closed = await card(world)
    assert closed.ts == opened.ts
    assert "*● Closed*" in closed.words
    assert "What was learnt*\n>Watch the disk before it is full" in closed.words
    assert closed.buttons == ["Reopen", "Show all", "Export as a file"]
    assert any("Watch the disk before it is full" in said for said in await thread(world, bo))
    found = await ann.command("/lesson", "find disk", in_=world.room)
    assert "Watch the disk before it is full" in str(found.blocks)


async def find_a_way(world: World) -> None:
    """From causes to a decision that only has to be proposed."""
    amir, bea = world.amir, world.bea
    await agree(world, bea, amir, "Next: options")
    await fills(world, world.ann, "Add an idea", text="Alert on disk space")
    await fills(world, world.bo, "Add an idea", text="Rotate the logs")
    await all_given(world)
    (shown,) = [said for said in await thread(world) if "on the table" in said]
    assert "*1.* Alert on disk space" in shown
    assert "*2.* Rotate the logs" in shown
    await agree(world, amir, bea, "Next: evaluate")
    await scores_ideas(world, amir, "5", "1", "2", "4")
    await scores_ideas(world, bea, "3", "1", "2", "4")
    await all_given(world)
    (shown,) = [said for said in await thread(world) if "Both sides have scored" in said]
    assert "Acme: effect *5.0*, effort *1.0* · Vee: effect *3.0*, effort *1.0*" in shown
    assert "far apart: effect 2.0" in shown
    await agree(world, bea, amir, "Next: decide")
    await presses(world, amir, "Next: try")
    assert "needs somebody who does something" in (await world.notice(amir)).text
    await fills(world, world.ada, "I see it otherwise", words="Too small", commits="yes")
    await name_action(world, "Set up the alert", "2026-11-06")


async def name_action(world: World, what: str, due: str) -> None:
    await fills(world, world.bob, "Name an action", what=what, owner=world.bob, due=due)


async def it_fails(world: World) -> None:
    """The day of the review comes, and one side says that it did not work."""
    said = [m for m in await world.bob.sees_thread(await card(world)) if "Done" in m.buttons]
    await world.bob.presses(said[-1], "Done")
    await world.settle()
    assert "Who does what" not in (await card(world)).words
    await world.pass_time(by=timedelta(days=7))
    assert any("the day has come" in said for said in await thread(world))
    await agree(world, world.amir, world.bea, "Next: review")
    await fills(world, world.amir, "Did it work?", worked="no", words="Two gaps")
    await fills(world, world.bea, "Did it work?", worked="yes", words="Three good nights")
    await fills(
        world, world.amir, "Try something else", to="options", reason="80 percent is too late"
    )
    assert await stage_of(world) == "Options"
    assert "round 2" in (await card(world)).words


@ONE_ENGINE
async def test_the_form_says_beside_each_field_what_it_needs(world: World) -> None:
    stranger = await world.practice.client.person("Sam Stone")
    await world.ann.command("/problem", "", in_=world.room)
    wrong = {"what": "x", "client_facilitator": world.bo, "vendor_facilitator": stranger}
    result = await raises(world, world.ann, title="  ", whom_client="", since="2026-11-03", **wrong)
    assert set(result.errors) == {
        "title",
        "whom_client",
        "since",
        "client_facilitator",
        "vendor_facilitator",
    }
    assert "Bo Lind is not on the side of Acme" in result.errors["client_facilitator"]
    assert "not in the channel" in result.errors["vendor_facilitator"]
    assert (await raises(world, world.ann, since="2026-11-02")).errors == {}
    assert "since Monday 2 November 2026" in (await card(world)).words


@ONE_ENGINE
async def test_what_is_similar_is_shown_before_it_is_raised_again(world: World) -> None:
    await world.ann.command("/problem", EXPORT, in_=world.room)
    await raises(world, world.ann)
    await world.amir.command("/problem", "the export fails every night", in_=world.room)
    again = {"title": "The nightly export fails", "what": "No file since Monday"}
    asked = await raises(world, world.amir, **again)
    assert asked.view is not None
    assert "This looks similar" in asked.view.words
    assert f"|#1 {EXPORT}>* · Define" in asked.view.words
    assert (await world.amir.submits({})).errors == {}
    await world.settle()
    assert "The nightly export fails" in (await card(world, 2)).words


@ONE_ENGINE
async def test_who_is_named_as_a_cause_is_noticed_once(world: World) -> None:
    await world.ann.command("/problem", EXPORT, in_=world.room)
    await raises(world, world.ann)
    await agree(world, world.amir, world.bea, "Next: causes", sentence=SENTENCE)
    await world.bo.presses(await card(world), "Add a cause")
    asked = await world.bo.submits({"text": "Amir Khan never reads his mails"})
    assert asked.view is not None
    assert "You name Amir Khan" in asked.view.words
    assert not any("added a cause" in said for said in await thread(world))
    assert (await world.bo.submits({"text": "Mails are read once a week"})).errors == {}
    await world.settle()
    assert any("Mails are read once a week" in said for said in await thread(world))
    await world.bo.presses(await card(world), "Show all")
    await world.bo.presses(await world.bo.modal(), "Change")
    asked = await world.bo.submits({"text": "Amir reads mails once a week"})
    assert asked.view is not None
    assert "You name Amir Khan" in asked.view.words
    kept = await world.bo.submits({})  # whoever submits it again means it
    assert kept.view is not None
    assert "Amir reads mails once a week" in kept.view.words


@ONE_ENGINE
async def test_an_author_changes_and_takes_back_what_they_added(world: World) -> None:
    await world.ann.command("/problem", EXPORT, in_=world.room)
    await raises(world, world.ann)
    await fills(world, world.bob, "Add a fact", text="Acme never reads mails")
    await world.ann.presses(await card(world), "Show all")
    record = await world.ann.modal()
    assert record is not None
    assert "Change" not in record.buttons
    await world.bob.presses(await card(world), "Show all")
    await world.bob.presses(await world.bob.modal(), "Change")
    changed = await world.bob.submits({"text": "Mails are not read on Fridays"})
    assert changed.view is not None
    assert "Mails are not read on Fridays" in changed.view.words
    await world.settle()
    assert any("(changed since)" in said and "Fridays" in said for said in await thread(world))
    await world.bob.presses(await world.bob.modal(), "Change")
    await world.bob.presses(await world.bob.modal(), "Take it back")
    record = await world.bob.modal()
    assert record is not None
    assert "took back a fact" in record.words
    await world.settle()
    told = await thread(world)
    assert any(said == f"{world.bob} (Vee) took back a fact." for said in told)
    assert not any("Fridays" in said for said in told)


@ONE_ENGINE
async def test_a_submission_that_is_repeated_counts_once(world: World) -> None:
    await world.ann.command("/problem", EXPORT, in_=world.room)
    await world.box.ack_within_seconds(0.5)
    await world.box.drop_acks(1)
    assert (await raises(world, world.ann)).error == "operation_timeout"
    await world.box.ack_within_seconds(PATIENT_SECONDS)
    await raises(world, world.ann)
    cards = [m for m in await world.bo.sees(world.room) if f"#1 {EXPORT}" in m.words]
    assert len(cards) == 1
    assert not any(m.words.startswith("#2") for m in await world.bo.sees(world.room))


@ONE_ENGINE
async def test_while_the_bot_is_away_nothing_is_lost(world: World) -> None:
    await world.room.remove_bot(world.inst)
    await world.settle()
    await world.ann.command("/problem", EXPORT, in_=world.room)
    result = await raises(world, world.ann)
    assert result.view is not None
    assert f"I am not in <#{world.room.id}> at the moment" in result.view.words
    assert not any(EXPORT in m.words for m in await world.bea.sees(world.room))
    await world.room.add_bot(world.inst)
    await world.settle()
    assert "*● Define*" in (await card(world)).words
    assert "both sides solve #1 together" in (await thread(world))[0]


@ONE_ENGINE
async def test_more_than_a_form_holds_is_given_back(world: World) -> None:
    reply = await world.ann.command("/problem", "word " * 620, in_=world.room)
    assert "longer than the 3,000 characters" in str(reply.text)
    assert str(reply.blocks).count("word") == 620
    assert await world.ann.modal() is None
    await world.ann.command("/problem", f"{world.bo} says R&D is slow", in_=world.room)
    form = await world.ann.modal()
    assert form is not None
    title = next(b["element"] for b in form.blocks if b.get("block_id") == "title")
    assert title["initial_value"] == "@Bo Lind says R&D is slow"
