"""What both sides want to reach together: one is reached and celebrated, the next is planned."""

from bot.practice.stage import Stage
from bot.practice.story.calendar import DAY, WEEK, Days, working_day
from bot.practice.story.telling import at

WINTER = "Winter tickets are on sale"
YEAR = "A year of selling tickets together"


async def plan_winter(stage: Stage, days: Days) -> None:
    """After the first round, by who has the app."""
    cast = stage.cast
    await stage.types(cast.ingrid, f"/milestone {WINTER}")
    await stage.submits(
        cast.ingrid,
        "Plan a milestone",
        day=days.rounds[1].isoformat(),
        client_owner=cast.sofia,
        vendor_owner=cast.luc,
        client_meaning="Families plan their winter, and we answer fewer calls.",
        vendor_meaning="The first season that we sell from one list.",
    )


async def move_winter(stage: Stage, days: Days) -> None:
    """It takes longer; the day before it was to be reached, its owner says why."""
    sofia = stage.cast.sofia
    await at(stage, sofia, working_day(days.rounds[1] - DAY, -DAY), "15:00")
    await stage.presses(sofia, await stage.finds(sofia, WINTER, "planned by"), "Change date")
    await stage.submits(
        sofia,
        "Change the date",
        day=days.meetings[1].isoformat(),
        reason="Two piers have not signed yet. Better all sailings than most of them.",
    )


async def reach_winter(stage: Stage) -> None:
    """After the second round one side says so, and the other confirms it."""
    cast = stage.cast
    for player, button in ((cast.luc, "Reached"), (cast.sofia, "Confirm")):
        await stage.presses(player, await stage.finds(player, WINTER, "planned by"), button)
        await stage.submits(player, button)
    card = await stage.finds(cast.tomas, WINTER, "have reached it together")
    await stage.presses(cast.tomas, card, "Say thanks")
    await stage.submits(
        cast.tomas, "Say thanks", receivers=[cast.kenji], reason="the import that ran all night"
    )
    await _look_back(stage)


async def _look_back(stage: Stage) -> None:
    cast = stage.cast
    for player, worked, keep in (
        (cast.rui, "One list that both of us could read.", "To move a day early, and say why."),
        (cast.priya, "Somebody always answered on the same day.", ""),
    ):
        card = await stage.finds(player, WINTER, "have reached it together")
        await stage.presses(player, card, "What worked, what we keep")
        await stage.submits(player, "Looking back", worked=worked, keep=keep)


async def plan_year(stage: Stage, days: Days) -> None:
    """After the third round, by who has not."""
    cast = stage.cast
    await stage.asks_menu(cast.maya, "Plan a milestone")
    await stage.submits(
        cast.maya,
        "Plan a milestone",
        title=YEAR,
        day=(days.rounds[2] + 6 * WEEK).isoformat(),
        client_owner=cast.per,
        vendor_owner=cast.priya,
        client_meaning="Nobody on the pier remembers the paper tickets.",
        vendor_meaning="Our oldest customer is our proudest reference.",
        yearly="every_year",
    )
