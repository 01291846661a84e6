"""What Slack sends to an app, until it is acked or given up, whichever way it travels."""

from __future__ import annotations

import asyncio
import copy
from dataclasses import dataclass, field
from typing import Literal, Protocol

from sandbox.faults import Faults
from sandbox.model import JSON, App
from sandbox.wire import Wire

Kind = Literal["events_api", "slash_commands", "interactive"]

MAX_RETRIES = 3


@dataclass
class Delivery:
    """One thing for one app. `acked` gets the payload of the ack, `{}` when it had none."""

    app: App
    kind: Kind
    payload: JSON
    accepts_response: bool
    acked: asyncio.Future[JSON] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    first_try_over: asyncio.Event = field(default_factory=asyncio.Event)

    def ack(self, payload: JSON) -> None:
        if not self.acked.done():
            self.acked.set_result(payload)


@dataclass(frozen=True)
class Try:
    """The number of a try (0 is the first) and, in HTTP's words, why the one before failed."""

    number: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Answer:
    """What the app gave back to an interaction, or the error that Slack shows instead."""

    payload: JSON = field(default_factory=dict)
    error: str | None = None


class Carrier(Protocol):
    """A way to an app: Socket Mode or HTTP."""

    async def carry(self, delivery: Delivery, attempt: Try, seconds: float) -> str | None:
        """Send, wait for the ack at most `seconds`; the failure as a word, None when acked."""


class Deliveries:
    """Sends events until acked, with up to three retries, and interactions once."""

    def __init__(self, wire: Wire, faults: Faults) -> None:
        self.socket_mode: Carrier
        self.http: Carrier
        self.retry_seconds = 3.0
        self.ack_seconds = 3.0
        self._wire = wire
        self._faults = faults
        self._held: list[Delivery] | None = None
        self._pending: set[asyncio.Task[None]] = set()
        self._events: list[Delivery] = []
        self._last_interaction: Delivery | None = None

    def send_event(self, app: App, envelope: JSON, attempt: Try | None = None) -> Delivery:
        """Start to deliver an event, if it is neither lost nor held, and return at once."""
        delivery = Delivery(app, "events_api", envelope, accepts_response=False)
        self._events.append(delivery)
        if self._faults.loses_event(envelope["event"]["type"]):
            delivery.first_try_over.set()
        elif self._held is not None:
            delivery.first_try_over.set()
            self._held.append(delivery)
        else:
            self._start(delivery, attempt or Try())
        return delivery

    def hold(self) -> None:
        """Keep back all events from now on."""
        self._held = self._held or []

    async def release(self, *, reverse: bool, twice: bool) -> None:
        """Deliver what was kept back one after the other: the last one first, or each twice."""
        held, self._held = self._held or [], None
        for past in reversed(held) if reverse else held:
            for attempt in (Try(), Try(1, "http_timeout")) if twice else (Try(),):
                again = self.send_event(past.app, copy.deepcopy(past.payload), attempt)
                await again.first_try_over.wait()

    def send_again(self, event_type: str) -> Delivery | None:
        """Deliver the last event of this type once more, as Slack does when in doubt."""
        for past in reversed(self._events):
            if past.payload["event"]["type"] == event_type:
                return self.send_event(
                    past.app, copy.deepcopy(past.payload), Try(1, "http_timeout")
                )
        return None

    async def send_interaction(self, app: App, kind: Kind, payload: JSON, accepts: bool) -> Answer:
        """Deliver once and wait for the ack; Slack never repeats these."""
        delivery = Delivery(app, kind, payload, accepts)
        self._last_interaction = delivery
        return await self._carry_once(delivery)

    async def repeat_interaction(self) -> Answer | None:
        """Deliver the last interaction once more, as a person who presses twice would."""
        last = self._last_interaction
        if last is None:
            return None
        payload = copy.deepcopy(last.payload)
        return await self._carry_once(Delivery(last.app, last.kind, payload, last.accepts_response))

    async def _carry_once(self, delivery: Delivery) -> Answer:
        failure = await self._carrier(delivery.app).carry(delivery, Try(), self.ack_seconds)
        if failure is None:
            return Answer(delivery.acked.result())
        known = {"timeout": "operation_timeout", "http_timeout": "operation_timeout"}
        return Answer(error=known.get(failure, "dispatch_failed"))

    async def quiet(self) -> None:
        """Return when every event has been acked or given up."""
        while self._pending:
            await asyncio.wait(self._pending)

    async def stop(self) -> None:
        for task in self._pending:
            task.cancel()
        await asyncio.gather(*self._pending, return_exceptions=True)

    def _carrier(self, app: App) -> Carrier:
        return self.http if app.request_url else self.socket_mode

    def _start(self, delivery: Delivery, attempt: Try) -> None:
        task = asyncio.create_task(self._deliver(delivery, attempt))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    async def _deliver(self, delivery: Delivery, attempt: Try) -> None:
        carrier = self._carrier(delivery.app)
        while True:
            began = asyncio.get_running_loop().time()
            failure = await carrier.carry(delivery, attempt, self.retry_seconds)
            delivery.first_try_over.set()
            if failure in (None, "no_retry") or attempt.number >= MAX_RETRIES:
                return
            spent = asyncio.get_running_loop().time() - began
            if await _acked_within(delivery, self.retry_seconds - spent):
                return
            attempt = Try(attempt.number + 1, failure or "")


async def _acked_within(delivery: Delivery, seconds: float) -> bool:
    await asyncio.wait([delivery.acked], timeout=max(0.0, seconds))
    return delivery.acked.done()
