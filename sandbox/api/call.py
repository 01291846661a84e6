"""One call of the Web API: who calls, with what, and what they may touch."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sandbox.core import Core
from sandbox.errors import SlackError, bad_arguments
from sandbox.model import JSON, App, Channel, Installation, Look, Message, User

Row = TypeVar("Row")


@dataclass
class Call:
    """`params` are query, form and JSON merged. `installation` is None for an app-level token."""

    core: Core
    method: str
    params: JSON
    app: App | None = None
    caller: Installation | None = None

    @property
    def installation(self) -> Installation:
        if self.caller is None:
            raise SlackError("not_allowed_token_type")
        return self.caller

    def text(self, name: str) -> str | None:
        value = self.params.get(name)
        return None if value is None else str(value)

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise bad_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        return self.params.get(name) in (True, 1, "1", "true", "True")

    def parsed(self, name: str) -> Any:
        """A parameter that is JSON, whether it came as such or as a string of it."""
        value = self.params.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError as error:
            raise bad_arguments(f"could not parse {name}") from error

    def need(self, *scopes: str) -> None:
        """Refuse unless one of these scopes was granted."""
        granted = self.installation.scopes
        if not set(scopes) & set(granted):
            needed, provided = ",".join(scopes), ",".join(granted)
            raise SlackError("missing_scope", needed=needed, provided=provided)

    def sees(self, channel: Channel) -> bool:
        """A member sees it, in direct messages while the other end can be reached; else public."""
        bot = self.installation
        if bot.bot_user_id in channel.members:
            return channel.kind != "im" or self._other_end_reachable(channel)
        return not channel.look(bot.team_id).is_private and bot.team_id in channel.teams

    def conversation(self, channel_id: str) -> Channel:
        """A conversation this installation can see; `channel_not_found` otherwise."""
        channel = self.core.world.channels.get(channel_id)
        if channel is None or not self.sees(channel):
            raise SlackError("channel_not_found")
        return channel

    def conversation_with(self, access: str, channel_id: str) -> Channel:
        """The same, for methods whose scope (`read` or `history`) hangs on the kind."""
        self.need(*(f"{family}:{access}" for family in ("channels", "groups", "mpim", "im")))
        channel = self.conversation(channel_id)
        self.need(f"{self.look(channel).scope_family}:{access}")
        return channel

    def look(self, channel: Channel) -> Look:
        """The conversation as the caller's workspace has it."""
        return channel.look(self.installation.team_id)

    def joined(self, channel_id: str) -> Channel:
        """A conversation in which the bot is a member."""
        channel = self.conversation(channel_id)
        if self.installation.bot_user_id not in channel.members:
            raise SlackError("not_in_channel")
        return channel

    def message_in(self, channel: Channel, ts: str) -> Message:
        message = channel.messages.get(ts)
        if message is None or message.subtype == "tombstone":
            raise SlackError("message_not_found")
        return message

    def permalink(self, message: Message) -> str:
        """The address of a message, as the caller's workspace has it."""
        domain = self.core.world.workspaces[self.installation.team_id].domain
        path = f"{message.channel_id}/p{message.ts.replace('.', '')}"
        if message.is_reply:
            path += f"?thread_ts={message.thread_ts}&cid={message.channel_id}"
        return f"https://{domain}.slack.com/archives/{path}"

    def thread_in(self, channel: Channel) -> str | None:
        """The root of the thread that is named, if any; a reply's timestamp leads to its root."""
        ts = self.text("thread_ts")
        if not ts:
            return None
        root = channel.messages.get(ts)
        if root is None:
            raise SlackError("thread_not_found")
        return root.thread_ts or root.ts

    def user(self, user_id: str) -> User:
        user = self.core.world.users.get(user_id)
        if user is None:
            raise SlackError("user_not_found")
        return user

    def page(
        self, rows: Sequence[Row], *, default: int, most: int, cap: int | None = None
    ) -> tuple[list[Row], JSON]:
        """The rows that `cursor` and `limit` ask for, and the `response_metadata`.

        A limit above `most` is refused, one above `cap` is lowered to it.
        """
        start = _offset(self.text("cursor"))
        size = min(self._limit(default, most), cap or most)
        following = start + size
        more = following < len(rows)
        return list(rows[start:following]), {"next_cursor": _cursor(following) if more else ""}

    def _limit(self, default: int, most: int) -> int:
        try:
            limit = int(self.text("limit") or 0)
        except ValueError as error:
            raise SlackError("invalid_limit") from error
        if limit < 0 or limit > most:
            raise SlackError("invalid_limit")
        return limit or default

    def _other_end_reachable(self, channel: Channel) -> bool:
        users = self.core.world.users
        others = [users[m] for m in channel.members if m != self.installation.bot_user_id]
        return all(self.core.world.may_talk(self.installation, other) for other in others)


def _cursor(offset: int) -> str:
    return base64.b64encode(f"offset:{offset}".encode()).decode()


def _offset(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("offset:"))
    except ValueError as error:
        raise SlackError("invalid_cursor") from error
