"""The command `python -m tests.browser.pictures`: the page's main views, light and dark."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import click
from playwright.async_api import Browser

from benchmarks.chromium import open_chromium
from bot.log import configure_log
from bot.practice.beginnings import begin_with_story
from bot.practice.cast import HOME
from bot.practice.folder import occupy
from bot.practice.room import Room, open_room
from tests.browser.window import DEADLINE_SECONDS, PICTURES, Window, open_window

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
CURTAIN = "Behind the curtain"


@dataclass
class Story:
    """What is to be seen in the room: ids of a person, of places, and of a thread."""

    person: str
    channel: str
    bot: str
    messages: str
    thread: str

    @classmethod
    def of(cls, room: Room) -> Story:
        """The first person who has the app, and the thread that was busy last."""
        world = room.slack.core.world
        bot = world.installations[0].bot_user_id
        channel = next(one for one in world.channels.values() if one.kind == "channel")
        person = next(one for one in channel.members if one != bot)
        direct = world.direct_message(world.installations[0], person)
        cards = [m.ts for m in channel.messages.values() if m.text.startswith("Problem #")]
        return cls(person, channel.id, bot, direct.id if direct else "", cards[-1])


View = Callable[[Window, Story], Awaitable[None]]


async def show_sandbox(window: Window, story: Story) -> None:
    await window.visit(story.person, story.channel, story.thread)


async def show_problem_form(window: Window, story: Story) -> None:
    await window.visit(story.person, story.channel)
    await window.say("/problem the nightly export fails")
    await window.modal.get_by_role("textbox").first.wait_for()


async def show_home(window: Window, story: Story) -> None:
    await window.visit(story.person, f"app:{story.bot}")


async def show_curtain(window: Window, story: Story) -> None:
    await window.visit(story.person, story.channel)
    await window.page.get_by_role("button", name=CURTAIN).click()
    curtain = window.page.get_by_role("complementary", name=CURTAIN)
    await window.say("/kudos list")
    command = curtain.get_by_role("listitem").filter(has_text="/kudos")
    await command.last.get_by_role("button").click()


async def show_pulse(window: Window, story: Story) -> None:
    """The clock goes on until this person is asked."""
    await window.visit(story.person, story.messages)
    question = window.log.get_by_role("button", name="4 of 5")
    async with asyncio.timeout(DEADLINE_SECONDS):
        while await question.count() == 0:
            await window.clock.get_by_role("button", name="Next: Pulse 1 asks").click()
            await window.page.wait_for_timeout(500)


# Each leaves something behind for those after it: the pulse a later time, the form itself.
VIEWS: dict[str, View] = {
    "sandbox": show_sandbox,
    "home": show_home,
    "curtain": show_curtain,
    "pulse": show_pulse,
    "form": show_problem_form,
}


async def take_pictures(folder: Path, names: Sequence[str]) -> AsyncIterator[Path]:
    """Play the story, and write `name-light.png` and `name-dark.png` of each of these views."""
    async with _furnished() as (browser, room):
        story = Story.of(room)
        for name in names:
            async with open_window(browser, room.slack.url) as window:
                await VIEWS[name](window, story)
                await window.page.mouse.move(0, 0)
                for scheme in SCHEMES:
                    path = folder / f"{name}-{scheme}.png"
                    await window.page.emulate_media(color_scheme=scheme)
                    await window.page.screenshot(path=path, animations="disabled")
                    yield path


@asynccontextmanager
async def _furnished() -> AsyncIterator[tuple[Browser, Room]]:
    with TemporaryDirectory(prefix="rapport-pictures-") as name:
        path = Path(name)
        with occupy(path) as folder:
            await folder.fill(partial(begin_with_story, now=_next_friday()))
        async with open_chromium() as browser, open_room(path, tell=click.echo) as room:
            yield browser, room


def _next_friday() -> datetime:
    """At ten in the morning, whenever pictures are taken: the room's clock runs from there."""
    now = datetime.now(HOME)
    friday = now.date() + timedelta(days=(4 - now.weekday()) % 7 or 7)
    return datetime.combine(friday, time(10, 10), tzinfo=HOME)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=PICTURES)
@click.option("--only", multiple=True, type=click.Choice(list(VIEWS)), help="Take only these.")
def main(folder: Path, only: tuple[str, ...]) -> None:
    """Play the story of the practice room, and write pictures of it into FOLDER."""

    configure_log("WARNING")

    async def write() -> None:
        async for path in take_pictures(folder, only or list(VIEWS)):
            click.echo(path)

    asyncio.run(write())


if __name__ == "__main__":
    main()
