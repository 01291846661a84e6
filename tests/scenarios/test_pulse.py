"""Both sides are asked the same, as people of both sides live through it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.client import Message, Person
from tests.world import PATIENT_SECONDS, World

DAY = timedelta(days=1)


async def opens_form(world: World, person: Person) -> None:
    if person.workspace.id == world.ann.workspace.id:
        await person.command("/pulse", "new", in_=world.room)
    else:
        await world.menu_button(person, "New pulse")


async def plans(world: World, person: Person, **values: str) -> str:
    """Somebody plans a pulse; what they are told then."""
    await opens_form(world, person)
    result = await person.submits(values)
    assert result.errors == {}, result.errors
    await world.settle()
    assert result.view is not None
    return result.view.words


async def asks_now(world: World, **values: str) -> None:
    """Ann plans a pulse and asks it at once."""
    await plans(world, world.ann, **values)
    await world.ann.command("/pulse", "now", in_=world.room)
    await world.settle()


async def questions(world: World, person: Person) -> list[Message]:
    """The pulse questions in a person's direct messages, open or closed, oldest first."""
    seen = await person.sees_dm(world.inst)
    return [m for m in seen if "pulse 1" in m.words or "pulse 2" in m.words]


async def question(world: World, person: Person) -> Message:
    return (await questions(world, person))[-1]


async def was_asked(world: World, person: Person) -> int:
    return len(await questions(world, person))


async def presses(world: World, person: Person, button: str) -> Message:
    """Press a button of the newest question, and see it then."""
    await person.presses(await question(world, person), button)
    await world.settle()
    return await question(world, person)


async def comments(world: World, person: Person, text: str, button: str = "Comment") -> None:
    await person.presses(await question(world, person), button)
    result = await person.submits({"comment": text})
    assert result.errors == {}, result.errors
    await world.settle()


async def newest(world: World) -> Message:
    """The newest message that everybody in the channel sees."""
    return [m for m in await world.bea.sees(world.room) if not m.ephemeral][-1]


async def told(person: Person, world: World, text: str) -> str:
    """The private answer to a `/pulse` command."""
    reply = await person.command("/pulse", text, in_=world.room)
    await world.settle()
    return str(reply.text) + str(reply.blocks)


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


async def test_a_round_in_five_time_zones(world: World) -> None:
    answer = await plans(world, world.ann, weekday="Tuesday", at="09:00", open_hours="8")
    assert "Pulse 1 is planned: every Tuesday at 09:00" in answer
    assert "Asked next: Tuesday 3 November, at 09:00 of each person's own clock" in answer
    assert "Pulse 1*, planned by" in (await newest(world)).words

    zones = {
        world.bob: utc(3, 0),
        world.ada: utc(3, 3, 30),
        world.ann: utc(3, 8),
        world.amir: utc(3, 9),
        world.bo: utc(3, 14),
        world.bea: utc(3, 14),
    }
    for person, moment in zones.items():
        if await world.box.now() < moment - timedelta(minutes=1):
            await world.pass_time(to=moment - timedelta(minutes=1))
            assert await was_asked(world, person) == 0
            await world.pass_time(to=moment)
        assert await was_asked(world, person) == 1
    asked = await question(world, world.bo)
    assert "*Acme* and *Vee*" in asked.words
    assert "How well did we work together this week?" in asked.words
    assert "*Anonymous.*" in asked.words
    assert "2026-11-03 22:00 UTC" in asked.words, "eight hours after the last was asked"

    await presses(world, world.ann, "4")
    await presses(world, world.amir, "5")
    await world.ada.reacts(await question(world, world.ada), "four")
    await world.bo.reacts(await question(world, world.bo), "two")
    await world.pass_time(to=utc(3, 22))

    digest = (await newest(world)).words
    assert "Acme: *about 4.5* of 5 · 3 answered" in digest
    assert "*Vee*: 1 of 3 answered" in digest
    assert "Vee: 1 answered, too few to show" in digest
    assert "what is not shown is erased" in digest
    assert "apart" not in digest
    for person in zones:
        closed = await question(world, person)
        assert "is closed" in closed.words
        assert closed.buttons == []
    await world.pass_time(to=utc(9, 23))
    assert await was_asked(world, world.bob) == 1
    await world.pass_time(to=utc(10, 0))
    assert await was_asked(world, world.bob) == 2


async def test_answers_change_until_the_round_closes(world: World) -> None:
    await asks_now(world)
    assert "Your answer:" not in (await question(world, world.bo)).words
    assert "Your answer: *4 (well)*" in (await presses(world, world.bo, "4")).words
    assert "Your answer: *2 (hardly)*" in (await presses(world, world.bo, "2")).words
    again = await question(world, world.bo)
    await world.bo.presses(again, "2 ✓")
    await world.bo.presses(again, "2 ✓")
    await world.settle()
    assert "*2 (hardly)*" in (await question(world, world.bo)).words

    asked = await question(world, world.bo)
    await world.bo.reacts(asked, "five")
    await world.settle()
    assert "*5 (very well)*" in (await question(world, world.bo)).words
    await world.bo.reacts(asked, "one")
    await world.bo.reacts(asked, "tada")
    await world.settle()
    assert "*1 (not at all)*" in (await question(world, world.bo)).words
    await world.bo.unreacts(asked, "one")
    await world.settle()
    assert "*5 (very well)*" in (await question(world, world.bo)).words
    await world.bo.unreacts(asked, "five")
    await world.settle()
    assert "Your answer:" not in (await question(world, world.bo)).words

    await presses(world, world.bo, "3")
    withdrawn = await presses(world, world.bo, "Withdraw")
    assert "Your answer:" not in withdrawn.words
    assert "Withdraw" not in withdrawn.buttons
    assert await was_asked(world, world.bo) == 1
    await world.pass_time(by=DAY)
    assert "*Vee*: 0 of 3 answered" in (await newest(world)).words


async def test_a_comment_is_changed_and_taken_back(world: World) -> None:
    await asks_now(world, anonymity="named")
    await comments(world, world.bea, "The handover was calm & <!channel> clear")
    shown = (await question(world, world.bea)).words
    assert "calm &amp; &lt;!channel&gt; clear" in shown
    assert "Pick a number, too" in shown
    await world.bea.presses(await question(world, world.bea), "Change comment")
    form = await world.bea.modal()
    assert form is not None
    kept = form.blocks[0]["element"]["initial_value"]
    assert kept == "The handover was calm & <!channel> clear"
    await world.bea.submits({"comment": ""})
    await world.settle()
    assert "Your comment:" not in (await question(world, world.bea)).words
    long = "شكرا 🎉 " * 400
    await comments(world, world.bea, long[:3000])
    await presses(world, world.bea, "3")
    await world.pass_time(by=DAY)
    digest = (await newest(world)).words
    assert f"{world.bea}" in digest
    assert digest.count("🎉") == long[:3000].count("🎉")
    assert "Vee: *3.0* of 5 · 1 answered" in digest
    assert "Named round." in digest


async def test_withdrawing_takes_the_comment_back_too(world: World) -> None:
    await asks_now(world, anonymity="named")
    await presses(world, world.bo, "1")
    await comments(world, world.bo, "never mind")
    await presses(world, world.bo, "Withdraw")
    await world.pass_time(by=DAY)
    assert "never mind" not in (await newest(world)).words


async def test_a_round_that_is_closed_takes_no_answers(world: World) -> None:
    await asks_now(world)
    before = await question(world, world.bo)
    await world.bo.presses(before, "Comment")
    await world.pass_time(by=DAY)
    late = await world.bo.submits({"comment": "too late"})
    assert "This round is closed" in late.errors["comment"]
    await world.bo.closes()
    await world.bo.reacts(before, "four")
    await world.settle()
    heard = [m.text for m in await world.bo.sees_dm(world.inst) if m.ephemeral]
    assert len(heard) == 1
    assert "This round is closed" in heard[0]
    assert "0 of 3 answered" in (await newest(world)).words


async def test_a_button_that_comes_after_closing_gets_a_sentence(world: World) -> None:
    """Slack shows the old buttons until the update arrives."""
    await asks_now(world)
    before = await question(world, world.ann)
    await world.box.fail("chat.update", error="message_not_found", times=6)
    await world.pass_time(by=DAY)
    for button in ("4", "Comment"):
        await world.ann.presses(before, button)
    heard = [m.text for m in await world.ann.sees_dm(world.inst) if m.ephemeral]
    assert len(heard) == 2
    assert all("This round is closed" in sentence for sentence in heard)


async def test_a_redelivered_reaction_changes_nothing(world: World) -> None:
    await asks_now(world)
    asked = await question(world, world.bo)
    await world.bo.reacts(asked, "two")
    await world.settle()
    await world.bo.presses(await question(world, world.bo), "5")
    await world.box.redeliver_last("reaction_added")
    await world.settle()
    assert "*5 (very well)*" in (await question(world, world.bo)).words
    await world.bo.unreacts(asked, "two")
    await world.box.redeliver_last("reaction_removed")
    await world.settle()
    assert "*5 (very well)*" in (await question(world, world.bo)).words


async def test_a_named_pulse_in_the_channel(world: World) -> None:
    answer = await plans(world, world.ann, anonymity="named", where="channel", at="17:00")
    assert "in the channel" in answer
    await world.pass_time(to=utc(6, 16))  # Friday 17:00 in Berlin, the relationship's zone
    card = await newest(world)
    assert "*Named.*" in card.words
    numbers = ["one", "two", "three", "four", "five"]
    assert card.reactions == {name: [world.inst.bot_user_id] for name in numbers}

    await world.bo.presses(card, "2")
    assert "Noted: 2 (hardly)" in (await world.notice(world.bo)).text
    await world.ann.reacts(card, "five")
    await world.ada.reacts(card, "four")
    await world.ada.reacts(card, "two")
    await world.ada.unreacts(card, "two")
    await world.bea.presses(card, "Comment")
    await world.bea.submits({"comment": "Too many meetings"})
    await world.bob.presses(card, "4")
    await world.bob.presses(card, "Withdraw")
    assert "You have no answer" in (await world.notice(world.bob)).text
    await world.settle()
    assert len([m for m in await world.bea.sees(world.room) if m.words == card.words]) == 1

    await world.pass_time(by=DAY)
    digest = (await newest(world)).words
    assert "Acme: *4.5* of 5 · 2 answered" in digest
    assert "Vee: *2.0* of 5 · 1 answered" in digest
    assert "The two views are *2.5* apart." in digest
    assert f"{world.bea}\n>Too many meetings" in digest
    assert await was_asked(world, world.ann) == 0


async def test_only_people_of_the_round_are_counted(world: World) -> None:
    await asks_now(world, anonymity="named", where="channel")
    card = await newest(world)
    ned = await world.ann.workspace.person("Ned New")
    await world.room.add(ned)
    await world.settle()
    await ned.presses(card, "1")
    assert "put to others" in (await world.notice(ned)).text
    guest = await (await world.box.workspace("Third")).person("Gil Guest")
    await world.room.share(guest.workspace)
    await world.room.add(guest)
    await world.settle()
    await guest.presses(card, "1")
    assert "on neither side" in (await world.notice(guest)).text
    await guest.reacts(card, "one")
    await world.settle()
    assert "on neither side" in (await world.notice(guest)).text
    await guest.presses(card, "Comment")
    assert "put to others" in (await world.notice(guest)).text
    await world.pass_time(by=DAY)
    assert "*Acme*: 0 of 3 answered" in (await newest(world)).words


async def test_people_without_the_app_plan_and_steer_by_buttons(world: World) -> None:
    await plans(world, world.bo, question="Do we keep our promises?", anonymity="named")
    await world.menu_button(world.bea, "Pulses")
    listed = await world.notice(world.bea)
    assert "1. Do we keep our promises?" in listed.words
    await world.bea.presses(listed, "Pause")
    assert (
        "Only the contacts of both sides or the person who started it"
        in (await world.notice(world.bea)).text
    )

    await world.bo.says(f"{world.bot} hello", in_=world.room)
    await world.settle()
    for button, sentence in [
        ("Pause", "Pulse 1 is paused"),
        ("Resume", "Pulse 1 goes on"),
        ("Ask now", "is being asked now"),
    ]:
        await world.menu_button(world.bo, "Pulses")
        await world.bo.presses(await world.notice(world.bo), button)
        assert sentence in (await world.notice(world.bo)).text
        await world.settle()
    assert "Do we keep our promises?" in (await question(world, world.bea)).words
    await world.menu_button(world.bo, "Pulses")
    await world.bo.presses(await world.notice(world.bo), "Stop")
    stopped = (await world.notice(world.bo)).text
    assert "never asked again. Its open round ends normally" in stopped
    await world.settle()
    plan = [m for m in await world.bea.sees(world.room) if "planned by" in m.words]
    assert len(plan) == 1
    assert f"Stopped by {world.bo}." in plan[0].words
    await presses(world, world.bea, "4")
    await world.pass_time(by=DAY)
    assert "1 of 3 answered" in (await newest(world)).words
    await world.pass_time(by=10 * DAY)
    assert await was_asked(world, world.bea) == 1


async def test_pausing_and_resuming(world: World) -> None:
    assert "no pulse for that yet" in await told(world.ann, world, "pause")
    await plans(world, world.ann, weekday="Tuesday", at="09:00")
    assert "is paused" in await told(world.ann, world, "pause")
    assert "is paused already" in await told(world.ann, world, "pause 1")
    await world.pass_time(to=utc(4, 12))
    assert await was_asked(world, world.ann) == 0
    assert "goes on" in await told(world.ann, world, "resume")
    assert "is not paused" in await told(world.ann, world, "resume #1")
    assert await was_asked(world, world.ann) == 0, "what was missed while paused is not caught up"
    await world.pass_time(to=utc(10, 14))
    assert await was_asked(world, world.ann) == 1
    assert "never asked again" in await told(world.ann, world, "stop")
    for word in ("now", "pause", "stop"):
        assert "was stopped" in await told(world.ann, world, f"{word} 1")


async def test_several_pulses_need_a_number(world: World) -> None:
    await plans(world, world.ann, question="First?")
    await plans(world, world.bo, question="Second?")
    asked = await told(world.ann, world, "now")
    assert "Which one?" in asked
    assert "First?" in asked
    assert "Second?" in asked
    assert "Pulse 2 is being asked now" in await told(world.ann, world, "now 2")
    assert "Second?" in (await question(world, world.bob)).words
    assert "is being asked already" in await told(world.ann, world, "now 2")
    for wrong in ("now 3", "now two", "pause 99999999999999", "stop -1"):
        assert "no pulse with that number" in await told(world.ann, world, wrong)


async def test_help_list_and_words_nobody_knows(world: World) -> None:
    assert "There are none yet" in await told(world.ann, world, "")
    assert "There are none yet" in await told(world.ann, world, "list")
    assert "/pulse new" in await told(world.ann, world, "help")
    assert "I do not know that one" in await told(world.ann, world, "dance <!channel> & more")
    reply = await world.ann.command("/rapport", "pulse help", in_=world.room)
    assert "/pulse new" in str(reply.blocks)


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"question": "   "}, "question", "Write the question"),
        ({"where": "channel"}, "where", "asked in direct messages"),
    ],
)
async def test_a_form_that_needs_another_look(
    world: World, values: dict[str, Any], field: str, sentence: str
) -> None:
    await opens_form(world, world.bo)
    refused = await world.bo.submits(values)
    assert sentence in refused.errors[field]
    mended = await world.bo.submits({"question": "Better?", "where": "dm"})
    assert mended.errors == {}
    await world.settle()
    assert "Better?" in (await newest(world)).words


async def test_a_form_submitted_twice_plans_once(world: World) -> None:
    await opens_form(world, world.ann)
    await world.box.ack_within_seconds(0.3)
    await world.box.drop_acks(1)
    lost = await world.ann.submits({"question": "Once?"})
    assert lost.error is not None
    await world.box.ack_within_seconds(PATIENT_SECONDS)
    again = await world.ann.submits({"question": "Once?"})
    assert again.errors == {}
    await world.settle()
    plans_seen = [m for m in await world.bo.sees(world.room) if "planned by" in m.words]
    assert len(plans_seen) == 1


async def test_a_missed_time_is_caught_up_once(world: World) -> None:
    """The clock jumps as if nobody had run the bot for two weeks."""
    await plans(world, world.ann, weekday="Tuesday", at="09:00", open_hours="8")
    await world.pass_time(to=utc(18, 12))  # a day after the third Tuesday
    for person in (world.ann, world.bob, world.bo):
        assert await was_asked(world, person) == 1
    assert "2026-11-18 20:00 UTC" in (await question(world, world.ann)).words
    await world.pass_time(to=utc(23, 23))
    assert await was_asked(world, world.ann) == 1
    await world.pass_time(to=utc(24, 12))
    assert await was_asked(world, world.ann) == 2


async def test_after_half_a_week_the_next_one_is_waited_for(world: World) -> None:
    await plans(world, world.ann, weekday="Tuesday", at="09:00")
    await world.pass_time(to=utc(7, 12))
    assert await was_asked(world, world.ann) == 0


async def test_who_has_gone_is_not_asked(world: World) -> None:
    await plans(world, world.ann, weekday="Tuesday", at="09:00")
    await world.pass_time(to=utc(3, 1))
    assert await was_asked(world, world.bob) == 1
    await world.bea.deactivated()
    await world.room.remove(world.amir)
    await world.settle()
    await world.pass_time(to=utc(3, 15))
    assert await was_asked(world, world.bea) == 0
    assert await was_asked(world, world.amir) == 0
    assert await was_asked(world, world.bo) == 1
    await world.pass_time(by=2 * DAY)
    digest = [m for m in await world.ann.sees(world.room) if not m.ephemeral][-1].words
    assert "*Acme*: 0 of 2 answered" in digest
    assert "*Vee*: 0 of 2 answered" in digest


async def test_a_bot_that_is_away_says_so_and_keeps_the_plan(world: World) -> None:
    await world.room.remove_bot(world.inst)
    await world.settle()
    answer = await plans(world, world.ann, weekday="Tuesday", at="09:00")
    assert f"I am not in <#{world.room.id}>" in answer
    assert "I am not in the channel" in await told(world.ann, world, "now")
    await world.pass_time(to=utc(3, 12))
    assert await was_asked(world, world.ann) == 0
    await world.room.add_bot(world.inst)
    await world.settle()
    assert "planned by" in (await newest(world)).words
    assert await was_asked(world, world.ann) == 1, "late, but asked"


async def test_a_small_side_is_told_what_anonymous_means(world: World) -> None:
    await world.room.remove(world.bob)
    await world.settle()
    answer = await plans(world, world.ann)
    assert "Fewer than 3 people of Vee are asked" in answer
    assert "A named pulse works for both sides" in answer


async def test_commands_outside_the_channel(world: World) -> None:
    home = await world.ann.dm(world.inst)
    reply = await world.ann.command("/pulse", "list", in_=home)
    assert reply.text == "Pulses of Acme and Vee"
    outsider = await world.ann.workspace.person("Ola Out")
    elsewhere = await world.ann.workspace.channel("elsewhere", members=[outsider])
    for word in ("list", "new", "now", "stop 1"):
        reply = await outsider.command("/pulse", word, in_=elsewhere)
        assert "Rapport does not know this conversation yet" in str(reply.text)


async def test_nobody_on_no_side_plans(world: World) -> None:
    ned = await (await world.box.workspace("Third")).person("Ned None")
    await world.room.share(ned.workspace)
    await world.room.add(ned)
    await world.settle()
    for button in ("New pulse", "Pulses", "Ask a pulse now"):
        await world.menu_button(ned, button)
        assert "on neither side" in (await world.notice(ned)).text
