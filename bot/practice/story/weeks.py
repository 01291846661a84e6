"""Between the rounds: one problem is solved, one stands open, people thank and talk."""

from bot.practice.stage import Stage
from bot.practice.story.calendar import Days
from bot.practice.story.telling import add, at, move_on, say

SOLVED = "Timetable changes reach us too late"
OPEN = "Refunds take eleven days"


async def raise_first_problem(stage: Stage, days: Days) -> None:
    cast, first = stage.cast, days.meetings[0]
    await at(stage, cast.kenji, first, "17:00")
    await stage.asks_menu(cast.kenji, "Raise a problem")
    await stage.submits(
        cast.kenji,
        "Raise a problem",
        title=SOLVED,
        what="New sailings are on the posters before they are in our system. Then a ferry is sold "
        "that does not sail.",
        whom="Passengers on the pier, and whoever has to tell them.",
        client_owner=cast.per,
        vendor_owner=cast.priya,
    )
    await at(stage, cast.sofia, first, "10:20")
    await add(stage, cast.priya, SOLVED, "fact", "9 of the last 14 changes came after the poster.")
    await add(stage, cast.sofia, SOLVED, "fact", "The posters go to print on Thursdays at noon.")
    await move_on(stage, cast.priya, SOLVED, "causes")
    await at(stage, cast.liv, first, "11:00")
    await stage.types(cast.liv, "/kudos")
    await stage.submits(
        cast.liv,
        "Give kudos",
        receivers=[cast.priya],
        reason="counting the late changes instead of telling us that there were many",
        value="shared",
    )


async def find_causes(stage: Stage, days: Days) -> None:
    cast, second = stage.cast, days.meetings[1]
    await at(stage, cast.per, second, "09:30")
    await add(
        stage,
        cast.per,
        SOLVED,
        "cause",
        "Our part: we wait until every pier has signed, and send you nothing before.",
    )
    await add(
        stage,
        cast.kenji,
        SOLVED,
        "cause",
        "Our part: we never told you that the import runs only once, at night.",
    )
    await move_on(stage, cast.per, SOLVED, "options")
    await add(stage, cast.liv, SOLVED, "option", "We share the draft before the piers sign.")
    await add(stage, cast.priya, SOLVED, "option", "We import every hour, and mark drafts as such.")
    await move_on(stage, cast.priya, SOLVED, "decide")
    await add(stage, cast.priya, SOLVED, "decision", "Both: drafts on Mondays, import every hour.")
    await move_on(stage, cast.per, SOLVED, "try")
    await add(stage, cast.priya, SOLVED, "step", "Kenji builds it, Sofia sends drafts from Monday.")


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


async def close_first_problem(stage: Stage, days: Days) -> None:
    cast, third = stage.cast, days.meetings[2]
    await at(stage, cast.per, third, "09:15")
    await move_on(stage, cast.per, SOLVED, "review")
    await add(
        stage,
        cast.kenji,
        SOLVED,
        "observation",
        "Six changes, six drafts, no ferry sold that does not sail. I slept.",
    )
    card = await stage.finds(cast.priya, SOLVED, "●")
    await stage.presses(cast.priya, card, "Close with a lesson")
    await stage.submits(
        cast.priya,
        "Close with a lesson",
        text="Tell the other side while it is still a draft. Early and unsure helps more than late "
        "and right.",
    )


async def raise_second_problem(stage: Stage, days: Days) -> None:
    cast, third = stage.cast, days.meetings[2]
    await at(stage, cast.ingrid, third, "10:30")
    await stage.types(cast.ingrid, f"/problem {OPEN}")
    await stage.submits(
        cast.ingrid,
        "Raise a problem",
        what="Whoever cancels waits eleven days for the money, and writes to us three times.",
        whom="Passengers, and Tomás, who answers them.",
        client_owner=cast.tomas,
        vendor_owner=cast.luc,
    )
    await add(stage, cast.tomas, OPEN, "fact", "214 letters about refunds last month.")
    await at(stage, cast.luc, third, "09:10")
    await add(stage, cast.luc, OPEN, "fact", "The list goes to the bank once a week, on Fridays.")
    await move_on(stage, cast.luc, OPEN, "causes")
    await stage.asks_menu(cast.maya, "Give kudos")
    await stage.submits(
        cast.maya,
        "Give kudos",
        receivers=[cast.per],
        reason="saying aloud that half of it was your part",
    )
    card = await stage.finds(cast.kenji, "saying aloud that half of it")
    await stage.presses(cast.kenji, card, "Me too")
