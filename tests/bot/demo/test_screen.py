"""The terminal says who, where and when; nothing in it needs colours."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from rich.console import Console
from rich.text import Text

from bot.demo.eyes import Eyes
from bot.demo.screen import Screen
from bot.practice import open_practice
from bot.practice.cast import CLIENT, VENDOR, Cast, gather_cast, open_channel
from bot.practice.stage import Missing


@pytest.fixture
async def eyes() -> AsyncIterator[Eyes]:
    """The people of the story in their channel, without the bot."""
    async with open_practice(CLIENT, VENDOR) as practice:
        cast = await gather_cast(practice)
        yield Eyes(practice, cast, await open_channel(practice, cast))


@pytest.fixture
def cast(eyes: Eyes) -> Cast:
    return eyes.cast


class Paper:
    """A screen to read from afterwards."""

    def __init__(self, width: int = 80) -> None:
        self.console = Console(width=width, file=io.StringIO(), color_system=None)
        self.screen = Screen(self.console)

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.console.file.getvalue().splitlines() if line.strip()]


async def test_people_and_bot_are_told_apart(cast: Cast) -> None:
    paper = Paper()
    paper.screen.say(cast.ingrid, "#room", [Text("hello")])
    paper.screen.answer("#room", [Text("Welcome")], only=cast.maya)
    paper.screen.act(cast.maya, "presses ", Text("[ Yes ]"))
    paper.screen.note(cast.maya, ["Your answer: 2"])
    assert paper.lines == [
        "Ingrid Solheim · Havna Ferries · #room",
        "│ hello",
        "Rapport · #room · only Maya sees this",
        "┃ Welcome",
        "→ Maya Okafor (Quillbox) presses [ Yes ]",
        "  Maya reads: Your answer: 2",
    ]


async def test_the_clock_shows_each_city_once_and_another_day_where_it_is_one(cast: Cast) -> None:
    paper = Paper()
    moment = datetime(2026, 11, 4, 1, 0, tzinfo=UTC)
    paper.screen.clock(moment, [cast.kenji, cast.ingrid, cast.per, cast.maya])
    assert paper.lines == [
        "◷ Wednesday 4 November · Tokyo 10:00 · Oslo 02:00 · Toronto 20:00 (Tue)"
    ]


async def test_everybody_must_see_what_is_said_in_the_channel(eyes: Eyes, cast: Cast) -> None:
    said = await cast.maya.person.says(f"Thanks, {cast.per}!", in_=eyes.room)
    assert await eyes.find_public(cast.kenji, "Thanks, @Per Dahl!") == said
    with pytest.raises(Missing, match="Kenji Mori should see “Thanks … Never said”"):
        await eyes.find_public(cast.kenji, "Thanks", "Never said")
    with pytest.raises(Missing, match="Kenji Mori should see “Thanks”"):
        await eyes.find_private(cast.kenji, "Thanks")
    with pytest.raises(Missing, match="Kenji Mori should see “Thanks”"):
        await eyes.find_direct(cast.kenji, "Thanks")
    assert await eyes.count_direct(cast.kenji, "Thanks") == 0


async def test_a_thread_is_searched_without_its_beginning(eyes: Eyes, cast: Cast) -> None:
    said = await cast.maya.person.says("Why?", in_=eyes.room)
    reply = await cast.per.person.says("Because.", in_=eyes.room, thread=said)
    assert await eyes.find_in_thread(cast.kenji, said, "Because.") == reply
    with pytest.raises(Missing):
        await eyes.find_in_thread(cast.kenji, said, "Why?")
