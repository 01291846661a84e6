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
    for days, kind, said_at in (
        (patience.FREED, thread.FREED, proposal.freed_at),
        (patience.ESCALATED, thread.ESCALATION, proposal.escalated_at),
        (patience.NUDGED, thread.NUDGE, proposal.nudged_at),
    ):
        yield Due(calendar.after(proposal.created_at, days), kind), said_at is not None


def find_chase(proposal: Proposal, calendar: Calendar, now: datetime) -> str | None:
    """What is to be said by now of a proposal that waits: NUDGE, ESCALATION, FREED, or nothing.

    Of what is due at once after the bot was away, only the latest is said.
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
    """When the day of a trial's review is brought to mind."""
    if problem.stage != Stage.TRY or problem.review_on in (None, problem.review_told):
        return None
    return Due(calendar.morning(problem.review_on), thread.REVIEW_DAY)


def find_showing(problem: Problem, calendar: Calendar) -> Due | None:
    """When hidden ideas are shown, even where a side has not said that it is ready."""
    is_hidden = problem.stage == Stage.OPTIONS and problem.ideas_shown_at is None
    if not is_hidden or problem.first_idea_at is None:
        return None
    return Due(calendar.after(problem.first_idea_at, patience.IDEAS_SHOWN), thread.IDEAS)
