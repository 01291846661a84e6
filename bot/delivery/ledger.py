"""Writes down what became of calls, inside the caller's transaction."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery import retry
from bot.delivery.retry import Call, judge
from storage import budgets, lanes
from storage.lanes import Due, Progress
from storage.outbox import OutboxRow, State

log = structlog.get_logger(__name__)

Notice = Callable[[AsyncSession, OutboxRow, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Notices:
    """Who is told when something cannot be said, or when a person has to find out whether it was.

    Both are given the row, and the error or the reason.
    """

    refused: Notice
    unknown: Notice


@dataclass(frozen=True, slots=True)
class Errand:
    """The call number `attempts` for a row, not before `start` and not after `end` of the worker's
    watch. `doubt` is why a message is looked for.
    """

    due: Due
    attempts: int
    call: Call
    body: dict[str, Any]
    start: float
    end: float
    doubt: str | None
    feature: str | None


@dataclass(frozen=True, slots=True)
class Back:
    """A call that came back."""

    errand: Errand
    outcome: retry.Outcome


async def write_down(
    session: AsyncSession, back: list[Back], moment: datetime, notices: Notices
) -> None:
    """Each outcome becomes a verdict, and each verdict how its row stands now."""
    verdicts = [(one, _judge(one)) for one in back]
    progress = [_progress(one.errand, verdict, moment) for one, verdict in verdicts]
    await lanes.write_progress(session, progress)
    for (one, verdict), now in zip(verdicts, progress, strict=True):
        await _share(session, one, verdict, moment)
        await _tell(session, now, verdict, notices)
        _note(one, verdict)


def _judge(one: Back) -> retry.Verdict:
    return judge(
        one.outcome,
        one.errand.call,
        attempts=one.errand.attempts,
        jitter=random.random(),  # noqa: S311 - spreads retries, guards nothing
        doubt=one.errand.doubt,
    )


def _progress(errand: Errand, verdict: retry.Verdict, moment: datetime) -> Progress:
    def now(
        state: State,
        error: str | None = None,
        seconds: float | None = None,
        sent: retry.Sent | None = None,
    ) -> Progress:
        return Progress(
            errand.due.seq,
            errand.attempts,
            state,
            error,
            not_before=moment + timedelta(seconds=seconds) if seconds else None,
            channel_id=sent.channel_id if sent else None,
            ts=sent.ts if sent else None,
        )

    match verdict:
        case retry.Done() if errand.call is Call.OPEN:
            return now(State.WAITING)
        case retry.Done(sent):
            return now(State.SENT, sent=sent if errand.call is not Call.CHANGE else None)
        case retry.Again(seconds) | retry.Pause(seconds) if errand.call is Call.LOOK:
            return now(State.LOOKING, errand.doubt, seconds)
        case retry.Again(seconds, reason) | retry.Pause(seconds, reason):
            return now(State.WAITING, reason, seconds)
        case retry.Look(seconds, reason):
            return now(State.LOOKING, reason, seconds)
        case retry.Post():
            return now(State.WAITING, errand.doubt)
        case retry.GiveUp(error):
            return now(State.FAILED, error)
        case retry.Ask(reason):
            return now(State.UNKNOWN, reason)


async def _share(
    session: AsyncSession, one: Back, verdict: retry.Verdict, moment: datetime
) -> None:
    """What the other rows and machines need to know of it."""
    errand = one.errand
    installation_id = errand.due.installation_id
    match verdict, one.outcome:
        case retry.Done(retry.Sent(channel_id=str() as channel_id)), _ if errand.call is Call.OPEN:
            user_id = str(errand.due.user_id)
            await lanes.save_direct_message(session, installation_id, user_id, channel_id)
        case retry.Again(seconds), retry.RateLimited():
            until = moment + timedelta(seconds=seconds)
            await budgets.block(session, installation_id, errand.due.method, until)
        case retry.Pause(seconds, reason), _:
            log.error("token_refused", installation=installation_id, error=reason)
            until = moment + timedelta(seconds=seconds)
            await budgets.block_installation(session, installation_id, until)


async def _tell(
    session: AsyncSession, progress: Progress, verdict: retry.Verdict, notices: Notices
) -> None:
    match verdict:
        case retry.GiveUp(error):
            await tell(session, notices.refused, progress, error)
        case retry.Ask(reason):
            await tell(session, notices.unknown, progress, reason)


async def tell(session: AsyncSession, notice: Notice, progress: Progress, error: str) -> None:
    """Tell how a row stands, unless it stands otherwise: that call was not its latest.

    A notice that fails must not keep from writing down what happened.
    """
    try:
        async with session.begin_nested():
            row = await session.get_one(OutboxRow, progress.seq, populate_existing=True)
            if row.state == progress.state:
                await notice(session, row, error)
    except Exception:
        log.exception("notice_failed", row=progress.seq)


def _note(one: Back, verdict: retry.Verdict) -> None:
    errand, due = one.errand, one.errand.due
    log.info(
        "delivery",
        delivery=due.id,
        installation=due.installation_id,
        relationship=due.relationship_id,
        feature=errand.feature,
        method=due.method,
        outcome=type(one.outcome).__name__,
        verdict=type(verdict).__name__,
        attempts=errand.attempts,
    )
