"""When what is said next, because nobody answers, nothing moves, or a day has come. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from bot.problems import patience, thread
from bot.problems.patience import Calendar
from bot.problems.rules import Stage
from storage.problems import Problem
from storage.problems_steps import Proposal


class Due(NamedTuple):
    """From that moment on, a card of that kind is to be said: see `bot.problems.thread`."""

    at: datetime
    kind: str


def list_chases(proposal: Proposal, calendar: Calendar) -> Iterator[tuple[Due, bool]]:
    """What is said of a proposal while it waits, the latest first, and whether it was said."""
    if proposal.escalated_at is not None:
        freed_at = find_freed(proposal, calendar, proposal.escalated_at)
        yield Due(freed_at, thread.FREED), proposal.freed_at is not None
    for days, kind, said_at in (
        (patience.ESCALATED, thread.ESCALATION, proposal.escalated_at),
        (patience.NUDGED, thread.NUDGE, proposal.nudged_at),
    ):
        yield Due(calendar.after(proposal.created_at, days), kind), said_at is not None


def find_freed(proposal: Proposal, calendar: Calendar, asked_at: datetime) -> datetime:
    """From when on its own side may carry a proposal out alone.

    `asked_at` is when the contacts of the other side were asked. Where that was days late, because
    the bot was not there, they have as long to answer as ever.
    """
    in_time = calendar.after(proposal.created_at, patience.ESCALATED)
    if calendar.today(asked_at) <= calendar.today(in_time):
        return calendar.after(proposal.created_at, patience.FREED)
    return calendar.after(asked_at, patience.FREED - patience.ESCALATED)


def find_chase(proposal: Proposal, calendar: Calendar, now: datetime) -> str | None:
    """What is to be said by now of a proposal that waits: NUDGE, ESCALATION, FREED, or nothing.

    After the bot was away nobody is reminded twice at once, but nobody is passed over: a side may
    go on alone only after the contacts of the other one were asked.
    """
    for due, is_said in list_chases(proposal, calendar):
        if now >= due.at:
            return None if is_said else due.kind
    return None


def find_silence(problem: Problem, calendar: Calendar) -> Due | None:
    """When it is noticed that nothing happens with a problem (SILENT, then SILENT_LONG)."""
    notices = {0: (patience.NOTICED, thread.SILENT), 1: (patience.TOLD, thread.SILENT_LONG)}
    if problem.closed_at is not None or problem.silence not in notices:
        return None
    since = problem.moved_at
    if problem.waiting_until is not None:
        since = max(since, calendar.morning(problem.waiting_until))
    if problem.stage == Stage.TRY and problem.review_on is not None:
        since = max(since, calendar.morning(problem.review_on))
    days, kind = notices[problem.silence]
    return Due(calendar.after(since, days), kind)


def find_review(problem: Problem, calendar: Calendar) -> Due | None:
    """When the day of a trial's review is brought to mind: not before an agreed quiet time ends."""
    if problem.stage != Stage.TRY or problem.review_on in (None, problem.review_told):
        return None
    day = max(problem.review_on, problem.waiting_until or problem.review_on)
    return Due(calendar.morning(day), thread.REVIEW_DAY)


def find_showing(problem: Problem, calendar: Calendar) -> Due | None:
    """When hidden ideas are shown, even where a side has not said that it is ready."""
    is_hidden = problem.stage == Stage.OPTIONS and problem.ideas_shown_at is None
    if not is_hidden or problem.first_idea_at is None:
        return None
    return Due(calendar.after(problem.first_idea_at, patience.IDEAS_SHOWN), thread.IDEAS)
