"""Says something to the writer of a note, once, without the outbox: its rows name whom they go to.

Before each try it is written down that it begins, afterwards that it is done. Where a try was begun
and nobody knows how it ended, the direct message is searched for the delivery's id first. A try is
shorter than the lease on it, so two never run at once.
"""

import asyncio
from datetime import datetime
from enum import StrEnum
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.ids import new_id
from bot.notes import rules, service
from handlers.desk import Desk
from handlers.notes.cards import render_for_writer
from handlers.surfaces import FAILURES, is_passing, name_failure
from storage import notes
from storage.installations import TOKEN_IS_DEAD
from storage.notes import Errand
from storage.outbox import Message

EVENT_TYPE = "rapport_delivery"
# How long a try may take; the lease is twice as long.
TRY_SECONDS = 60.0
# How far back a message is looked for: the newest pages of the direct message.
PAGE, PAGES = 100, 5

log = structlog.get_logger(__name__)


class Outcome(StrEnum):
    """What became of a try. `unknown`: it may stand in Slack, and we may not look."""

    SAID = "said"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    LATER = "later"


async def say_waiting(desk: Desk, note_id: str) -> None:
    """Say everything that waits for the writer of that note, in order, as far as it goes."""
    worker = new_id()
    while await _say_next(desk, note_id, worker):
        pass


async def _say_next(desk: Desk, note_id: str, worker: str) -> bool:
    """False where nothing is left, somebody else is at it, or it has to wait."""
    async with desk.database.write() as session:
        errand = await notes.claim_delivery(session, note_id, worker)
        writer = await service.find_writer(session, note_id) if errand else None
        if errand is None or writer is None:
            return False
        message = await render_for_writer(session, note_id, errand)
    outcome = await _try(desk, writer, errand, message)
    if outcome is not Outcome.SAID:  # a line for each would say when a note was left
        log.warning("note_delivery", delivery=errand.id, outcome=outcome.value)
    return await _write_down(desk, note_id, errand, worker, outcome)


async def _write_down(
    desk: Desk, note_id: str, errand: Errand, worker: str, outcome: Outcome
) -> bool:
    now = desk.clock.now()
    if outcome is Outcome.LATER and _is_patient(errand, now):
        return False  # until the lease runs out
    async with desk.database.write() as session:
        if outcome in {Outcome.LATER, Outcome.REFUSED}:
            await service.lose_writer(session, note_id, now)
            return False
        doubtful = outcome is Outcome.UNKNOWN
        await service.end_errand(
            session, note_id, errand, worker=worker, doubtful=doubtful, now=now
        )
    return True


def _is_patient(errand: Errand, now: datetime) -> bool:
    return now.date() - errand.since <= rules.PATIENCE


async def _try(desk: Desk, writer: service.Writer, errand: Errand, message: Message) -> Outcome:
    try:
        client = desk.clients.find(writer.installation_id)
        async with asyncio.timeout(TRY_SECONDS):
            return await _say(client, writer.user_id, errand, message)
    except LookupError:  # of a workspace that this bot does not serve any more
        return Outcome.LATER
    except FAILURES as error:
        reason = name_failure(error)
        log.info("note_delivery_failed", delivery=errand.id, error=reason)
        passes = is_passing(error) or reason in TOKEN_IS_DEAD
        return Outcome.LATER if passes else Outcome.REFUSED


async def _say(client: AsyncWebClient, user_id: str, errand: Errand, message: Message) -> Outcome:
    """Raises one of FAILURES."""
    opened = await client.conversations_open(users=user_id)
    channel_id = str(opened["channel"]["id"])
    if errand.again:
        stands = await _look(client, channel_id, errand.id)
        if stands is None:
            return Outcome.UNKNOWN
        if stands:
            return Outcome.SAID
    await client.chat_postMessage(
        channel=channel_id,
        **message,
        unfurl_links=False,
        unfurl_media=False,
        metadata={"event_type": EVENT_TYPE, "event_payload": {"id": errand.id}},
    )
    return Outcome.SAID


async def _look(client: AsyncWebClient, channel_id: str, delivery_id: str) -> bool | None:
    """Whether it stands there; None where Slack does not let us look, or there is too much.

    Raises one of FAILURES where that may pass.
    """
    cursor: str | None = None
    for _ in range(PAGES):
        try:
            answer = await client.conversations_history(
                channel=channel_id, limit=PAGE, include_all_metadata=True, cursor=cursor
            )
        except SlackApiError as error:
            if is_passing(error):
                raise
            return None
        if any(_is_delivery(message, delivery_id) for message in answer.get("messages") or []):
            return True
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return False
    return None


def _is_delivery(message: dict[str, Any], delivery_id: str) -> bool:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return bool(payload.get("id") == delivery_id)
