"""What happens in conversations, whoever does it: a change of the world and its event."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from sandbox.deliveries import Delivery
from sandbox.events import Events, News
from sandbox.ids import new_id
from sandbox.model import JSON, Channel, Installation, Message, User
from sandbox.shapes import message_object, user_object
from sandbox.world import World


class Rooms:
    """Each verb changes the world and returns the deliveries of the events this caused."""

    def __init__(self, world: World, events: Events) -> None:
        self._world = world
        self._events = events

    def post(self, message: Message) -> list[Delivery]:
        channel = self._world.channels[message.channel_id]
        channel.messages[message.ts] = message
        return [*self._tell_mention(channel, message), *self._tell_message(channel, message)]

    def post_ephemeral(self, message: Message) -> None:
        """Shown to one person only; nobody hears of it."""
        self._world.channels[message.channel_id].ephemerals[message.ts] = message

    def change(self, message: Message, **changes: object) -> list[Delivery]:
        channel = self._world.channels[message.channel_id]
        before = message_object(self._world, message)
        for name, value in changes.items():
            setattr(message, name, value)
        message.edited = {"user": message.user_id, "ts": self._world.next_ts()}
        after = message_object(self._world, message)
        body = {"subtype": "message_changed", "message": after, "previous_message": before}
        return self._tell_hidden(channel, message, body)

    def delete(self, message: Message) -> list[Delivery]:
        """A message with replies leaves a tombstone, so that its thread can still be read."""
        channel = self._world.channels[message.channel_id]
        before = message_object(self._world, message)
        if channel.replies(message.ts):
            channel.messages[message.ts] = replace(
                message,
                subtype="tombstone",
                text="This message was deleted.",
                blocks=[],
                metadata=None,
                reactions={},
            )
        else:
            del channel.messages[message.ts]
        body = {
            "subtype": "message_deleted",
            "deleted_ts": message.ts,
            "previous_message": before,
        }
        return self._tell_hidden(channel, message, body)

    def react(self, user: User, message: Message, name: str) -> list[Delivery]:
        message.reactions.setdefault(name, []).append(user.id)
        return self._tell_reaction("reaction_added", user, message, name)

    def unreact(self, user: User, message: Message, name: str) -> list[Delivery]:
        message.reactions[name].remove(user.id)
        if not message.reactions[name]:
            del message.reactions[name]
        return self._tell_reaction("reaction_removed", user, message, name)

    def join(self, channel: Channel, user: User, inviter: str | None = None) -> list[Delivery]:
        if user.id in channel.members:
            return []
        channel.members.append(user.id)
        return self._tell_membership(
            "member_joined_channel", channel, user, self._events.members(channel), inviter
        )

    def leave(self, channel: Channel, user: User) -> list[Delivery]:
        audience = self._events.members(channel)
        if user.id not in channel.members:
            return []
        channel.members.remove(user.id)
        return self._tell_membership("member_left_channel", channel, user, audience)

    def archive(self, channel: Channel, user_id: str) -> list[Delivery]:
        channel.is_archived = True
        kind = "group_archive" if channel.is_private else "channel_archive"
        return self._tell_channel(kind, channel, {"channel": channel.id, "user": user_id})

    def share(self, channel: Channel, team_id: str) -> list[Delivery]:
        if team_id in channel.teams:
            return []
        channel.shared_with.append(team_id)
        body = {"channel": channel.id, "connected_team_id": team_id}
        return self._tell_channel("channel_shared", channel, body)

    def unshare(self, channel: Channel, team_id: str) -> list[Delivery]:
        """End the connection: the host keeps the channel, the others get a copy with a new id."""
        body = {"channel": channel.id, "previously_connected_team_id": team_id}
        told = self._tell_channel("channel_unshared", channel, body)
        channel.shared_with.remove(team_id)
        users = self._world.users
        leaving = [m for m in channel.members if users[m].team_id == team_id]
        channel.members = [m for m in channel.members if m not in leaving]
        self._copy(channel, team_id, leaving)
        return told

    def _copy(self, channel: Channel, host: str, members: list[str]) -> None:
        new = replace(
            channel, id=new_id("C"), host=host, shared_with=[], members=members, ephemerals={}
        )
        new.messages = {
            ts: replace(message, channel_id=new.id) for ts, message in channel.messages.items()
        }
        self._world.channels[new.id] = new

    def change_id(self, channel: Channel, new: str) -> list[Delivery]:
        old = channel.id
        self._world.channels[new] = self._world.channels.pop(old)
        channel.id = new
        for message in (*channel.messages.values(), *channel.ephemerals.values()):
            message.channel_id = new
        body = {"old_channel_id": old, "new_channel_id": new}
        news = News(
            "channel_id_changed",
            None,
            lambda _: self._event("channel_id_changed", body),
            self._events.members(channel),
            channel,
        )
        return self._events.emit(news)

    def uninstall(self, installation: Installation) -> list[Delivery]:
        """The token dies, the bot leaves all channels, and the app is told both ways."""
        bot = self._world.users[installation.bot_user_id]
        tokens = {"tokens": {"oauth": [], "bot": [bot.id]}}
        told = [
            *self._tell_installation("tokens_revoked", tokens, installation),
            *self._tell_installation("app_uninstalled", {}, installation),
        ]
        installation.active, bot.deleted = False, True
        for channel in self._world.channels.values():
            if channel.kind == "channel" and bot.id in channel.members:
                channel.members.remove(bot.id)
        return told

    def _tell_installation(
        self, kind: str, body: JSON, installation: Installation
    ) -> list[Delivery]:
        event = {"type": kind} | body
        return self._events.emit(News(kind, None, lambda _: event, [installation]))

    def user_changed(self, user: User) -> list[Delivery]:
        user.updated = self._world.seconds()
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

    def _tell_channel(self, kind: str, channel: Channel, body: JSON) -> list[Delivery]:
        news = News(
            kind,
            f"{channel.scope_family}:read",
            lambda _: self._event(kind, body),
            self._events.members(channel),
            channel,
        )
        return self._events.emit(news)

    def _tell_message(self, channel: Channel, message: Message) -> list[Delivery]:
        author = self._world.users[message.user_id]

        def body(viewer: Installation) -> JSON:
            return (
                message_object(self._world, message)
                | {
                    "channel": channel.id,
                    "channel_type": channel.event_type,
                    "event_ts": message.ts,
                }
                | _external_traits(author, viewer)
            )

        return self._emit_message(channel, author.team_id, body)

    def _tell_hidden(self, channel: Channel, message: Message, change: JSON) -> list[Delivery]:
        ts = self._world.next_ts()
        body = change | {
            "type": "message",
            "hidden": True,
            "channel": channel.id,
            "channel_type": channel.event_type,
            "ts": ts,
            "event_ts": ts,
        }
        author = self._world.users[message.user_id]
        return self._emit_message(channel, author.team_id, lambda _: dict(body))

    def _emit_message(
        self, channel: Channel, team: str, body: Callable[[Installation], JSON]
    ) -> list[Delivery]:
        family = channel.scope_family
        news = News(
            f"message.{family}",
            f"{family}:history",
            body,
            self._events.members(channel),
            channel,
            team,
        )
        return self._events.emit(news)

    def _tell_mention(self, channel: Channel, message: Message) -> list[Delivery]:
        """An app hears when any of its bots is mentioned, but not of its own words."""
        if channel.kind == "im":
            return []
        mentioned = set(re.findall(r"<@([UW]\w+)", message.text))
        members = self._events.members(channel)
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

    def _tell_reaction(self, kind: str, user: User, message: Message, name: str) -> list[Delivery]:
        channel = self._world.channels[message.channel_id]
        body = {
            "user": user.id,
            "reaction": name,
            "item": {"type": "message", "channel": channel.id, "ts": message.ts},
            "item_user": message.user_id,
        }
        news = News(
            kind,
            "reactions:read",
            lambda _: self._event(kind, body),
            self._events.members(channel),
            channel,
            user.team_id,
        )
        return self._events.emit(news)

    def _tell_membership(
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
            "channel_type": "G" if channel.is_private else "C",
            "team": user.team_id,
        }
        if inviter:
            body["inviter"] = inviter
        scope = f"{channel.scope_family}:read"
        news = News(kind, scope, lambda _: self._event(kind, body), audience, channel)
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
