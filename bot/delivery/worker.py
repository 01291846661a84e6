"""Takes what stands in the outbox and says it to Slack.

A worker leases whole conversations (lanes), so that their messages leave in order, and marks a row
before it sends it, so that a crash in between is seen as what it is: an unknown outcome.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.ids import new_id
from bot.delivery import retry
from bot.delivery.clients import TIMEOUT_SECONDS, SlackClients, call
from bot.delivery.limits import Budget, Limits
from storage import lanes, outbox
from storage.database import Database, database_time
from storage.outbox import THREAD_NOT_POSTED, Kind, Message, OutboxRow, State

# A row takes at most two calls, each after a wait that is as long as its own timeout at most.
LEASE = timedelta(seconds=5 * TIMEOUT_SECONDS)
LANES_AT_ONCE = 20
# Our word for a message that could not be made from what is on record.
NOT_SHOWN = "cannot_be_shown"
IDLE_SECONDS = 1.0

log = structlog.get_logger(__name__)


Renderer = Callable[[AsyncSession, str], Awaitable[Message | None]]
OnRefused = Callable[[AsyncSession, OutboxRow, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Errand:
    """One call to make for one row."""

    row: OutboxRow
    method: str
    body: dict[str, Any]


class Worker:
    """Delivers until it is stopped; several of them may share one database."""

    def __init__(
        self,
        database: Database,
        clients: SlackClients,
        renderers: Mapping[str, Renderer],
        limits: Limits,
        on_refused: OnRefused,
    ) -> None:
        self._database = database
        self._clients = clients
        self._renderers = renderers
        self._budget = Budget(limits)
        self._on_refused = on_refused
        self._owner = new_id()
        self._awake = asyncio.Event()
        self._in_hand: set[asyncio.Task[None]] = set()
        self._stopping = False

    def wake(self) -> None:
        """Something was put into the outbox."""
        self._awake.set()

    @property
    def busy(self) -> bool:
        """Whether something is in hand."""
        return bool(self._in_hand)

    async def run(self) -> None:
        """Deliver until `stop` is called; what is in hand is ended first."""
        while not self._stopping:
            self._awake.clear()
            try:
                claimed = await self._claim()
            except Exception:
                log.exception("claim_failed")
                claimed = []
            for lane in claimed:
                task = asyncio.create_task(self._deliver_lane(lane))
                self._in_hand.add(task)
                task.add_done_callback(self._end_lane)
            if not claimed:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._awake.wait(), IDLE_SECONDS)
        await asyncio.gather(*self._in_hand)

    def stop(self) -> None:
        """End `run` after what is in hand."""
        self._stopping = True
        self._awake.set()

    def _end_lane(self, task: asyncio.Task[None]) -> None:
        self._in_hand.discard(task)
        self._awake.set()

    async def _claim(self) -> list[str]:
        """Lease as many conversations with something due as there are free hands."""
        free = LANES_AT_ONCE - len(self._in_hand)
        if free == 0:
            return []
        async with self._database.write() as session:
            moment = await database_time(session)
            return await lanes.claim_lanes(
                session, owner=self._owner, moment=moment, until=moment + LEASE, most=free
            )

    async def _deliver_lane(self, lane: str) -> None:
        try:
            while not self._stopping and await self._deliver_next(lane):
                pass
            async with self._database.write() as session:
                await lanes.release_lane(session, lane, self._owner)
        except Exception:
            log.exception("delivery_failed", lane=lane)  # the lease runs out, and it is tried again

    async def _deliver_next(self, lane: str) -> bool:
        """Deliver the first open row of the lane. False when nothing more is due now."""
        errand = await self._take(lane)
        if errand is None:
            return False
        outcome = await self._send(errand)
        return await self._write_down(errand, outcome)

    async def _take(self, lane: str) -> Errand | None:
        """Mark the next row as being sent and prepare its call. Settles rows that need none."""
        while True:
            async with self._database.write() as session:
                moment = await database_time(session)
                if not await lanes.extend_lease(session, lane, self._owner, moment + LEASE):
                    return None
                row = await lanes.first_open(session, lane)
                if row is None or (row.not_before is not None and row.not_before > moment):
                    return None
                if row.state == State.SENDING and row.kind == Kind.POST:
                    row.state, row.error = State.UNKNOWN, "interrupted"
                    log.error("delivery_unknown", delivery=row.id)
                    continue
                errand = await self._try_to_prepare(session, row)
                if errand is None:
                    continue
                row.state, row.attempts = State.SENDING, row.attempts + 1
                return errand

    async def _try_to_prepare(self, session: AsyncSession, row: OutboxRow) -> Errand | None:
        """None where the row needs no call; one that cannot be shown must not hold up its lane."""
        try:
            return await self._prepare(session, row)
        except DBAPIError:
            raise
        except Exception:
            log.exception("rendering_failed", delivery=row.id, card=row.card_kind)
            row.state, row.error = State.FAILED, NOT_SHOWN
            await self._on_refused(session, row, NOT_SHOWN)
            return None

    async def _prepare(self, session: AsyncSession, row: OutboxRow) -> Errand | None:
        match row.kind:
            case Kind.POST:
                return await self._prepare_post(session, row)
            case Kind.UPDATE:
                return await self._prepare_update(session, row)
            case _:
                return await self._prepare_reaction(session, row)

    async def _prepare_post(self, session: AsyncSession, row: OutboxRow) -> Errand | None:
        message = await self._render(session, row)
        if message is None:
            row.state = State.EMPTY
            return None
        body: dict[str, Any] = {**message, "unfurl_links": False, "unfurl_media": False}
        body["metadata"] = {"event_type": "rapport_delivery", "event_payload": {"id": row.id}}
        if row.thread_post_id is not None:
            head = await outbox.get_post(session, row.thread_post_id)
            if head.ts is None:
                row.state, row.error = State.FAILED, THREAD_NOT_POSTED
                return None
            body["thread_ts"] = head.ts
        if row.channel_id is None and row.user_id is not None:
            row.channel_id = await lanes.find_direct_message(
                session, row.installation_id, row.user_id
            )
        if row.channel_id is None:
            return Errand(row, "conversations.open", {"users": row.user_id, **body})
        return Errand(row, "chat.postMessage", {"channel": row.channel_id, **body})

    async def _prepare_update(self, session: AsyncSession, row: OutboxRow) -> Errand | None:
        head = await outbox.get_post(session, str(row.about_post_id))
        message = await self._render(session, row) if head.ts else None
        if message is None:
            row.state = State.EMPTY
            return None
        return Errand(row, "chat.update", {"channel": head.channel_id, "ts": head.ts, **message})

    async def _prepare_reaction(self, session: AsyncSession, row: OutboxRow) -> Errand | None:
        head = await outbox.get_post(session, str(row.about_post_id))
        if head.ts is None or row.payload is None:
            row.state = State.EMPTY
            return None
        body = {"channel": head.channel_id, "timestamp": head.ts, "name": row.payload["name"]}
        return Errand(row, "reactions.add", body)

    async def _render(self, session: AsyncSession, row: OutboxRow) -> dict[str, Any] | None:
        if row.card is None:
            return row.payload
        rendered = await self._renderers[row.card.kind](session, row.card.id)
        return dict(rendered) if rendered is not None else None

    async def _send(self, errand: Errand) -> retry.Outcome:
        try:
            client = self._clients.find(errand.row.installation_id)
        except LookupError:
            return retry.Unreachable("not_installed")
        if errand.method == "conversations.open":
            return await self._open_and_post(client, errand)
        return await self._call(client, errand.row, errand.method, errand.body)

    async def _open_and_post(self, client: AsyncWebClient, errand: Errand) -> retry.Outcome:
        body = dict(errand.body)
        users = {"users": body.pop("users")}
        opened = await self._call(client, errand.row, "conversations.open", users)
        if isinstance(opened, retry.AnswerLost):
            return retry.Unreachable(opened.reason)  # nothing was said yet
        if not isinstance(opened, retry.Sent) or opened.channel_id is None:
            return opened
        async with self._database.write() as session:
            await lanes.save_direct_message(
                session, errand.row.installation_id, str(errand.row.user_id), opened.channel_id
            )
        body["channel"] = opened.channel_id
        return await self._call(client, errand.row, "chat.postMessage", body)

    async def _call(
        self, client: AsyncWebClient, row: OutboxRow, method: str, body: dict[str, Any]
    ) -> retry.Outcome:
        wait = self._budget.reserve(
            row.installation_id, method, row.lane, time.monotonic(), TIMEOUT_SECONDS
        )
        if wait > TIMEOUT_SECONDS:
            return retry.RateLimited(wait)
        await asyncio.sleep(wait)
        outcome = await call(client, method, body)
        if isinstance(outcome, retry.RateLimited):
            self._budget.block(row.installation_id, method, time.monotonic() + outcome.seconds)
        return outcome

    async def _write_down(self, errand: Errand, outcome: retry.Outcome) -> bool:
        verdict = retry.judge(
            outcome,
            attempts=errand.row.attempts,
            repeatable=errand.row.kind != Kind.POST,
            jitter=random.random(),  # noqa: S311 - spreads retries, guards nothing
        )
        async with self._database.write() as session:
            row = await session.get_one(OutboxRow, errand.row.seq)
            match verdict:
                case retry.Done(sent):
                    row.state, row.error = State.SENT, None
                    if row.kind == Kind.POST:
                        row.ts, row.channel_id = sent.ts, sent.channel_id or row.channel_id
                case retry.Again(seconds, reason):
                    moment = await database_time(session)
                    row.state, row.error = State.WAITING, reason
                    row.not_before = moment + timedelta(seconds=seconds)
                case retry.GiveUp(error):
                    row.state, row.error = State.FAILED, error
                    await self._on_refused(session, row, error)
                case retry.Uncertain(reason):
                    row.state, row.error = State.UNKNOWN, reason
        log.info(
            "delivery",
            delivery=errand.row.id,
            method=errand.method,
            installation=errand.row.installation_id,
            outcome=type(outcome).__name__,
            verdict=type(verdict).__name__,
            attempts=errand.row.attempts,
        )
        return not isinstance(verdict, retry.Again)
