"""What every listener finds on its desk: the things that `bot.main` built."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from structlog.contextvars import unbind_contextvars

from bot.core.clock import Clock
from bot.notes.rules import Pace
from bot.pulse.audience import Throttle
from storage.database import Database

# How long what was cancelled may take to end.
ENDING_SECONDS = 0.5

log = structlog.get_logger(__name__)


class Clients(Protocol):
    """Finds the Slack client of an installation; raises LookupError where there is none."""

    def find(self, installation_id: str) -> AsyncWebClient: ...

    def find_patient(self, installation_id: str) -> AsyncWebClient:
        """One that waits out Slack's rate limits, for work in the background."""


@dataclass
class Desk:
    """Shared by all listeners and jobs. `operator` says who runs this bot, in a few words.

    `note_pace` is how much each person wrote in notes lately, `throttle` how often pulses may ask
    them.
    """

    database: Database
    clock: Clock
    clients: Clients
    operator: str
    note_pace: Pace = field(default_factory=Pace)
    throttle: Throttle = field(default_factory=Throttle)
    _running: set[asyncio.Task[Any]] = field(default_factory=set)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do something that goes on after the ack, such as filling a modal that is loading."""
        task = asyncio.create_task(self._guard(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def each(self, ids: Iterable[str], act: Callable[[str], Awaitable[None]]) -> None:
        """Act on one thing after the other; one that fails does not keep the others waiting."""
        for thing in ids:
            unbind_contextvars("relationship")
            try:
                await act(thing)
            except Exception:
                log.exception("act_failed", act=act.__qualname__, thing=thing)

    async def finish(self) -> None:
        """Wait for what was spawned."""
        while self._running:
            await asyncio.gather(*self._running)

    async def close(self, seconds: float) -> None:
        """Wait so long for what was spawned, and cancel what then still waits for somebody."""
        if not self._running:
            return
        _, left = await asyncio.wait(self._running, timeout=seconds)
        for task in left:
            task.cancel()
        if left:  # a driver whose server does not answer takes longer to let go
            await asyncio.wait(left, timeout=ENDING_SECONDS)

    async def _guard(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            log.exception("background_work_failed")
