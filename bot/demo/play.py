"""`rapport demo`: plays the story, and says whether everything happened that should have."""

import asyncio
import sys
import tempfile
from io import TextIOWrapper
from pathlib import Path

from rich.console import Console

from bot.demo.screen import Screen, open_console
from bot.demo.stage import Stage
from bot.demo.story import ACTS, BEGINNING
from bot.practice import Practice, leave_environment, open_practice
from bot.practice.cast import CLIENT, VENDOR
from bot.practice.stage import Missing
from sandbox.client import Refused

LONGEST_SECONDS = 55


async def play(wire: Path | None) -> int:
    """Play it on standard output; returns the exit code.

    `wire` is a file for all that went over the wire, as JSON lines.
    """
    leave_environment()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    console = open_console()
    if wire is not None and (reason := _why_unwritable(wire)):
        sentence = f"{wire} cannot be written ({reason}). Name another file for --wire."
        console.print(sentence, soft_wrap=True)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        async with open_practice(CLIENT, VENDOR, start=BEGINNING) as practice:
            database_url = f"sqlite:///{Path(folder) / 'story.db'}"
            try:
                return await perform(practice, database_url, console)
            finally:
                if wire is not None:
                    practice.slack.wire.write(wire)


async def perform(practice: Practice, database_url: str, console: Console) -> int:
    """Play all acts in that practice room; 0 where everything happened, else 1 and a sentence."""
    screen = Screen(console)
    screen.title()
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            async with Stage(practice, database_url, screen) as stage:
                for act in ACTS:
                    await act(stage)
    except TimeoutError:
        screen.fail(f"it took longer than {LONGEST_SECONDS} seconds.")
    except (Missing, Refused, LookupError) as error:
        screen.fail(str(error))
    except Exception as error:
        screen.fail(f"{type(error).__name__}: {error}")
    else:
        screen.end(_summary(practice))
        return 0
    return 1


def _summary(practice: Practice) -> str:
    entries = practice.slack.wire.entries()
    calls = sum("out" in entry for entry in entries)
    return (
        f"The story ends here, and theirs goes on. The real bot heard {len(entries) - calls} "
        f"things from Slack and called it {calls} times, all on this machine."
    )


def _why_unwritable(path: Path) -> str | None:
    try:
        path.write_text("")
    except OSError as error:
        return error.strerror or type(error).__name__
    return None
