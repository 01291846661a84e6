"""The world in a file between starts: everything a person would miss.

Kept are workspaces, people, apps with their tokens, installations, conversations, files, Homes,
what was entered and read, and the clock. Open modals, triggers, response URLs, half an upload, the
wire and events on their way are not: they end with the process.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from sandbox.model import JSON, App, Channel, File, Installation, User, View, Workspace
from sandbox.world import World

VERSION = 1
SECONDS_BETWEEN = 1
OWNER_ONLY = 0o600

log = logging.getLogger(__name__)


class Unreadable(Exception):
    """A file does not hold a world that this version can read; the message says why."""


@dataclass
class _Kept:
    """A world as it stands in the file; installations name their app, Homes their bot."""

    version: int
    now: datetime
    last_ts: int
    workspaces: list[Workspace]
    users: list[User]
    apps: list[App]
    installations: list[JSON]
    channels: list[Channel]
    homes: list[JSON]
    entered: list[tuple[tuple[str, str, str], dict[str, dict[str, JSON]]]]
    files: list[JSON] = field(default_factory=list)


_KEPT = TypeAdapter(_Kept)
_INSTALLATION = TypeAdapter(Installation)
_VIEW = TypeAdapter(View)
_FILE = TypeAdapter(File)


def dump(world: World) -> bytes:
    """The world as a file holds it. What is no Unicode in a text becomes question marks."""
    kept = _Kept(
        VERSION,
        world.clock.now(),
        world.last_ts,
        list(world.workspaces.values()),
        list(world.users.values()),
        list(world.apps.values()),
        [_dump_installation(one) for one in world.installations],
        list(world.channels.values()),
        [_dump_home(home) for home in world.homes.values()],
        list(world.entered.items()),
        [_dump_file(file) for file in world.files.values()],
    )
    plain = _KEPT.dump_python(kept)
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=datetime.isoformat)
    return text.encode(errors="replace")


def _dump_installation(installation: Installation) -> JSON:
    plain: JSON = _INSTALLATION.dump_python(installation, exclude={"app"})
    return plain | {"app": installation.app.id}


def _dump_home(home: View) -> JSON:
    plain: JSON = _VIEW.dump_python(home, exclude={"installation"})
    return plain | {"installation": home.installation.bot_id}


def _dump_file(file: File) -> JSON:
    plain: JSON = _FILE.dump_python(file)
    return plain | {"content": base64.b64encode(file.content or b"").decode()}


def restore(world: World, content: bytes) -> None:
    """Fill an empty world with what a file holds; its clock goes on from the later moment.

    Raises Unreadable.
    """
    kept = _read(content)
    apps = {one.id: one for one in kept.apps}
    try:
        installations = [_load_installation(row, apps) for row in kept.installations]
        bots = {one.bot_id: one for one in installations}
        homes = [_load_home(row, bots) for row in kept.homes]
        files = [_load_file(row) for row in kept.files]
    except (ValueError, LookupError) as error:
        raise Unreadable("It is not whole.") from error
    world.last_ts = kept.last_ts
    world.workspaces = {one.id: one for one in kept.workspaces}
    world.users = {one.id: one for one in kept.users}
    world.apps = apps
    world.installations = installations
    world.channels = {one.id: one for one in kept.channels}
    world.files = {one.id: one for one in files}
    world.homes = {(home.installation.bot_id, home.user_id): home for home in homes}
    world.entered = dict(kept.entered)
    if kept.now > world.clock.now():
        world.clock.move_to(kept.now)


def _read(content: bytes) -> _Kept:
    try:
        plain = json.loads(content)
        version = plain["version"]
        if version != VERSION:
            raise Unreadable(f"It is of format {version}, and this version reads {VERSION}.")
        return _KEPT.validate_python(plain)
    except (ValueError, LookupError, TypeError) as error:
        raise Unreadable("It is not whole.") from error


def _load_installation(row: JSON, apps: dict[str, App]) -> Installation:
    return _INSTALLATION.validate_python(row | {"app": apps[row["app"]]})


def _load_home(row: JSON, bots: dict[str, Installation]) -> View:
    return _VIEW.validate_python(row | {"installation": bots[row["installation"]]})


def _load_file(row: JSON) -> File:
    return _FILE.validate_python(row | {"content": base64.b64decode(row["content"])})


class Keeper:
    """Keeps one world in one file: written after changes, at most every second, and at the end."""

    def __init__(self, world: World, path: Path) -> None:
        self._world = world
        self._path = path
        self._news = asyncio.Event()
        self._writing: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Read the file where there is one. Raises Unreadable, OSError."""
        if self._path.exists():
            restore(self._world, self._path.read_bytes())
        self._writing = asyncio.create_task(self._write_changes())

    def changed(self, _notice: JSON) -> None:
        """There is something to be written; see `live.Live.on_change`."""
        self._news.set()

    async def stop(self) -> None:
        """Write it a last time. Raises OSError where that cannot be done."""
        if self._writing is None:
            return
        self._writing.cancel()
        await asyncio.gather(self._writing, return_exceptions=True)
        self._writing = None
        write(self._path, dump(self._world))

    async def _write_changes(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                write(self._path, dump(self._world))
            except OSError:
                log.exception("%s cannot be written", self._path)
            await asyncio.sleep(SECONDS_BETWEEN)


def write(path: Path, content: bytes) -> None:
    """All of it or nothing, for the owner's eyes only: there are tokens in it."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    new.touch(OWNER_ONLY, exist_ok=False)
    new.write_bytes(content)
    new.replace(path)
