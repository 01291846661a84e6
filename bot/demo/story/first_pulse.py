"""Week 1: both sides are asked the same, each in their own morning, and see how far apart they are.

The answers of the client are 4, 3, 4, 3 and 3 with one silent; those of the vendor 2, 2 and 3 with
one withdrawn.
"""

from bot.demo.stage import Stage
from bot.practice.cast import CLIENT, VENDOR

QUESTION = "How well did we work together this week?"
COMMENT = "When something breaks I want to hear it from you, not from the pier."


async def play_first_pulse(stage: Stage) -> None:
    await _plan(stage)
    stage.screen.narrate(
        "You see now what nobody in the story sees: who answers what. Each is asked in their own "
        "morning."
    )
    await _answer_in_asia(stage)
    await _answer_in_europe(stage)
    await _answer_in_america(stage)
    await _see_the_gap(stage)


async def _plan(stage: Stage) -> None:
    ingrid = stage.cast.ingrid
    await stage.types(ingrid, "/pulse new")
    await stage.fills_in(
        ingrid, "New pulse", question=QUESTION, weekday="2", at="10:00", open_hours="24"
    )
    await stage.sees(stage.cast.maya, "planned by @Ingrid Solheim", "every Wednesday at 10:00")


async def _answer_in_asia(stage: Stage) -> None:
    kenji, priya = stage.cast.kenji, stage.cast.priya
    await stage.time("2026-11-04 10:00", kenji, priya, stage.cast.ingrid, stage.cast.maya)
    card = await stage.is_sent(kenji, QUESTION, "Anonymous.", "[ 5 ]")
    await stage.does_not_read(priya, QUESTION)
    await stage.presses(kenji, card, "2")
    await stage.reads(kenji, "Your answer: 2 (hardly)")

    await stage.time("2026-11-04 10:00", priya)
    card = await stage.reads(priya, QUESTION)
    await stage.reacts(priya, card, "two")
    await stage.reads(priya, "Your answer: 2 (hardly)")


async def _answer_in_europe(stage: Stage) -> None:
    cast = stage.cast
    await stage.time("2026-11-04 10:00", cast.ingrid, cast.tomas)
    await stage.does_not_read(cast.tomas, QUESTION)
    for player, answer in ((cast.ingrid, "4"), (cast.liv, "4"), (cast.sofia, "4")):
        await stage.presses(player, await stage.reads(player, QUESTION), answer)
    await stage.reacts(cast.per, await stage.reads(cast.per, QUESTION), "three")

    await stage.time("2026-11-04 10:00", cast.tomas, cast.ingrid, cast.maya)
    card = await stage.reads(cast.tomas, QUESTION)
    await stage.presses(cast.tomas, card, "3")
    await stage.presses(cast.tomas, card, "Comment")
    await stage.fills_in(cast.tomas, "Comment", comment=COMMENT)
    await stage.reads(cast.tomas, COMMENT)
    await stage.reads(cast.rui, QUESTION)
    stage.screen.narrate("Rui does not answer. Sofia thinks again.")
    card = await stage.reads(cast.sofia, "Your answer: 4 (well)")
    await stage.presses(cast.sofia, card, "3")
    await stage.reads(cast.sofia, "Your answer: 3 (partly)")


async def _answer_in_america(stage: Stage) -> None:
    maya, luc = stage.cast.maya, stage.cast.luc
    await stage.time("2026-11-04 10:00", maya, stage.cast.ingrid)
    await stage.reacts(maya, await stage.reads(maya, QUESTION), "three")
    card = await stage.reads(luc, QUESTION)
    await stage.presses(luc, card, "1")
    card = await stage.reads(luc, "Your answer: 1 (not at all)")
    stage.screen.narrate("Luc takes his answer back. Nobody will know what it was.")
    await stage.presses(luc, card, "Withdraw")
    await stage.does_not_read(luc, "Your answer: ")


async def _see_the_gap(stage: Stage) -> None:
    ingrid, maya = stage.cast.ingrid, stage.cast.maya
    await stage.time("2026-11-05 10:01", maya, ingrid)
    await stage.sees(
        ingrid,
        f"{CLIENT}: 3.4 of 5 · 5 answered",
        f"{VENDOR}: 2.3 of 5 · 3 answered",
        "1.1 apart",
        COMMENT,
    )
    await stage.reads(stage.cast.kenji, "This round of pulse 1 is closed")
    await stage.says(ingrid, "2.3 from you. I did not know that you had it harder than we did.")
    await stage.says(maya, "We never said so. Let us mend one thing before anybody is asked again.")
    await stage.types(ingrid, "/pulse pause 1")
    await stage.alone_sees(ingrid, "Pulse 1 is paused")
