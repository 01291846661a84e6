"""What is said because nobody answers, nothing moves, or a day has come.

What begins with `list` names what is due, and is cheap enough to be asked every few seconds. What
is then done about each looks again under the lock whether it is still so, and may run again. How
long is waited stands in `bot.problems.patience`.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Side
from bot.problems import patience, thread
from bot.problems.deadlines import Due, find_chase, find_review, find_showing, find_silence
from bot.problems.patience import Calendar
from bot.problems.rules import Stage
from bot.problems.speaking import calendar_of, find_speakers
from storage import outbox, problems, problems_due, problems_steps, relationships
from storage.outbox import Card
from storage.problems import Problem
from storage.problems_steps import Proposal


async def list_unanswered(session: AsyncSession, now: datetime) -> list[str]:
    """The ids of proposals for `chase`."""
    waiting = await problems_due.list_unanswered(
        session, now, patience.NUDGED, patience.ESCALATED, patience.FREED
    )
    return [one.id for one, at in waiting if find_chase(one, calendar_of(at), now)]


async def chase(session: AsyncSession, proposal_id: str, now: datetime) -> None:
    """Bring a proposal to the mind of who is to answer it, then of their contacts; in the end tell
    the side that proposed it that it may go on alone."""
    proposal = await problems_steps.get_proposal(session, proposal_id)
    problem = await problems.lock_problem(session, proposal.problem_id)
    await session.refresh(proposal)
    relationship = await relationships.get_relationship(session, problem.relationship_id)
    kind = find_chase(proposal, calendar_of(relationship), now)
    if proposal.outcome is not None or kind is None:
        return
    proposal.nudged_at = proposal.nudged_at or now
    if kind != thread.NUDGE:
        proposal.escalated_at = proposal.escalated_at or now
    if kind == thread.FREED:
        proposal.freed_at = now
    for user_id in await _find_addressees(session, problem, proposal, kind):
        post_id = await thread.tell(session, relationship, user_id, Card(kind, proposal.id), now)
        session.add(problems_steps.ProposalPost(proposal_id=proposal.id, post_id=post_id))
    await outbox.update_cards(session, [str(problem.post_id), str(proposal.post_id)], now)


async def _find_addressees(
    session: AsyncSession, problem: Problem, proposal: Proposal, kind: str
) -> list[str]:
    own = Side(proposal.side)
    if kind != thread.ESCALATION:
        return await find_speakers(session, problem, own if kind == thread.FREED else own.other)
    relationship = await relationships.get_relationship(session, problem.relationship_id)
    sides = await relationships.load_sides(session, relationship)
    return [contact.user_id for contact in sides.contacts(own.other)]


async def list_silent(session: AsyncSession, now: datetime) -> list[str]:
    """The ids of problems for `notice_silence`."""
    found = [
        *await problems_due.list_silent(session, now, 0, patience.NOTICED),
        *await problems_due.list_silent(session, now, 1, patience.TOLD),
    ]
    return [one.id for one, at in found if _is_over(find_silence(one, calendar_of(at)), now)]


def _is_over(due: Due | None, now: datetime) -> bool:
    return due is not None and now >= due.at


async def notice_silence(session: AsyncSession, problem_id: str, now: datetime) -> None:
    """Say in the thread that nothing moves, and days later write to the contacts of both sides."""
    problem = await problems.lock_problem(session, problem_id)
    if await problems_steps.find_pending(session, problem_id) is not None:
        return
    relationship = await relationships.get_relationship(session, problem.relationship_id)
    calendar = calendar_of(relationship)
    if problem.stage == Stage.TRY and await problems_steps.has_overdue(
        session, problem_id, calendar.today(now)
    ):
        return  # who does it is reminded instead
    kind = _take_silence(problem, calendar, now)
    if kind is None:
        return
    card = Card(kind, problem.id)
    if kind == thread.SILENT:
        await thread.say(session, problem, card, now, again=True)
        return
    sides = await relationships.load_sides(session, relationship)
    about = problem.moved_at.isoformat()
    for contact in (one for side in Side for one in sides.contacts(side)):
        await thread.tell(session, relationship, contact.user_id, card, now, about=about)


def _take_silence(problem: Problem, calendar: Calendar, now: datetime) -> str | None:
    """What is to be said of its silence by now. Of what is due at once after the bot was away, only
    the latest is said."""
    kind = None
    while (due := find_silence(problem, calendar)) is not None and now >= due.at:
        kind, problem.silence = due.kind, problem.silence + 1
    return kind


async def list_reviews(session: AsyncSession, now: datetime) -> list[str]:
    """The ids of problems for `bring_review`."""
    found = await problems_due.list_reviews(session, now.date() + problems_due.DAY)
    return [one.id for one, at in found if _is_over(find_review(one, calendar_of(at)), now)]


async def bring_review(session: AsyncSession, problem_id: str, now: datetime) -> None:
    """Say in the thread, on the day of the review, that it has come; once for each such day."""
    problem = await problems.lock_problem(session, problem_id)
    relationship = await relationships.get_relationship(session, problem.relationship_id)
    if _is_over(find_review(problem, calendar_of(relationship)), now):
        problem.review_told = problem.review_on
        card = Card(thread.REVIEW_DAY, problem.id)
        await thread.say(session, problem, card, now, again=True)
        await outbox.update_card(session, str(problem.post_id), now)


async def list_hidden(session: AsyncSession, now: datetime) -> list[str]:
    """The ids of problems for `ideas.show_due`."""
    found = await problems_due.list_hidden_due(session, now, patience.IDEAS_SHOWN)
    return [one.id for one, at in found if _is_over(find_showing(one, calendar_of(at)), now)]
