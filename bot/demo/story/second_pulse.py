"""Week 4: the bot was switched off when the question was due, asks late, once, and it is better.

All ten answer: the client 5, 4, 4, 5, 5 and 4, the vendor 4, 5, 4 and 5.
"""

from bot.demo.stage import Stage
from bot.demo.story.first_pulse import QUESTION
from bot.practice.cast import CLIENT, VENDOR, Player

COMMENT = "Last time I did not answer, because I thought that nothing would come of it."


async def play_second_pulse(stage: Stage) -> None:
    stage.screen.week(4, "asked again")
    await _resume(stage)
    await _miss_the_hour(stage)
    await _answer(stage)
    await _see_it_alike(stage)
    await _look_back(stage)


async def _resume(stage: Stage) -> None:
    ingrid = stage.cast.ingrid
    await stage.time("2026-11-23 09:00", ingrid)
    await stage.types(ingrid, "/pulse resume 1")
    await stage.alone_sees(ingrid, "Pulse 1 goes on", "Asked next")


async def _miss_the_hour(stage: Stage) -> None:
    cast = stage.cast
    await stage.time("2026-11-24 20:00", cast.ingrid)
    stage.screen.narrate("The machine that Rapport runs on is switched off for the night …")
    await stage.stop_bot()
    await stage.time("2026-11-26 09:00", cast.ingrid, cast.maya, cast.kenji)
    for player in cast.everybody:
        await stage.does_not_read(player, "[ 5 ]")
    stage.screen.narrate("… and comes back a day late. The question is caught up once, for all.")
    await stage.start_bot()
    for player in cast.everybody:
        await stage.reads_once(player, "[ 5 ]")


async def _answer(stage: Stage) -> None:
    cast = stage.cast
    card = await stage.is_sent(cast.rui, QUESTION, "Anonymous.")
    await stage.presses(cast.rui, card, "4")
    await stage.presses(cast.rui, card, "Comment")
    await stage.writes(cast.rui, "Comment", comment=COMMENT)
    await stage.reads(cast.rui, COMMENT)
    await _press(stage, cast.ingrid, "5")
    await _press(stage, cast.per, "4")
    await _press(stage, cast.liv, "4")
    await _react(stage, cast.sofia, "four")
    await _react(stage, cast.tomas, "four")
    await _react(stage, cast.priya, "five")
    await _react(stage, cast.kenji, "four")
    await stage.time("2026-11-26 09:30", cast.maya, cast.luc)
    await _press(stage, cast.maya, "4")
    await _press(stage, cast.luc, "4")


async def _press(stage: Stage, player: Player, score: str) -> None:
    await stage.presses(player, await stage.eyes.find_direct(player, "[ 5 ]"), score)
    await stage.eyes.find_direct(player, f"Your answer: {score}")


async def _react(stage: Stage, player: Player, emoji: str) -> None:
    await stage.reacts(player, await stage.eyes.find_direct(player, "[ 5 ]"), emoji)
    await stage.eyes.find_direct(player, "Your answer: ")


async def _see_it_alike(stage: Stage) -> None:
    cast = stage.cast
    await stage.time("2026-11-27 09:01", cast.ingrid, cast.kenji)
    await stage.sees(
        cast.ingrid,
        f"{CLIENT}: 4.2 of 5 (up 0.8) · 6 answered",
        f"{VENDOR}: 4.2 of 5 (up 1.9) · 4 answered",
        "Both sides see it alike.",
        COMMENT,
    )


async def _look_back(stage: Stage) -> None:
    ingrid, maya, rui = stage.cast.ingrid, stage.cast.maya, stage.cast.rui
    await stage.types(rui, "/problem list")
    await stage.alone_sees(rui, "Timetable changes reach us too late")
    await stage.time("2026-11-27 09:00", maya, ingrid)
    await stage.asks_menu(maya, "Pulses")
    await stage.alone_sees(maya, QUESTION, "Asked next")
    await stage.says(maya, "From 2.3 to 4.2. I would not have dared to guess that at Easter.")
    await stage.says(ingrid, "At Easter I would not have asked. Same time next Wednesday.")
