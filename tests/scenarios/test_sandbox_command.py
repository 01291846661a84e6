"""`rapport sandbox` as somebody without a Slack uses it: real processes, the page's way in."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.practice.folder import Folder
from bot.practice.room import open_room
from sandbox.client import Channel, Message, Person, Workspace
from sandbox.client.wire import Wire
from tests.ports import free_port
from tests.scenarios.shell import DEADLINE_SECONDS, Shell

# So soon the bot promises to be gone.
STOP_SECONDS = 10


@dataclass
class Room:
    """A running one, with its people by first name."""

    process: asyncio.subprocess.Process
    url: str
    wire: Wire
    people: dict[str, Person]
    channel: Channel

    async def stop(self, number: signal.Signals) -> tuple[str, str]:
        """What it printed since it was open. It ends soon, and well."""
        began = time.monotonic()
        self.process.send_signal(number)
        async with asyncio.timeout(DEADLINE_SECONDS):
            out, err = await self.process.communicate()
        assert self.process.returncode == 0, err.decode()
        assert time.monotonic() - began < STOP_SECONDS
        return out.decode(), err.decode()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@asynccontextmanager
async def opened(shell: Shell, *words: str) -> AsyncIterator[Room]:
    """Type `rapport sandbox`, and go to the address that its first line names."""
    process = await shell.start("sandbox", *words)
    try:
        async with aiohttp.ClientSession() as session:
            async with asyncio.timeout(DEADLINE_SECONDS):
                line = (await process.stdout.readline()).decode()
                assert line, (await process.stderr.read()).decode()
            url = line.split()[-1]
            wire = Wire(url, session)
            people = await gather(wire)
            yield Room(process, url, wire, people, await find_channel(people["Ingrid"]))
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def gather(wire: Wire) -> dict[str, Person]:
    people = {}
    for row in (await wire.ask("sees.people"))["workspaces"]:
        workspace = Workspace(wire, row["id"], row["name"])
        for one in row["people"]:
            people[one["name"].split()[0]] = Person(wire, one["id"], one["name"], workspace)
    return people


async def find_channel(person: Person) -> Channel:
    named = {one.name: one for one in await person.conversations()}
    return named["havna-quillbox"]


async def until(look: Callable[[], Awaitable[Any]]) -> Any:
    """What is there once something is."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not (found := await look()):
            await asyncio.sleep(0.05)
    return found


async def find(person: Person, channel: Channel, *words: str) -> Message:
    """Wait for the newest message there that has the words."""

    async def look() -> Message | None:
        seen = reversed(await person.sees(channel))
        return next((one for one in seen if all(word in one.words for word in words)), None)

    found: Message = await until(look)
    return found


async def submit(person: Person, **values: Any) -> None:
    """Fill in the form, once it is more than a promise of one."""

    async def look() -> bool:
        view = await person.modal()
        return view is not None and values.keys() <= set(view.inputs)

    await until(look)
    result = await person.submits(values)
    assert (result.errors, result.error) == ({}, None)


async def refused(shell: Shell, *words: str) -> str:
    """What it says, on one line, when it does not open."""
    done = await shell.type("sandbox", *words)
    assert done.code == 1
    assert done.out == ""
    assert done.err.startswith("Error: ")
    assert "Traceback" not in done.err
    return done.err


def content_of(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if not one.is_dir()}


async def test_it_answers_on_this_machine_alone_whatever_the_shell_says(shell: Shell) -> None:
    away = "http://127.0.0.1:9"
    browser = shell.folder / "browser"
    browser.write_text('#!/bin/sh\necho "$1" > opened\n')
    browser.chmod(0o700)
    shell.env(SLACK_APP_TOKEN="xapp-leaked", LOG_LEVEL="nonsense", DATABASE_URL="leaked")
    shell.environment = {
        "BROWSER": f"{browser} %s",
        "DATABASE_URL": "sqlite:///leaked.db",
        "HTTP_PROXY": away,
        "http_proxy": away,
        "ALL_PROXY": away,
        "PORT": "eighty",
        "RAPPORT_OPERATOR": "leaked",
        "SLACK_API_URL": f"{away}/api/",
        "SLACK_BOT_TOKEN": "xoxb-leaked",
        "SLACK_SIGNING_SECRET": "leaked",
    }
    port = free_port()
    async with opened(shell, "--empty", "--port", str(port), "--folder", "kept", "--open") as room:
        assert room.url == f"http://127.0.0.1:{port}"
        assert (shell.folder / "opened").read_text().strip() == room.url
        with pytest.raises(OSError):
            await asyncio.open_connection("127.0.0.2", port)
        reply = await room.people["Ingrid"].command("/rapport", "help", in_=room.channel)
        assert "/kudos" in str(reply.blocks)

        before = content_of(shell.folder / "kept")
        said = await refused(shell, "--reset", "--port", "0", "--folder", "kept")
        assert "Another `rapport sandbox` is open" in said
        assert content_of(shell.folder / "kept").keys() == before.keys()
        said = await refused(shell, "--reset", "--port", str(port), "--folder", "other")
        assert f"Port {port} cannot be used" in said
        assert "--port" in said
        assert (await room.people["Per"].command("/rapport", "help", in_=room.channel)).blocks
        await room.wire.ask("clock.move", by=3600)  # it is at work when it is stopped
        out, err = await room.stop(signal.SIGINT)
    assert out.splitlines()[-1] == "Stopped. Everything is kept in kept."
    assert err == ""
    assert {one.name for one in shell.folder.iterdir()} == {
        *(".env", "browser", "opened", "kept", "other")
    }
    for name, content in content_of(shell.folder / "kept").items():
        assert b"leaked" not in content, name


async def test_it_goes_on_where_it_was_stopped(shell: Shell) -> None:
    """Proposed before the first stop, confirmed and planned before the second, asked after it."""
    words = ("--folder", "kept", "--port", "0")
    async with opened(shell, "--empty", *words) as room:
        people = {name: one.id for name, one in room.people.items()}
        await propose(room)
        await room.stop(signal.SIGTERM)

    async with opened(shell, "--open", *words) as room:
        assert {name: one.id for name, one in room.people.items()} == people
        maya = room.people["Maya"]
        await maya.presses(await find(maya, room.channel, "look at it and confirm"), "Confirm")
        await find(maya, room.channel, "Rapport is now here")
        await plan_pulse(room)
        out, _ = await room.stop(signal.SIGINT)
        assert "No browser could be opened" in out

    async with opened(shell, *words) as room:
        planned = (await room.wire.ask("clock.read"))["planned"]
        assert planned["what"].startswith("Pulse 1 asks")
        await room.wire.ask("clock.move", to=planned["at"])
        kenji = room.people["Kenji"]  # his morning is the first
        direct = await until(lambda: find_direct(kenji))
        await kenji.presses(await find(kenji, direct, "How is it going?"), "4")
        await find(kenji, direct, "Your answer: *4 (well)*")
        await room.stop(signal.SIGTERM)


async def propose(room: Room) -> None:
    ingrid, maya = room.people["Ingrid"], room.people["Maya"]
    assert (await ingrid.command("/rapport", "setup", in_=room.channel)).error is None
    await submit(
        ingrid,
        client_name="Havna",
        vendor_name="Quillbox",
        client_people=[ingrid, room.people["Per"], room.people["Liv"]],
        client_contacts=[ingrid],
        vendor_people=[maya, room.people["Luc"], room.people["Priya"], room.people["Kenji"]],
        vendor_contacts=[maya],
        tz="Europe/Oslo",
    )
    await find(maya, room.channel, "look at it and confirm")


async def plan_pulse(room: Room) -> None:
    ingrid = room.people["Ingrid"]
    assert (await ingrid.command("/pulse", "new", in_=room.channel)).error is None
    await submit(ingrid, question="How is it going?", weekday="2", at="10:00", open_hours="24")
    await find(ingrid, room.channel, "planned by")


async def find_direct(person: Person) -> Channel | None:
    return next((one for one in await person.conversations() if one.id.startswith("D")), None)


async def test_what_is_kept_is_begun_anew_only_when_asked(shell: Shell) -> None:
    kept = Folder(shell.folder / "kept")
    words = ("--folder", "kept", "--port", "0")
    async with open_room(kept.path, tell=print, empty=True) as practice:
        ids = set(practice.slack.core.world.users)
    before = content_of(kept.path)
    assert "--reset" in await refused(shell, "--empty", *words)
    assert content_of(kept.path) == before
    kept.slack.write_text('{"version": 1, "now"')
    before = content_of(kept.path)
    assert "Start with --reset" in await refused(shell, *words)
    assert content_of(kept.path) == before
    async with opened(shell, "--reset", "--empty", *words) as room:
        assert not ids & {one.id for one in room.people.values()}
        await room.stop(signal.SIGTERM)


async def test_a_story_that_was_killed_is_not_in_the_way(shell: Shell) -> None:
    words = ("--folder", "kept", "--port", "0")
    process = await shell.start("sandbox", *words)
    unfinished = shell.folder / "kept" / ".unfinished"

    async def has_begun() -> bool:
        return await asyncio.to_thread((unfinished / "slack.json").exists)

    await until(has_begun)
    process.kill()
    out, err = await process.communicate()
    assert out == b""
    assert err.startswith(b"Playing four weeks of a story")
    async with opened(shell, "--empty", *words) as room:
        assert len(room.people) == 10
        await room.stop(signal.SIGTERM)
    assert not unfinished.exists()
