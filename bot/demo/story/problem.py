"""Weeks 1 to 3: the vendor raises a problem, and both sides take it from facts to a lesson."""

from typing import Any

from bot.demo.stage import Stage
from bot.practice.cast import Player
from sandbox.client import Message

TITLE = "Timetable changes reach us too late"
SENTENCE = "Two of three timetable changes are on the posters before they can be booked."
LESSON = (
    "Tell the other side while it is still a draft. Early and unsure helps more than late and "
    "right."
)
ACTION = "Import every hour, and mark drafts as such"


async def play_problem(stage: Stage) -> None:
    card = await _raise(stage)
    await _collect_facts(stage, card)
    stage.screen.week(2, "one problem, two sides")
    await _find_causes(stage, card)
    await _give_ideas(stage, card)
    await _score(stage, card)
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
        whom_client="Passengers on the pier.",
        whom_vendor="Whoever has to tell them.",
        impact="high",
        theme="communication",
        client_facilitator=cast.per,
        vendor_facilitator=cast.priya,
    )
    card = await stage.sees(cast.per, f"#1 {TITLE}", "● Define", "[ Add a fact ]")
    await stage.sees_in_thread(cast.ingrid, card, "This thread is where both sides solve #1")
    return card


async def _collect_facts(stage: Stage, card: Message) -> None:
    cast = stage.cast
    await _add(stage, cast.priya, card, "a fact", "9 of the last 14 changes came after the poster.")
    await _add(stage, cast.sofia, card, "a fact", "The posters go to print on Thursdays at noon.")
    stage.screen.narrate("It moves on when both sides agree: one proposes, the other confirms.")
    await stage.presses(cast.priya, card, "Next: causes")
    await stage.fills_in(cast.priya, "Propose: causes", sentence=SENTENCE)
    await stage.sees_change(cast.per, "proposes to move on", "confirms it", SENTENCE)
    await _confirm(stage, cast.per, card, "causes")


async def _find_causes(stage: Stage, card: Message) -> None:
    cast = stage.cast
    await stage.time("2026-11-09 10:00", cast.per, cast.priya, cast.kenji)
    own = "a part of their own"
    await _add(
        stage,
        cast.per,
        card,
        own,
        "We wait until every pier has signed, and send you nothing before.",
        kind="own_part",
    )
    await _add(
        stage,
        cast.kenji,
        card,
        own,
        "We never told you that the import runs only once, at night.",
        kind="own_part",
    )
    await stage.sees(cast.liv, "● Causes", "Per Dahl (Havna Ferries)", "Kenji Mori (Quillbox)")
    await _agree(stage, cast.per, cast.priya, card, "options")


async def _give_ideas(stage: Stage, card: Message) -> None:
    cast = stage.cast
    stage.screen.narrate("Ideas are hidden until both sides have given theirs.")
    await _hide(stage, cast.liv, card, "We share the draft before the piers sign.")
    await _hide(stage, cast.luc, card, "We import every hour, and mark drafts as such.")
    await stage.sees_change(cast.rui, "1 hidden idea")
    await stage.presses(cast.per, card, "That is all from our side")
    await stage.presses(cast.priya, card, "That is all from our side")
    await stage.sees_in_thread(cast.rui, card, "All ideas for #1 are on the table now")
    await _agree(stage, cast.priya, cast.per, card, "evaluate")


async def _score(stage: Stage, card: Message) -> None:
    cast = stage.cast
    for player, scores in ((cast.liv, ("5", "2", "4", "3")), (cast.kenji, ("5", "1", "4", "4"))):
        await stage.presses(player, card, "Score the ideas")
        await _fill_scores(stage, player, scores)
    await stage.presses(cast.per, card, "That is all from our side")
    await stage.presses(cast.priya, card, "That is all from our side")
    await stage.sees_in_thread(cast.rui, card, "Both sides have scored the ideas")
    await _agree(stage, cast.per, cast.priya, card, "decide")


async def _fill_scores(stage: Stage, player: Player, scores: tuple[str, ...]) -> None:
    """Effect and effort of each idea, in their order; the ids of the ideas are in the form."""
    fields = await stage.fields_of(player)
    await stage.writes(player, "Score the ideas", **dict(zip(fields, scores, strict=True)))


async def _decide(stage: Stage, card: Message) -> None:
    cast = stage.cast
    await stage.time("2026-11-10 09:30", cast.priya, cast.per)
    await stage.presses(cast.priya, card, "Name an action")
    await stage.writes(
        cast.priya, "Name an action", what=ACTION, owner=cast.kenji, due="2026-11-18"
    )
    await stage.presses(cast.priya, card, "Next: try")
    await stage.fills_in(
        cast.priya,
        "Propose: try",
        decision="Both: drafts on Mondays, and an import every hour.",
        reasons="Either alone leaves a gap of a day, and a day is a weekend on the pier.",
    )
    await _confirm(stage, cast.per, card, "try")
    await stage.presses(cast.per, card, "Plan the review")
    await stage.writes(
        cast.per,
        "Plan the review",
        measure="Six changes, and none of them is on a poster first.",
        review_on="2026-11-19",
    )
    await stage.sees(cast.ingrid, "● Try", "Who does what", ACTION, "Review on")


async def _review(stage: Stage, card: Message) -> None:
    cast = stage.cast
    await stage.time("2026-11-18 16:00", cast.kenji, cast.priya)
    action = await stage.eyes.find_in_thread(cast.kenji, card, ACTION, "[ Done ]")
    await stage.presses(cast.kenji, action, "Done")
    await stage.time("2026-11-19 10:00", cast.per, cast.kenji, cast.priya)
    await stage.reads_in_thread(cast.per, card, "the day has come on which we look at it")
    await _agree(stage, cast.per, cast.priya, card, "review")
    await _answer(stage, cast.per, card, "Six changes, and six drafts before them.")
    await _answer(stage, cast.priya, card, "No ferry sold that does not sail. Kenji slept.")
    await stage.presses(cast.priya, card, "Close with a lesson")
    await stage.fills_in(
        cast.priya,
        "Close with a lesson",
        learnt=LESSON,
        now_do="Drafts are sent on Mondays, signed or not.",
        tags="drafts, timetable",
    )
    await stage.presses(cast.per, card, "Confirm")
    await stage.sees(cast.ingrid, "● Closed", "What was decided", LESSON)


async def _add(
    stage: Stage, player: Player, card: Message, what: str, text: str, **more: Any
) -> None:
    """Press the card's button, fill in the form; the entry then stands in the thread."""
    button = "Add a cause" if more else f"Add {what}"
    await stage.presses(player, card, button)
    await stage.writes(player, button, text=text, **more)
    await stage.sees_in_thread(stage.cast.rui, card, f"{player.name}", f"added {what}", text)


async def _hide(stage: Stage, player: Player, card: Message, text: str) -> None:
    """An idea that nobody else sees yet."""
    await stage.presses(player, card, "Add an idea")
    await stage.writes(player, "Add an idea", text=text)


async def _answer(stage: Stage, player: Player, card: Message, text: str) -> None:
    await stage.presses(player, card, "Did it work?")
    await stage.writes(player, "Did it work?", worked="yes", words=text)
    await stage.sees_in_thread(stage.cast.rui, card, "it worked", text)


async def _agree(stage: Stage, one: Player, other: Player, card: Message, name: str) -> None:
    """One facilitator proposes the stage of that name, the other confirms."""
    await stage.presses(one, card, f"Next: {name}")
    await _confirm(stage, other, card, name)


async def _confirm(stage: Stage, player: Player, card: Message, name: str) -> None:
    """Card and thread say that it goes on."""
    await stage.presses(player, card, "Confirm")
    await stage.eyes.find_public(stage.cast.liv, f"● {name.capitalize()}")
    await stage.reads_in_thread(stage.cast.rui, card, f"went on to “{name}”")
