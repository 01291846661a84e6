"""Verbs about the sandbox itself: its clock, its wire record, its faults and its choices."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sandbox.api.registry import METHODS
from sandbox.clock import next_working_day
from sandbox.control.registry import Request, verb
from sandbox.core import Core
from sandbox.faults import ANY_METHOD, Fault
from sandbox.model import JSON
from sandbox.people.conduct import RefusedError
from sandbox.socket import REASONS

_SETTLED_SECONDS = 0.05


@verb("clock.read")
async def read_clock(request: Request) -> JSON:
    """The time in the sandbox, and the moments to which it may well be moved.

    `next_working_day` is at nine in the zone of the `person`; `planned` what the app does next.
    """
    now, plan = request.core.clock.now(), await request.core.next_plan()
    zone = request.user("person").tz if request.get("person") else "Etc/UTC"
    return {
        "now": now.isoformat(),
        "next_working_day": next_working_day(now, zone).isoformat(),
        "planned": {"at": plan.at.isoformat(), "what": plan.what} if plan else None,
    }


@verb("clock.move")
async def move_clock(request: Request) -> JSON:
    """`to`: an ISO moment with zone, or `by`: seconds."""
    clock = request.core.clock
    if request.get("to"):
        clock.move_to(datetime.fromisoformat(request["to"]))
    else:
        clock.advance(timedelta(seconds=float(request["by"])))
    return {"now": clock.now().isoformat()}


@verb("wire.read")
async def read_wire(request: Request) -> JSON:
    """What went over the wire, in order: all, or `limit` entries `after` a number, else the newest.

    Each with its `number`, the moment `at`, `seconds` until it was answered, and its `topics`.
    """
    after = request.get("after")
    if not isinstance(after, int | None):
        raise RefusedError("invalid_value", "after must be the number of an entry")
    core = request.core
    topics = core.topics.of_all(core.wire.record, _command_words(core))
    entries = core.wire.numbered(after, request.count("limit"))
    return {"entries": [entry | {"topics": topics[entry["number"]]} for entry in entries]}


def _command_words(core: Core) -> list[str]:
    apps = core.world.apps.values()
    commands = [each for app in apps for each in app.features.get("slash_commands", [])]
    return [str(command["command"]).removeprefix("/") for command in commands]


@verb("wire.settle")
async def settle(request: Request) -> JSON:
    """Wait until the app has been silent for a moment."""
    while True:
        silent = request.core.wire.idle_seconds()
        if silent >= _SETTLED_SECONDS:
            return {}
        await asyncio.sleep(_SETTLED_SECONDS - silent)


@verb("wire.quiet")
async def become_quiet(request: Request) -> JSON:
    """Wait until every envelope is acked or given up and the app has been silent for a moment."""
    await request.core.deliveries.quiet()
    while request.core.wire.idle_seconds() < _SETTLED_SECONDS:
        await settle(request)
        await request.core.deliveries.quiet()
    return {}


@verb("fault.plan")
async def plan_fault(request: Request) -> JSON:
    """The next `times` calls of `method` (`*`: any) fail; for the ways see `faults.Fault`."""
    method = request["method"]
    if method not in METHODS and method not in ("response_url", "upload", ANY_METHOD):
        raise RefusedError("unknown_method", f"there is no method {method} that could fail")
    try:
        fault = Fault(**request.body)
    except TypeError as error:
        raise RefusedError("invalid_fault", f"there is no such fault: {error}") from error
    request.core.faults.plan(fault)
    return {}


@verb("fault.drop_acks")
async def drop_acks(request: Request) -> JSON:
    """Lose the next `count` acks."""
    request.core.faults.drop_acks(int(request["count"]))
    return {}


@verb("fault.refuse_sockets")
async def refuse_sockets(request: Request) -> JSON:
    """Turn the next `count` sockets away with `too_many_websockets`."""
    request.core.faults.refuse_sockets(int(request["count"]))
    return {}


@verb("fault.lose_events")
async def lose_events(request: Request) -> JSON:
    """The next `count` events of this `type` never arrive: each of Slack's tries fails."""
    request.core.faults.lose_events(request["type"], int(request["count"]))
    return {}


@verb("event.hold")
async def hold_events(request: Request) -> JSON:
    """Keep back all events from now on, until `event.release`."""
    request.core.deliveries.hold()
    return {}


@verb("event.release")
async def release_events(request: Request) -> JSON:
    """Deliver what was kept back, one after the other: `reverse` is last one first, or `twice`."""
    await request.core.deliveries.release(
        reverse=bool(request.get("reverse")), twice=bool(request.get("twice"))
    )
    return {}


@verb("event.redeliver")
async def redeliver(request: Request) -> JSON:
    """Deliver the last event of this type again, as a duplicate with the same event id."""
    delivery = request.core.deliveries.send_again(request["type"])
    if delivery is None:
        raise RefusedError("no_event", f"no {request['type']} was delivered so far")
    await delivery.first_try_over.wait()
    return {}


@verb("interaction.repeat")
async def repeat_interaction(request: Request) -> JSON:
    """Deliver the last command, click or form again, in an envelope of its own."""
    answer = await request.core.deliveries.repeat_interaction()
    if answer is None:
        raise RefusedError("no_interaction", "nobody has done anything with the app so far")
    return {"error": answer.error}


@verb("sockets.refresh")
async def refresh_sockets(request: Request) -> JSON:
    """Ask all sockets to connect again, for a `reason` of Slack's (see `socket.REASONS`)."""
    reason = request.get("reason", "refresh_requested")
    if reason not in REASONS:
        raise RefusedError("invalid_reason", f"Slack never says {reason}")
    await request.core.sockets.refresh(reason)
    return {}


@verb("sockets.close")
async def close_sockets(request: Request) -> JSON:
    """Cut all sockets without a word."""
    await request.core.sockets.close()
    return {}


@verb("sockets.count")
async def count_sockets(request: Request) -> JSON:
    """How many sockets `app` has open."""
    return {"count": request.core.sockets.count(request.app())}


@verb("timing.set")
async def set_timing(request: Request) -> JSON:
    """Seconds: `retry` until an event comes again, `ack` until an interaction fails, `trigger`.

    The first two are real ones; `trigger` is how long, on the sandbox's clock, a modal may be
    opened after what the person did.
    """
    deliveries, views = request.core.deliveries, request.core.views
    views.trigger_seconds = float(request.get("trigger", views.trigger_seconds))
    deliveries.retry_seconds = float(request.get("retry", deliveries.retry_seconds))
    deliveries.ack_seconds = float(request.get("ack", deliveries.ack_seconds))
    return {}


@verb("behaviour.set")
async def set_behaviour(request: Request) -> JSON:
    """Change what Slack does not document; see `events.CHOICES` for names and values."""
    for name, value in request.body.items():
        request.core.events.behaviour.choose(name, value)
    return {}
