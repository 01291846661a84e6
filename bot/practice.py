"""The bot in the practice room: a local Slack with two workspaces, and the real bot in it."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from bot.delivery.limits import UNLIMITED
from bot.main import Rapport
from bot.settings import LogLevel, Settings
from bot.transport import EVENTS_PATH
from handlers.manifest import bot_scopes, build_manifest
from sandbox.client import App, Channel, Installation, Person, Sandbox, Workspace
from sandbox.clock import Clock
from sandbox.slack import Slack


@dataclass
class Practice:
    """A local Slack in which a client's workspace has installed the app and a vendor's has not."""

    slack: Slack
    box: Sandbox
    client: Workspace
    vendor: Workspace
    app: App
    installation: Installation
    http_port: int | None = None

    def settings(self, database_url: str) -> Settings:
        """The settings with which the bot joins this Slack, over HTTP where a port is given."""
        over_http = self.http_port is not None
        return Settings.model_construct(
            slack_bot_token=SecretStr(self.installation.bot_token),
            slack_app_token=None if over_http else SecretStr(self.app.app_token),
            slack_signing_secret=SecretStr(self.app.signing_secret),
            slack_api_url=self.slack.api_url,
            database_url=database_url,
            rapport_operator=f"{self.client.name}, in this practice room",
            host="127.0.0.1",
            port=self.http_port or 3000,
            log_level=LogLevel.WARNING,
        )

    def bot(self, database_url: str) -> Rapport:
        """The real bot, on this Slack's clock and without waiting for Slack's rate limits."""
        settings = self.settings(database_url)
        return Rapport(settings, clock=self.slack.clock, limits=UNLIMITED)


@dataclass
class Room:
    """What `rapport sandbox` offers: a shared channel, and people of both workspaces in it."""

    practice: Practice
    channel: Channel
    people: list[Person]


@asynccontextmanager
async def open_practice(
    client: str,
    vendor: str,
    *,
    start: datetime | None = None,
    port: int = 0,
    http_port: int | None = None,
    without_scopes: Collection[str] = (),
) -> AsyncIterator[Practice]:
    """Start a local Slack with the two workspaces of these names; the client's has the app.

    With `http_port` it speaks to the bot over signed HTTP on that port instead of Socket Mode;
    `without_scopes` were not granted when the app was installed.
    """
    slack = Slack(clock=Clock(start=start), limits="off")
    await slack.start(port=port)
    box = await Sandbox.connect(slack.url)
    try:
        home = await box.workspace(client)
        away = await box.workspace(vendor)
        url = f"http://127.0.0.1:{http_port}{EVENTS_PATH}" if http_port else None
        app = await box.app(build_manifest(url), request_url=url)
        scopes = [scope for scope in bot_scopes() if scope not in without_scopes]
        installation = await app.install(home, scopes=scopes)
        yield Practice(slack, box, home, away, app, installation, http_port)
    finally:
        await box.close()
        await slack.stop()


@asynccontextmanager
async def open_room(port: int) -> AsyncIterator[Room]:
    """The practice room with four people in a shared channel; what happens there is not kept.

    When its clock is moved, the bot looks at once what is due.
    """
    with TemporaryDirectory(prefix="rapport-sandbox-") as folder:
        async with (
            open_practice("Acme", "Vee", port=port) as practice,
            practice.bot(f"sqlite:///{folder}/rapport.db") as rapport,
        ):
            looks: set[asyncio.Task[None]] = set()

            def look(_now: datetime) -> None:
                task = asyncio.create_task(rapport.settle())
                looks.add(task)
                task.add_done_callback(looks.discard)

            practice.slack.clock.on_move(look)
            yield Room(practice, *await _furnish(practice))
            await asyncio.gather(*looks)


async def _furnish(practice: Practice) -> tuple[Channel, list[Person]]:
    ann = await practice.client.person("Ann Berg", tz="Europe/Berlin")
    amir = await practice.client.person("Amir Khan", tz="Europe/London")
    bo = await practice.vendor.person("Bo Lind", tz="America/New_York")
    bea = await practice.vendor.person("Bea Ito", tz="Asia/Tokyo")
    people = [ann, amir, bo, bea]
    room = await practice.client.channel("acme-vee", members=people, shared_with=[practice.vendor])
    await room.add_bot(practice.installation)
    return room, people
