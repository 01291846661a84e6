"""Between the rounds people thank and talk. What they solve together is in `solving`."""

from bot.practice.stage import Stage
from bot.practice.story.calendar import Days
from bot.practice.story.telling import at, say


async def thank_for_counting(stage: Stage, days: Days) -> None:
    cast, first = stage.cast, days.meetings[0]
    await at(stage, cast.liv, first, "11:00")
    await stage.types(cast.liv, "/kudos")
    await stage.submits(
        cast.liv,
        "Give kudos",
        receivers=[cast.priya],
        reason="counting the late changes instead of telling us that there were many",
        value="shared",
    )


async def thank_and_talk(stage: Stage, days: Days) -> None:
    cast, second = stage.cast, days.meetings[1]
    await at(stage, cast.luc, second, "09:40")
    said = await say(
        stage, cast.luc, "I walked through every sailing of the winter by hand. All there."
    )
    await cast.per.person.reacts(said, "tada")
    await cast.ingrid.person.reacts(said, "tada")
    await cast.rui.person.reacts(said, "heart")
    await say(stage, cast.rui, "Also the one to Utøya at six?", thread=said)
    await say(stage, cast.luc, "Also that one. It has a bicycle fare now.", thread=said)
    await stage.uses_shortcut(cast.tomas, "Give kudos", said)
    await stage.submits(
        cast.tomas, "Give kudos", reason="looking at every sailing before we asked", value="extra"
    )


async def thank_for_own_part(stage: Stage) -> None:
    cast = stage.cast
    await stage.asks_menu(cast.maya, "Give kudos")
    await stage.submits(
        cast.maya,
        "Give kudos",
        receivers=[cast.per],
        reason="saying aloud that half of it was your part",
    )
    card = await stage.finds(cast.kenji, "saying aloud that half of it")
    await stage.presses(cast.kenji, card, "Me too")
