"""Three times both sides are asked the same, each in their own morning; the answers get better."""

from collections.abc import Mapping
from datetime import date

from bot.practice.cast import Player
from bot.practice.stage import Stage
from bot.practice.story.calendar import DAY, Days
from bot.practice.story.first_week import QUESTION
from bot.practice.story.telling import at

# Each person's answers, round by round; None where somebody did not answer.
ANSWERS: Mapping[str, tuple[int | None, int | None, int | None]] = {
    "Kenji": (2, 3, 4),
    "Priya": (2, 3, 4),
    "Ingrid": (4, 4, 5),
    "Per": (3, 4, 4),
    "Liv": (4, 4, 4),
    "Sofia": (3, 4, 5),
    "Tomás": (3, None, 4),
    "Rui": (None, 3, 4),
    "Maya": (2, 3, 4),
    "Luc": (3, None, 5),
}
# One of each side says why, if anybody: from five answers of a side on, comments are shown.
COMMENTS = (
    ("Liv", "When something breaks I want to hear it from you, not from the pier."),
    ("Sofia", "I knew on Tuesday already what would change on Friday. More of that."),
    ("Rui", "First week in which nobody asked me why a ferry was sold that did not sail."),
)
_EMOJI = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


async def play_round(stage: Stage, days: Days, number: int) -> None:
    """Ask on that day, let all answer, and wait until the round has closed."""
    cast, day = stage.cast, days.rounds[number]
    for players in (
        [cast.kenji],
        [cast.priya],
        [cast.ingrid, cast.per, cast.liv, cast.sofia],
        [cast.tomas, cast.rui],
        [cast.maya, cast.luc],
    ):
        await _answer(stage, players, day, number)
    await at(stage, cast.luc, day + DAY, "10:01")


async def _answer(stage: Stage, players: list[Player], day: date, number: int) -> None:
    await at(stage, players[0], day, "10:00")
    for player in players:
        name, score = player.first_name, ANSWERS[player.first_name][number]
        question = await stage.finds_direct(player, QUESTION, "Anonymous")
        if score is None:
            continue
        if name in ("Per", "Sofia", "Priya"):  # some would rather react
            await player.person.reacts(question, _EMOJI[score])
        else:
            await player.person.presses(question, str(score))
        commenter, comment = COMMENTS[number]
        if name == commenter:
            await stage.finish()
            await stage.presses(player, question, "Comment")
            await stage.submits(player, "Comment", comment=comment)
    await stage.finish()
