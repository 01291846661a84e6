"""What happens in conversations, whoever does it: a change of the world and its event."""

from __future__ import annotations

from dataclasses import replace

from sandbox.deliveries import Delivery
from sandbox.herald import Herald
from sandbox.ids import new_id
from sandbox.live import Live
from sandbox.model import JSON, Channel, Installation, Message, User
from sandbox.reading import last_ts
from sandbox.shapes import message_object
from sandbox.typing_in import EMOJI_NAME
from sandbox.world import World

SLACKBOT = "USLACKBOT"
MAX_EMOJI = 50
MAX_EMOJI_OF_ONE_PERSON = 23


class Rooms:
    """Each verb changes the world and returns the deliveries of the events this caused.

    Who has a page open is told, too.
    """

    def __init__(self, world: World, herald: Herald, live: Live) -> None:
        self._world = world
        self._herald = herald
        self._live = live

    def post(self, message: Message) -> list[Delivery]:
        channel = self._world.channels[message.channel_id]
        channel.keep(message)
        self.changed(message)
        mentioned = self._herald.tell_mention(channel, message)
        return [*mentioned, *self._herald.tell_message(channel, message)]

    def changed(self, message: Message) -> None:
        """Tell who sees it that it is new, gone or otherwise."""
        self._live.message(message.channel_id, message.ts, message.thread_ts)

    def post_ephemeral(self, message: Message) -> None:
        """Shown to one person only; nobody hears of it."""
        self._world.channels[message.channel_id].ephemerals[message.ts] = message
        self.changed(message)

    def change_ephemeral(self, message: Message, text: str, blocks: list[JSON]) -> None:
        message.text, message.blocks = text, blocks
        self.changed(message)

    def dismiss(self, message: Message) -> None:
        """Take an ephemeral message away from its one reader."""
        del self._world.channels[message.channel_id].ephemerals[message.ts]
        self.changed(message)

    def change(self, message: Message, **changes: object) -> list[Delivery]:
        channel = self._world.channels[message.channel_id]
        before = message_object(self._world, message)
        for name, value in changes.items():
            setattr(message, name, value)
        message.edited = {"user": message.user_id, "ts": self._world.next_ts()}
        self.changed(message)
        after = message_object(self._world, message)
        body = {"subtype": "message_changed", "message": after, "previous_message": before}
        mentioned = self._herald.tell_mention(channel, message)
        return [*mentioned, *self._herald.tell_hidden(channel, message, body)]

    def delete(self, message: Message) -> list[Delivery]:
        """A message with replies leaves a tombstone, so that its thread can still be read.

        Apps hear of one as of a change, by Slackbot.
        """
        channel = self._world.channels[message.channel_id]
        body: JSON = {"previous_message": message_object(self._world, message)}
        if channel.replies(message.ts):
            tombstone = _tombstone(message)
            channel.keep(tombstone)
            after = message_object(self._world, tombstone) | {"user": SLACKBOT, "hidden": True}
            body |= {"subtype": "message_changed", "message": after}
        else:
            channel.drop(message)
            body |= {"subtype": "message_deleted", "deleted_ts": message.ts}
        self.changed(message)
        return self._herald.tell_hidden(channel, message, body)

    def why_not_react(self, user: User, message: Message, name: str) -> str | None:
        """Slack's word for what keeps this person or bot from adding this emoji."""
        if not EMOJI_NAME.fullmatch(name):
            return "invalid_name"
        if user.id in message.reactions.get(name, []):
            return "already_reacted"
        if name not in message.reactions and len(message.reactions) >= MAX_EMOJI:
            return "too_many_emoji"
        given = sum(user.id in users for users in message.reactions.values())
        return "too_many_reactions" if given >= MAX_EMOJI_OF_ONE_PERSON else None

    def react(self, user: User, message: Message, name: str) -> list[Delivery]:
        message.reactions.setdefault(name, []).append(user.id)
        self.changed(message)
        return self._herald.tell_reaction("reaction_added", user, message, name)

    def unreact(self, user: User, message: Message, name: str) -> list[Delivery]:
        message.reactions[name].remove(user.id)
        if not message.reactions[name]:
            del message.reactions[name]
        self.changed(message)
        return self._herald.tell_reaction("reaction_removed", user, message, name)

    def join(self, channel: Channel, user: User, inviter: str | None = None) -> list[Delivery]:
        """What was there before is not new to who joins."""
        if user.id in channel.members:
            return []
        channel.members.append(user.id)
        self._live.conversations()
        self.mark_read(channel, user, last_ts(channel) or "")
        return self._herald.tell_membership(
            "member_joined_channel", channel, user, self._herald.members(channel), inviter
        )

    def leave(self, channel: Channel, user: User) -> list[Delivery]:
        audience = self._herald.members(channel)
        if user.id not in channel.members:
            return []
        channel.members.remove(user.id)
        self._live.conversations()
        return self._herald.tell_membership("member_left_channel", channel, user, audience)

    def open_group(self, bot: Installation, user_ids: list[str]) -> tuple[Channel, bool]:
        """The direct message of a bot with these people, and whether it was there before."""
        channel, was_open = self._world.open_group(bot, user_ids)
        if not was_open:
            self._live.conversations()
        return channel, was_open

    def mark_read(self, channel: Channel, user: User, ts: str) -> None:
        """Up to this timestamp, if they have not read further before."""
        if ts > channel.read_until.get(user.id, ""):
            channel.read_until[user.id] = ts
            self._live.read(user.id, channel.id)

    def archive(self, channel: Channel, user_id: str) -> list[Delivery]:
        channel.is_archived = True
        self._live.conversations()
        body = {"channel": channel.id, "user": user_id}
        return self._herald.tell_channel("{kind}_archive", channel, body)

    def unarchive(self, channel: Channel, user_id: str) -> list[Delivery]:
        channel.is_archived = False
        self._live.conversations()
        body = {"channel": channel.id, "user": user_id}
        return self._herald.tell_channel("{kind}_unarchive", channel, body)

    def share(self, channel: Channel, team_id: str) -> list[Delivery]:
        if team_id in channel.teams:
            return []
        channel.shared_with.append(team_id)
        self._live.conversations()
        body = {"channel": channel.id, "connected_team_id": team_id}
        return self._herald.tell_channel("channel_shared", channel, body)

    def unshare(self, channel: Channel, team_id: str) -> list[Delivery]:
        """End the connection: the host keeps the channel, the others get a copy with a new id."""
        audience = self._herald.members(channel)
        channel.shared_with.remove(team_id)
        body = {
            "channel": channel.id,
            "previously_connected_team_id": team_id,
            "is_ext_shared": bool(channel.shared_with),
        }
        told = self._herald.tell_channel("channel_unshared", channel, body, audience)
        users = self._world.users
        leaving = [m for m in channel.members if users[m].team_id == team_id]
        channel.members = [m for m in channel.members if m not in leaving]
        self._copy(channel, team_id, leaving)
        channel.looks.pop(team_id, None)
        self._live.conversations()
        return told

    def _copy(self, channel: Channel, host: str, members: list[str]) -> None:
        look = channel.look(host)
        new_channel_id = new_id("C")
        new = replace(
            channel,
            id=new_channel_id,
            name=look.name,
            is_private=look.is_private,
            host=host,
            shared_with=[],
            looks={},
            members=members,
            messages={
                ts: replace(message, channel_id=new_channel_id)
                for ts, message in channel.messages.items()
            },
            ephemerals={},
            read_until=dict(channel.read_until),
        )
        self._world.channels[new.id] = new

    def change_id(self, channel: Channel, new: str) -> list[Delivery]:
        old = channel.id
        self._world.channels[new] = self._world.channels.pop(old)
        channel.id = new
        for message in (*channel.messages.values(), *channel.ephemerals.values()):
            message.channel_id = new
        self._live.conversations()
        return self._herald.tell_new_id(channel, old)

    def uninstall(self, installation: Installation) -> list[Delivery]:
        """The token dies, the bot leaves all channels, and the app is told both ways."""
        bot = self._world.users[installation.bot_user_id]
        tokens = {"tokens": {"oauth": [], "bot": [bot.id]}}
        told = [
            *self._herald.tell_installation("tokens_revoked", tokens, installation),
            *self._herald.tell_installation("app_uninstalled", {}, installation),
        ]
        installation.end("account_inactive")
        bot.deleted = True
        for channel in self._world.channels.values():
            if channel.kind == "channel" and bot.id in channel.members:
                channel.members.remove(bot.id)
        self._installations_changed()
        return told

    def revoke(self, installation: Installation) -> list[Delivery]:
        """The token dies, but the app stays installed, and its bot in its channels."""
        tokens = {"tokens": {"oauth": [], "bot": [installation.bot_user_id]}}
        told = self._herald.tell_installation("tokens_revoked", tokens, installation)
        installation.end("token_revoked")
        self._installations_changed()
        return told

    def _installations_changed(self) -> None:
        self._live.people()
        self._live.conversations()

    def user_changed(self, user: User) -> list[Delivery]:
        user.updated = self._world.seconds()
        self._live.people()
        return self._herald.tell_user_change(user)


def _tombstone(message: Message) -> Message:
    return replace(
        message,
        subtype="tombstone",
        text="This message was deleted.",
        blocks=[],
        files=[],
        metadata=None,
        reactions={},
    )
