"""What both sides learn when a round is closed: figures, blind spots, and how it moved."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.pulse.bank import guess, own_question
from bot.pulse.questions import Anonymity, Kind, Question
from handlers.pulse import trend_views
from sandbox.client import Message, Person
from storage.pulse import Pulse
from tests.engines import ONE_ENGINE
from tests.scenarios.test_pulse import newest, plans, told
from tests.scenarios.test_pulse_questions import (
    CHOICES,
    SCALE,
    TEXT,
    YES_NO,
    asks,
    last,
    presses,
    set_questions,
    writes,
)
from tests.world import World

TRUST = own_question(Kind.SCALE, "How well do we keep our word?", theme="trust")
NAMED = "Named: comments are shown with names"


async def answers(world: World, person: Person, *buttons: str) -> None:
    """Answer one question after the other."""
    for button in buttons:
        await presses(world, person, button)


async def closes(world: World) -> Message:
    """Let the round end; the digest."""
    await world.pass_time(by=timedelta(days=1, hours=1))
    return await newest(world)


async def set_pulse(world: World, **values: Any) -> None:
    async with world.rapport.database.write() as session:
        await session.execute(update(Pulse).values(**values))


async def asks_again(world: World, *answered: tuple[Person, tuple[str, ...]]) -> Message:
    await world.ann.command("/pulse", "now 1", in_=world.room)
    await world.settle()
    for person, buttons in answered:
        await answers(world, person, *buttons)
    return await closes(world)


async def in_thread(world: World, digest: Message, person: Person) -> list[Message]:
    """What stands below it, without what became of actions."""
    thread = (await person.sees_thread(digest))[1:]
    return [message for message in thread if "You said, we do" not in message.words]


def charts(messages: list[Message]) -> list[dict[str, Any]]:
    return [
        block
        for message in messages
        for block in message.blocks
        if block["type"] == "data_visualization"
    ]


def lines_of(chart: dict[str, Any]) -> dict[str, list[float]]:
    return {
        line["name"]: [point["value"] for point in line["data"]]
        for line in chart["chart"]["series"]
    }


async def test_several_questions_with_a_side_that_is_too_small(world: World) -> None:
    await asks(world, SCALE, TRUST, YES_NO)
    await answers(world, world.ann, "4", "3", "Yes")
    await answers(world, world.amir, "3", "3", "No")
    await answers(world, world.ada, "2", "3")
    await answers(world, world.bo, "1", "5", "Yes")
    await answers(world, world.bea, "1", "5")
    digest = await closes(world)
    assert digest.words.split("\n") == [
        ":bar_chart: *Pulse 1*",
        "*Acme*: 3 of 3 answered",
        "*Vee*: 2 of 3 answered",
        "*All scales together*: Acme *3.0* · Vee not shown",
        "Trust: Acme *3.0* · Vee not shown",
        "*1. How well do we listen?*",
        "_Vee was asked: How well do they listen?_",
        "Acme: *3.0* of 5 · 3 answered",
        "Vee: 2 answered, too few to show",
        "*2. How well do we keep our word?*",
        "Acme: *3.0* of 5 · 3 answered",
        "Vee: 2 answered, too few to show",
        "*3. Do you know what comes next?*",
        "Acme: 2 answered, too few to show",
        "Vee: 1 answered, too few to show",
        "A side's mean is shown from three answers on, its single answers and comments from five; "
        "what is not shown is erased.",
        "Anonymous round. 1 is not at all, 5 is very well.",
        "Raise as a problem",
    ]
    assert await in_thread(world, digest, world.bea) == []


async def test_both_sides_are_shown_together_only(world: World) -> None:
    await asks_together(world, SCALE, TEXT)
    for person, score in zip([*world.clients, world.bo, world.bea], "44515", strict=True):
        await presses(world, person, score)
        await writes(world, person, f"{person.id} would not want to be read so")
    digest = await closes(world)
    assert "Both sides: *3.8* of 5 · 5 answered, from 1 to 5" in digest.words
    assert "1: 1 · 4: 2 · 5: 2" in digest.words
    assert "both sides are shown only together" in digest.words
    assert "Acme: *" not in digest.words
    assert "Vee: *" not in digest.words
    (page,) = await in_thread(world, digest, world.bo)
    assert page.words.count("would not want to be read so") == 5
    assert "*Both sides* on “What should we keep?”" in page.words
    assert "Acme" not in page.words
    assert "Vee" not in page.words


async def asks_together(world: World, *questions: Question) -> None:
    await plans(world, world.ann)
    await set_questions(world, 1, *questions)
    await set_pulse(world, anonymity=Anonymity.TOGETHER)
    await world.ann.command("/pulse", "now 1", in_=world.room)
    await world.settle()


@ONE_ENGINE
async def test_a_side_learns_what_it_did_not_see(world: World) -> None:
    await asks(world, TRUST, guess(TRUST, 0))
    for person, buttons in zip(
        [*world.clients, *world.vendors],
        [("3", "4"), ("3", "4"), ("3", "4"), ("4", "4"), ("4", "4"), ("4", "4")],
        strict=True,
    ):
        await answers(world, person, *buttons)
    words = (await closes(world)).words
    assert "The two views are *1.0* apart." in words
    assert "Acme believes *4.0*, Vee says *4.0*.\n" in words
    assert "Vee believes *4.0*, Acme says *3.0*: :see_no_evil: a blind spot." in words


async def test_two_rounds_show_how_it_moved(world: World) -> None:
    await asks(world, TRUST)
    everybody = [*world.clients, *world.vendors]
    for person, score in zip(everybody, "333444", strict=True):
        await presses(world, person, score)
    first = await closes(world)
    assert await in_thread(world, first, world.bo) == [], "one round is no trend"
    second = await asks_again(
        world, *((person, (score,)) for person, score in zip(everybody, "444433", strict=True))
    )
    assert "Acme: *4.0* of 5 (up 1.0) · 3 answered" in second.words
    assert "Vee: *3.3* of 5 (down 0.7) · 3 answered" in second.words
    drawn, numbers = await in_thread(world, second, world.bo)
    (chart,) = charts([drawn])
    assert chart["chart"]["axis_config"]["categories"] == ["3 Nov", "4 Nov"]
    assert lines_of(chart) == {"Acme": [3, 4], "Vee": [4, 3.3], "Gap": [1, 0.7]}
    assert numbers.words == (
        "*How well do we keep our word?* (1 to 5)\n"
        "3 Nov: Acme 3.0 · Vee 4.0 · gap 1.0\n"
        "4 Nov: Acme 4.0 · Vee 3.3 · gap 0.7\n"
        "*Themes*\n"
        "Trust: Acme 3.0 → 4.0 · Vee 4.0 → 3.3"
    )


@ONE_ENGINE
async def test_a_drawing_that_slack_refuses_takes_nothing_with_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw_too_much(*_args: Any) -> dict[str, Any]:
        return {"text": "chart", "blocks": [{"type": "data_visualization", "title": "x" * 51}]}

    monkeypatch.setattr(trend_views, "chart", draw_too_much)
    await asks(world, TRUST)
    answered = [(person, ("3",)) for person in world.clients]
    for person, buttons in answered:
        await answers(world, person, *buttons)
    await closes(world)
    digest = await asks_again(world, *answered)
    (numbers,) = await in_thread(world, digest, world.bo)
    assert "4 Nov: Acme 3.0" in numbers.words
    await world.ann.command("/pulse", "results", in_=world.room)
    await world.settle()
    assert "4 Nov: Acme 3.0" in (await world.notice(world.ann)).words


@ONE_ENGINE
async def test_results_are_for_one_person_of_either_side(world: World) -> None:
    await asks(world, TRUST, CHOICES)
    assert "No round of this pulse is closed yet." in await told(world.ann, world, "results")
    for person in world.clients:
        await presses(world, person, "3")
    await closes(world)
    await asks_again(world, *((person, ("4",)) for person in world.clients))
    await world.ann.command("/pulse", "results 1", in_=world.room)
    await world.menu_button(world.bea, "Pulses")
    await world.bea.presses(await world.notice(world.bea), "Results")
    await world.settle()
    for person in (world.ann, world.bea):
        told_last = [m for m in await person.sees(world.room) if m.ephemeral][-2:]
        drawn, text = sorted(told_last, key=lambda message: not charts([message]))
        assert text.words.startswith(":bar_chart: *Pulse 1* · Acme and Vee\nThe last round was")
        assert "Acme: *4.0* of 5 (up 1.0) · 3 answered" in text.words
        assert "*2. What was late?*\nNobody answered." in text.words
        assert "4 Nov: Acme 4.0" in text.words
        assert lines_of(charts([drawn])[0]) == {"Acme": [3, 4]}
    before = len([m for m in await world.bob.sees(world.room) if not m.ephemeral])
    assert "no pulse with that number" in await told(world.ann, world, "results 7")
    assert len([m for m in await world.bob.sees(world.room) if not m.ephemeral]) == before


@ONE_ENGINE
async def test_results_of_several_pulses_and_of_a_stopped_one(world: World) -> None:
    await asks(world, TRUST)
    await presses(world, world.bo, "5")
    await closes(world)
    await world.ann.command("/pulse", "stop 1", in_=world.room)
    await world.settle()
    assert "Vee: 1 answered, too few to show" in await told(world.ann, world, "results 1")
    assert "no pulse for that yet" in await told(world.ann, world, "results")


async def test_named_comments_on_several_questions_stand_in_the_thread(world: World) -> None:
    await asks(world, SCALE, TEXT, anonymity=NAMED)
    await writes(world, world.bo, "2 because <b> nobody asked")
    await writes(world, world.bo, "The weekly call")
    digest = await closes(world)
    assert "The comments are in the thread of this message." in digest.words
    assert "nobody asked" not in digest.words
    (page,) = await in_thread(world, digest, world.ann)
    assert page.words == (
        f"*Vee* on “How well do they listen?”\n{world.bo}\n>because &lt;b&gt; nobody asked\n"
        f"*Vee* on “What should we keep?”\n{world.bo}\n>The weekly call"
    )


async def test_who_edits_a_pulse_does_not_change_what_an_open_round_promised(world: World) -> None:
    """A contact makes an anonymous pulse a named one, while people answer."""
    await asks(world, SCALE)
    await presses(world, world.bo, "1")
    await set_pulse(world, anonymity=Anonymity.NAMED, mean_minimum=1, detail_minimum=1)
    await presses(world, world.bea, "2")
    assert "*Anonymous.*" in (await last(world, world.bea)).words
    digest = await closes(world)
    assert "Vee: 2 answered, too few to show" in digest.words
    assert "Anonymous round." in digest.words
