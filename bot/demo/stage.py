"""Where the story is played: people act, the screen shows it, and what they see is checked."""

from datetime import datetime
from typing import Any, Self

from bot.demo.eyes import Eyes
from bot.demo.layout import lines_of
from bot.demo.notation import plain
from bot.demo.picture import picture_button, picture_form, picture_words
from bot.demo.screen import Screen
from bot.practice import Practice
from bot.practice.cast import Player
from bot.practice.stage import Missing, ids_of
from bot.practice.stage import Stage as PracticeStage
from sandbox.client import Message, View


class Stage(PracticeStage):
    """`async with Stage(...)` gathers the people and starts the bot.

    A person's act raises what the practice room refuses, or Missing where nothing came of it;
    what somebody sees raises Missing where they do not see it.
    """

    eyes: Eyes

    def __init__(self, practice: Practice, database_url: str, screen: Screen) -> None:
        super().__init__(practice, database_url)
        self.screen = screen

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self.eyes = Eyes(self._practice, self.cast, self.room)
        return self

    async def time(self, to: str, *players: Player) -> None:
        """Let time pass until it is `to`, as 2026-11-02 09:00, where the first player lives.

        The heading shows the times where all these players live.
        """
        moment = datetime.fromisoformat(to).replace(tzinfo=players[0].tz)
        await self._practice.box.move_clock(to=moment)
        self.screen.clock(moment, players)
        await self.settle()

    # What people do.

    async def invites_bot(self, player: Player) -> None:
        self.screen.act(player, f"invites Rapport to #{self.room.name}")
        await super().invites_bot(player)

    async def says(self, player: Player, text: str, *, thread: Message | None = None) -> Message:
        self._show_words(player, text)
        return await super().says(player, text, thread=thread)

    async def types(self, player: Player, command: str) -> None:
        self._show_words(player, command)
        await super().types(player, command)

    async def presses(self, player: Player, target: Message, button: str) -> None:
        self.screen.act(player, "presses ", picture_button(button))
        await super().presses(player, target, button)

    async def reacts(self, player: Player, message: Message, emoji: str) -> None:
        self.screen.act(player, "reacts with ", plain(f":{emoji}:"))
        await super().reacts(player, message, emoji)

    async def uses_shortcut(self, player: Player, shortcut: str, message: Message) -> None:
        self.screen.act(player, "picks in the menu of that message ", picture_button(shortcut))
        await super().uses_shortcut(player, shortcut, message)

    async def fills_in(self, player: Player, title: str, /, **values: Any) -> None:
        """Fill in the form of that title, by block id, and submit it."""
        view = await self._open_modal(player, title)
        ids = {name: ids_of(value) for name, value in values.items()}
        shown = picture_form(view, ids, self.eyes.reader(player))
        self.screen.say(player, "fills in a form", shown)
        await self.submits(player, title, **values)

    async def writes(self, player: Player, title: str, /, **values: Any) -> None:
        """The same where what comes of it is shown next, so that the form need not be."""
        self.screen.act(player, f"fills in “{title}”")
        await self.submits(player, title, **values)

    # What people see.

    async def sees(self, player: Player, *words: str) -> Message:
        """A message in the channel that everybody sees, shown as this player sees it."""
        found = await self.eyes.find_public(player, *words)
        self.screen.answer(f"#{self.room.name}", self.eyes.picture(player, found))
        return found

    async def sees_change(self, player: Player, *words: str) -> Message:
        """A card in the channel that was shown before; only the lines with these words are."""
        found = await self.eyes.find_public(player, *words)
        self._show_lines(player, found, words)
        return found

    async def alone_sees(self, player: Player, *words: str) -> Message:
        """A message in the channel that nobody else sees."""
        found = await self.eyes.find_private(player, *words)
        self.screen.answer(f"#{self.room.name}", self.eyes.picture(player, found), only=player)
        return found

    async def sees_in_thread(self, player: Player, card: Message, *words: str) -> None:
        """A reply that everybody sees."""
        found = await self.eyes.find_in_thread(player, card, *words)
        where = f"#{self.room.name} · in the thread of the card"
        self.screen.answer(where, self.eyes.picture(player, found))

    async def reads_in_thread(self, player: Player, card: Message, *words: str) -> None:
        """The same in short."""
        self._show_lines(player, await self.eyes.find_in_thread(player, card, *words), words)

    async def is_sent(self, player: Player, *words: str) -> Message:
        """A direct message."""
        found = await self.eyes.find_direct(player, *words)
        where = f"direct message to {player.name}"
        self.screen.answer(where, self.eyes.picture(player, found))
        return found

    async def reads(self, player: Player, *words: str) -> Message:
        """A direct message like one that was shown; only the lines with these words are."""
        found = await self.eyes.find_direct(player, *words)
        self._show_lines(player, found, words)
        return found

    async def does_not_read(self, player: Player, words: str) -> None:
        """No direct message has these words."""
        if await self.eyes.count_direct(player, words):
            raise Missing(f"{player.name} should not read “{words}” at this moment, but does.")

    async def reads_once(self, player: Player, words: str) -> None:
        """Exactly one direct message has these words."""
        count = await self.eyes.count_direct(player, words)
        if count != 1:
            raise Missing(f"{player.name} should read “{words}” once, but does {count} times.")

    async def _open_modal(self, player: Player, title: str) -> View:
        """The form that is before somebody. Raises Missing where it is another, or none."""
        view = await player.person.modal()
        if view is None or view.title != title:
            raise Missing(f"{player.name} should have “{title}” before them, but has not.")
        return view

    def _show_words(self, player: Player, text: str) -> None:
        where = f"#{self.room.name}"
        self.screen.say(player, where, picture_words(text, self.eyes.reader(player)))

    def _show_lines(self, player: Player, found: Message, words: tuple[str, ...]) -> None:
        lines = lines_of(self.eyes.picture(player, found))
        self.screen.note(player, [line for line in lines if any(word in line for word in words)])
