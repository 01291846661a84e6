"""Somebody leaves a note without their name, contacts answer, and nobody learns who it was."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from sandbox.client import Channel, Message, Person
from storage.held import HeldCommand
from storage.seen import Seen
from tests.engines import ONE_ENGINE
from tests.scenarios.test_which import two_worlds
from tests.world import World

__all__ = ["two_worlds"]

HALF_AN_HOUR = timedelta(minutes=31)
NOTE = "the weekly call is tense"


async def open_form(world: World, person: Person) -> None:
    """As each can: a command where the app is installed, else the menu that a mention brings."""
    if person.workspace is world.ann.workspace:
        await person.command("/pulse", "note", in_=world.room)
    else:
        await world.menu_button(person, "Leave a note")


async def leave(world: World, person: Person, readers: str, text: str = NOTE) -> None:
    await open_form(world, person)
    result = await person.submits({"readers": readers, "text": text})
    assert result.errors == {}
    assert result.view is not None
    assert "at a random moment" in str(result.view.blocks)
    await world.settle()


async def pass_on(world: World) -> None:
    await world.pass_time(by=HALF_AN_HOUR)


async def cards(world: World, person: Person) -> list[Message]:
    """The notes that this person reads as a contact."""
    return [m for m in await person.sees_dm(world.inst) if "An anonymous note from" in m.words]


async def card(world: World, person: Person) -> Message:
    return (await cards(world, person))[-1]


async def told(world: World, person: Person, words: str) -> list[Message]:
    """What the bot wrote to this person directly that has these words."""
    return [m for m in await person.sees_dm(world.inst) if words in m.words]


async def thread(world: World, person: Person) -> str:
    """What stands under the card."""
    _, *replies = await person.sees_thread(await card(world, person))
    return "\n".join(m.words for m in replies)


async def answer(world: World, contact: Person, text: str) -> None:
    await contact.presses(await card(world, contact), "Answer")
    result = await contact.submits({"text": text})
    assert (result.error, result.errors) == (None, {})
    await world.settle()


async def write_more(world: World, writer: Person, text: str) -> None:
    await press_as_writer(world, writer, "Answer back")
    result = await writer.submits({"text": text})
    assert (result.error, result.errors) == (None, {})
    await world.settle()


async def press_as_writer(world: World, writer: Person, label: str) -> None:
    sent = [m for m in await writer.sees_dm(world.inst) if label in m.buttons]
    await writer.presses(sent[-1], label)
    await world.settle()


async def everything_shown_to(world: World, person: Person) -> str:
    """All that the bot has told this person directly, threads and all."""
    said = await person.sees_dm(world.inst)
    said += [reply for m in said for reply in await person.sees_thread(m)]
    return str([(m.text, m.blocks) for m in said])


async def sentence(world: World, person: Person) -> str:
    """The newest that only this person sees in their direct messages with the bot."""
    return [m for m in await person.sees_dm(world.inst) if m.ephemeral][-1].words


async def test_a_client_and_a_contact_of_the_vendor_talk(world: World) -> None:
    await leave(world, world.ada, "vendor")
    (receipt,) = await told(world, world.ada, "This is your anonymous note")
    assert NOTE in receipt.words
    await pass_on(world)
    shown = await card(world, world.bo)
    assert "An anonymous note from somebody of Acme" in shown.words
    assert NOTE in shown.words
    assert shown.buttons == ["Answer", "Close", "Block"]
    assert await cards(world, world.ann) == []

    await answer(world, world.bo, "Thank you. What would help?")
    (answered,) = await told(world, world.ada, "answered your anonymous note")
    assert f"<@{world.bo.id}> (Vee) answered" in answered.words
    assert "What would help?" in answered.words
    await write_more(world, world.ada, "A written agenda.")
    shown = await card(world, world.bo)
    assert "Whoever wrote the note*: A written agenda." in shown.words
    assert "A written agenda." in await thread(world, world.bo)

    await world.bo.presses(shown, "Close")
    await world.settle()
    assert (await card(world, world.bo)).buttons == []
    (closed,) = await told(world, world.ada, "Your anonymous note is closed")
    assert f"<@{world.bo.id}> closed it." in closed.words
    assert world.ada.id not in await everything_shown_to(world, world.bo)
    await press_as_writer(world, world.ada, "Answer back")
    assert "This note is closed" in await sentence(world, world.ada)


async def test_a_vendor_without_the_app_writes_to_the_client_and_closes(world: World) -> None:
    await leave(world, world.bea, "client")
    await pass_on(world)
    assert "somebody of Vee" in (await card(world, world.ann)).words
    await answer(world, world.ann, "We hear you.")
    await write_more(world, world.bea, "Good.")
    await press_as_writer(world, world.bea, "Close")
    assert "the way back to you is erased" in await sentence(world, world.bea)
    shown = await card(world, world.ann)
    assert "Whoever wrote the note closed it. Nobody can answer any more" in shown.words
    assert "Whoever wrote the note closed it." in await thread(world, world.ann)
    assert world.bea.id not in await everything_shown_to(world, world.ann)
    assert await told(world, world.bea, "Your anonymous note is closed") == []


async def test_contacts_of_both_sides_see_one_conversation(world: World) -> None:
    await leave(world, world.amir, "both")
    await pass_on(world)
    await answer(world, world.ann, "It is the same for me.")
    await answer(world, world.bo, "And for us.")
    for contact in (world.ann, world.bo):
        shown = (await card(world, contact)).words
        assert shown.index(f"<@{world.ann.id}>: It is the same") < shown.index("And for us.")
    assert "And for us." in await thread(world, world.ann)
    assert "And for us." not in await thread(world, world.bo)
    assert len(await told(world, world.amir, "answered your anonymous note")) == 2


@ONE_ENGINE
async def test_a_contact_who_writes_is_told_what_all_contacts_are(world: World) -> None:
    await leave(world, world.bo, "both")
    await pass_on(world)
    await answer(world, world.ann, "Who else feels so?")
    await write_more(world, world.bo, "I cannot say.")
    seen = [await card(world, contact) for contact in (world.ann, world.bo)]
    assert (seen[0].text, seen[0].words) == (seen[1].text, seen[1].words)
    assert "I cannot say." in await thread(world, world.ann)
    assert "I cannot say." in await thread(world, world.bo)
    await answer(world, world.bo, "I answer as a contact.")
    assert f"<@{world.bo.id}>: I answer as a contact." in (await card(world, world.ann)).words


@ONE_ENGINE
async def test_a_long_conversation_stays_whole_in_the_thread(world: World) -> None:
    await leave(world, world.ada, "vendor")
    await pass_on(world)
    await answer(world, world.bo, "Go on.")
    for number in range(6):
        await write_more(world, world.ada, f"thought {number} " + "x" * 2900)
    shown = await card(world, world.bo)
    assert "2 earlier words stand in the thread." in shown.words
    said = await thread(world, world.bo)
    assert all(f"thought {number}" in said for number in range(6))
    assert said.count("x" * 2000) == 6


async def test_a_blocked_writer_writes_no_more_under_that_note(world: World) -> None:
    await leave(world, world.ada, "vendor")
    await pass_on(world)
    await answer(world, world.bo, "Please stop.")
    await world.ada.presses((await told(world, world.ada, "Please stop."))[-1], "Answer back")
    await world.bo.presses(await card(world, world.bo), "Block")
    await world.settle()
    shown = await card(world, world.bo)
    assert f"<@{world.bo.id}> blocked further words" in shown.words
    assert shown.buttons == ["Answer", "Close"]
    result = await world.ada.submits({"text": "one more thing"})
    assert "A contact has blocked this note" in result.errors["text"]
    await press_as_writer(world, world.ada, "Answer back")
    assert "A contact has blocked this note" in await sentence(world, world.ada)
    assert "one more thing" not in await everything_shown_to(world, world.bo)
    await press_as_writer(world, world.ada, "Close")
    assert "closed it" in (await card(world, world.bo)).words
    assert world.ada.id not in await everything_shown_to(world, world.bo)


@ONE_ENGINE
async def test_who_leaves_too_many_is_asked_to_come_back_tomorrow(world: World) -> None:
    for number in range(3):
        await leave(world, world.ada, "vendor", f"note {number}")
    await open_form(world, world.ada)
    result = await world.ada.submits({"readers": "vendor", "text": "one more"})
    assert "You have sent 3 notes within a day." in str(result.errors)
    await leave(world, world.bea, "vendor")
    await world.pass_time(by=timedelta(days=1))
    assert len(await cards(world, world.bo)) == 4
    await leave(world, world.ada, "vendor", "one more")


@ONE_ENGINE
async def test_who_answers_too_much_is_asked_to_come_back_tomorrow(world: World) -> None:
    await leave(world, world.ada, "vendor")
    await pass_on(world)
    await answer(world, world.bo, "Hello")
    for number in range(20):
        await write_more(world, world.ada, f"word {number}")
    await press_as_writer(world, world.ada, "Answer back")
    result = await world.ada.submits({"text": "one more"})
    assert "You have sent 20 answers within a day." in str(result.errors)


async def test_a_writer_who_cannot_be_reached_ends_the_note(world: World) -> None:
    await leave(world, world.ada, "vendor")
    await pass_on(world)
    await world.box.fail("conversations.open", error="user_not_visible")
    await answer(world, world.bo, "Hello")
    shown = await card(world, world.bo)
    assert "cannot be reached any more, so it is closed" in shown.words
    assert shown.buttons == []
    assert await told(world, world.ada, "answered your") == []
    await world.pass_time(by=timedelta(days=1))
    assert await told(world, world.ada, "answered your") == []


async def test_a_note_without_a_word_for_thirty_days_is_closed(world: World) -> None:
    await leave(world, world.ada, "vendor")
    await pass_on(world)
    await world.pass_time(by=timedelta(days=29))
    assert (await card(world, world.bo)).buttons
    await answer(world, world.bo, "Still here?")
    await world.pass_time(by=timedelta(days=30))
    assert (await card(world, world.bo)).buttons
    await world.pass_time(by=timedelta(days=1))
    assert "Closed after 30 days without a word." in (await card(world, world.bo)).words
    (closed,) = await told(world, world.ada, "Your anonymous note is closed")
    assert "Closed after 30 days without a word." in closed.words


@ONE_ENGINE
async def test_a_note_that_is_closed_before_it_was_passed_on_reaches_nobody(world: World) -> None:
    await leave(world, world.ada, "vendor")
    await press_as_writer(world, world.ada, "Close")
    await pass_on(world)
    assert await cards(world, world.bo) == []


@ONE_ENGINE
async def test_a_form_that_is_submitted_twice_counts_once(world: World) -> None:
    await leave(world, world.ada, "vendor")
    await world.box.repeat_last_interaction()
    await pass_on(world)
    assert len(await cards(world, world.bo)) == 1
    await answer(world, world.bo, "Hello")
    await world.box.repeat_last_interaction()
    await world.settle()
    assert len(await told(world, world.ada, "answered your anonymous note")) == 1
    await write_more(world, world.ada, "Thanks")
    await world.box.repeat_last_interaction()
    await world.settle()
    assert (await card(world, world.bo)).words.count("Thanks") == 1


@ONE_ENGINE
async def test_before_sending_it_is_said_what_is_kept_and_what_is_not_protected(
    world: World,
) -> None:
    await open_form(world, world.ada)
    form = await world.ada.modal()
    assert form is not None
    for words in (
        "Your name is not shown",
        "kept encrypted with this note's own key",
        "erased when the note is closed",
        "after 30 days without a word",
        "could open it",
        "may block further words",
        "your words may tell who you are",
        "Slack keeps its own records",
        "told which side it comes from",
    ):
        assert words in form.words, words
    assert "they may guess" not in form.words


@ONE_ENGINE
async def test_on_a_small_side_it_is_said_that_they_may_guess(world: World) -> None:
    await world.bob.leaves(world.room)
    await world.settle()
    await open_form(world, world.bea)
    form = await world.bea.modal()
    assert form is not None
    assert "With so few people on your side they may guess" in form.words
    assert "Vee has 2 people here, you among them." in form.words
    assert "Readers are not told which side it comes from" in form.words
    await leave(world, world.bea, "client")
    await leave(world, world.ada, "client")
    await pass_on(world)
    origins = {m.words.splitlines()[0] for m in await cards(world, world.ann)}
    assert origins == {"*An anonymous note from somebody of Acme and Vee*"}


@ONE_ENGINE
async def test_what_is_wrong_is_said_privately(world: World) -> None:
    await open_form(world, world.ada)
    assert "text" in (await world.ada.submits({"text": "   "})).errors
    stranger = await world.ann.workspace.person("Sam Roe")
    await world.room.add(stranger)
    await world.settle()
    await world.open_setup(world.ann)
    await world.ann.submits({"client_people": world.clients, "client_contacts": [world.ann]})
    await world.settle()
    reply = await stranger.command("/pulse", "note", in_=world.room)
    assert "You are on neither side" in str(reply.text)
    reply = await world.ada.command("/pulse", "note " + "x" * 3001, in_=world.room)
    assert "longer than the 3,000 characters" in str(reply.text)


@ONE_ENGINE
async def test_a_side_without_a_contact_is_nobody_to_write_to(world: World) -> None:
    await world.bo.leaves(world.room)
    await world.settle()
    await open_form(world, world.ada)
    result = await world.ada.submits({"readers": "vendor", "text": NOTE})
    assert result.errors == {"readers": "That side has no contact who could read it."}


@ONE_ENGINE
@pytest.mark.parametrize("command", ["/pulse note", "/rapport note", "/rapport pulse note"])
async def test_typed_words_stand_in_the_form(world: World, command: str) -> None:
    name, _, text = command.partition(" ")
    await world.ada.command(name, f"{text} {world.bo} looks tired & sad", in_=world.room)
    form = await world.ada.modal()
    assert form is not None
    assert "@Bo Lind looks tired & sad" in str(form.state)


@ONE_ENGINE
async def test_which_relationship_is_asked_without_keeping_who_was_asked(
    two_worlds: tuple[World, World],
) -> None:
    first, _second = two_worlds
    dm = await first.ann.dm(first.inst)
    await first.ann.command("/pulse", f"note {NOTE}", in_=dm)
    question = await asked(first.ann, dm)
    assert NOTE in question.words
    async with first.rapport.database.read() as session:
        assert list(await session.scalars(select(HeldCommand))) == []
    await first.ann.presses(question, "Acme Two and Vee Two")
    await first.ann.submits({"readers": "vendor", "text": NOTE})
    await pass_on(first)
    assert "Acme Two and Vee Two" in (await card(first, first.bo)).words


async def asked(person: Person, where: Channel) -> Message:
    return [m for m in await person.sees(where) if "Which relationship" in m.words][-1]


async def test_the_note_is_passed_on_at_a_random_moment_and_no_view_is_remembered(
    world: World,
) -> None:
    async def views() -> list[str]:
        async with world.rapport.database.read() as session:
            keys = await session.scalars(select(Seen.key))
        return [key for key in keys if key.startswith("view:")]

    before = await views()
    await leave(world, world.ada, "vendor")
    assert await cards(world, world.bo) == []
    assert await views() == before
