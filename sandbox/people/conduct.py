"""What every act of a person shares: who may be where, and waiting for the app's ack."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from sandbox.core import Core
from sandbox.deliveries import Delivery
from sandbox.model import JSON, Channel, Installation, Message, User
from sandbox.shapes import short_user, team_object


class RefusedError(Exception):
    """Slack does not let a person do this. `code` is for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def find_person(core: Core, user_id: str) -> User:
    """A person who can act; refuses bots and the deactivated."""
    user = find_speaker(core, user_id)
    if user.is_bot:
        raise RefusedError("user_not_found", f"{user.name} is a bot")
    return user


def find_speaker(core: Core, user_id: str) -> User:
    """A person, or the bot of an app that the sandbox does not run: both can post and react."""
    user = core.world.users.get(user_id)
    if user is None or core.world.installation_of_bot(user_id):
        raise RefusedError("user_not_found", f"there is no person {user_id}")
    if user.deleted:
        raise RefusedError("user_disabled", f"{user.name} is deactivated")
    return user


def find_channel(core: Core, channel_id: str) -> Channel:
    channel = core.world.channels.get(channel_id)
    if channel is None:
        raise RefusedError("channel_not_found", f"there is no conversation {channel_id}")
    return channel


def find_visible(core: Core, user: User, channel_id: str) -> Channel:
    """A conversation that the person can read: theirs, or public in their workspace."""
    channel = find_channel(core, channel_id)
    if not may_see(user, channel):
        raise RefusedError("channel_not_found", f"{user.name} cannot see this conversation")
    return channel


def may_see(user: User, channel: Channel) -> bool:
    public = not channel.look(user.team_id).is_private and user.team_id in channel.teams
    return user.id in channel.members or public


def find_joined(core: Core, user: User, channel_id: str) -> Channel:
    """A conversation in which the person can act now."""
    channel = find_visible(core, user, channel_id)
    if user.id not in channel.members:
        raise RefusedError("not_in_channel", f"{user.name} is not in #{channel.name}")
    if channel.is_archived:
        raise RefusedError("is_archived", f"#{channel.name} is archived")
    return channel


def find_message(channel: Channel, user: User, ts: str) -> Message:
    """A message that the person can see there, ephemeral ones of theirs included."""
    ephemeral = channel.ephemerals.get(ts)
    message = channel.messages.get(ts)
    if ephemeral and ephemeral.ephemeral_to == user.id:
        message = ephemeral
    if message is None:
        raise RefusedError("message_not_found", "this message is not there any more")
    return message


def find_standing(channel: Channel, user: User, ts: str) -> Message:
    """The same, but for everybody and not deleted: it can be edited and reacted to."""
    message = find_message(channel, user, ts)
    if message.ephemeral_to:
        raise RefusedError("message_not_found", "an ephemeral message allows no such thing")
    if message.subtype == "tombstone":
        raise RefusedError("message_not_found", "this message was deleted")
    return message


async def told(deliveries: Iterable[Delivery]) -> None:
    """Wait until each app has acked its event or its first deadline has passed."""
    await asyncio.gather(*(delivery.first_try_over.wait() for delivery in deliveries))


def interaction(core: Core, kind: str, installation: Installation, user: User) -> JSON:
    """The fields that all interactive payloads begin with."""
    return {
        "type": kind,
        "api_app_id": installation.app.id,
        "token": "sandbox",
        "team": team_object(core.world, installation.team_id),
        "enterprise": None,
        "is_enterprise_install": False,
        "user": short_user(user, kind),
    }
