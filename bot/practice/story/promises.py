"""What both sides say after a round that they will do, and what becomes of it."""

from bot.practice.cast import Player
from bot.practice.stage import Stage
from bot.practice.story.calendar import WEEK, Days
from bot.practice.story.telling import at

DRAFTS = "Send the draft of next week to Quillbox every Monday before noon"
ANSWERS = "Answer every question in the channel on the day it is asked, if only with a date"
BANK = "Write down who decides about the list for the bank"


async def name_actions(stage: Stage, days: Days) -> None:
    """After the first round, a contact of each side."""
    cast, first = stage.cast, days.meetings[0]
    due = days.rounds[1] + WEEK
    await at(stage, cast.maya, first, "11:30")
    await _name(stage, cast.ingrid, DRAFTS, owner=cast.sofia, due=due.isoformat())
    await _name(stage, cast.maya, ANSWERS, owner=cast.luc, due=due.isoformat())


async def look_back(stage: Stage, days: Days) -> None:
    """After the second round one is kept, the other takes longer; nobody names another."""
    cast, second = stage.cast, days.meetings[1]
    await at(stage, cast.maya, second, "11:30")
    await stage.presses(cast.sofia, await stage.finds_direct(cast.sofia, DRAFTS), "Done")
    await stage.presses(cast.luc, await stage.finds_direct(cast.luc, ANSWERS), "Not yet")
    asked = await stage.finds_direct(cast.ingrid, "What will", "do about it?")
    await stage.presses(cast.ingrid, asked, "Nothing this time")


async def name_another(stage: Stage, days: Days) -> None:
    """After the third round; the client's contact has not got to it yet."""
    cast, third = stage.cast, days.meetings[2]
    due = days.rounds[2] + 2 * WEEK
    await at(stage, cast.maya, third, "11:30")
    await stage.presses(cast.luc, await stage.finds_direct(cast.luc, ANSWERS), "Done")
    await _name(stage, cast.maya, BANK, owner=cast.luc, due=due.isoformat())


async def _name(stage: Stage, player: Player, what: str, *, owner: Player, due: str) -> None:
    asked = await stage.finds_direct(player, "What will", "do about it?")
    await stage.presses(player, asked, "Name an action")
    await stage.submits(player, "Name an action", what=what, owner=owner, due=due)
