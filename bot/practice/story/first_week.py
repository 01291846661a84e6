"""Week 1: both sides agree to try it, thank each other once, and plan a weekly question."""

from bot.practice.stage import Stage
from bot.practice.story.calendar import Days
from bot.practice.story.telling import at, say

QUESTION = "How well did we work together this week?"


async def play_first_week(stage: Stage, days: Days) -> None:
    await _set_up(stage, days)
    await _thank(stage, days)
    await _plan_pulse(stage, days)


async def _set_up(stage: Stage, days: Days) -> None:
    cast = stage.cast
    ingrid, maya = cast.ingrid, cast.maya
    await at(stage, ingrid, days.monday, "14:55")
    await stage.invites_bot(ingrid)
    hello = await say(
        stage,
        ingrid,
        "Hello both sides! I have invited Rapport, so that we hear early what goes wrong, and also "
        "what goes well. Maya, please look at what it proposes.",
    )
    await stage.types(ingrid, "/rapport setup")
    await stage.submits(ingrid, "Set up Rapport", **cast.roster)
    await at(stage, maya, days.monday, "09:20")
    await stage.presses(maya, await stage.finds(maya, "please look at it and confirm"), "Confirm")
    await maya.person.reacts(hello, "+1")
    await cast.liv.person.reacts(hello, "+1")
    await say(stage, maya, "Confirmed. Ask us anything, we would rather know.", thread=hello)


async def _thank(stage: Stage, days: Days) -> None:
    cast = stage.cast
    await at(stage, cast.ingrid, days.first_week(1), "16:10")
    await stage.types(
        cast.ingrid,
        f"/kudos {cast.luc} for staying on the line until we could sell #went-the-extra-mile",
    )
    await at(stage, cast.kenji, days.first_week(3), "11:30")
    await stage.asks_menu(cast.kenji, "Give kudos")
    await stage.submits(
        cast.kenji,
        "Give kudos",
        receivers=[cast.sofia],
        reason="sending the timetable as a file, not as a photograph of the pier",
    )


async def _plan_pulse(stage: Stage, days: Days) -> None:
    ingrid = stage.cast.ingrid
    await at(stage, ingrid, days.first_week(4), "14:00")
    await stage.types(ingrid, "/pulse new")
    await stage.submits(
        ingrid,
        "New pulse",
        question=QUESTION,
        weekday=str(days.weekday),
        at="10:00",
        open_hours="24",
    )
