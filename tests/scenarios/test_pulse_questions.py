"""Several questions of all kinds, one after the other, answered in every way by both sides."""

from typing import Any

from sqlalchemy import select, update

from bot.pulse.bank import own_question
from bot.pulse.questions import Kind, dump
from sandbox.client import Message, Person
from storage.database import Database
from storage.pulse import Draft, Pulse
from tests.scenarios.test_pulse import asks_now, newest, plans, utc
from tests.world import World

SCALE = own_question(Kind.SCALE, "How well do we listen?", "How well do they listen?")
FACES = own_question(Kind.SCALE, "How was the handover?", faces=True)
RECOMMEND = own_question(Kind.RECOMMEND, "Would you recommend us?")
YES_NO = own_question(Kind.YES_NO, "Do you know what comes next?")
CHOICE = own_question(Kind.CHOICE, "What helps most?", options=["Calls", "Mails"])
CHOICES = own_question(Kind.CHOICES, "What was late?", options=["Plan", "Code", "Tests"])
TEXT = own_question(Kind.TEXT, "What should we keep?")


async def asks(world: World, *questions: Any, **values: str) -> None:
    """Ann plans a pulse, which gets these questions, and asks it now."""
    await plans(world, world.ann, **values)
    await set_questions(world, 1, *questions)
    await world.ann.command("/pulse", "now 1", in_=world.room)
    await world.settle()


async def set_questions(world: World, number: int, *questions: Any) -> None:
    database = Database(world.database_url)
    async with database.write() as session:
        await session.execute(
            update(Pulse).where(Pulse.number == number).values(questions=dump(questions))
        )
    await database.close()


async def seen(world: World, person: Person) -> list[Message]:
    """The questions that somebody was asked, oldest first."""
    messages = await person.sees_dm(world.inst)
    return [m for m in messages if "· pulse " in m.words or "is closed" in m.words]


async def last(world: World, person: Person) -> Message:
    return (await seen(world, person))[-1]


async def presses(world: World, person: Person, button: str) -> None:
    await person.presses(await last(world, person), button)
    await world.settle()


async def writes(world: World, person: Person, text: str, thread: Message | None = None) -> str:
    """Somebody writes to the bot; what only they are told then."""
    dm = await person.dm(world.inst)
    await person.says(text, in_=dm, thread=thread)
    await world.settle()
    await world.rapport.desk.finish()
    told = await person.sees_thread(thread) if thread else await person.sees_dm(world.inst)
    return [m for m in told if m.ephemeral][-1].words


async def test_three_scales_are_three_taps(world: World) -> None:
    await asks(world, SCALE, FACES, RECOMMEND)
    for person, asked in ((world.ann, "How well do we"), (world.bo, "How well do they")):
        (first,) = await seen(world, person)
        assert asked in first.words
        assert "question 1 of 3" in first.words
        assert "Anonymous" in first.words
        assert "Skip" in first.buttons
        await presses(world, person, "4")
        assert "question 2 of 3" in (await last(world, person)).words
        assert "Anonymous" in (await last(world, person)).words
        await presses(world, person, ":slightly_smiling_face: 4")
        await presses(world, person, "10")
        one, two, three = await seen(world, person)
        assert "Your answer: *4 (well)*" in one.words
        assert "Skip" not in one.buttons
        assert "Your answer: *4 (well)*" in two.words
        assert "Your answer: *10*" in three.words
        assert "question 3 of 3" in three.words
        assert not {"Skip", "Next"} & set(three.buttons)
    await world.pass_time(to=utc(3, 9))
    assert ["is closed" in m.words for m in await seen(world, world.bo)] == [True] * 3
    assert "2 of 6" not in (await newest(world)).words


async def test_every_kind_is_answered_by_button_and_by_reaction(world: World) -> None:
    await asks(
        world, YES_NO, CHOICE, CHOICES, TEXT, anonymity="Named: comments are shown with names"
    )
    await world.bo.reacts(await last(world, world.bo), "thumbsup::skin-tone-3")
    await world.settle()
    await world.bo.reacts(await last(world, world.bo), "two")
    await world.settle()
    yes, mails, late = await seen(world, world.bo)
    assert "Your answer: *yes*" in yes.words
    assert "Your answer: *Mails*" in mails.words
    assert "*Named*" in late.words
    await world.bo.reacts(late, "one")
    await world.bo.reacts(late, "three")
    await world.settle()
    assert "Your answer: *Plan and Tests*" in (await last(world, world.bo)).words
    await world.bo.unreacts(late, "one")
    await world.settle()
    assert "Your answer: *Tests*" in (await last(world, world.bo)).words
    await presses(world, world.bo, "Next")
    await world.bo.presses(await last(world, world.bo), "Write an answer")
    assert (await world.bo.submits({"comment": "The calm"})).errors == {}
    await world.settle()
    assert "Your answer:\n>The calm" in (await last(world, world.bo)).words

    await presses(world, world.ann, "No")
    await presses(world, world.ann, "Calls")
    await world.ann.chooses(await last(world, world.ann), "pulse_scores", ["Plan", "Code"])
    await world.settle()
    assert "Your answer: *Plan and Code*" in (await last(world, world.ann)).words
    await presses(world, world.ann, "Withdraw")
    assert "Your answer:" not in (await last(world, world.ann)).words
    await presses(world, world.ann, "Skip")
    assert "question 4 of 4" in (await last(world, world.ann)).words
    first = (await seen(world, world.ann))[0]
    await world.ann.presses(first, "Yes")
    await world.settle()
    assert "Your answer: *yes*" in (await seen(world, world.ann))[0].words
    assert len(await seen(world, world.ann)) == 4, "nothing is asked twice"


async def test_words_in_the_direct_message_are_an_answer(world: World) -> None:
    await asks(world, SCALE, YES_NO, CHOICES, TEXT)
    told = await writes(world, world.bo, "4 because the handover was late & <loud>")
    assert "Noted: 4 (well) and your comment is kept" in told
    first, second = await seen(world, world.bo)
    assert "because the handover was late &amp; &lt;loud&gt;" in first.words
    assert "question 2 of 4" in second.words
    assert "yes or no" in await writes(world, world.bo, "perhaps")
    assert "Your answer:" not in (await last(world, world.bo)).words
    assert "Noted: no" in await writes(world, world.bo, "Nope.")
    assert "Noted: Plan and Tests" in await writes(world, world.bo, "1, 3")
    await presses(world, world.bo, "Next")
    assert "your comment is kept" in await writes(world, world.bo, "The\nlistening")
    assert ">The\n>listening" in (await last(world, world.bo)).words
    assert "Noted: 2" in await writes(world, world.bo, "2", thread=first)
    assert "Your answer: *2 (hardly)*" in (await seen(world, world.bo))[0].words


async def test_where_two_questions_wait_the_bot_asks_which(world: World) -> None:
    await asks_now(world)
    await plans(world, world.bo, question="Are we on time?")
    await world.ann.command("/pulse", "now 2", in_=world.room)
    await world.settle()
    assert "Which one do you answer?" in await writes(world, world.bo, "5 at last")
    database = Database(world.database_url)
    async with database.read() as session:
        assert list(await session.scalars(select(Draft))) == []
    await database.close()
    asked = [m for m in await world.bo.sees_dm(world.inst) if m.ephemeral][-1]
    await world.bo.presses(asked, "Pulse 2: Are we on time?")
    await world.settle()
    one, two = await seen(world, world.bo)
    assert "Your answer:" not in one.words
    assert "Your answer: *5 (very well)*" in two.words
    assert ">at last" in two.words
    assert "Noted: 3" in await writes(world, world.bo, "3"), "only one is left"
    assert "Your answer: *3 (partly)*" in (await seen(world, world.bo))[0].words


async def test_words_are_no_answer_where_nothing_is_asked(world: World) -> None:
    assert "What would you like to do?" in await writes(world, world.bo, "4")
    await asks_now(world)
    await world.pass_time(to=utc(4, 9))
    assert "What would you like to do?" in await writes(world, world.bo, "4")


async def test_pulse_shows_what_waits_for_me(world: World) -> None:
    reply = await world.ann.command("/pulse", "", in_=world.room)
    assert "Nothing waits for your answer." in str(reply.blocks)
    await asks(world, SCALE, YES_NO)
    await plans(world, world.ann, where="channel", anonymity="named")
    await world.ann.command("/pulse", "now 2", in_=world.room)
    await world.settle()
    await presses(world, world.ann, "4")
    reply = await world.ann.command("/pulse", "", in_=world.room)
    assert "*Waiting for your answer*" in str(reply.blocks)
    assert "|Pulse 1 of Acme and Vee>: 1 of 2 answered, until" in str(reply.blocks)
    assert "|Pulse 2 of Acme and Vee>: until" in str(reply.blocks)
    second = await last(world, world.ann)
    assert f"p{second.ts.replace('.', '')}" in str(reply.blocks), "the link leads to the question"
    await presses(world, world.ann, "No")
    await world.menu_button(world.bo, "Pulses")
    assert "0 of 2 answered" in (await world.notice(world.bo)).words
    reply = await world.ann.command("/pulse", "", in_=world.room)
    assert "*Answered; you can still change it*" in str(reply.blocks)
