"""What exists in the sandbox: plain records, without behaviour beyond reading themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

JSON = dict[str, Any]

ChannelKind = Literal["channel", "im", "mpim"]


@dataclass
class Workspace:
    id: str
    name: str
    domain: str


@dataclass
class User:
    """A person or a bot user. `tz` is an IANA name; `hide_tz` keeps it from other workspaces."""

    id: str
    team_id: str
    name: str
    handle: str
    tz: str = "Etc/UTC"
    hide_tz: bool = False
    deleted: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    bot_id: str | None = None
    app_id: str | None = None
    updated: int = 0


@dataclass
class App:
    """`request_url` set means HTTP mode; without it the app is served over Socket Mode.

    `is_distributed`: sold outside the Marketplace, and so let into history once a minute only.
    """

    id: str
    manifest: JSON
    app_token: str
    signing_secret: str
    request_url: str | None = None
    is_distributed: bool = False

    @property
    def name(self) -> str:
        return str(self.manifest.get("display_information", {}).get("name", "app"))

    @property
    def features(self) -> JSON:
        features: JSON = self.manifest.get("features", {})
        return features

    @property
    def settings(self) -> JSON:
        settings: JSON = self.manifest.get("settings", {})
        return settings

    @property
    def scopes(self) -> list[str]:
        return list(self.manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))

    @property
    def bot_events(self) -> list[str]:
        return list(self.settings.get("event_subscriptions", {}).get("bot_events", []))

    @property
    def home_tab(self) -> bool:
        return bool(self.features.get("app_home", {}).get("home_tab_enabled", False))

    @property
    def messages_tab(self) -> bool:
        return bool(self.features.get("app_home", {}).get("messages_tab_enabled", True))

    @property
    def messages_read_only(self) -> bool:
        home = self.features.get("app_home", {})
        return bool(home.get("messages_tab_read_only_enabled", False))


@dataclass
class Installation:
    """An app in a workspace: its bot user, its token and the scopes that were granted.

    `refusal` is what calls with its token are answered once it has ended.
    """

    app: App
    team_id: str
    bot_user_id: str
    bot_id: str
    token: str
    scopes: list[str]
    refusal: str | None = None

    @property
    def active(self) -> bool:
        return self.refusal is None

    def gives_commands_to(self, team_id: str) -> bool:
        """Whether the people of that workspace have the app's commands and shortcuts."""
        return self.active and self.team_id == team_id and "commands" in self.scopes

    def end(self, refusal: str) -> None:
        self.refusal = refusal

    def begin_again(self, token: str, scopes: list[str]) -> None:
        self.token, self.scopes, self.refusal = token, scopes, None


@dataclass
class File:
    """What the bot `user_id` brought. `content` is None until its bytes have come."""

    id: str
    name: str
    title: str
    user_id: str
    team_id: str
    created: int
    content: bytes | None = None

    @property
    def size(self) -> int:
        return len(self.content or b"")


@dataclass
class Message:
    """`ephemeral_to` is the one person who sees it; `reactions` keeps who reacted, in order.

    `files` are ids of what is shown with it.
    """

    ts: str
    channel_id: str
    user_id: str
    team_id: str
    text: str
    blocks: list[JSON] = field(default_factory=list)
    attachments: list[JSON] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    bot_id: str | None = None
    app_id: str | None = None
    subtype: str | None = None
    thread_ts: str | None = None
    client_msg_id: str | None = None
    metadata: JSON | None = None
    edited: JSON | None = None
    ephemeral_to: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def in_channel(self) -> bool:
        """Shown in the channel itself, not only in a thread."""
        return not self.is_reply or self.subtype == "thread_broadcast"


@dataclass(frozen=True)
class Look:
    """A conversation as one workspace has it: a connected one may name it otherwise or hide it."""

    kind: ChannelKind
    name: str
    is_private: bool

    @property
    def event_type(self) -> str:
        """`channel`, `group`, `im` or `mpim`, as in `channel_type`."""
        if self.kind != "channel":
            return self.kind
        return "group" if self.is_private else "channel"

    @property
    def scope_family(self) -> str:
        return {"channel": "channels", "group": "groups"}.get(self.event_type, self.event_type)

    @property
    def payload_name(self) -> str:
        """The name that commands and interactions carry."""
        if self.kind == "im":
            return "directmessage"
        return "privategroup" if self.is_private or self.kind == "mpim" else self.name

    def fill(self, template: str) -> str:
        """The name of an event or scope that hangs on the kind, such as `{family}:read`."""
        return template.format(kind=self.event_type, family=self.scope_family)


@dataclass
class Channel:
    """A conversation. `members` keeps the order of joining; `shared_with` are connected teams.

    `name` and `is_private` are the host's; ask `look` what a workspace has. `messages` are oldest
    first; `keep` and `drop` change them. `read_until` has the newest timestamp that somebody read.
    """

    id: str
    name: str
    host: str
    kind: ChannelKind = "channel"
    is_private: bool = False
    is_archived: bool = False
    created: int = 0
    creator: str = ""
    shared_with: list[str] = field(default_factory=list)
    looks: dict[str, Look] = field(default_factory=dict)
    members: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)
    read_until: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._threads: dict[str, dict[str, Message]] = {}
        for message in self.messages.values():
            self._index(message)

    @property
    def teams(self) -> list[str]:
        return [self.host, *self.shared_with]

    def look(self, team_id: str) -> Look:
        return self.looks.get(team_id) or Look(self.kind, self.name, self.is_private)

    def keep(self, message: Message) -> None:
        """Put it among the messages, as the newest or in the place of one with its timestamp."""
        self.messages[message.ts] = message
        self._index(message)

    def _index(self, message: Message) -> None:
        if message.is_reply:
            self._threads.setdefault(message.thread_ts or "", {})[message.ts] = message

    def drop(self, message: Message) -> None:
        del self.messages[message.ts]
        if message.is_reply:
            del self._threads[message.thread_ts or ""][message.ts]

    def replies(self, root_ts: str) -> list[Message]:
        """Oldest first."""
        return list(self._threads.get(root_ts, {}).values())


@dataclass
class View:
    """A modal or a Home tab: `content` is what the app sent, `state` what the person entered."""

    id: str
    installation: Installation
    user_id: str
    content: JSON
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    state: dict[str, dict[str, JSON]] = field(default_factory=dict)

    @property
    def type(self) -> str:
        return str(self.content["type"])

    @property
    def external_id(self) -> str:
        return str(self.content.get("external_id") or "")


@dataclass
class Trigger:
    """Opens one view within three seconds, for the installation that was interacted with."""

    id: str
    installation: Installation
    user_id: str
    expires: float
    spent: bool = False


@dataclass
class ResponseUrl:
    """Five answers within thirty minutes to one interaction of one person."""

    key: str
    installation: Installation
    channel_id: str
    user_id: str
    expires: float
    original_ts: str | None = None
    original_is_ephemeral: bool = False
    uses: int = 0
