"""Things that go wrong on purpose: failing calls, lost acks and events, refused sockets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ANY_METHOD = "*"


@dataclass
class Fault:
    """What happens to the next `times` calls of `method`; exactly one way to fail is set.

    The method `*` is any of them.
    `delay` and `retry_after` are real seconds; `drop` cuts the connection before or after doing.
    With `done` the call is carried out and the failure is told all the same, as `fatal_error` and
    a 500 may mean.
    """

    method: str
    times: int = 1
    error: str | None = None
    status: int | None = None
    delay: float | None = None
    retry_after: int | None = None
    drop: Literal["before", "after"] | None = None
    done: bool = False

    def __post_init__(self) -> None:
        ways = (self.error, self.status, self.delay, self.retry_after, self.drop)
        if sum(way is not None for way in ways) != 1:
            raise ValueError("a fault is one of error, status, delay, retry_after and drop")
        if self.times < 1:
            raise ValueError("a fault happens at least once")


class Faults:
    """What is still to go wrong, in the order in which it was asked for."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []
        self._acks_to_drop = 0
        self._sockets_to_refuse = 0
        self._events_to_lose: dict[str, int] = {}

    def plan(self, fault: Fault) -> None:
        self._planned.append(fault)

    def next_for(self, method: str) -> Fault | None:
        """The fault that this call of `method` meets; counts it as used."""
        for fault in self._planned:
            if fault.method in (method, ANY_METHOD):
                fault.times -= 1
                if fault.times == 0:
                    self._planned.remove(fault)
                return fault
        return None

    def drop_acks(self, count: int) -> None:
        self._acks_to_drop += count

    def loses_ack(self) -> bool:
        """Whether the ack that just came gets lost; counts it as used."""
        if self._acks_to_drop == 0:
            return False
        self._acks_to_drop -= 1
        return True

    def refuse_sockets(self, count: int) -> None:
        self._sockets_to_refuse += count

    def refuses_socket(self) -> bool:
        """Whether the socket that just opened is turned away; counts it as used."""
        if self._sockets_to_refuse == 0:
            return False
        self._sockets_to_refuse -= 1
        return True

    def lose_events(self, event_type: str, count: int) -> None:
        self._events_to_lose[event_type] = self._events_to_lose.get(event_type, 0) + count

    def loses_event(self, event_type: str) -> bool:
        """Whether the event that just happened never arrives; counts it as used."""
        if self._events_to_lose.get(event_type, 0) == 0:
            return False
        self._events_to_lose[event_type] -= 1
        return True
