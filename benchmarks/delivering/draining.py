"""The process that drains: the real worker from the outbox, or a bare loop of Slack's client."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.children import Answer, be_child
from benchmarks.stand_in import TEAM
from bot.core.ids import new_id
from bot.delivery.clients import SlackClients
from bot.delivery.ledger import Notices
from bot.delivery.limits import Limit, Limits
from bot.delivery.worker import CALLS, Worker
from bot.log import configure_log
from bot.settings import LogLevel
from storage import lanes, outbox
from storage.database import Database
from storage.outbox import Message, OutboxRow, Place, Post

# How many conversations the messages go to.
CHANNELS = 500
GENEROUS = Limits(Limit(1e5, 100_000), Limit(1e5, 100_000), {})

Drain = Callable[[int], Awaitable[float]]


def _channel(number: int) -> str:
    return f"C{number % CHANNELS:04}"


def _message(number: int) -> Message:
    text = f"Message {number} of a client to a vendor, or the other way round."
    return {
        "text": text,
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}],
    }


@asynccontextmanager
async def open_worker(database_url: str, slack_url: str) -> AsyncIterator[Drain]:
    """Drains so many messages that were put into the outbox before; returns the seconds."""
    database, clients = Database(database_url), SlackClients(slack_url)
    await clients.open()
    clients.add(TEAM, "xoxb-benchmark")

    async def never(_session: AsyncSession, row: OutboxRow, error: str) -> None:
        raise RuntimeError(f"{row.id}: {error}")

    async def drain(messages: int) -> float:
        async with database.write() as session:
            posts = [
                Post(new_id(), Place(TEAM, channel_id=_channel(number)), message=_message(number))
                for number in range(messages)
            ]
            await outbox.post_many(session, posts, datetime.now(UTC))
        worker = Worker(database, clients, {}, GENEROUS, notices=Notices(never, never))
        began = time.perf_counter()
        working = asyncio.create_task(worker.run())
        await _until_drained(database, worker)
        seconds = time.perf_counter() - began
        worker.stop(1)
        await working
        return seconds

    yield drain
    await clients.close()
    await database.close()


async def _until_drained(database: Database, worker: Worker) -> None:
    while True:
        await asyncio.sleep(0.02)
        async with database.read() as session:
            if not worker.busy and not await lanes.count_due(session):
                return


@asynccontextmanager
async def open_loop(slack_url: str) -> AsyncIterator[Drain]:
    """Posts so many messages with as many calls at once; returns the seconds."""

    async def drain(messages: int) -> float:
        numbers = iter(range(messages))
        async with aiohttp.ClientSession() as session:
            client = AsyncWebClient("xoxb-benchmark", base_url=slack_url, session=session)

            async def post() -> None:
                for number in numbers:
                    message = _message(number)
                    await client.chat_postMessage(
                        channel=_channel(number),
                        text=message["text"],
                        blocks=message["blocks"],
                        unfurl_links=False,
                        unfurl_media=False,
                        metadata={"event_type": "benchmark", "event_payload": {"id": str(number)}},
                    )

            began = time.perf_counter()
            await asyncio.gather(*(post() for _ in range(CALLS)))
            return time.perf_counter() - began

    yield drain


@asynccontextmanager
async def open_drain(*, bare: bool, database_url: str, slack_url: str) -> AsyncIterator[Answer]:
    """A question names how many messages, and is answered with the seconds."""
    configure_log(LogLevel.INFO)
    opened: Any = open_loop(slack_url) if bare else open_worker(database_url, slack_url)
    async with opened as drain:

        async def answer(*, messages: int) -> float:
            return float(await drain(messages))

        yield answer


if __name__ == "__main__":
    be_child(open_drain)
