"""One problem is solved together, from its facts to a lesson; another one stands open."""

from bot.practice.cast import Player
from bot.practice.stage import Stage
from bot.practice.story.calendar import WEEK, Days
from bot.practice.story.telling import add, agree, at, confirm

SOLVED = "Timetable changes reach us too late"
OPEN = "Refunds take eleven days"
IMPORT = "Import every hour, and mark drafts as such"


async def raise_first(stage: Stage, days: Days) -> None:
    cast, first = stage.cast, days.meetings[0]
    await at(stage, cast.kenji, first, "17:00")
    await stage.asks_menu(cast.kenji, "Raise a problem")
    await stage.submits(
        cast.kenji,
        "Raise a problem",
        title=SOLVED,
        what="New sailings are on the posters before they are in our system. Then a ferry is sold "
        "that does not sail.",
        whom_client="Passengers on the pier.",
        whom_vendor="Whoever has to tell them.",
        impact="high",
        theme="communication",
        client_facilitator=cast.per,
        vendor_facilitator=cast.priya,
    )
    await at(stage, cast.sofia, first, "10:20")
    fact = "9 of the last 14 changes came after the poster."
    await add(stage, cast.priya, SOLVED, "a fact", fact)
    fact = "The posters go to print on Thursdays at noon."
    await add(stage, cast.sofia, SOLVED, "a fact", fact)
    sentence = "Two of three changes are on the posters before they can be booked."
    await _define(stage, cast.priya, cast.per, SOLVED, sentence)


async def _define(stage: Stage, one: Player, other: Player, title: str, sentence: str) -> None:
    await stage.presses(one, await stage.finds(one, title, "●"), "Next: causes")
    await stage.submits(one, "Propose: causes", sentence=sentence)
    await confirm(stage, other, title)


async def find_way(stage: Stage, days: Days) -> None:
    """From causes to a trial, in one meeting."""
    cast, second = stage.cast, days.meetings[1]
    await at(stage, cast.per, second, "09:30")
    part = "We wait until every pier has signed, and send you nothing before."
    await add(stage, cast.per, SOLVED, "a cause", part, kind="own_part")
    part = "We never told you that the import runs only once, at night."
    await add(stage, cast.kenji, SOLVED, "a cause", part, kind="own_part")
    await agree(stage, cast.per, cast.priya, SOLVED, "options")
    await add(stage, cast.liv, SOLVED, "an idea", "We share the draft before the piers sign.")
    await add(stage, cast.luc, SOLVED, "an idea", "We import every hour, and mark drafts as such.")
    await _end(stage)
    await agree(stage, cast.priya, cast.per, SOLVED, "evaluate")
    await _score(stage, cast.liv, ("5", "2", "4", "3"))
    await _score(stage, cast.kenji, ("5", "1", "4", "4"))
    await _end(stage)
    await agree(stage, cast.per, cast.priya, SOLVED, "decide")
    await _decide(stage, days)


async def _end(stage: Stage) -> None:
    """Both sides say that this is all from them."""
    for player in (stage.cast.per, stage.cast.priya):
        card = await stage.finds(player, SOLVED, "●")
        await stage.presses(player, card, "That is all from our side")
    await stage.settle()


async def _score(stage: Stage, player: Player, scores: tuple[str, ...]) -> None:
    """Effect and effort of each idea, in their order; the ids of the ideas are in the form."""
    await stage.presses(player, await stage.finds(player, SOLVED, "●"), "Score the ideas")
    view = await player.person.modal()
    inputs = (
        [block["block_id"] for block in view.blocks if block["type"] == "input"] if view else []
    )
    await stage.submits(player, "Score the ideas", **dict(zip(inputs, scores, strict=True)))


async def _decide(stage: Stage, days: Days) -> None:
    cast = stage.cast
    review = days.meetings[2]
    await stage.presses(cast.priya, await stage.finds(cast.priya, SOLVED, "●"), "Name an action")
    due = review.isoformat()
    await stage.submits(cast.priya, "Name an action", what=IMPORT, owner=cast.kenji, due=due)
    await stage.presses(cast.priya, await stage.finds(cast.priya, SOLVED, "●"), "Next: try")
    await stage.submits(
        cast.priya,
        "Propose: try",
        decision="Both: drafts on Mondays, import every hour.",
        reasons="Either alone leaves a gap of a day, and a day is a weekend on the pier.",
    )
    await confirm(stage, cast.per, SOLVED)
    await stage.presses(cast.per, await stage.finds(cast.per, SOLVED, "●"), "Plan the review")
    await stage.submits(
        cast.per,
        "Plan the review",
        measure="Six changes, and none of them is on a poster first.",
        review_on=review.isoformat(),
    )


async def close_first(stage: Stage, days: Days) -> None:
    cast, third = stage.cast, days.meetings[2]
    await at(stage, cast.per, third, "09:15")
    card = await stage.finds(cast.kenji, SOLVED, "●")
    action = next(one for one in await cast.kenji.person.sees_thread(card) if "Done" in one.buttons)
    await stage.presses(cast.kenji, action, "Done")
    await agree(stage, cast.per, cast.priya, SOLVED, "review")
    await _answer(stage, cast.per, "Six changes, and six drafts before them.")
    await _answer(stage, cast.priya, "No ferry sold that does not sail. Kenji slept.")
    await stage.settle()
    card = await stage.finds(cast.priya, SOLVED, "●")
    await stage.presses(cast.priya, card, "Close with a lesson")
    await stage.submits(
        cast.priya,
        "Close with a lesson",
        learnt="Tell the other side while it is still a draft. Early and unsure helps more than "
        "late and right.",
        now_do="Drafts are sent on Mondays, signed or not.",
        tags="drafts, timetable",
    )
    await confirm(stage, cast.per, SOLVED)


async def _answer(stage: Stage, player: Player, text: str) -> None:
    await stage.presses(player, await stage.finds(player, SOLVED, "●"), "Did it work?")
    await stage.submits(player, "Did it work?", worked="yes", words=text)


async def raise_second(stage: Stage, days: Days) -> None:
    cast, third = stage.cast, days.meetings[2]
    await at(stage, cast.ingrid, third, "10:30")
    await stage.types(cast.ingrid, f"/problem {OPEN}")
    await stage.submits(
        cast.ingrid,
        "Raise a problem",
        what="Whoever cancels waits eleven days for the money, and writes to us three times.",
        whom_client="Passengers, and Tomás, who answers them.",
        since=(days.rounds[0] - 8 * WEEK).isoformat(),
        client_facilitator=cast.tomas,
        vendor_facilitator=cast.luc,
    )
    await add(stage, cast.tomas, OPEN, "a fact", "214 letters about refunds last month.")
    await at(stage, cast.luc, third, "09:10")
    fact = "The list goes to the bank once a week, on Fridays."
    await add(stage, cast.luc, OPEN, "a fact", fact)
    sentence = "A refund takes eleven days, of which seven are waiting for a Friday."
    await _define(stage, cast.luc, cast.tomas, OPEN, sentence)
