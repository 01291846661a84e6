"""Verbs that tell what a person sees."""

from __future__ import annotations

from sandbox.control.registry import Request, verb
from sandbox.core import Core
from sandbox.model import JSON, Channel, Message, User
from sandbox.people.conduct import find_message, find_visible
from sandbox.people.moving import visible_home
from sandbox.shapes import message_object, view_object
from sandbox.world import World


def shown_message(core: Core, message: Message) -> JSON:
    return message_object(core.world, message, metadata=True) | {
        "channel": message.channel_id,
        "ephemeral": message.ephemeral_to is not None,
    }


def _viewer(request: Request) -> User:
    return request.user("person")


@verb("sees.conversations")
async def conversations(request: Request) -> JSON:
    """All that `person` is in, as their workspace has it; direct messages bear the others' name."""
    viewer, world = _viewer(request), request.core.world
    rows = [
        _conversation(world, channel, viewer)
        for channel in world.channels.values()
        if viewer.id in channel.members
    ]
    return {"conversations": rows}


def _conversation(world: World, channel: Channel, viewer: User) -> JSON:
    look = channel.look(viewer.team_id)
    others = [world.users[member].name for member in channel.members if member != viewer.id]
    return {
        "id": channel.id,
        "name": look.name if look.kind == "channel" else ", ".join(others),
        "kind": look.event_type,
        "is_shared": world.is_shared_externally(channel),
        "is_archived": channel.is_archived,
    }


@verb("sees.messages")
async def messages(request: Request) -> JSON:
    """What `person` sees in `channel`, oldest first, without replies."""
    viewer = _viewer(request)
    channel = find_visible(request.core, viewer, request["channel"])
    public = [m for m in channel.messages.values() if m.in_channel]
    private = [m for m in _ephemerals(channel, viewer) if m.thread_ts is None]
    return _shown(request.core, public + private)


@verb("sees.thread")
async def thread(request: Request) -> JSON:
    """The parent, then the replies; a reply's timestamp leads to its parent."""
    viewer = _viewer(request)
    channel = find_visible(request.core, viewer, request["channel"])
    asked = find_message(channel, viewer, request["ts"])
    root_ts = asked.thread_ts or asked.ts
    root = find_message(channel, viewer, root_ts)
    private = [m for m in _ephemerals(channel, viewer) if m.thread_ts == root_ts]
    return _shown(request.core, [root, *channel.replies(root_ts), *private])


@verb("sees.dm")
async def direct_messages(request: Request) -> JSON:
    """What `person` sees in their conversation with `bot`."""
    viewer = _viewer(request)
    channel = request.core.world.direct_message(request.installation(), viewer.id)
    if channel is None:
        return {"messages": []}
    private = [m for m in _ephemerals(channel, viewer) if m.thread_ts is None]
    public = [m for m in channel.messages.values() if m.in_channel]
    return _shown(request.core, public + private)


@verb("sees.modals")
async def modals(request: Request) -> JSON:
    """The stack, the top one last, and whether the app may be about to open one."""
    viewer = _viewer(request)
    return {
        "views": [view_object(view) for view in request.core.views.stack(viewer.id)],
        "expecting": request.core.views.awaits_trigger(viewer.id),
    }


@verb("sees.home")
async def home(request: Request) -> JSON:
    """The Home of `bot`, if it is shown to `person`."""
    view = visible_home(request.core, _viewer(request), request.installation())
    return {"view": view_object(view) if view else None}


def _ephemerals(channel: Channel, viewer: User) -> list[Message]:
    return [m for m in channel.ephemerals.values() if m.ephemeral_to == viewer.id]


def _shown(core: Core, messages: list[Message]) -> JSON:
    return {"messages": [shown_message(core, m) for m in sorted(messages, key=lambda m: m.ts)]}
