"""What apps are told about conversations and people: the inner events and who may hear them."""

from __future__ import annotations

import re
from collections.abc import Callable

from sandbox.deliveries import Delivery
from sandbox.events import Events, News
from sandbox.model import JSON, Channel, Installation, Message, User
from sandbox.shapes import hidden_file, message_object, user_object
from sandbox.world import World


class Herald:
    """Each verb makes one event of something that has happened, and starts its deliveries."""

    def __init__(self, world: World, events: Events) -> None:
        self._world = world
        self._events = events

    def members(self, channel: Channel) -> list[Installation]:
        """The installations whose bot is in the channel, the last one to join last."""
        found = (self._world.installation_of_bot(member) for member in channel.members)
        return [installation for installation in found if installation and installation.active]

    def tell_installation(
        self, kind: str, body: JSON, installation: Installation
    ) -> list[Delivery]:
        """Something about the installation itself, which carries no time."""
        event = {"type": kind} | body
        return self._events.emit(News(kind, None, lambda _: event, [installation]))

    def tell_opening(self, user: User, installation: Installation, body: JSON) -> list[Delivery]:
        """Somebody opened the app's Home or its messages."""
        event = self._event("app_home_opened", {"user": user.id} | body)
        return self._events.emit(News("app_home_opened", None, lambda _: event, [installation]))

    def tell_user_change(self, user: User) -> list[Delivery]:
        audience = [
            installation
            for installation in self._world.installations
            if installation.active and self._may_know(installation, user)
        ]

        def body(viewer: Installation) -> JSON:
            shape = user_object(self._world, user, viewer)
            return self._event("user_change", {"user": shape, "cache_ts": user.updated})

        return self._events.emit(News("user_change", "users:read", body, audience))

    def _may_know(self, installation: Installation, user: User) -> bool:
        if installation.team_id == user.team_id:
            return True
        shares = self._world.share_a_channel(installation.bot_user_id, user.id)
        return shares and self._events.behaviour.user_change_of_externals

    def _event(self, kind: str, body: JSON) -> JSON:
        return {"type": kind} | body | {"event_ts": self._world.next_ts()}

    def tell_channel(
        self,
        kind: str,
        channel: Channel,
        body: JSON,
        audience: list[Installation] | None = None,
    ) -> list[Delivery]:
        """`kind` may hang on how a workspace has the channel, see `Look.fill`.

        The audience is whose bot is in the channel, unless others are given.
        """

        def inner(viewer: Installation) -> JSON:
            return self._event(channel.look(viewer.team_id).fill(kind), body)

        heard_by = self.members(channel) if audience is None else audience
        return self._events.emit(News(kind, "{family}:read", inner, heard_by, channel))

    def tell_new_id(self, channel: Channel, old: str) -> list[Delivery]:
        body = {"old_channel_id": old, "new_channel_id": channel.id}
        news = News(
            "channel_id_changed",
            None,
            lambda _: self._event("channel_id_changed", body),
            self.members(channel),
            channel,
        )
        return self._events.emit(news)

    def tell_message(self, channel: Channel, message: Message) -> list[Delivery]:
        author = self._world.users[message.user_id]

        def body(viewer: Installation) -> JSON:
            return (
                message_object(self._world, message)
                | self._hide_files(channel, message)
                | {
                    "channel": channel.id,
                    "channel_type": channel.look(viewer.team_id).event_type,
                    "event_ts": message.ts,
                }
                | _external_traits(author, viewer)
            )

        return self._emit_message(channel, author.team_id, body)

    def _hide_files(self, channel: Channel, message: Message) -> JSON:
        """Between two organisations apps learn only that there are files."""
        if not message.files or not self._world.is_shared_externally(channel):
            return {}
        return {"files": [hidden_file(file_id) for file_id in message.files]}

    def tell_hidden(self, channel: Channel, message: Message, change: JSON) -> list[Delivery]:
        ts = self._world.next_ts()
        body = change | {
            "type": "message",
            "hidden": True,
            "channel": channel.id,
            "ts": ts,
            "event_ts": ts,
        }
        author = self._world.users[message.user_id]

        def inner(viewer: Installation) -> JSON:
            return body | {"channel_type": channel.look(viewer.team_id).event_type}

        return self._emit_message(channel, author.team_id, inner)

    def _emit_message(
        self, channel: Channel, team: str, body: Callable[[Installation], JSON]
    ) -> list[Delivery]:
        news = News(
            "message.{family}",
            "{family}:history",
            body,
            self.members(channel),
            channel,
            team,
        )
        return self._events.emit(news)

    def tell_mention(self, channel: Channel, message: Message) -> list[Delivery]:
        """An app hears when any of its bots is mentioned, but not of its own words.

        It hears so again when such a message is edited.
        """
        if channel.kind == "im":
            return []
        mentioned = set(re.findall(r"<@([UW]\w+)", message.text))
        members = self.members(channel)
        apps = {i.app.id for i in members if i.bot_user_id in mentioned} - {message.app_id}
        author = self._world.users[message.user_id]

        def body(viewer: Installation) -> JSON:
            shape = message_object(self._world, message) | {
                "type": "app_mention",
                "channel": channel.id,
                "event_ts": message.ts,
            }
            return shape | _external_traits(author, viewer)

        audience = [i for i in members if i.app.id in apps]
        news = News("app_mention", "app_mentions:read", body, audience, channel, author.team_id)
        return self._events.emit(news)

    def tell_reaction(self, kind: str, user: User, message: Message, name: str) -> list[Delivery]:
        channel = self._world.channels[message.channel_id]
        body: JSON = {
            "user": user.id,
            "reaction": name,
            "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        }
        if self._events.behaviour.item_user:
            body["item_user"] = message.user_id
        news = News(
            kind,
            "reactions:read",
            lambda _: self._event(kind, body),
            self.members(channel),
            channel,
            user.team_id,
        )
        return self._events.emit(news)

    def tell_membership(
        self,
        kind: str,
        channel: Channel,
        user: User,
        audience: list[Installation],
        inviter: str | None = None,
    ) -> list[Delivery]:
        body = {
            "user": user.id,
            "channel": channel.id,
            "team": user.team_id,
        }
        if inviter:
            body["inviter"] = inviter

        def inner(viewer: Installation) -> JSON:
            is_private = channel.look(viewer.team_id).is_private
            return self._event(kind, body | {"channel_type": "G" if is_private else "C"})

        news = News(kind, "{family}:read", inner, audience, channel)
        return self._events.emit(news)


def _external_traits(author: User, viewer: Installation) -> JSON:
    """What a message of another organisation's person carries in addition."""
    if author.team_id == viewer.team_id:
        return {}
    return {
        "user_team": author.team_id,
        "source_team": author.team_id,
        "user_profile": {
            "avatar_hash": author.id[1:].lower(),
            "image_72": "",
            "first_name": author.name.split()[0],
            "real_name": author.name,
            "display_name": author.handle,
            "team": author.team_id,
            "name": author.handle,
            "is_restricted": author.is_restricted,
            "is_ultra_restricted": author.is_ultra_restricted,
        },
    }
