"""What two organisations learn from each other, and how it comes back to them."""

from datetime import timedelta

import pytest

from handlers.lessons import listing
from sandbox.client import Message, Person
from tests.engines import ONE_ENGINE
from tests.world import World

pytestmark = ONE_ENGINE

LEARNT = "Watch the <disk> of the export"
SHOWN = "Watch the &lt;disk&gt; of the export"


async def card(world: World, person: Person) -> Message:
    """The card of the lesson that was written down last."""
    seen = [m for m in await person.sees(world.room) if not m.ephemeral]
    return [m for m in seen if m.text.startswith("Lesson #")][-1]


async def presses(world: World, person: Person, message: Message, button: str) -> None:
    await person.presses(message, button)
    await world.settle()


async def fills(world: World, person: Person, **values: object) -> None:
    """Submit the form that is open."""
    result = await person.submits(values)
    assert result.errors == {}, result.errors
    await world.settle()


async def refusal(world: World, person: Person, message: Message, button: str) -> str:
    await presses(world, person, message, button)
    return (await world.notice(person)).words


async def types(world: World, text: str, person: Person | None = None) -> Message:
    """Type `/lesson ...`, and read the answer."""
    await (person or world.ann).command("/lesson", text, in_=world.room)
    await world.settle()
    return await world.notice(person or world.ann)


async def test_a_lesson_is_written_objected_to_changed_and_held_by_both(world: World) -> None:
    assert "Nothing is written down yet" in (await types(world, "list")).words
    await world.amir.command("/lesson", LEARNT, in_=world.room)
    assert (await world.amir.submits({"tags": "a b c d e f g h i"})).errors.keys() == {"tags"}
    values = {"happened": "It failed for a week", "tags": "#Export disk", "theme": "Delivery"}
    await fills(world, world.amir, **values)

    written = await card(world, world.bea)
    for words in (SHOWN, "It failed for a week", "#disk #export", "delivery", "Waits for Vee"):
        assert words in written.words, words
    assert f"{world.bo}" in written.words, "they can say that both sides hold it"
    assert "other side says whether" in await refusal(world, world.ann, written, "We hold it, too")
    assert "Only the contacts" in await refusal(world, world.bea, written, "We hold it, too")

    await world.bea.presses(written, "Object")
    await fills(world, world.bea, words="Whose disk?")
    objected = await card(world, world.amir)
    assert "Vee objects" in objected.words
    thread = [m.words for m in await world.amir.sees_thread(objected)]
    assert any("objects to lesson #1" in one and "Whose disk?" in one for one in thread)
    await world.amir.presses(objected, "Edit")
    assert await world.amir.modal()
    await fills(world, world.amir, learnt="Watch the disk of the vendor")
    changed = await card(world, world.bo)
    assert "Waits for Vee" in changed.words and "objected:" in changed.words
    said = (await world.bo.sees_thread(changed))[-1].words
    assert f"was changed, so Vee is asked anew: {world.bo} can say" in said
    await presses(world, world.bo, changed, "We hold it, too")
    held = await card(world, world.ada)
    assert f"Held by both sides: {world.bo} for Vee" in held.words
    assert "We hold it, too" not in held.buttons

    await world.bea.presses(held, "Add")
    await fills(world, world.bea, words="And its memory")
    added = await card(world, world.ada)
    assert "adds:" in added.words and "And its memory" in added.words
    refused = await refusal(world, world.bea, added, "Retire")
    assert "Only the person who started it or the contacts of both sides" in refused
    await presses(world, world.bo, added, "Retire")
    retired = await card(world, world.ada)
    assert "Retired" in retired.words and retired.buttons == ["Bring it back"]
    assert "says anything about" in (await types(world, "find memory")).words
    await presses(world, world.amir, retired, "Bring it back")
    assert "Held by both sides" in (await card(world, world.ada)).words


async def test_lessons_are_found_offered_and_sent_as_a_file(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = await world.bea.says("The nightly export failed & nobody saw it", in_=world.room)
    await world.ann.shortcut("save_lesson", said)
    form = await world.ann.modal()
    assert form is not None
    assert "The nightly export failed & nobody saw it" in str(form.blocks)
    values = {
        "learnt": "Agree who watches the export",
        "now_do": "We look at its delivery on Mondays",
    }
    await fills(world, world.ann, **values, tags="export")
    assert "learnt from <https://" in (await card(world, world.bea)).words
    await world.menu_button(world.bo, "Write a lesson down")
    await fills(world, world.bo, learnt="Answer invoices within a day", theme="Trust")

    monkeypatch.setattr(listing, "LISTED", 1)
    both = {"learnt": "Agree who answers", "tags": "export", "theme": "Trust"}
    await world.menu_button(world.bo, "Write a lesson down")
    await fills(world, world.bo, **both)
    for words, earlier in (("find #export", 1), ("list", 2)):
        newest = await types(world, words)
        assert "*#3*" in newest.words and "Older ones" in newest.buttons, words
        await presses(world, world.ann, newest, "Older ones")
        older = await world.notice(world.ann)
        assert f"*#{earlier}*" in older.words and "*#3*" not in older.words, words
        assert ("Older ones" in older.buttons) is (earlier == 2), words
    monkeypatch.undo()
    await types(world, "retire 3")

    for asked, number in (
        ("find mondays", 1),
        ("find EXPORTS fail", 1),
        ("find #export", 1),
        ("find trust", 2),
        ("find delivery", 1),
        ("find invo", 2),
    ):
        found = (await types(world, asked)).words
        assert f"*#{number}*" in found and f"*#{3 - number}*" not in found, asked
    assert "None has all of it" in (await types(world, "find invoice monday")).words
    assert "says anything about &lt;zeppelin&gt;" in (await types(world, "find <zeppelin>")).words
    assert "There is no lesson `seven`" in (await types(world, "show seven")).words
    assert "There is no lesson `7`" in (await types(world, "retire 7")).words
    assert "We hold it, too" in (await types(world, "show #2")).buttons

    await world.menu_button(world.bea, "Lessons")
    listed = await world.notice(world.bea)
    assert "*#2*" in listed.words and "#export" in listed.buttons
    await presses(world, world.bea, listed, "#export")
    assert "Agree who watches" in (await world.notice(world.bea)).words
    await world.bea.presses(listed, "Find")
    found = (await world.bea.submits({"words": "answer", "theme": "Trust"})).view
    assert found is not None and "Answer invoices" in found.words
    await world.bea.closes(everything=True)

    await world.menu_button(world.bo, "Plan a milestone")
    planned = await world.bo.submits(
        {
            "title": "The new export is watched by both",
            "day": "2026-12-01",
            "client_owner": world.ada,
            "vendor_owner": world.bea,
            "client_meaning": "nobody is surprised",
            "vendor_meaning": "a calm night",
        }
    )
    assert planned.view is not None
    assert "Agree who watches the export" in planned.view.words
    assert "Answer invoices" not in planned.view.words
    await presses(world, world.bo, planned.view, "Useful")
    rated = await world.bo.modal()
    assert rated is not None and "was useful here" in rated.words
    assert "press the other one" in rated.words
    await presses(world, world.bo, rated, "Not useful")
    rated = await world.bo.modal()
    assert rated is not None and "was not useful here" in rated.words
    await presses(world, world.bo, rated, "Useful")
    await world.bo.closes(everything=True)
    assert "Useful 1 of 1 time" in (await types(world, "show 1")).words
    for answer in ("Useful", "Not useful"):  # each problem for which it is offered counts
        await world.ann.command("/problem", "Nobody watches the export", in_=world.room)
        similar = (await world.ann.submits({"what": "On Mondays"})).view
        assert similar is not None
        await presses(world, world.ann, similar, answer)
        await world.ann.closes(everything=True)
    assert "Useful 2 of 3 times" in (await types(world, "show 1")).words

    await presses(world, world.bea, listed, "Export")
    (file,) = [m for m in await world.bea.sees_dm(world.inst) if m.files][-1].files
    text = (await world.bea.downloads(file)).decode()
    assert text.startswith("# Lessons of Acme and Vee")
    assert text.index("## Lesson 2") < text.index("## Lesson 1")
    assert "> The nightly export failed & nobody saw it" in text


async def test_a_celebration_becomes_a_lesson_that_is_asked_about_a_year_later(
    world: World,
) -> None:
    await world.ann.command("/milestone", "The portal is live", in_=world.room)
    await fills(
        world,
        world.ann,
        day="2026-11-12",
        client_owner=world.ada,
        vendor_owner=world.bea,
        client_meaning="fewer calls",
        vendor_meaning="a reference",
    )
    for person, button in ((world.ada, "Reached"), (world.bo, "Confirm")):
        milestone = [m for m in await person.sees(world.room) if button in m.buttons][-1]
        await person.presses(milestone, button)
        await fills(world, person)
    party = [m for m in await world.bea.sees(world.room) if "Save as a lesson" in m.buttons][-1]
    await world.bea.presses(party, "What worked, what we keep")
    await fills(world, world.bea, worked="One list for both", keep="Calling early")
    await world.ada.presses(party, "Save as a lesson")
    early = await world.ada.modal()
    assert early is not None and "One list" not in str(early.blocks), "it is shown tomorrow"
    await world.ada.closes()
    await world.pass_time(by=timedelta(days=2))
    await world.ada.presses(party, "Save as a lesson")
    await fills(world, world.ada)
    thread = await world.bo.sees_thread(party)
    lesson = [m for m in thread if m.text.startswith("Lesson #1")][-1]
    assert "One list for both" in lesson.words and "Calling early" in lesson.words
    assert "The portal is live" in lesson.words
    await presses(world, world.bo, lesson, "We hold it, too")

    await world.pass_time(by=timedelta(days=364))
    assert not await asked(world, world.bo)
    await world.pass_time(by=timedelta(days=2, hours=7))  # in New York it is ten
    (question,) = await asked(world, world.bo)
    assert len(await asked(world, world.ann)) == 1 and not await asked(world, world.ada)
    await presses(world, world.bo, question, "Still true")
    for person in (world.bo, world.ann):
        (answered,) = await asked(world, person, "is still true.")
        assert answered.buttons == []
    await world.pass_time(by=timedelta(days=300))
    assert not await asked(world, world.bo)


async def asked(world: World, person: Person, words: str = "Is it still true?") -> list[Message]:
    return [m for m in await person.sees_dm(world.inst) if words in m.words]
