"""Week 3: thanks across the border, by each way there is."""

from bot.demo.stage import Stage
from bot.practice.cast import CLIENT, VENDOR


async def play_kudos(stage: Stage) -> None:
    await _by_command(stage)
    await _by_form(stage)
    await _by_shortcut(stage)
    await _from_the_vendor(stage)
    await stage.types(stage.cast.sofia, "/kudos list")
    await stage.alone_sees(
        stage.cast.sofia, "Latest kudos", "the calm Thursday", "saying aloud", "every sailing"
    )


async def _by_command(stage: Stage) -> None:
    ingrid, priya, kenji = stage.cast.ingrid, stage.cast.priya, stage.cast.kenji
    await stage.time("2026-11-19 14:00", ingrid, stage.cast.maya)
    await stage.types(ingrid, f"/kudos {priya} {kenji} for the calm Thursday")
    await stage.sees(
        kenji,
        f"@Ingrid Solheim of {CLIENT} thanks @Priya Nair and @Kenji Mori of {VENDOR}",
        "the calm Thursday",
    )
    await stage.alone_sees(ingrid, "Your kudos for", "[ Take it back ]")


async def _by_form(stage: Stage) -> None:
    liv, luc = stage.cast.liv, stage.cast.luc
    await stage.types(liv, "/kudos")
    await stage.fills_in(
        liv, "Give kudos", receivers=[luc], reason="asking how our week was before asking for data"
    )
    await stage.sees(luc, f"@Liv Aune of {CLIENT} thanks @Luc Tremblay of {VENDOR}", "our week")


async def _by_shortcut(stage: Stage) -> None:
    luc, tomas = stage.cast.luc, stage.cast.tomas
    await stage.time("2026-11-19 10:00", luc, tomas)
    said = await stage.says(luc, "I walked through every sailing of the winter by hand. All there.")
    await stage.uses_shortcut(tomas, "Give kudos", said)
    await stage.writes(tomas, "Give kudos", reason="looking at every sailing before we asked")
    await stage.sees(
        luc, f"@Tomás Reis of {CLIENT} thanks @Luc Tremblay of {VENDOR}", "About this message"
    )


async def _from_the_vendor(stage: Stage) -> None:
    maya, per = stage.cast.maya, stage.cast.per
    await stage.asks_menu(maya, "Give kudos")
    await stage.fills_in(
        maya, "Give kudos", receivers=[per], reason="saying aloud that half of it was your part"
    )
    await stage.sees(per, f"@Maya Okafor of {VENDOR} thanks @Per Dahl of {CLIENT}", "saying aloud")
