"""What is said in a problem's thread becomes a part of it, once somebody marks it."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.actions import service as actions
from bot.actions.rules import Draft, SourceKind
from bot.kudos.rules import DEFAULT_EMOJI
from bot.problems import service
from bot.problems.rules import Kind, Stage
from handlers import sources
from sandbox.client import Message, Person
from storage import problems
from storage.problems import Problem
from storage.relationships import find_home
from tests.engines import ONE_ENGINE
from tests.scenarios.solving import carry_on, fills, raise_it
from tests.world import PATIENT_SECONDS, World

FACT, IDEA, CAUSE, DONE = "pushpin", "bulb", "question", "white_check_mark"


# How many wait for somebody else's transaction.
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.fixture(autouse=True)
def _time_for_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine takes longer than Slack does."""
    monkeypatch.setattr(sources, "WORDS_WITHIN_SECONDS", PATIENT_SECONDS / 4)


async def card(world: World, number: int = 1) -> Message:
    """The card of that problem, as it stands now."""
    await world.settle()
    seen = await world.bob.sees(world.room)
    return [m for m in seen if m.words.startswith(f"#{number} ")][-1]


async def kept(world: World, problem: Problem, kind: Kind) -> list[tuple[str, str, str | None]]:
    """Who said what of that kind, and who marked it."""
    await world.settle()
    async with world.rapport.database.read() as session:
        found = await problems.list_standing(session, problem.id, kind)
        return [(one.author, one.text, one.captured_by) for one in found]


async def notices(world: World, person: Person) -> list[str]:
    """What only this person sees in the problem's thread or in the room."""
    thread = await person.sees_thread(await card(world))
    return [m.words for m in [*thread, *await person.sees(world.room)] if m.ephemeral]


async def asked(world: World) -> int:
    """How often Slack was asked for a message."""
    return sum(e.get("out") == "reactions.get" for e in await world.box.wire())


async def calls(world: World) -> int:
    """The same, once everything is done."""
    await world.settle()
    return await asked(world)


@ONE_ENGINE
async def test_a_mark_keeps_what_is_said_and_follows_its_message(world: World) -> None:
    problem = await raise_it(world)
    head = await card(world)
    said = await world.bo.says(
        f"It stops at 2:00, {world.ada} & <all>.", in_=world.room, thread=head
    )
    await world.ann.reacts(said, FACT)
    what = "It stops at 2:00, @Ada Rao & <all>."
    assert await kept(world, problem, Kind.FACT) == [(world.bo.id, what, world.ann.id)]
    assert "It stops at 2:00" in (await card(world)).words

    await world.bea.reacts(said, f"{FACT}")  # whose company has not installed the app
    await world.ann.unreacts(said, FACT)
    assert len(await kept(world, problem, Kind.FACT)) == 1
    await world.bea.unreacts(said, FACT)
    assert await kept(world, problem, Kind.FACT) == []
    assert "It stops at 2:00" not in (await card(world)).words
    await world.bea.reacts(said, FACT)
    assert await kept(world, problem, Kind.FACT) == [(world.bo.id, what, world.bea.id)]

    await world.bob.reacts(said, CAUSE)
    said = await world.bo.edits(said, "It stops at 3:00.")
    for kind in (Kind.FACT, Kind.CAUSE):
        ((_, text, _),) = await kept(world, problem, kind)
        assert text == "It stops at 3:00."
    assert "It stops at 3:00." in (await card(world)).words
    await world.bo.deletes(said)
    assert await kept(world, problem, Kind.FACT) == await kept(world, problem, Kind.CAUSE) == []
    assert "It stops" not in (await card(world)).words
    assert await notices(world, world.ann) == []


@ONE_ENGINE
async def test_only_marks_in_the_thread_of_an_open_problem_keep_anything(world: World) -> None:
    before = await calls(world)
    outside = await world.bo.says("Lunch?", in_=world.room)
    await world.ann.reacts(outside, FACT)
    assert await calls(world) == before, "no problem is open"
    problem = await raise_it(world)
    inside = await world.bo.says("Lunch here?", in_=world.room, thread=await card(world))
    elsewhere = await world.bo.says("Or there?", in_=world.room, thread=outside)
    await world.ann.reacts(inside, "tada")
    assert await calls(world) == before
    await world.ann.reacts(outside, CAUSE)
    await world.ann.reacts(elsewhere, CAUSE)
    await world.ann.reacts(inside, DEFAULT_EMOJI)
    assert await calls(world) == before + 3
    for kind in Kind:
        assert await kept(world, problem, kind) == []
    assert "Me too" in str([m.buttons for m in await world.bob.sees(world.room)])

    robo = await world.practice.client.bot_user("Other Bot")
    await world.room.add(robo)
    cy = await (await world.box.workspace("Third")).person("Cy Day")
    await world.room.share(cy.workspace)
    await world.room.add(cy)
    await world.settle()
    beep = await robo.says("beep", in_=world.room, thread=await card(world))
    stray = await cy.says("I saw it, too", in_=world.room, thread=await card(world))
    for message in (beep, stray):
        await world.ann.reacts(message, FACT)
        await world.ann.unreacts(message, FACT)
        await world.ann.reacts(message, FACT)
        await world.box.redeliver_last("reaction_added")
    await cy.reacts(inside, FACT)
    assert await kept(world, problem, Kind.FACT) == []
    told = await notices(world, world.ann)
    assert len(told) == 2
    assert "from an app" in told[0]
    assert "people of both sides" in told[1]
    (why,) = await notices(world, cy)
    assert "You are on neither side" in why

    await world.bob.reacts(inside, FACT)
    assert len(await kept(world, problem, Kind.FACT)) == 1
    await carry_on(world, problem.id, Stage.CLOSED)
    await world.bob.unreacts(inside, FACT)
    assert len(await kept(world, problem, Kind.FACT)) == 1
    await fills(world, world.bea, "Reopen", to="define", reason="It is back")
    assert await kept(world, problem, Kind.FACT) == []


@ONE_ENGINE
async def test_no_mark_is_lost_where_slack_does_not_answer_at_first(world: World) -> None:
    # Nor need it tell whose message it is, or in which thread it stands.
    await world.box.behave(item_user=False, thread_told="nowhere")
    problem = await raise_it(world)
    said = await world.bo.says("Since Monday.", in_=world.room, thread=await card(world))
    await world.settle()
    await world.box.retry_after_seconds(0.5)
    await world.box.fail("reactions.get", error="internal_error")
    await world.ann.reacts(said, FACT)
    await world.until(lambda: kept(world, problem, Kind.FACT))
    assert await kept(world, problem, Kind.FACT) == [(world.bo.id, "Since Monday.", world.ann.id)]
    assert await notices(world, world.ann) == []
    outside = await world.bo.says("Lunch?", in_=world.room)
    for told in ("nowhere", "permalink"):
        await world.box.behave(thread_told=told)
        await world.ann.reacts(outside, FACT if told == "nowhere" else CAUSE)
        await world.ann.reacts(said, CAUSE if told == "permalink" else IDEA)
        await world.settle()
    for kind in (Kind.FACT, Kind.CAUSE, Kind.IDEA):
        assert [text for _, text, _ in await kept(world, problem, kind)] == ["Since Monday."]
    threads = [e for e in await world.box.wire() if e.get("out") == "conversations.replies"]
    assert len(threads) == 3, "once for each mark, and not where the address tells it"


@ONE_ENGINE
@pytest.mark.parametrize("act", ["deletes", "edits"])
async def test_a_message_changes_while_it_is_captured(world: World, act: str) -> None:
    """Who hears of that does not know of the entry yet."""
    problem = await raise_it(world)
    stranger = await world.practice.client.person("Stan Ger")
    asks = f"Since Monday, ask {stranger}."
    said = await world.bo.says(asks, in_=world.room, thread=await card(world))
    await world.settle()
    await world.box.fail("users.info", delay=1)
    reacting = asyncio.create_task(world.ann.reacts(said, FACT))
    await world.until(lambda: asked(world))
    await (world.bo.deletes(said) if act == "deletes" else world.bo.edits(said, "Since Friday."))
    await reacting
    await world.settle()
    left = [] if act == "deletes" else ["Since Friday."]
    assert [text for _, text, _ in await kept(world, problem, Kind.FACT)] == left


@ONE_ENGINE
@pytest.mark.parametrize(
    ("acts", "stands"), [(["reacts", "unreacts", "reacts"], True), (["reacts", "unreacts"], False)]
)
@pytest.mark.parametrize("order", [{"reverse": True}, {"twice": True}], ids=["last first", "twice"])
async def test_marks_count_in_the_order_in_which_they_were_made(
    world: World, acts: list[str], stands: bool, order: dict[str, Any]
) -> None:
    """On what is said as on the card of an action."""
    problem = await raise_it(world)
    said = await world.bo.says("Ask twice.", in_=world.room, thread=await card(world))
    promise = await promises(world, problem, world.ann, date(2026, 11, 6))
    await world.settle()
    await world.box.hold_events()
    for act in acts:
        await getattr(world.ann, act)(said, DONE)
        await getattr(world.ann, act)(promise, DONE)
    await world.box.release_events(**order)
    assert bool(await kept(world, problem, Kind.DONE)) is stands
    shown = await action_card(world)
    assert ("Acme has done it" in shown.words) is stands


async def promises(world: World, problem: Problem, owner: Person, due: date) -> Message:
    """Somebody will do something about it by that day; its card."""
    async with world.rapport.database.write() as session:
        home = await find_home(session, world.room.id)
        assert home is not None
        await actions.add(
            session,
            home,
            source_kind=SourceKind.PROBLEM,
            source_id=problem.id,
            series_id=problem.id,
            thread_post_id=problem.post_id,
            side=None,
            draft=Draft("Send an alert", owner.id, due),
            review_on=due + timedelta(days=14),
            user_id=owner.id,
            now=world.practice.slack.clock.now(),
        )
    return await action_card(world)


async def moved_at(world: World, problem: Problem) -> datetime:
    """When anything happened to it last."""
    await world.settle()
    async with world.rapport.database.read() as session:
        return (await problems.get_problem(session, problem.id)).moved_at


async def action_card(world: World) -> Message:
    thread = await world.bob.sees_thread(await card(world))
    return [m for m in thread if "Send an alert" in m.words and not m.ephemeral][-1]


@ONE_ENGINE
async def test_what_is_overdue_is_told_and_whether_it_helped_is_asked(world: World) -> None:
    problem = await raise_it(world)
    promise = await promises(world, problem, world.bob, date(2026, 11, 6))
    await world.ann.reacts(promise, DONE)  # a contact of the other side
    assert "Only its owners" in (await notices(world, world.ann))[-1]
    assert "Vee will" in (await action_card(world)).words

    async def told(person: Person) -> list[Message]:
        return [m for m in await person.sees_dm(world.inst) if "Send an alert" in m.words]

    monday = world.practice.slack.clock.now().replace(day=9, hour=8)
    await world.pass_time(to=monday)
    (late,) = await told(world.bob)
    assert "was to be done by Friday 6 November 2026" in late.words
    wednesday = monday + timedelta(days=2)
    await world.pass_time(to=wednesday)
    assert await told(world.amir) == [], "in London it is eight"
    await world.pass_time(to=wednesday + timedelta(hours=7))
    for person in (world.amir, world.bea):
        (escalated,) = await told(person)
        assert f"{world.bob} of *Vee* was told so" in escalated.words
    assert await told(world.ann) == await told(world.bo) == []
    await world.menu_button(world.bob, "Open actions")
    listed = await world.notice(world.bob)
    await world.bob.presses(late, "Done")
    await world.settle()
    (escalated,) = await told(world.amir)
    assert "*Vee has done it*" in escalated.words
    moved = await moved_at(world, problem)
    await world.pass_time(to=monday + timedelta(days=10))
    await world.bob.presses(listed, "Done")  # as it stood there since
    assert await moved_at(world, problem) == moved, "it was done already"
    assert len(await told(world.bob)) == len(await told(world.bea)) == 1

    await world.pass_time(to=monday + timedelta(days=11))
    _, question = await told(world.bob)
    assert "*Did it help?*" in question.words
    await world.bob.presses(question, "Not yet")
    wrong = await world.bob.submits({"words": "Too early", "review": "2026-11-20"})
    assert "after today" in wrong.errors["review"]
    assert (await world.bob.submits({"review": "2026-11-27"})).errors == {}
    await world.settle()
    assert "asked again on Friday 27 November" in (await action_card(world)).words
    await world.pass_time(to=monday + timedelta(days=18))
    _, answered, question = await told(world.bob)
    assert answered.buttons == []
    await world.bob.presses(question, "Yes, it helped")
    assert (await world.bob.submits({"words": "No gap since"})).errors == {}
    shown = await action_card(world)
    assert f"*It helped* · {world.bob}" in shown.words
    assert ">No gap since" in shown.words


@ONE_ENGINE
async def test_contacts_choose_the_emoji_and_none_means_two_things(world: World) -> None:
    problem = await raise_it(world)
    await world.menu_button(world.bea, "Open problems")
    await world.bea.presses(await world.notice(world.bea), "Emoji")
    await world.settle()
    assert (await world.notice(world.bea)).buttons == [], "she is no contact"
    await world.ann.command("/problem", "emoji", in_=world.room)
    await world.settle()
    shown = await world.notice(world.ann)
    assert ":pushpin: a fact" in shown.words
    await world.ann.presses(shown, "Change them")
    for typed, said in (
        ({"fact": ":star2:"}, "something else here already"),
        ({"fact": ":+1:"}, "something else here already"),
        ({"fact": ":bulb:"}, "can mark only one"),
        ({"fact": "two words"}, "Name one emoji"),
        ({"fact": ":pushpin:"}, "how it is already"),
    ):
        assert said in (await world.ann.submits(typed)).errors["fact"], typed
    assert (await world.ann.submits({"fact": "🔖", "idea": ""})).errors == {}
    await world.settle()
    told = [m.words for m in await world.bob.sees(world.room) if "changed which emoji" in m.words]
    assert ":bookmark: a fact" in told[-1]
    assert ":bulb:" not in told[-1]

    said = await world.bo.says("It stops at 2:00.", in_=world.room, thread=await card(world))
    for emoji in (FACT, IDEA, "bookmark"):
        await world.ann.reacts(said, emoji)
    assert len(await kept(world, problem, Kind.FACT)) == 1
    assert await kept(world, problem, Kind.IDEA) == []

    await world.menu_button(world.bo, "Kudos rules")
    await world.bo.presses(await world.notice(world.bo), "Propose a change")
    errors = (await world.bo.submits({"emoji": ":bookmark:"})).errors
    assert "marks what is said about problems" in errors["emoji"]


@ONE_ENGINE
async def test_a_shortcut_adds_what_is_said_or_raises_it(world: World) -> None:
    problem = await raise_it(world)
    said = await world.bo.says(
        "We were two people short.", in_=world.room, thread=await card(world)
    )
    await world.ann.shortcut("add_to_problem", said)
    form = await world.ann.modal()
    assert form is not None
    assert "two people short" in form.words
    assert (await world.ann.submits({"kind": "own_part"})).errors == {}
    assert await kept(world, problem, Kind.OWN_PART) == [
        (world.bo.id, "We were two people short.", world.ann.id)
    ]
    await world.ann.shortcut("add_to_problem", said)
    await world.bo.deletes(said)
    await world.settle()
    errors = (await world.ann.submits({"kind": "fact"})).errors
    assert "not there any more" in errors["kind"]
    outside = await world.bo.says("The invoices are late & <wrong>.", in_=world.room)
    await world.ann.shortcut("add_to_problem", outside)
    await world.settle()
    assert "no thread of an open problem" in (await notices(world, world.ann))[-1]

    await world.ann.shortcut("raise_problem", outside)
    described = {"title": "Late invoices", "whom_vendor": "Support"}
    assert (await world.ann.submits(described)).errors == {}
    second = await card(world, 2)
    assert "Late invoices" in second.words
    thread = await world.bob.sees_thread(second)
    address = f"/archives/{outside.channel_id}/p{outside.ts.replace('.', '')}"
    (fact,) = [m.words for m in thread if "marked what" in m.words]
    assert ">The invoices are late &amp; &lt;wrong&gt;." in fact
    assert address in fact


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer
async def test_an_action_and_its_problem_change_at_the_same_time(world: World) -> None:
    """Somebody finishes the action while somebody else adds to the problem, whose card waits to be
    drawn anew."""
    problem = await raise_it(world)
    promise = await promises(world, problem, world.ann, date(2026, 11, 6))
    await world.settle()
    now = world.practice.slack.clock.now()
    database = world.rapport.database
    await world.box.fail("chat.update", retry_after=3)
    async with database.write() as session:
        await service.act_on(session, problem.id, now)
    await world.until(lambda: is_told_to_wait(world))
    async with asyncio.timeout(20), database.write() as session:
        await problems.lock_problem(session, problem.id)
        reacting = asyncio.create_task(world.ann.reacts(promise, DONE))
        while not await session.scalar(WAITING):
            await asyncio.sleep(0.02)
        await service.act_on(session, problem.id, now)
    await reacting
    heard = [e["envelope"] for e in await world.box.wire() if e.get("in") == "events_api"]
    assert [e["retry_attempt"] for e in heard if "reaction" in e["payload"]["event"]] == [0]


async def is_told_to_wait(world: World) -> bool:
    """Whether Slack did not take a card just now."""
    calls = [e for e in await world.box.wire() if e.get("out") == "chat.update"]
    return bool(calls) and not calls[-1]["response"]["ok"]
