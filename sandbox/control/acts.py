"""Verbs that are acts of people; `person` is the id of who acts."""

from __future__ import annotations

from sandbox.control.registry import Request, verb
from sandbox.control.sights import shown_message
from sandbox.model import JSON, User
from sandbox.people import commands, forms, moving, pressing, talking
from sandbox.people.conduct import find_person, find_speaker
from sandbox.shapes import view_object


def _person(request: Request) -> User:
    return find_person(request.core, request["person"])


@verb("person.says")
async def say(request: Request) -> JSON:
    """`text` into `channel`, or into the `thread` of a message; bots of other apps speak too."""
    message = await talking.say(
        request.core,
        find_speaker(request.core, request["person"]),
        request["channel"],
        request["text"],
        request.get("thread"),
    )
    return {"message": shown_message(request.core, message)}


@verb("person.edits")
async def edit(request: Request) -> JSON:
    """Their message `ts` in `channel` becomes `text`."""
    message = await talking.edit(
        request.core, _person(request), request["channel"], request["ts"], request["text"]
    )
    return {"message": shown_message(request.core, message)}


@verb("person.deletes")
async def delete(request: Request) -> JSON:
    """Their message `ts` in `channel`."""
    await talking.delete(request.core, _person(request), request["channel"], request["ts"])
    return {}


@verb("person.reacts")
async def react(request: Request) -> JSON:
    """With the emoji `name` to the message `ts` in `channel`."""
    speaker = find_speaker(request.core, request["person"])
    await talking.react(request.core, speaker, request["channel"], request["ts"], request["name"])
    return {}


@verb("person.unreacts")
async def unreact(request: Request) -> JSON:
    """Take back the emoji `name` from the message `ts` in `channel`."""
    speaker = find_speaker(request.core, request["person"])
    await talking.unreact(request.core, speaker, request["channel"], request["ts"], request["name"])
    return {}


@verb("person.command")
async def command(request: Request) -> JSON:
    """Type `command` and `text` in `channel`; `thread` true means in a thread there."""
    reply = await commands.command(
        request.core,
        _person(request),
        request["channel"],
        request["command"],
        request.get("text", ""),
        in_thread=bool(request.get("thread")),
    )
    return {"reply": reply}


@verb("person.shortcut")
async def shortcut(request: Request) -> JSON:
    """By `name` or callback id; on the message `ts` in `channel` when these are given."""
    reply = await commands.shortcut(
        request.core,
        _person(request),
        request["name"],
        request.get("channel"),
        request.get("ts"),
    )
    return {"reply": reply}


@verb("person.presses")
async def press(request: Request) -> JSON:
    """What says `label`, or has this action id, on `target`.

    `target` is `{"view": id}` or `{"channel": id, "ts": ts}`; `value` and `block` (a block id)
    tell equals apart.
    """
    reply = await pressing.press(
        request.core,
        _person(request),
        request["target"],
        request["label"],
        request.get("value"),
        block=request.get("block"),
    )
    return {"reply": reply}


@verb("person.chooses")
async def choose(request: Request) -> JSON:
    """Give `value` to the element `label` on `target`, where needed of this `block`.

    The app hears of it where Slack says so.
    """
    reply = await pressing.choose_value(
        request.core,
        _person(request),
        request["target"],
        request["label"],
        request["value"],
        block=request.get("block"),
    )
    return {"reply": reply}


@verb("person.reads")
async def read(request: Request) -> JSON:
    """`channel` up to the message `ts`, or all that is there."""
    talking.read(request.core, request.user("person"), request["channel"], request.get("ts"))
    return {}


@verb("person.dismisses")
async def dismiss(request: Request) -> JSON:
    """The ephemeral message `ts` in `channel`, which only they see."""
    talking.dismiss(request.core, _person(request), request["channel"], request["ts"])
    return {}


@verb("person.submits")
async def submit(request: Request) -> JSON:
    """Fill the modal on top with `values` by label, block or action id, and send it."""
    return {"result": await forms.submit(request.core, _person(request), request["values"])}


@verb("person.closes")
async def close(request: Request) -> JSON:
    """The modal on top; the whole stack with `everything`."""
    everything = bool(request.get("everything"))
    reply = await forms.close(request.core, _person(request), everything=everything)
    return {"reply": reply}


@verb("person.opens_app")
async def open_app(request: Request) -> JSON:
    """The app of the `bot`, at its `tab` home (default) or messages; returns the Home then seen."""
    view = await moving.open_app(
        request.core, _person(request), request.installation(), request.get("tab", "home")
    )
    return {"view": view_object(view) if view else None}


@verb("person.dm")
async def direct_message(request: Request) -> JSON:
    """Their conversation with the `bot`, opened if need be."""
    channel = moving.direct_message(request.core, _person(request), request.installation())
    return {"id": channel.id, "name": channel.name}


@verb("person.joins")
async def join(request: Request) -> JSON:
    """A public `channel`."""
    await moving.join(request.core, _person(request), request["channel"])
    return {}


@verb("person.leaves")
async def leave(request: Request) -> JSON:
    """A `channel`."""
    await moving.leave(request.core, _person(request), request["channel"])
    return {}


@verb("person.changes")
async def change_profile(request: Request) -> JSON:
    """Their `traits`: name, tz."""
    await moving.change_profile(request.core, _person(request), request["traits"])
    return {}


@verb("person.deactivated")
async def deactivate(request: Request) -> JSON:
    """An administrator ends their account."""
    await moving.set_deactivated(request.core, _person(request), True)
    return {}


@verb("person.reactivated")
async def reactivate(request: Request) -> JSON:
    """An administrator lets them in again."""
    await moving.set_deactivated(request.core, request.user("person"), False)
    return {}
