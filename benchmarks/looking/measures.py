"""Milliseconds until what somebody wants to see is made, with few rows and with many."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from statistics import quantiles
from typing import TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.lab import Lab
from benchmarks.looking.filling import BIG, LATEST_ROUND, fill
from benchmarks.population import ZONE
from benchmarks.results import Goal, Of, Result
from benchmarks.stand_in import BOT_USER, TEAM
from bot.core.clock import SystemClock
from bot.core.ids import new_id
from bot.delivery.clients import SlackClients
from bot.kudos import weekly
from handlers import inbox
from handlers.desk import Desk
from handlers.kudos import digest as kudos_digest
from handlers.kudos import listeners as kudos
from handlers.problems import listeners as problems
from handlers.pulse import digest_cards
from handlers.pulse import listeners as pulse
from handlers.request import Request
from storage.database import Database
from storage.outbox import Message

AS_QUICK = Goal(Of.RATIO, at_most=1.5)
# How often each is looked at before it counts.
WARM_UP = 20


Person = TypeVar("Person")


class Paper:
    """A surface that keeps the answer; fails where something is the matter."""

    def __init__(self) -> None:
        self.told: list[Message] = []

    async def tell(self, message: Message) -> None:
        self.told.append(message)

    async def show_problems(self, problems: dict[str, str]) -> None:
        raise RuntimeError(str(problems))


class Reader:
    """A contact of the big relationship, in its channel."""

    def __init__(self, database: Database, slack_url: str) -> None:
        self._database = database
        clients = SlackClients(slack_url)
        self._desk = Desk(database=database, clock=SystemClock(), clients=clients, operator="")

    async def see_kudos(self) -> None:
        await kudos.on_command(self.request(), "list")

    async def see_kudos_of_person(self) -> None:
        await kudos.on_command(self.request(), f"list <@{BIG.people[0]}>")

    async def see_kudos_of_week(self) -> None:
        day = weekly.find_last_day(ZONE, datetime.now(UTC))
        async with self._database.read() as session:
            await kudos_digest.render_digest(session, f"{BIG.id}:{day}")

    async def see_problems(self) -> None:
        await problems.on_command(self.request(), "list")

    async def see_menu(self) -> None:
        event = {"user": BIG.people[0], "channel": BIG.channel_id, "ts": new_id(), "text": "hello"}
        await inbox.on_mention(self.request(), event, new_id())
        await self._desk.finish()

    async def see_results(self) -> None:
        await pulse.on_command(self.request(), "results")

    async def see_digest(self) -> None:
        async with self._database.read() as session:
            await digest_cards.render_digest(session, LATEST_ROUND)

    def request(self) -> Request:
        return Request(
            desk=self._desk,
            surface=Paper(),
            client=AsyncWebClient(),
            installation_id=TEAM,
            bot_user_id=BOT_USER,
            user_id=BIG.people[0],
            now=datetime.now(UTC),
            channel_id=BIG.channel_id,
        )


LOOKS: dict[str, Callable[[Reader], Awaitable[None]]] = {
    "digest": Reader.see_digest,
    "/pulse results": Reader.see_results,
    "/kudos list": Reader.see_kudos,
    "/kudos list @person": Reader.see_kudos_of_person,
    "kudos of the week": Reader.see_kudos_of_week,
    "/problem list": Reader.see_problems,
    "menu": Reader.see_menu,
}


async def measure_looks(lab: Lab) -> AsyncIterator[Result]:
    """The 95th percentile of each, in two databases by turns."""
    few, many = lab.size.rows
    async with _open_reader(lab, few) as small, _open_reader(lab, many) as large:
        for name, look in LOOKS.items():
            value, baseline = await compare(small, large, look, lab.size.looks)
            what = f"look, {name}, {many:,} rows beside {few:,}"
            yield Result(what, lab.engine, "ms, p95", value, baseline, AS_QUICK)


async def compare(
    small: Person, large: Person, look: Callable[[Person], Awaitable[None]], times: int
) -> tuple[float, float]:
    """The 95th percentile of milliseconds in the large database and in the small one, by turns."""
    for reader in (small, large) * WARM_UP:
        await look(reader)
    took: list[tuple[Person, list[float]]] = [(large, []), (small, [])]
    for _ in range(times):
        for reader, milliseconds in took:
            began = time.perf_counter()
            await look(reader)
            milliseconds.append((time.perf_counter() - began) * 1000)
    value, baseline = (quantiles(milliseconds, n=20)[-1] for _, milliseconds in took)
    return value, baseline


@asynccontextmanager
async def _open_reader(lab: Lab, rows: int) -> AsyncIterator[Reader]:
    async with lab.databases.fresh() as address:
        await fill(address, rows, datetime.now(UTC))
        database = Database(address)
        yield Reader(database, lab.slack_url)
        await database.close()
