"""What the acts are written with, beyond the stage."""

from datetime import date, datetime, time
from typing import Any

from bot.practice.cast import Player
from bot.practice.stage import Stage
from sandbox.client import Message


async def at(stage: Stage, player: Player, day: date, clock: str) -> None:
    """Wait until it is that day and time where the player lives, unless it is later already."""
    await stage.wait_until(datetime.combine(day, time.fromisoformat(clock), tzinfo=player.tz))


async def say(stage: Stage, player: Player, text: str, *, thread: Message | None = None) -> Message:
    """Talk among people, on which nobody waits for the bot."""
    return await player.person.says(text, in_=stage.room, thread=thread)


async def add(stage: Stage, player: Player, title: str, what: str, text: str, **more: Any) -> None:
    """Add a fact, a cause, ... to the problem of that title."""
    name = f"Add {what}"
    await stage.presses(player, await stage.finds(player, title, "●"), name)
    await stage.submits(player, name, text=text, **more)


async def agree(stage: Stage, one: Player, other: Player, title: str, name: str) -> None:
    """One facilitator proposes the stage of that name, the other confirms."""
    await stage.presses(one, await stage.finds(one, title, "●"), f"Next: {name}")
    await confirm(stage, other, title)


async def confirm(stage: Stage, player: Player, title: str) -> None:
    """Agree to what the other side proposes for the problem of that title."""
    await stage.settle()
    await stage.presses(player, await stage.finds(player, title, "●", "proposes"), "Confirm")
    await stage.settle()


async def read_everything(*players: Player) -> None:
    """They have seen all that is there at this moment."""
    for player in players:
        for conversation in await player.person.conversations():
            await player.person.reads(conversation)
