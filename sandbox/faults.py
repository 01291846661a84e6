"""Things that go wrong on purpose: failing calls and acks that get lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass
class Fault:
    """What happens to the next `times` calls of `method`; exactly one way to fail is set.

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

    def plan(self, fault: Fault) -> None:
        self._planned.append(fault)

    def next_for(self, method: str) -> Fault | None:
        """The fault that this call of `method` meets; counts it as used."""
        for fault in self._planned:
            if fault.method == method:
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
