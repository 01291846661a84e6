"""The last working day: what is planned next, and what some have not read yet."""

from bot.practice.stage import Stage
from bot.practice.story.calendar import Days
from bot.practice.story.solving import OPEN
from bot.practice.story.telling import add, at, read_everything, say


async def play_yesterday(stage: Stage, days: Days) -> None:
    await _plan_second_pulse(stage, days)
    await read_everything(*stage.cast.everybody)
    await _talk_on(stage, days)


async def _plan_second_pulse(stage: Stage, days: Days) -> None:
    per = stage.cast.per
    await at(stage, per, days.yesterday, "11:00")
    await stage.types(per, "/pulse new")
    await stage.submits(
        per,
        "New pulse",
        question="How clear is to you what the other side does next week?",
        anonymity="named",
        where="channel",
        weekday=str(days.other_weekday),
        at="14:00",
        open_hours="24",
    )


async def _talk_on(stage: Stage, days: Days) -> None:
    cast = stage.cast
    await at(stage, cast.maya, days.yesterday, "08:30")
    card = await stage.finds(cast.maya, OPEN, "●")
    part = "Nobody owns the list on other days."
    await add(stage, cast.maya, OPEN, "a cause", part, kind="own_part")
    await say(stage, cast.tomas, "Could we send it ourselves, on the other days?", thread=card)
    said = await say(stage, cast.luc, f"{cast.ingrid} do you have ten minutes on Monady?")
    await cast.luc.person.edits(said, f"{cast.ingrid} do you have ten minutes on Monday?")
    draft = await say(
        stage, cast.sofia, "The draft for next week is in the folder: *three* changes, all early."
    )
    await cast.luc.person.reacts(draft, "eyes")
    await cast.maya.person.reacts(draft, "raised_hands")
    await say(stage, cast.luc, "Imported. Two were there within the hour.", thread=draft)
