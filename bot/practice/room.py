"""The practice room for people: a local Slack with the bot in it, kept between starts."""

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DatabaseError, OperationalError

from bot.main import Rapport
from bot.practice.beginnings import begin_empty, begin_with_story
from bot.practice.errors import CannotOpen
from bot.practice.folder import Folder, occupy
from bot.practice.opening import bot_in, settings_for
from bot.practice.watch import keep_in_step
from handlers.manifest import bot_scopes, build_manifest
from sandbox.keeping import Unreadable
from sandbox.model import Installation, User, Workspace
from sandbox.slack import HOST, Slack
from storage.schema import OldSchema


@dataclass(frozen=True)
class Room:
    """The running room."""

    slack: Slack
    rapport: Rapport

    def people(self) -> Iterator[tuple[Workspace, list[User]]]:
        """Everybody who can be played, by workspace."""
        world = self.slack.core.world
        for workspace in world.workspaces.values():
            yield workspace, world.people_of(workspace.id)


def describe(room: Room) -> Iterator[str]:
    """What to tell whoever started it, line by line: the address first."""
    yield f"Rapport's practice room is at {room.slack.url}"
    yield "There you are whoever you like, and can switch at any time:"
    for workspace, people in room.people():
        names = ", ".join(f"{one.name} ({one.tz.partition('/')[2]})" for one in people)
        yield f"  {workspace.name}: {names}"
    yield f"What programs can ask for, as the page does, is listed at {room.slack.url}/sandbox"
    yield "Nothing leaves this machine. Stop it with Ctrl+C: everything is kept for the next time."


@asynccontextmanager
async def open_room(
    path: Path,
    *,
    tell: Callable[[str], None],
    port: int = 0,
    empty: bool = False,
    anew: bool = False,
) -> AsyncIterator[Room]:
    """Open the room that is kept in that folder; where there is none, begin with a story.

    With `empty` it begins without; with `anew` what is kept is forgotten before. `tell` is told
    why it takes a while. Raises CannotOpen, before anything is touched, where somebody else uses
    folder or port, where `empty` is asked for and something is kept, or that cannot be read.
    """
    with occupy(path) as folder:
        _refuse_taken_port(port)
        if anew:
            folder.forget()
        if not folder.is_whole:
            await _begin(folder, empty, tell)
        elif empty:
            raise CannotOpen(
                f"A practice room is kept in {folder.path} already. Add --reset to forget it and "
                "begin empty."
            )
        async with _serve(folder, port) as room:
            yield room


async def _begin(folder: Folder, empty: bool, tell: Callable[[str], None]) -> None:
    if empty:
        await folder.fill(begin_empty)
        return
    tell("Playing four weeks of a story, once, so that there is something to see ...")
    await folder.fill(begin_with_story)


def _refuse_taken_port(port: int) -> None:
    """Raises CannotOpen where nobody can listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CannotOpen(
                f"Port {port} cannot be used: something else listens there, or you may not. Name "
                "another one with --port."
            ) from error


@asynccontextmanager
async def _serve(folder: Folder, port: int) -> AsyncIterator[Room]:
    slack = Slack(limits="off", kept=folder.slack)
    try:
        with _explain_kept(folder):
            await slack.start(port)
            installation = _renew(slack)
        settings = settings_for(
            slack.api_url,
            folder.database_url,
            bot_token=installation.token,
            app_token=installation.app.app_token,
            operator=slack.core.world.workspaces[installation.team_id].name,
        )
        async with AsyncExitStack() as stack:
            with _explain_kept(folder):
                rapport = await stack.enter_async_context(bot_in(slack, settings))
            await stack.enter_async_context(keep_in_step(slack, rapport))
            yield Room(slack, rapport)
    finally:
        await slack.stop()


@contextmanager
def _explain_kept(folder: Folder) -> Iterator[None]:
    try:
        yield
    except OperationalError:  # locked, or the disk is full: to begin anew would not help
        raise
    except (Unreadable, OldSchema, DatabaseError) as error:
        why = f"{error.orig}." if isinstance(error, DatabaseError) else error
        raise CannotOpen(
            f"What is kept in {folder.path} cannot be read: {why} Start with --reset to forget it "
            "and begin anew."
        ) from error


def _renew(slack: Slack) -> Installation:
    """The kept app as this version of the code has it, installed with all that it asks for."""
    world = slack.core.world
    if not world.installations:
        raise Unreadable("No app is installed in it.")
    kept = world.installations[0]
    kept.app.manifest = build_manifest(None)
    return world.install(kept.app, kept.team_id, bot_scopes())
