"""Verbs that tell what a person sees in conversations, modals and Homes."""

from __future__ import annotations

from itertools import islice

from sandbox.control.registry import Request, verb
from sandbox.core import Core
from sandbox.model import JSON, Channel, Message, User
from sandbox.people.conduct import RefusedError, find_message, find_visible
from sandbox.people.moving import visible_home
from sandbox.reading import ephemerals_in_thread, newest_first
from sandbox.shapes import message_object, view_object


def shown_message(core: Core, message: Message) -> JSON:
    return message_object(core.world, message, metadata=True) | {
        "channel": message.channel_id,
        "ephemeral": message.ephemeral_to is not None,
    }


def _viewer(request: Request) -> User:
    return request.user("person")


@verb("sees.messages")
async def messages(request: Request) -> JSON:
    """What `person` sees in `channel`, oldest first, without replies.

    With `limit` only the newest ones, with `before` those from before that timestamp; `more` is
    whether there are older ones.
    """
    viewer = _viewer(request)
    channel = find_visible(request.core, viewer, request["channel"])
    return _page(request, channel, viewer)


def _page(request: Request, channel: Channel, viewer: User) -> JSON:
    limit = request.count("limit")
    newest = newest_first(channel, viewer, request.get("before"))
    found = list(newest if limit is None else islice(newest, limit + 1))
    page = found[:limit]
    return {"messages": _shown(request.core, viewer, page[::-1]), "more": len(found) > len(page)}


@verb("sees.message")
async def message(request: Request) -> JSON:
    """The message `ts` in `channel` as `person` sees it; null where it is gone or not for them."""
    viewer = _viewer(request)
    try:
        channel = find_visible(request.core, viewer, request["channel"])
        found = find_message(channel, viewer, request["ts"])
    except RefusedError:
        return {"message": None}
    return {"message": _shown(request.core, viewer, [found])[0]}


@verb("sees.thread")
async def thread(request: Request) -> JSON:
    """The parent, then the replies; a reply's timestamp leads to its parent."""
    viewer = _viewer(request)
    channel = find_visible(request.core, viewer, request["channel"])
    asked = find_message(channel, viewer, request["ts"])
    root_ts = asked.thread_ts or asked.ts
    root = find_message(channel, viewer, root_ts)
    private = ephemerals_in_thread(channel, viewer, root_ts)
    replies = sorted([*channel.replies(root_ts), *private], key=lambda m: m.ts)
    return {"messages": _shown(request.core, viewer, [root, *replies])}


@verb("sees.dm")
async def direct_messages(request: Request) -> JSON:
    """What `person` sees in their conversation with `bot`."""
    viewer = _viewer(request)
    channel = request.core.world.direct_message(request.installation(), viewer.id)
    return {"messages": []} if channel is None else _page(request, channel, viewer)


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


def _shown(core: Core, viewer: User, messages: list[Message]) -> list[JSON]:
    """The messages, each with the `state` of its elements where the viewer has chosen something."""
    entered = core.world.entered
    rows = []
    for one in messages:
        state = entered.get((viewer.id, one.channel_id, one.ts))
        rows.append(shown_message(core, one) | ({"state": state} if state else {}))
    return rows
