"""A local Slack with a client's and a vendor's workspace, and the settings of a bot in it."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from bot.delivery.limits import UNLIMITED
from bot.main import Rapport
from bot.settings import LogLevel, Settings
from bot.transport import EVENTS_PATH
from handlers.manifest import bot_scopes, build_manifest
from sandbox.client import App, Installation, Sandbox, Workspace
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
        settings = settings_for(
            self.slack.api_url,
            database_url,
            bot_token=self.installation.bot_token,
            app_token=self.app.app_token,
            operator=self.client.name,
        )
        if self.http_port is None:
            return settings
        secret = SecretStr(self.app.signing_secret)
        over_http = {"slack_app_token": None, "slack_signing_secret": secret}
        return settings.model_copy(update=over_http | {"port": self.http_port})

    def bot(self, database_url: str) -> Rapport:
        """The real bot in this Slack."""
        return bot_in(self.slack, self.settings(database_url))


def settings_for(
    api_url: str, database_url: str, *, bot_token: str, app_token: str, operator: str
) -> Settings:
    """The settings of a bot in a practice room; nothing of them is read from the environment."""
    return Settings.model_construct(
        slack_bot_token=SecretStr(bot_token),
        slack_app_token=SecretStr(app_token),
        slack_api_url=api_url,
        database_url=database_url,
        rapport_operator=f"{operator}, in this practice room",
        log_level=LogLevel.WARNING,
    )


def bot_in(slack: Slack, settings: Settings) -> Rapport:
    """The real bot, on that Slack's clock and without waiting for Slack's rate limits."""
    return Rapport(settings, clock=slack.clock, limits=UNLIMITED)


@asynccontextmanager
async def open_practice(
    client: str,
    vendor: str,
    *,
    start: datetime | None = None,
    port: int = 0,
    http_port: int | None = None,
    without_scopes: Collection[str] = (),
    kept: Path | None = None,
) -> AsyncIterator[Practice]:
    """Start a local Slack with the two workspaces of these names; the client's has the app.

    With `http_port` it speaks to the bot over signed HTTP on that port instead of Socket Mode;
    `without_scopes` were not granted when the app was installed. What there is in the end is in the
    file `kept`.
    """
    slack = Slack(clock=Clock(start=start), limits="off", kept=kept)
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
