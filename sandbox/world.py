"""The state of the sandbox and how to find things in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sandbox.clock import Clock
from sandbox.ids import new_id, new_secret
from sandbox.model import (
    JSON,
    App,
    Channel,
    File,
    Installation,
    ResponseUrl,
    Trigger,
    User,
    View,
    Workspace,
)


@dataclass
class World:
    """Everything that exists, by id. Nothing here talks to anybody.

    `files` are complete; `uploads` are those under way, by the last part of their address. `url` is
    where all of this can be reached, once it can.
    """

    clock: Clock
    url: str = ""
    workspaces: dict[str, Workspace] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    apps: dict[str, App] = field(default_factory=dict)
    installations: list[Installation] = field(default_factory=list)
    channels: dict[str, Channel] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    uploads: dict[str, File] = field(default_factory=dict)
    modals: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[tuple[str, str], View] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    entered: dict[tuple[str, str, str], dict[str, dict[str, JSON]]] = field(default_factory=dict)
    last_ts: int = 0

    def next_ts(self) -> str:
        """A timestamp no message or event has had before, in microseconds of the clock."""
        now = int(self.clock.timestamp() * 1_000_000)
        self.last_ts = max(now, self.last_ts + 1)
        return f"{self.last_ts // 1_000_000}.{self.last_ts % 1_000_000:06d}"

    def seconds(self) -> int:
        return int(self.clock.timestamp())

    def add_workspace(self, name: str) -> Workspace:
        domain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "workspace"
        workspace = Workspace(new_id("T"), name, domain)
        self.workspaces[workspace.id] = workspace
        return workspace

    def add_user(self, team_id: str, name: str, **traits: object) -> User:
        handle = re.sub(r"[^a-z0-9]+", ".", name.lower()).strip(".") or "someone"
        user = User(new_id("U"), team_id, name, handle, updated=self.seconds())
        for trait, value in traits.items():
            setattr(user, trait, value)
        self.users[user.id] = user
        return user

    def people_of(self, team_id: str) -> list[User]:
        """Whoever of that workspace can act: no bots, and nobody who is deactivated."""
        people = (one for one in self.users.values() if one.team_id == team_id)
        return [one for one in people if not (one.is_bot or one.deleted)]

    def install(self, app: App, team_id: str, scopes: list[str]) -> Installation:
        """Install or install again: a second time keeps the bot user and gets a new token."""
        before = self.installation_of(app, team_id, active=False)
        if before is not None:
            before.begin_again(f"xoxb-{new_secret()}", scopes)
            self.users[before.bot_user_id].deleted = False
            return before
        bot_id = new_id("B")
        display = app.features.get("bot_user", {}).get("display_name", app.name)
        bot = self.add_user(team_id, display, is_bot=True, bot_id=bot_id, app_id=app.id)
        token = f"xoxb-{new_secret()}"
        installation = Installation(app, team_id, bot.id, bot_id, token, scopes)
        self.installations.append(installation)
        return installation

    def installation_of(
        self, app: App, team_id: str, *, active: bool = True
    ) -> Installation | None:
        for installation in self.installations:
            if installation.app is app and installation.team_id == team_id:
                return installation if installation.active or not active else None
        return None

    def installation_of_bot(self, bot_user_id: str) -> Installation | None:
        return next((i for i in self.installations if i.bot_user_id == bot_user_id), None)

    def installation_with(self, bot_id: str | None) -> Installation | None:
        return next((i for i in self.installations if i.bot_id == bot_id), None)

    def is_shared_externally(self, channel: Channel) -> bool:
        """Whether two organisations meet there: connected, or direct messages."""
        teams = {self.users[member].team_id for member in channel.members}
        return bool(channel.shared_with) or (channel.kind != "channel" and len(teams) > 1)

    def share_a_channel(self, one: str, other: str) -> bool:
        return any(
            channel.kind == "channel"
            and not channel.is_archived
            and one in channel.members
            and other in channel.members
            for channel in self.channels.values()
        )

    def may_talk(self, bot: Installation, user: User) -> bool:
        """A bot reaches its own workspace, and others while they share a channel with it."""
        return user.team_id == bot.team_id or self.share_a_channel(bot.bot_user_id, user.id)

    def direct_message(self, bot: Installation, user_id: str) -> Channel | None:
        pair = {bot.bot_user_id, user_id}
        for channel in self.channels.values():
            if channel.kind == "im" and set(channel.members) == pair:
                return channel
        return None

    def open_group(self, bot: Installation, user_ids: list[str]) -> tuple[Channel, bool]:
        """The direct message of a bot with these people, and whether it was there before."""
        wanted = {bot.bot_user_id, *user_ids}
        for channel in self.channels.values():
            if channel.kind != "channel" and set(channel.members) == wanted:
                return channel, True
        one_person = len(user_ids) == 1
        channel = Channel(
            new_id("D" if one_person else "C"),
            name="" if one_person else "mpdm-" + "--".join(self.users[u].handle for u in user_ids),
            host=bot.team_id,
            kind="im" if one_person else "mpim",
            is_private=True,
            created=self.seconds(),
            creator=bot.bot_user_id,
            members=[bot.bot_user_id, *user_ids],
        )
        self.channels[channel.id] = channel
        return channel, False
