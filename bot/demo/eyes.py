"""What each person sees, and whether that is what they should see."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import RenderableType

from bot.demo.layout import lines_of
from bot.demo.notation import Reader
from bot.demo.picture import picture_message
from bot.demo.screen import style_of
from bot.practice import Practice
from bot.practice.cast import Cast, Player
from bot.practice.stage import Missing
from sandbox.client import Channel, Message

Content = Sequence[RenderableType]


@dataclass(frozen=True)
class Eyes:
    """Finds messages by words as a person reads them. Every `find` raises Missing."""

    practice: Practice
    cast: Cast
    room: Channel

    def reader(self, player: Player) -> Reader:
        names = {one.id: one.name for one in self.cast.everybody}
        names |= {self.practice.installation.bot_user_id: "Rapport", self.room.id: self.room.name}
        styles = {one.id: f"bold {style_of(one)}" for one in self.cast.everybody}
        return Reader(names, styles, player.tz, self.practice.slack.clock.now())

    def picture(self, player: Player, message: Message) -> Content:
        return picture_message(message, self.reader(player))

    async def find_public(self, player: Player, *words: str) -> Message:
        """The newest message in the channel with these words, which everybody sees alike."""
        found = self._newest(player, await player.person.sees(self.room), words)
        for other in self.cast.everybody:
            if found not in await other.person.sees(self.room):
                raise Missing(f"{other.name} should see in the channel what {player.name} sees.")
        return found

    async def find_private(self, player: Player, *words: str) -> Message:
        """The newest message in the channel with these words that nobody else sees."""
        seen = [m for m in await player.person.sees(self.room) if m.ephemeral]
        found = self._newest(player, seen, words)
        for other in self.cast.everybody:
            others = [m.ts for m in await other.person.sees(self.room)]
            if other is not player and found.ts in others:
                raise Missing(f"{other.name} sees an answer that is only for {player.name}.")
        return found

    async def find_in_thread(self, player: Player, card: Message, *words: str) -> Message:
        """The newest reply with these words, which everybody sees alike."""
        replies = (await player.person.sees_thread(card))[1:]
        found = self._newest(player, replies, words)
        for other in self.cast.everybody:
            if found not in await other.person.sees_thread(card):
                raise Missing(f"{other.name} should see in the thread what {player.name} sees.")
        return found

    async def find_direct(self, player: Player, *words: str) -> Message:
        """The newest direct message of the bot with these words."""
        return self._newest(player, await self._direct(player), words)

    async def count_direct(self, player: Player, *words: str) -> int:
        """How many direct messages of the bot have these words."""
        return sum(self._reads(player, message, words) for message in await self._direct(player))

    async def _direct(self, player: Player) -> list[Message]:
        return await player.person.sees_dm(self.practice.installation)

    def _newest(self, player: Player, seen: Sequence[Message], words: Sequence[str]) -> Message:
        for message in reversed(seen):
            if self._reads(player, message, words):
                return message
        raise Missing(f"{player.name} should see “{' … '.join(words)}”, but does not.")

    def _reads(self, player: Player, message: Message, words: Sequence[str]) -> bool:
        return not lacks(self.picture(player, message), words)


def lacks(content: Content, words: Sequence[str]) -> list[str]:
    """Which of the words cannot be read there."""
    text = "\n".join(lines_of(content))
    return [word for word in words if word not in text]
