"""Week 1: two companies that have disappointed each other agree to try anew."""

from bot.demo.stage import Stage


async def play_fresh_start(stage: Stage) -> None:
    cast = stage.cast
    ingrid, maya = cast.ingrid, cast.maya

    stage.screen.week(1, "a fresh start")
    await stage.time("2026-11-02 09:00", ingrid, maya)
    await stage.says(
        ingrid,
        "At Easter two hundred passengers stood on the pier with tickets that were sold twice. We "
        "shouted at you for a week. It was not only your fault, and it did not help.",
    )
    await stage.time("2026-11-02 09:10", maya, ingrid)
    await stage.says(
        maya,
        "We knew on the Saturday and told you on the Tuesday, because we were afraid of that "
        "call. I am sorry. Shall we begin again, and differently?",
    )

    await stage.time("2026-11-02 15:30", ingrid, maya)
    await stage.invites_bot(ingrid)
    await stage.types(ingrid, "/rapport setup")
    await stage.fills_in(ingrid, "Set up Rapport", **cast.roster)
    card = await stage.sees(maya, "proposes Rapport for", "please look at it and confirm")
    await stage.presses(maya, card, "Confirm")
    await stage.sees_change(ingrid, "Confirmed by @Maya Okafor")
    await stage.sees(cast.kenji, "Rapport is now here", "What I keep", "What I read")

    await stage.types(cast.per, "/rapport who")
    await stage.alone_sees(cast.per, "@Maya Okafor ★", "Confirmed by both sides")
