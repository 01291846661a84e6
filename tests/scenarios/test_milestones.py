"""What two organisations want to reach together, as people of both live through it."""

import asyncio
from datetime import UTC, datetime, timedelta

from sandbox.client import Message, Person
from tests.engines import ONE_ENGINE
from tests.scenarios.test_pulse import questions
from tests.scenarios.test_which import two_worlds
from tests.world import World

__all__ = ["two_worlds"]

DAY = timedelta(days=1)
TITLE = "The <new> portal is live"
SHOWN = "The &lt;new&gt; portal is live"


def utc(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


async def opens(world: World, person: Person, text: str = "") -> None:
    """The form, in whichever way this person gets at it."""
    if person.workspace is world.ann.workspace:
        await person.command("/milestone", text, in_=world.room)
    else:
        await world.menu_button(person, "Plan a milestone")


async def plans(world: World, person: Person, day: str = "2026-11-12", **values: object) -> None:
    """Ada and Bea care for it."""
    await opens(world, person)
    result = await person.submits(
        {
            "title": TITLE,
            "day": day,
            "client_owner": world.ada,
            "vendor_owner": world.bea,
            "client_meaning": "fewer calls",
            "vendor_meaning": "a reference",
            **values,
        }
    )
    assert result.errors == {}, result.errors
    await world.settle()


async def in_room(world: World, person: Person) -> list[Message]:
    return [m for m in await person.sees(world.room) if not m.ephemeral]


async def card(world: World, person: Person) -> Message:
    """The card of the milestone that was planned last."""
    return [m for m in await in_room(world, person) if m.text.startswith("Milestone:")][-1]


async def celebration(world: World, person: Person) -> Message:
    return [m for m in await in_room(world, person) if "have reached it together" in m.words][-1]


async def thread(world: World, person: Person) -> list[Message]:
    """What stands under the celebration."""
    _, *replies = await person.sees_thread(await celebration(world, person))
    return [m for m in replies if not m.ephemeral]


async def told(world: World, person: Person, words: str) -> list[Message]:
    """What the bot wrote to this person directly that has these words."""
    return [m for m in await person.sees_dm(world.inst) if words in m.words]


async def presses(world: World, person: Person, message: Message, button: str) -> None:
    await person.presses(message, button)
    await world.settle()


async def fills(world: World, person: Person, message: Message, button: str, **values: object):
    """Press a button, and submit the form that it opens."""
    await person.presses(message, button)
    result = await person.submits(values)
    await world.settle()
    return result


async def reaches(world: World) -> None:
    """Ada says that it is reached, and Bo confirms it."""
    said = await fills(world, world.ada, await card(world, world.ada), "Reached")
    assert said.errors == {}, said.errors
    confirmed = await fills(world, world.bo, await card(world, world.bo), "Confirm")
    assert confirmed.errors == {}, confirmed.errors


async def refusal(world: World, person: Person, message: Message, button: str) -> str:
    """What a person reads who may not press that."""
    await presses(world, person, message, button)
    return (await world.notice(person)).words


async def test_from_a_plan_to_a_celebration(world: World) -> None:
    await plans(world, world.bo)
    planned = await card(world, world.amir)
    assert SHOWN not in planned.words, "a header is plain text"
    assert TITLE in planned.words
    assert f"*Acme* ({world.ada}): fewer calls" in planned.words
    assert f"*Vee* ({world.bea}): a reference" in planned.words

    moved = await fills(
        world, world.bea, planned, "Change date", day="2026-11-20", reason="a <holiday>"
    )
    assert moved.errors == {}
    assert (
        f"Moved from Thursday 12 November 2026 to Friday 20 November 2026 by {world.bea}: "
        "a &lt;holiday&gt;"
    ) in (await card(world, world.amir)).words
    _, said = await world.ada.sees_thread(await card(world, world.ada))
    assert f"For {world.ada} to know." in said.words
    assert ">a &lt;holiday&gt;" in said.words

    await world.pass_time(to=utc(13, 8))
    for person, count in ((world.ada, 1), (world.bea, 1), (world.ann, 0), (world.bo, 0)):
        assert len(await told(world, person, "A week ahead")) == count
    await world.ann.command("/kudos", f"{world.bob} for the night shift", in_=world.room)
    await world.settle()

    (week,) = await told(world, world.ada, "A week ahead")
    await world.ada.presses(week, "Reached")
    form = await world.ada.modal()
    assert form is not None
    (people,) = [b for b in form.blocks if b["type"] == "input"]
    proposed = {person.id for person in (world.ann, world.bob, world.ada, world.bea)}
    assert set(people["element"]["initial_users"]) == proposed
    assert (await world.ada.submits({})).errors == {}
    await world.settle()
    proposal = await card(world, world.bo)
    assert f"*Acme* says that it is reached ({world.ada}" in proposal.words

    (asked,) = await told(world, world.bea, "Is it?")
    not_yet = await fills(world, world.bea, asked, "Not yet", reason="the index")
    assert not_yet.errors == {}
    assert f"{world.bea} says: not yet" in (await card(world, world.ann)).words
    assert ">the index" in (await card(world, world.ann)).words
    assert (await told(world, world.bea, SHOWN))[-1].buttons == []

    await presses(world, world.ann, await card(world, world.ann), "Reached")
    await world.ann.submits({"contributors": [world.bob, world.ada, world.bea]})
    await world.settle()
    assert "Your own side says" in await refusal(
        world, world.ada, await card(world, world.ada), "Confirm"
    )
    await presses(world, world.bo, await card(world, world.bo), "Confirm")
    assert (await world.bo.submits({})).errors == {}
    await world.settle()

    reached = await celebration(world, world.amir)
    assert "*Acme and Vee have reached it together.*" in reached.words
    assert "Reached on Friday 13 November 2026, planned for Friday 20 November" in reached.words
    assert f"Acme: {world.ada}" in reached.words
    assert "Here it is celebrated." in (await card(world, world.amir)).words
    way, chart = await thread(world, world.amir)
    assert "Moved from Thursday 12 November 2026" in way.words
    assert "Acme → Vee: 0 → 1" in way.words
    assert chart.blocks[0]["type"] == "data_visualization"


async def test_a_celebration_collects_thanks_and_thoughts_for_a_day(world: World) -> None:
    await plans(world, world.ann)
    await reaches(world)
    result = await fills(
        world,
        world.bob,
        await celebration(world, world.bob),
        "Say thanks",
        Whom=[world.ada],
        **{"What for": "the <night> shift"},
    )
    assert result.errors == {}
    thanked = await celebration(world, world.ann)
    assert f"{world.bob} → {world.ada}: the &lt;night&gt; shift" in thanked.words
    assert not any(">the &lt;night&gt;" in m.words for m in await in_room(world, world.ann))

    for person, worked in ((world.ada, "short <calls>"), (world.bob, "one list")):
        reflected = await fills(
            world,
            person,
            await celebration(world, person),
            "What worked, what we keep",
            worked=worked,
        )
        assert reflected.errors == {}
    shown = await celebration(world, world.ann)
    assert "So far: Acme 1 · Vee 1." in shown.words
    assert "one list" not in str([m.words for m in await thread(world, world.ann)])

    mine = await told(world, world.bob, "Your kudos") or [await world.notice(world.bob)]
    await presses(world, world.bob, mine[-1], "Take it back")
    assert "night" not in (await celebration(world, world.ann)).words

    renamed = await fills(
        world,
        world.bo,
        await celebration(world, world.bo),
        "Who contributed",
        contributors=[world.bob, world.amir],
    )
    assert renamed.errors == {}
    named = (await celebration(world, world.ann)).words
    assert f"Acme: {world.amir}\nVee: {world.bob}" in named

    await world.bea.presses(await celebration(world, world.bea), "What worked, what we keep")
    await world.pass_time(by=DAY)
    (said,) = [m for m in await thread(world, world.ann) if "what we keep" in m.text]
    assert ">short &lt;calls&gt;" in said.words
    assert said.words.index("*Acme*") < said.words.index("*Vee*") < said.words.index(">one list")
    over = await celebration(world, world.ann)
    assert over.buttons == ["Save as a lesson", "Who contributed", "Ask the pulse"]
    assert "is over" in str((await world.bea.submits({"keep": "too late"})).errors)


@ONE_ENGINE
async def test_a_contact_asks_the_pulse_once_after_each_milestone(world: World) -> None:
    await plans(world, world.ann)
    await reaches(world)
    first = await celebration(world, world.bo)
    assert "Only the contacts" in await refusal(world, world.ada, first, "Ask the pulse")
    await presses(world, world.bo, first, "Ask the pulse")
    assert "is being asked of both sides" in (await world.notice(world.bo)).words
    for person in (world.amir, world.bob):
        assert len(await questions(world, person)) == 1
    assert "Ask the pulse" not in (await celebration(world, world.bo)).buttons
    await world.pass_time(by=3 * DAY)
    await plans(world, world.ann)
    await reaches(world)
    await presses(world, world.ann, await celebration(world, world.ann), "Ask the pulse")
    assert "is being asked of both sides" in (await world.notice(world.ann)).words
    await world.ann.command("/pulse", "list", in_=world.room)
    await world.settle()
    listed = (await world.notice(world.ann)).words
    assert listed.count("After a milestone") == 1, "it is the same pulse"


async def test_a_day_that_passed_is_asked_about_without_blame(world: World) -> None:
    await plans(world, world.ann)
    await world.bea.leaves(world.room)
    await world.pass_time(to=utc(13, 7))
    assert await told(world, world.ada, "what changed?") == []
    await world.pass_time(to=utc(13, 8))
    (asked,) = await told(world, world.ada, "what changed?")
    assert await told(world, world.bo, "what changed?"), "the contact, for the owner left"
    await world.ada.presses(asked, "Raise as a problem")
    form = await world.ada.modal()
    assert form is not None
    assert "was planned for Thursday 12 November 2026" in str(form.blocks)
    owners = [block["element"].get("initial_user") for block in form.blocks[-2:]]
    assert owners == [world.ada.id, world.bo.id]
    raised = await world.ada.submits({"whom_vendor": "both of us"})
    assert raised.errors == {}
    await world.settle()
    assert "problem *#1" in (await card(world, world.bo)).words
    (asked,) = await told(world, world.bo, "what changed?")
    assert asked.buttons == ["Pick a new day", "It is reached", "Drop"]
    wrong = await fills(
        world, world.bo, asked, "Pick a new day", day="2026-11-12", reason="the index is slow"
    )
    assert "That is its day now" in wrong.errors["day"]
    moved = await world.bo.submits({"day": "2026-11-14", "reason": "the index is slow"})
    assert moved.errors == {}
    await world.settle()
    (settled,) = await told(world, world.ada, "Saturday 14 November 2026")
    assert settled.buttons == []
    await world.pass_time(to=utc(15, 9))
    assert len(await told(world, world.ada, "what changed?")) == 1
    await fills(
        world, world.ada, (await told(world, world.ada, "what changed?"))[0], "It is reached"
    )
    assert (await told(world, world.bo, "Is it?"))[-1].buttons == ["Confirm", "Not yet"]


@ONE_ENGINE
async def test_what_is_late_is_not_brought_to_mind_any_more(world: World) -> None:
    await plans(world, world.ann)
    await world.rapport.__aexit__(None, None, None)
    await world.box.move_clock(to=utc(6, 12))
    world.rapport = await world.practice.bot(world.database_url).__aenter__()
    await world.settle()
    assert await told(world, world.ada, SHOWN) == []
    await world.restart()
    await world.pass_time(to=utc(11, 9))
    assert len(await told(world, world.ada, "A day ahead")) == 1
    await world.restart()
    await world.pass_time(to=utc(16, 9))
    assert len(await told(world, world.ada, "what changed?")) == 1, "this one is late, but said"

    handed_on = await fills(
        world, world.ann, await card(world, world.ann), "Edit", vendor_owner=world.bo
    )
    assert handed_on.errors == {}
    assert len(await told(world, world.bo, "You were named to care for")) == 1
    await fills(world, world.ada, await card(world, world.ada), "Reached")
    await world.pass_time(to=utc(18, 10))
    (again,) = await told(world, world.bo, "still waits for your word")
    assert (await fills(world, world.bo, again, "Confirm")).errors == {}
    assert f"Vee: {world.bo}" in (await celebration(world, world.amir)).words


@ONE_ENGINE
async def test_dropping_editing_listing_and_coming_again(world: World) -> None:
    await plans(world, world.ann, yearly="every_year")
    assert "every year" in (await card(world, world.bo)).words
    edited = await fills(world, world.bo, await card(world, world.bo), "Edit", title="Go-live day")
    assert edited.errors == {}
    dropped = await fills(world, world.bea, await card(world, world.bea), "Drop", reason=" ")
    assert "why" in dropped.errors["reason"]
    await world.bea.submits({"reason": "no budget"})
    await world.settle()
    assert ">no budget" in (await card(world, world.ann)).words
    await presses(world, world.ada, await card(world, world.ada), "Take it up again")

    too_long = "a whole story " * 10
    await world.ann.command("/milestone", too_long, in_=world.room)
    await world.settle()
    assert too_long.strip() in (await world.notice(world.ann)).words, "no word is lost"
    await world.ann.command("/milestone", f"{world.bo} is here", in_=world.room)
    form = await world.ann.modal()
    assert form is not None
    assert "@Bo Lind is here" in str(form.blocks)
    await world.ann.closes()

    await world.ann.command("/milestone", "list", in_=world.room)
    await world.settle()
    listed = await world.notice(world.ann)
    assert "|Go-live day>*" in listed.words
    assert listed.buttons == ["Reached", "Change date", "Plan a milestone"]
    await world.menu_button(world.bob, "Milestones")
    await world.settle()
    assert (await world.notice(world.bob)).buttons == ["Plan a milestone"]

    await world.ann.command("/rapport", "milestone done", in_=world.room)
    assert (await world.ann.submits({})).errors == {}
    await world.settle()
    await presses(world, world.ann, await card(world, world.ann), "Take back")
    assert "Reached" in (await card(world, world.ann)).buttons
    await world.bea.presses(await card(world, world.bea), "Drop")
    await reaches(world)
    assert "is reached by now" in str((await world.bea.submits({"reason": "late"})).errors)
    again = [m for m in await thread(world, world.ann) if "Milestone:" in m.text]
    assert "Friday 12 November 2027" in again[-1].words
    await world.ann.command("/milestone", "list", in_=world.room)
    await world.settle()
    assert "*Reached lately*" in (await world.notice(world.ann)).words


@ONE_ENGINE
async def test_who_may_not_is_told_so_and_nobody_sees_another_relationships(
    two_worlds: tuple[World, World],
) -> None:
    first, second = two_worlds
    await plans(first, first.ann)
    stale = await card(first, first.bob)
    for button in ("Reached", "Change date", "Edit", "Drop"):
        assert "Only" in await refusal(first, first.bob, stale, button)
    await second.ann.command("/milestone", "list", in_=second.room)
    await second.settle()
    assert "Nothing is planned" in (await second.notice(second.ann)).words


@ONE_ENGINE
async def test_in_an_archived_channel_it_is_kept_and_said_later(world: World) -> None:
    await plans(world, world.ann)
    await world.pass_time(to=utc(11, 9))
    await world.room.archive()
    await world.settle()
    (ahead,) = await told(world, world.ada, "A day ahead")
    await world.ada.presses(ahead, "Change date")
    result = await world.ada.submits({"day": "2026-11-20", "reason": "a holiday"})
    assert result.view is not None
    assert "is archived at the moment" in result.view.words
    await world.settle()
    await world.room.unarchive()
    await world.settle()
    assert "Friday 20 November 2026" in (await card(world, world.bo)).words


async def test_clicks_at_the_same_moment_celebrate_once(world: World) -> None:
    await plans(world, world.ann)
    stale = await card(world, world.ada)
    people = (world.ada, world.bea, world.ann, world.bo)
    await asyncio.gather(*(person.presses(stale, "Reached") for person in people))
    results = await asyncio.gather(*(person.submits({}) for person in people))
    await world.settle()
    reached = [m for m in await in_room(world, world.amir) if "together" in m.words]
    assert len(reached) == 1
    assert sum(1 for result in results if result.errors) == 2
    assert f"Acme: {world.ada}" in reached[0].words
