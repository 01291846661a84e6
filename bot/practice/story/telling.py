"""What the acts are written with, beyond the stage."""

from datetime import date, datetime, time

from bot.practice.cast import Player
from bot.practice.stage import Stage, with_article
from sandbox.client import Message


async def at(stage: Stage, player: Player, day: date, clock: str) -> None:
    """Wait until it is that day and time where the player lives, unless it is later already."""
    await stage.wait_until(datetime.combine(day, time.fromisoformat(clock), tzinfo=player.tz))


async def say(stage: Stage, player: Player, text: str, *, thread: Message | None = None) -> Message:
    """Talk among people, on which nobody waits for the bot."""
    return await player.person.says(text, in_=stage.room, thread=thread)


async def add(stage: Stage, player: Player, title: str, kind: str, text: str) -> None:
    """Add a fact, a cause, ... to the problem of that title."""
    name = f"Add {with_article(kind)}"
    await stage.presses(player, await stage.finds(player, title, "●"), name)
    await stage.submits(player, name, text=text)


async def move_on(stage: Stage, player: Player, title: str, name: str) -> None:
    """Move the problem of that title on to the stage of that name."""
    await stage.presses(player, await stage.finds(player, title, "●"), f"Next: {name}")


async def read_everything(*players: Player) -> None:
    """They have seen all that is there at this moment."""
    for player in players:
        for conversation in await player.person.conversations():
            await player.person.reads(conversation)
