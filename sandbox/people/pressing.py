"""Buttons, menus and the other elements in messages, modals and Home tabs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sandbox.core import Core
from sandbox.elements import (
    BadValueError,
    Element,
    action_of,
    choose,
    clickable,
    kept_state,
    options_of,
    stateful,
)
from sandbox.model import JSON, Channel, Installation, Message, ResponseUrl, User, View
from sandbox.people.commands import show_ack
from sandbox.people.conduct import (
    RefusedError,
    find_message,
    find_visible,
    interaction,
)
from sandbox.shapes import channel_reference, message_object, view_object


@dataclass(frozen=True)
class Surface:
    """Something with elements on it, as one person has it before them."""

    installation: Installation
    blocks: list[JSON]
    state: dict[str, dict[str, JSON]]
    channel: Channel | None = None
    message: Message | None = None
    view: View | None = None


@dataclass(frozen=True)
class Clickable:
    """A button, or one option of an overflow menu."""

    element: Element
    text: str
    value: str | None
    option: JSON | None = None


def find_surface(core: Core, user: User, target: JSON) -> Surface:
    """`target` is `{"view": id}` or `{"channel": id, "ts": ts}`."""
    if "view" in target:
        return _view_surface(core, user, str(target["view"]))
    channel = find_visible(core, user, str(target["channel"]))
    message = find_message(channel, user, str(target["ts"]))
    installation = core.world.installation_with(message.bot_id)
    if installation is None or not installation.active:
        raise RefusedError("app_not_installed", "no app answers for this message")
    key = (user.id, channel.id, message.ts)
    state = kept_state(message.blocks, core.world.entered.get(key, {}))
    core.world.entered[key] = state
    return Surface(installation, message.blocks, state, channel, message)


def _view_surface(core: Core, user: User, view_id: str) -> Surface:
    stack = core.views.stack(user.id)
    shown = [*stack[-1:], *(v for v in core.world.homes.values() if v.user_id == user.id)]
    for view in shown:
        if view.id == view_id:
            if not view.installation.active:
                raise RefusedError("app_not_installed", "the app is not installed any more")
            return Surface(view.installation, view.content["blocks"], view.state, view=view)
    raise RefusedError("view_not_found", "this view is not open any more")


async def press(
    core: Core,
    user: User,
    target: JSON,
    label: str,
    value: str | None,
    *,
    block: str | None = None,
) -> JSON:
    """Click a button or overflow option by its text or action id, perhaps of a certain block."""
    surface = _within(find_surface(core, user, target), block)
    clicked = _find_clickable(surface, user, label, value)
    action = action_of(clicked.element, core.world.next_ts(), None, clicked.option)
    return await _dispatch(core, user, surface, action)


def _within(surface: Surface, block: str | None) -> Surface:
    """Only this block of it, where one is named."""
    if block is None:
        return surface
    return replace(surface, blocks=[b for b in surface.blocks if b.get("block_id") == block])


async def choose_value(
    core: Core, user: User, target: JSON, label: str, value: Any, *, block: str | None = None
) -> JSON:
    """Give an element a value; tells the app unless it is an input that does not dispatch."""
    surface = _within(find_surface(core, user, target), block)
    element = await with_options(core, user, surface, find_stateful(surface.blocks, label), value)
    entry = enter(surface.state, element, value)
    _tell_pages(core, surface)
    if not element.dispatches:
        return {"error": None}
    return await _dispatch(core, user, surface, action_of(element, core.world.next_ts(), entry))


def _tell_pages(core: Core, surface: Surface) -> None:
    if surface.view:
        core.views.changed(surface.view)
    elif surface.message:
        core.rooms.changed(surface.message)


async def with_options(
    core: Core, user: User, surface: Surface, element: Element, value: Any
) -> Element:
    """The element with the options that the app suggests for these words, if it is external."""
    if not element.type.endswith("external_select"):
        return element
    options: list[JSON] = []
    for query in value if isinstance(value, list) else [value]:
        payload = interaction(core, "block_suggestion", surface.installation, user)
        payload |= _place(core, surface)
        payload |= {
            "action_id": element.action_id,
            "block_id": element.block_id,
            "value": str(query),
        }
        answer = await core.deliveries.send_interaction(
            surface.installation.app, "interactive", payload, accepts=True
        )
        options += options_of(answer.payload)
    return replace(element, json=element.json | {"options": options})


def find_stateful(blocks: list[JSON], label: str) -> Element:
    """The element with this block id, action id or label."""
    elements = list(stateful(blocks))
    found = [e for e in elements if label in (e.block_id, e.action_id, e.label)]
    if len(found) == 1:
        return found[0]
    raise _lookup(label, len(found), (e.label or e.action_id for e in elements))


def enter(state: dict[str, dict[str, JSON]], element: Element, value: Any) -> JSON:
    """Put a value into the state, refusing what Slack's client would not take."""
    try:
        entry = choose(element, value)
    except BadValueError as error:
        raise RefusedError("invalid_value", str(error)) from error
    state.setdefault(element.block_id, {})[element.action_id] = entry
    return entry


def clickables(blocks: list[JSON], user: User) -> Iterator[Clickable]:
    """What this person can click, in reading order."""
    for element in clickable(blocks):
        only = element.json.get("visible_to_user_ids")
        if only and user.id not in only:
            continue
        if element.type == "overflow":
            for option in options_of(element.json):
                yield Clickable(element, option["text"]["text"], option.get("value"), option)
        else:
            yield Clickable(element, element.json["text"]["text"], element.json.get("value"))


def _find_clickable(surface: Surface, user: User, label: str, value: str | None) -> Clickable:
    there = list(clickables(surface.blocks, user))
    found = [
        one
        for one in there
        if label in (one.text, one.element.action_id) and value in (None, one.value)
    ]
    if len(found) == 1:
        return found[0]
    raise _lookup(label, len(found), (one.text for one in there))


def _lookup(label: str, count: int, there: Iterable[str]) -> RefusedError:
    problem = f"{label!r} is there {count} times" if count else f"there is no {label!r}"
    return RefusedError("not_found_there", f"{problem}; there is: {', '.join(there) or 'nothing'}")


async def _dispatch(core: Core, user: User, surface: Surface, action: JSON) -> JSON:
    payload = interaction(core, "block_actions", surface.installation, user)
    payload |= {"trigger_id": core.views.issue_trigger(surface.installation, user.id)}
    url: ResponseUrl | None = None
    payload |= _place(core, surface)
    if surface.channel is not None:
        url = core.response_urls.issue(
            "actions", surface.installation, surface.channel.id, user.id, surface.message
        )
        payload |= {
            "state": {"values": surface.state},
            "response_url": core.response_urls.address(url),
        }
    answer = await core.deliveries.send_interaction(
        surface.installation.app, "interactive", payload | {"actions": [action]}, accepts=True
    )
    return show_ack(core, url, answer) if url else {"error": answer.error}


def _place(core: Core, surface: Surface) -> JSON:
    """Where the element stands: a view, or a message in its conversation."""
    view = surface.view
    if view is not None:
        return {"container": {"type": "view", "view_id": view.id}, "view": view_object(view)}
    if surface.channel is None or surface.message is None:
        return {}
    return _place_of_message(core, surface.installation, surface.channel, surface.message)


def _place_of_message(
    core: Core, installation: Installation, channel: Channel, message: Message
) -> JSON:
    container: JSON = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    part = {
        "container": container,
        "channel": channel_reference(channel, installation),
    }
    if message.ephemeral_to:
        return part
    return part | {"message": message_object(core.world, message)}
