"""Weeks 1 to 3: the vendor raises a problem, and both sides take it from facts to a lesson."""

from bot.demo.stage import Stage
from bot.practice.cast import Player
from bot.practice.stage import with_article
from sandbox.client import Message

TITLE = "Timetable changes reach us too late"
LESSON = (
    "Tell the other side while it is still a draft. Early and unsure helps more than late and "
    "right."
)


async def play_problem(stage: Stage) -> None:
    card = await _raise(stage)
    await _collect_facts(stage, card)
    stage.screen.week(2, "one problem, two sides")
    await _find_causes(stage, card)
    await _decide(stage, card)
    stage.screen.week(3, "it holds")
    await _review(stage, card)


async def _raise(stage: Stage) -> Message:
    cast = stage.cast
    await stage.time("2026-11-06 16:00", cast.kenji, cast.ingrid)
    stage.screen.narrate(
        "Quillbox has not installed Rapport, so Kenji has no commands. He mentions the bot, and "
        "gets them as buttons."
    )
    await stage.asks_menu(cast.kenji, "Raise a problem")
    await stage.fills_in(
        cast.kenji,
        "Raise a problem",
        title=TITLE,
        what="New sailings are on the posters before they are in our system. Then a ferry is sold "
        "that does not sail.",
        whom="Passengers on the pier, and whoever has to tell them.",
        client_owner=cast.per,
        vendor_owner=cast.priya,
    )
    card = await stage.sees(cast.per, f"#1 {TITLE}", "● Define", "[ Add a fact ]")
    await stage.sees_in_thread(cast.ingrid, card, "This thread is where both sides solve #1")
    return card


async def _collect_facts(stage: Stage, card: Message) -> None:
    cast = stage.cast
    await _add(stage, cast.priya, card, "fact", "9 of the last 14 changes came after the poster.")
    await _add(stage, cast.sofia, card, "fact", "The posters go to print on Thursdays at noon.")
    await _next(stage, cast.priya, card, "causes")


async def _find_causes(stage: Stage, card: Message) -> None:
    cast = stage.cast
    await stage.time("2026-11-09 10:00", cast.per, cast.priya, cast.kenji)
    await _add(
        stage,
        cast.per,
        card,
        "cause",
        "Our part: we wait until every pier has signed, and send you nothing before.",
    )
    await _add(
        stage,
        cast.kenji,
        card,
        "cause",
        "Our part: we never told you that the import runs only once, at night.",
    )
    await stage.sees(cast.liv, "● Causes", "Per Dahl (Havna Ferries)", "Kenji Mori (Quillbox)")
    await _next(stage, cast.per, card, "options")


async def _decide(stage: Stage, card: Message) -> None:
    cast = stage.cast
    await _add(stage, cast.liv, card, "option", "We share the draft before the piers sign.")
    await _add(stage, cast.luc, card, "option", "We import every hour, and mark drafts as such.")
    await _next(stage, cast.priya, card, "decide")
    await stage.time("2026-11-10 09:30", cast.maya, cast.per)
    await _add(stage, cast.maya, card, "decision", "Both: drafts on Mondays, import every hour.")
    await _next(stage, cast.maya, card, "try")
    await _add(stage, cast.priya, card, "step", "Kenji builds it, Sofia sends drafts from Monday.")


async def _review(stage: Stage, card: Message) -> None:
    cast = stage.cast
    await stage.time("2026-11-19 10:00", cast.per, cast.kenji, cast.priya)
    await _next(stage, cast.per, card, "review")
    await _add(
        stage,
        cast.kenji,
        card,
        "observation",
        "Six changes, six drafts, no ferry sold that does not sail. I slept.",
    )
    await stage.presses(cast.priya, card, "Close with a lesson")
    await stage.fills_in(cast.priya, "Close with a lesson", text=LESSON)
    await stage.sees(cast.ingrid, "● Closed", "What was decided", LESSON)


async def _add(stage: Stage, player: Player, card: Message, kind: str, text: str) -> None:
    """Press the card's button, fill in the form; the entry then stands in the thread."""
    what = with_article(kind)
    await stage.presses(player, card, f"Add {what}")
    await stage.writes(player, f"Add {what}", text=text)
    await stage.sees_in_thread(stage.cast.rui, card, f"{player.name}", f"added {what}", text)


async def _next(stage: Stage, player: Player, card: Message, name: str) -> None:
    """Move the problem on to the stage of that name; card and thread say so."""
    await stage.presses(player, card, f"Next: {name}")
    await stage.eyes.find_public(stage.cast.liv, f"● {name.capitalize()}")
    await stage.reads_in_thread(stage.cast.rui, card, f"{player.name} moved this on to {name}")
