"""One run of the kill test: open, ask, answer and close a round, and kill all the while."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import aiohttp
from sqlalchemy import func, select

from benchmarks.kill.killer import Killer
from benchmarks.kill.respondents import Crowd
from benchmarks.kill.supervisor import Supervised
from benchmarks.kill.town import (
    ASKING,
    CLOSING,
    PHASE_SECONDS,
    PULSES,
    REMINDING,
    Town,
    open_town,
    prepare,
)
from benchmarks.kill.verdict import REMINDER, Verdict, count_open
from benchmarks.kill.waiting import until
from bot.delivery.worker import LEASE_SECONDS
from sandbox.client.wire import Wire
from storage import pulse_people, pulse_reminders
from storage.actions import ActionRequest
from storage.database import Database
from storage.pulse import Round, RoundStatus

# How the kills are spread over opening and asking, answering, reminding, and closing.
SHARES = (0.25, 0.35, 0.15, 0.25)
START_SECONDS = 60.0
# Slack tells of an event four times within six minutes. Here it is less, but more still than the
# lease for which a message is in doubt that was in hand when a process died.
RETRIES_BY_LEASE = 0.4


@dataclass(frozen=True)
class Plan:
    """What is to be done: `processes` bots on one database, killed `kills` times altogether."""

    engine: str
    address: str
    processes: int
    kills: int
    people: int
    seed: int
    lease_seconds: float = LEASE_SECONDS


@dataclass(frozen=True)
class Report:
    """What came of it. `at_work` kills hit a process while it spoke to Slack or Slack to it."""

    plan: Plan
    kills: int
    at_work: int
    errors_seen: int
    unheard: int
    seconds: float
    verdict: Verdict
    accidents: list[str]


class Run:
    """The parts of one run, joined."""

    def __init__(self, plan: Plan, town: Town, wire: Wire, folder: Path) -> None:
        luck = random.Random(plan.seed)  # noqa: S311 - chance that can be repeated
        self._plan, self._town = plan, town
        self._processes = [
            Supervised(
                ["-m", "benchmarks.kill.process", str(town.clock_file), str(plan.lease_seconds)],
                town.environment(plan.address),
                folder / f"bot-{number}.log",
            )
            for number in range(plan.processes)
        ]
        self._luck = luck
        self._killer = Killer(town, self._processes, luck, plan.lease_seconds)
        self._crowd = Crowd(town, wire, luck)
        self._database = Database(plan.address)

    async def play(self) -> Report:
        """From the first message to the last."""
        begun = time.monotonic()
        for process in self._processes:
            process.start()
        try:
            await until(self._is_still, seconds=START_SECONDS)
            for phase, kills in zip(self._phases(), _spread(self._plan.kills), strict=True):
                await phase(kills)
        finally:
            await asyncio.gather(*(process.stop() for process in self._processes))
        verdict = await self._judge()
        await self._database.close()
        return Report(
            plan=self._plan,
            kills=self._killer.kills,
            at_work=self._killer.at_work,
            errors_seen=self._crowd.errors_seen,
            unheard=_count_unheard(self._town),
            seconds=time.monotonic() - begun,
            verdict=verdict,
            accidents=[one for process in self._processes for one in process.accidents],
        )

    def _phases(self) -> list[Callable[[int], Awaitable[None]]]:
        return [self._ask, self._answer, self._remind, self._close]

    async def _ask(self, kills: int) -> None:
        """Both rounds open; whoever lives further east is asked earlier, and reminded earlier."""
        hunt = asyncio.create_task(self._hunt(kills, self._count_calls()))
        for moment in ASKING:
            self._town.slack.clock.move_to(moment)
            await asyncio.sleep(self._luck.uniform(0, 2))
            await until(partial(self._is_done, moment), seconds=PHASE_SECONDS)
        await hunt

    async def _answer(self, kills: int) -> None:
        """Until everybody has said what they want to say, and Slack has told it or given up."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._hunt(kills, lambda: self._crowd.progress))
            group.create_task(self._crowd.answer())
        await until(self._all_asked, seconds=PHASE_SECONDS)
        await self._town.box.quiet()

    async def _remind(self, kills: int) -> None:
        """Those who were asked last: all others had not answered yet when it was time."""
        hunt = asyncio.create_task(self._hunt(kills, self._count_calls()))
        self._town.slack.clock.move_to(REMINDING)
        await hunt
        await until(partial(self._is_done, REMINDING), seconds=PHASE_SECONDS)
        await until(self._is_still, seconds=PHASE_SECONDS)

    async def _is_done(self, moment: datetime) -> bool:
        """Whether everybody was asked and reminded who should be by then.

        Who is asked too late is not reminded of what they have just got.
        """
        async with self._database.read() as session:
            opened = await session.scalar(select(func.count()).select_from(Round))
            to_ask = await pulse_people.list_due_to_ask(session, moment)
            to_remind = await pulse_reminders.list_rounds(session, moment)
        return opened == len(PULSES) and not to_ask and not to_remind

    async def _close(self, kills: int) -> None:
        """Until nothing is left to be said."""
        hunt = asyncio.create_task(self._hunt(kills, self._count_calls()))
        self._town.slack.clock.move_to(CLOSING)
        await hunt
        await until(self._is_over, seconds=PHASE_SECONDS)
        await until(self._is_still, seconds=PHASE_SECONDS)

    async def _hunt(self, kills: int, progress: Callable[[], float]) -> None:
        await self._killer.hunt(kills, progress, PHASE_SECONDS)

    def _count_calls(self) -> Callable[[], float]:
        """How much of a phase is done in which there is a call for each question at least."""
        wire = self._town.slack.wire
        before, expected = len(wire), len(PULSES) * self._plan.people
        return lambda: (len(wire) - before) / expected

    async def _is_still(self) -> bool:
        return await count_open(self._database) == 0

    async def _all_asked(self) -> bool:
        """Who has not got the question yet when a round closes, is not asked any more."""
        conversations = [c for c in self._town.slack.core.world.channels.values() if c.kind == "im"]
        messages = [one for channel in conversations for one in channel.messages.values()]
        asked = sum(REMINDER not in one.text for one in messages)
        return asked >= len(PULSES) * self._plan.people

    async def _is_over(self) -> bool:
        async with self._database.read() as session:
            over = select(func.count()).where(Round.status == RoundStatus.CLOSED, Round.wiped)
            asked = select(func.count(ActionRequest.source_id.distinct()))
            done = [await session.scalar(count) for count in (over, asked)]
            return done == [len(PULSES)] * 2

    async def _judge(self) -> Verdict:
        verdict = Verdict()
        await verdict.check_questions(self._town)
        await verdict.check_reminders(self._town, self._crowd)
        await verdict.check_requests(self._town)
        await verdict.check_channel(self._town, self._crowd)
        await verdict.check_results(self._town, self._crowd, self._database)
        await verdict.check_outbox(self._database)
        return verdict


async def run(plan: Plan, folder: Path) -> Report:
    """Play a plan on an empty database; what the processes log is kept in `folder`."""
    async with AsyncExitStack() as stack:
        retry_seconds = RETRIES_BY_LEASE * plan.lease_seconds
        town = await stack.enter_async_context(open_town(plan.people, folder, retry_seconds))
        wire = Wire(town.slack.url, aiohttp.ClientSession())
        stack.push_async_callback(wire.close)
        await prepare(town, plan.address)
        return await Run(plan, town, wire, folder).play()


def _spread(kills: int) -> list[int]:
    first, _, *rest = (round(kills * share) for share in SHARES)
    return [first, kills - first - sum(rest), *rest]


def _count_unheard(town: Town) -> int:
    """Events that Slack gave up on, because nobody acked any of their deliveries."""
    acked: dict[str, bool] = {}
    for entry in town.slack.wire.entries():
        if entry.get("in") == "events_api":
            event_id = entry["envelope"]["payload"]["event_id"]
            acked[event_id] = acked.get(event_id, False) or entry["ack"] is not None
    return sum(not heard for heard in acked.values())
