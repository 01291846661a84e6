"""Two organisations look back together, as people of both live through it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from sandbox.client import Message, Person
from storage.outbox import OutboxRow
from tests.engines import ONE_ENGINE
from tests.logs import recorded
from tests.world import World

pytestmark = ONE_ENGINE

BADLY = "Nobody told <Vee> of quetzalcoatl"
IDEA = "Meet before each release"
WELL = "Answers came the same day"


async def presses(world: World, person: Person, message: Message, button: str) -> None:
    await person.presses(message, button)
    await world.settle()


async def fills(world: World, person: Person, message: Message, button: str, **values: object):
    """Press a button, and submit the form that it opens."""
    await person.presses(message, button)
    result = await person.submits(values)
    await world.settle()
    return result


async def in_room(world: World, person: Person) -> list[Message]:
    return [m for m in await person.sees(world.room) if not m.ephemeral]


async def card(world: World, person: Person) -> Message:
    """The card of the latest retro."""
    return [m for m in await in_room(world, person) if m.text.startswith("Retro:")][-1]


async def board(world: World, person: Person) -> Message:
    _, *replies = await person.sees_thread(await card(world, person))
    return [m for m in replies if m.text == "The notes of both sides"][-1]


async def starts(world: World, person: Person, **values: object) -> None:
    """In whichever way this person gets at the form; Ann and Bea lead it."""
    if person.workspace is world.ann.workspace:
        await person.command("/retro", "The launch", in_=world.room)
    else:
        await world.menu_button(person, "Start a retro")
    result = await person.submits(
        {"client_facilitator": world.ann, "vendor_facilitator": world.bea, **values}
    )
    assert result.errors == {}, result.errors
    await world.settle()


async def both_go_on(world: World, button: str) -> None:
    await presses(world, world.ann, await card(world, world.ann), button)
    await presses(world, world.bea, await card(world, world.bea), f"Confirm: {button.lower()}")


async def shown_to_others(world: World, writer: Person) -> str:
    """All that everybody else can see: channel, thread, record, Home, files, direct messages."""
    seen = []
    for person in (world.ann, world.amir, world.bob):
        seen += [m.words for m in await person.sees(world.room)]
        seen += [m.words for m in await person.sees_thread(await card(world, person))]
        if person.workspace is world.ann.workspace:
            for text in ("show", "export", "list"):
                await person.command("/retro", text, in_=world.room)
            await world.settle()
            seen.append((await world.notice(person)).words)
            seen.append(json.dumps((await person.opens_home(world.inst)).blocks))
        for message in await person.sees_dm(world.inst):
            seen.append(message.words)
            seen += [(await person.downloads(file)).decode() for file in message.files]
    return "\n".join(seen)


async def said_by_the_bot(world: World, words: str) -> list[str]:
    """The methods of Slack that the bot called with these words."""
    wire = await world.box.wire()
    return [entry["out"] for entry in wire if "out" in entry and words in json.dumps(entry)]


async def kept_to_be_said(world: World) -> str:
    async with world.rapport.database.read() as session:
        return str([(one.payload, one.card_id) for one in await session.scalars(select(OutboxRow))])


async def test_from_hidden_notes_to_improvements(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with recorded("DEBUG", monkeypatch) as log:
        await starts(world, world.ann)
        first = await card(world, world.bo)
        assert "Only you see your notes" in first.words
        assert f"Led by {world.ann} and {world.bea}" in first.words
        for person, values in (
            (world.ada, {"badly": f"{BADLY}\nquetzalcoatl again"}),
            (world.bo, {"well": WELL, "idea": IDEA}),
        ):
            result = await fills(world, person, first, "Write notes", **values)
            assert result.errors == {}
        assert "Acme 2 · Vee 2" in (await card(world, world.amir)).words
        assert await said_by_the_bot(world, "quetzalcoatl") == []
        assert "quetzalcoatl" not in await shown_to_others(world, world.ada)
        assert "quetzalcoatl" not in await kept_to_be_said(world)

        # Whoever wrote them sees them, changes one and withdraws the other.
        await world.ada.command("/retro", "show", in_=world.room)
        assert "quetzalcoatl again" in (await world.notice(world.ada)).words
        changed = await fills(world, world.ada, first, "Write notes", badly=BADLY)
        assert changed.errors == {}
        assert "views.open" in await said_by_the_bot(world, "quetzalcoatl again")
        assert "quetzalcoatl" not in log.text
    assert "Acme 1 · Vee 2" in (await card(world, world.amir)).words

    await presses(world, world.amir, await card(world, world.amir), "Open the notes")
    assert "Only the facilitators can do that" in (await world.notice(world.amir)).words
    await world.bob.presses(first, "Write notes")
    await both_go_on(world, "Open the notes")
    turned = await world.bob.submits({"puzzle": "Is it only me?"})
    assert turned.view is not None
    assert "everybody sees at once" in turned.view.words
    assert "only me?" not in (await board(world, world.ann)).words
    assert (await world.bob.submits({})).errors == {}
    await world.settle()
    assert "Is it only me? (Vee)" in (await board(world, world.ann)).words
    opened = await board(world, world.bob)
    assert "Nobody told &lt;Vee&gt; of quetzalcoatl (Acme)" in opened.words
    assert f"{WELL} (Vee)" in opened.words
    assert str(world.ada) not in opened.words

    grouped = await fills(
        world,
        world.bea,
        await card(world, world.bea),
        "Put together",
        notes=[BADLY, IDEA],
        name="News",
        theme="communication",
    )
    assert grouped.errors == {}
    assert "*News* · communication" in (await board(world, world.amir)).words
    await both_go_on(world, "Start the vote")

    vote = await card(world, world.bo)
    assert (await fills(world, world.bo, vote, "Vote", votes=["News", WELL])).errors == {}
    assert (await fills(world, world.bo, vote, "Vote", votes=["News"])).errors == {}
    assert (await fills(world, world.ada, vote, "Vote", votes=["News"])).errors == {}
    assert (await fills(world, world.ada, vote, "Vote", votes=[])).errors == {}
    assert "Acme 0 · Vee 1" in (await card(world, world.ann)).words
    assert "1 vote" not in await shown_to_others(world, world.bo)
    await world.bea.presses(vote, "Back to the headings")
    warned = await world.bea.modal()
    assert warned is not None and "votes are deleted" in warned.words
    assert (await world.bea.submits({"reason": "The <dates> are missing"})).errors == {}
    await world.settle()
    why = (await world.amir.sees_thread(vote))[-1].words
    assert f"{world.bea} took the retro back to the headings" in why
    assert "The &lt;dates&gt; are missing" in why and f"For {world.ann} to know" in why
    await both_go_on(world, "Start the vote")
    assert "Acme 0 · Vee 0" in (await card(world, world.ann)).words
    assert (await fills(world, world.bo, vote, "Vote", votes=["News"])).errors == {}
    await both_go_on(world, "End the vote")
    assert "*News* · communication · 1 vote (Vee 1)" in (await board(world, world.amir)).words

    improve = await card(world, world.bob)
    early = await fills(
        world, world.bob, improve, "Add an improvement", what="Meet", review="2026-11-03"
    )
    assert early.errors == {"review": "Pick the day on which it is to be done, or a later one."}
    named = await world.bob.submits({"owner": world.ada, "review": "2026-12-01"})
    assert named.errors == {}
    await world.settle()
    meet = await fills(
        world, world.bob, improve, "Add an improvement", what="Write down who decides"
    )
    assert meet.errors == {}
    assert f"|Meet> · {world.ada}, by Monday 9 November 2026" in (
        (await card(world, world.ann)).words
    )
    _, *replies = await world.ada.sees_thread(improve)
    (done,) = [m for m in replies if "Meet" in m.words and "Done" in m.buttons]
    await presses(world, world.ada, done, "Done")
    assert f"|Meet> · {world.ada}, done" in (await card(world, world.ann)).words
    await both_go_on(world, "Close the retro")
    closed = await card(world, world.bob)
    assert "*Closed*" in closed.words

    await presses(world, world.bob, closed, "Save a lesson")
    headings = await world.notice(world.bob)
    first = next(one["accessory"]["value"] for one in headings.blocks if "accessory" in one)
    await world.bob.presses(headings, "Save a lesson", value=first)
    assert (await world.bob.submits({"learnt": "Say it first"})).errors == {}
    await world.settle()
    lesson = (await world.ann.sees_thread(closed))[-1]
    assert "Say it first" in lesson.words
    assert "quetzalcoatl" in lesson.words
    await world.menu_button(world.bo, "Themes")
    themes = (await world.notice(world.bo)).words
    assert "*Communication* 2 (new): 1 heading of a retro · 1 lesson" in themes

    await starts(world, world.bob)
    second = await card(world, world.amir)
    assert "Still open when this began" in second.words
    assert "Write down who decides" in second.words
    assert "Meet>" not in second.words
    exported = await shown_to_others(world, world.bo)
    assert "### News (communication, 1 vote)" not in exported, "that of the one that runs"
    await world.amir.command("/retro", "export 1", in_=world.room)
    await world.settle()
    file = (await world.amir.sees_dm(world.inst))[-1].files[0]
    written = (await world.amir.downloads(file)).decode()
    assert "### News (communication, 1 vote)" in written
    assert "- went badly, Acme: Nobody told \\<Vee\\> of quetzalcoatl" in written
    assert "Ada Rao" in written.partition("## What we improve")[2]
    assert "Ada Rao" not in written.partition("## What we improve")[0]


async def test_a_retro_that_comes_back_stalls_and_is_cancelled(world: World) -> None:
    await world.amir.command("/retro", "every week on Monday at 9:00", in_=world.room)
    assert "Only the contacts of both sides can do that" in (await world.notice(world.amir)).words
    await world.ann.command("/retro", "every other day", in_=world.room)
    assert "I do not understand how often" in (await world.notice(world.ann)).words
    await world.menu_button(world.bo, "Retros")
    empty = await world.notice(world.bo)
    assert "There was none yet." in empty.words
    await world.bo.presses(empty, "Let it come back")
    result = await world.bo.submits({"every": "weeks:1", "weekday": "1", "at": "09:00"})
    assert result.errors == {}
    await world.settle()
    assert "look back together every Tuesday at 09:00" in (
        (await in_room(world, world.amir))[-1].words
    )

    await world.pass_time(to=datetime(2026, 11, 3, 8, 5, tzinfo=UTC))
    begun = await card(world, world.bob)
    assert "Retro of 3 November 2026" in begun.words
    await world.ada.command("/retro", "another", in_=world.room)
    assert "Another retro is still running" in (await world.notice(world.ada)).words
    await fills(world, world.bob, begun, "Write notes", idea=IDEA)
    await presses(world, world.bo, begun, "Open the notes")
    await presses(world, world.bo, await card(world, world.bo), "Take back")
    await presses(world, world.bo, await card(world, world.bo), "Open the notes")
    assert "Go on alone" not in (await card(world, world.bo)).buttons

    await world.pass_time(to=datetime(2026, 11, 6, 8, 5, tzinfo=UTC))
    await presses(world, world.ann, await card(world, world.ann), "Go on alone")
    assert "Nobody waits for an answer here" in (await world.notice(world.ann)).words
    await presses(world, world.bo, await card(world, world.bo), "Go on alone")
    assert "Vee went on alone from Notes to Headings" in (await card(world, world.ann)).words
    assert IDEA in (await board(world, world.amir)).words

    await world.pass_time(to=datetime(2026, 11, 10, 8, 5, tzinfo=UTC))
    assert len([m for m in await in_room(world, world.bob) if m.text.startswith("Retro:")]) == 1
    await world.ann.presses(await card(world, world.ann), "Cancel the retro")
    assert (await world.ann.submits({"reason": "Nobody has time"})).errors == {}
    await world.settle()
    cancelled = await card(world, world.bob)
    assert f"*Cancelled* by {world.ann}" in cancelled.words
    assert "Nobody has time" in (await world.bob.sees_thread(cancelled))[-1].words
    assert IDEA in (await board(world, world.bob)).words
    assert cancelled.buttons == []
    await world.ann.command("/retro", "every stop", in_=world.room)
    await world.pass_time(by=timedelta(days=8))
    assert await card(world, world.bob) == cancelled
