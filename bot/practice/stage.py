"""Where a story is played: people act, and the bot does what is due."""

from contextlib import AsyncExitStack
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from bot.main import Rapport
from bot.practice.cast import Cast, Player, gather_cast, open_channel
from bot.practice.opening import Practice
from sandbox.client import Channel, Message

# What the bot answers where it is mentioned, with buttons.
MENU = "What would you like to do?"


class Missing(Exception):
    """Something that should have happened in the story did not; the message says what."""


class Stage:
    """`async with Stage(...)` gathers the people and starts the bot.

    A person's act raises what the practice room refuses, or Missing where nothing came of it.
    """

    cast: Cast
    room: Channel

    def __init__(self, practice: Practice, database_url: str) -> None:
        self._practice = practice
        self._database_url = database_url
        self._life = AsyncExitStack()
        self._rapport: Rapport | None = None

    async def __aenter__(self) -> Self:
        self.cast = await gather_cast(self._practice)
        self.room = await open_channel(self._practice, self.cast)
        await self.start_bot()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop_bot()

    # What happens to the bot and to time.

    async def start_bot(self) -> None:
        self._rapport = await self._life.enter_async_context(self._practice.bot(self._database_url))
        await self.settle()

    async def stop_bot(self) -> None:
        self._rapport = None
        await self._life.aclose()

    async def settle(self) -> None:
        """Let everything that is due happen, and every message arrive."""
        if self._rapport is not None:
            await self._rapport.settle()

    async def finish(self) -> None:
        """Let come of an act what comes of it. Slack returned when the bot had heard of it."""
        if self._rapport is not None:
            await self._rapport.finish()

    async def wait_until(self, moment: datetime) -> None:
        """Let time pass, if it is not that late yet, and happen what is due then."""
        if moment > self._practice.slack.clock.now():
            await self._practice.box.move_clock(to=moment)
        await self.settle()

    # What people do.

    async def invites_bot(self, player: Player) -> None:
        await self.room.add_bot(self._practice.installation, inviter=player.person)
        await self.finish()

    async def says(self, player: Player, text: str, *, thread: Message | None = None) -> Message:
        said = await player.person.says(text, in_=self.room, thread=thread)
        await self.finish()
        return said

    async def asks_menu(self, player: Player, button: str) -> None:
        """What people without the app do: mention the bot, and press a button of its answer."""
        await self.says(player, f"{self._practice.installation} hello")
        await self.presses(player, await self.alone_sees(player, MENU), button)

    async def types(self, player: Player, command: str) -> None:
        """A slash command, in the channel."""
        name, _, rest = command.partition(" ")
        reply = await player.person.command(name, rest, in_=self.room)
        _require_ack(player, command, reply.error)
        await self.finish()

    async def presses(self, player: Player, target: Message, button: str) -> None:
        reply = await player.person.presses(target, button)
        _require_ack(player, button, reply.error)
        await self.finish()

    async def reacts(self, player: Player, message: Message, emoji: str) -> None:
        await player.person.reacts(message, emoji)
        await self.finish()

    async def uses_shortcut(self, player: Player, shortcut: str, message: Message) -> None:
        """A message shortcut, by its name."""
        reply = await player.person.shortcut(shortcut, message)
        _require_ack(player, shortcut, reply.error)

    async def submits(self, player: Player, title: str, /, **values: Any) -> None:
        """Fill in the form that is before somebody, by block id, and send it."""
        result = await player.person.submits({name: ids_of(one) for name, one in values.items()})
        _require_ack(player, title, "; ".join(result.errors.values()) or result.error)
        await self.finish()

    # What people see.

    async def fields_of(self, player: Player) -> list[str]:
        """The block ids of the inputs of the form that is before somebody, in their order."""
        view = await player.person.modal()
        return [one["block_id"] for one in view.blocks if one["type"] == "input"] if view else []

    async def finds(self, player: Player, *words: str) -> Message:
        """The newest message in the channel with these words."""
        return newest(await player.person.sees(self.room), *words)

    async def alone_sees(self, player: Player, *words: str) -> Message:
        """The newest message in the channel with these words that is for nobody else."""
        seen = await player.person.sees(self.room)
        return newest([one for one in seen if one.ephemeral], *words)

    async def finds_direct(self, player: Player, *words: str) -> Message:
        """The newest direct message of the bot with these words."""
        return newest(await player.person.sees_dm(self._practice.installation), *words)


def newest(seen: list[Message], *words: str) -> Message:
    """The newest of these messages that has the words. Raises Missing."""
    for message in reversed(seen):
        if all(word in message.words for word in words):
            return message
    raise Missing(f"Nobody sees “{' … '.join(words)}”.")


def _require_ack(player: Player, what: str, error: str | None) -> None:
    if error:
        raise Missing(f"“{what}” of {player.name} was not taken: {error}")


def ids_of(value: Any) -> Any:
    """Players in a form become user ids."""
    if isinstance(value, list):
        return [ids_of(each) for each in value]
    return value.id if isinstance(value, Player) else value
