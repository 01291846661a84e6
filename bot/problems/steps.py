"""Steps of a problem: what both sides agree on, and what either facilitator does at once.

The caller opens the transaction. Everything raises NotOnASide and NotAllowed for people who may
not, and MovedOn for who saw an older card.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.ids import new_id
from bot.core.people import Side
from bot.problems import capturing, moving, rules, thread
from bot.problems.deadlines import find_freed
from bot.problems.description import check_text
from bot.problems.errors import (
    AlreadyProposed,
    Answered,
    DayCame,
    NotWaiting,
    OwnProposal,
    OwnWords,
    TooEarly,
)
from bot.problems.payloads import check_payload
from bot.problems.rules import CAUSES, PROPOSED, Facts, Kind, Outcome, Stage, Step
from bot.problems.speaking import load_calendar, require_speaker
from storage import problems, problems_steps, relationships
from storage.outbox import Card
from storage.problems import Problem
from storage.problems_steps import Proposal


@dataclass(frozen=True, slots=True)
class Moved:
    """A proposal was carried out. `lesson` is what the caller writes down where it closed one."""

    problem: Problem
    proposal: Proposal
    lesson: dict[str, Any] | None


async def propose(
    session: AsyncSession,
    problem_id: str,
    *,
    step: Step,
    seen: Stage,
    to: Stage | None = None,
    payload: Mapping[str, Any],
    user_id: str,
    now: datetime,
) -> Proposal:
    """A facilitator proposes a step to the other side: see `rules.PROPOSED` and `payloads`.

    Raises AlreadyProposed, what the step needs, and InvalidInput with sentences by field.
    """
    if step not in PROPOSED:
        raise ValueError(f"{step} needs nobody's answer")
    problem = await problems.lock_problem(session, problem_id)
    side = await require_speaker(session, problem, user_id)
    stage = Stage(problem.stage)
    rules.check_current(stage, seen)
    proposal = Proposal(
        id=new_id(),
        problem_id=problem.id,
        round=problem.round,
        step=step,
        from_stage=stage,
        to_stage=rules.find_target(step, stage, to),
        by=user_id,
        side=side,
        payload=await _check_proposal(session, problem, step, payload, now),
        created_at=now,
    )
    session.add(proposal)
    problem.missing = None
    card = Card(thread.PROPOSAL, proposal.id)
    proposal.post_id = await thread.say(session, problem, card, now)
    await thread.touch(session, problem, now)
    return proposal


async def _check_proposal(
    session: AsyncSession, problem: Problem, step: Step, payload: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """What a proposal keeps of its payload, if it can be made now."""
    await check_free(session, problem)
    stage = Stage(problem.stage)
    rules.check_needs(step, stage, await load_facts(session, problem))
    ideas = await problems.list_standing(session, problem.id, Kind.IDEA)
    today = (await load_calendar(session, problem)).today(now)
    return check_payload(step, stage, payload, today=today, ideas={idea.id for idea in ideas})


async def check_free(session: AsyncSession, problem: Problem) -> None:
    """Raises AlreadyProposed while a proposal waits for its answer."""
    pending = await problems_steps.find_pending(session, problem.id)
    if pending is not None:
        raise AlreadyProposed(side=await _name(session, problem, Side(pending.side)))


async def _name(session: AsyncSession, problem: Problem, side: Side) -> str:
    relationship = await relationships.get_relationship(session, problem.relationship_id)
    return relationship.name(side)


async def load_facts(session: AsyncSession, problem: Problem) -> Facts:
    """What the next step of that problem may depend on."""
    verdicts = await problems_steps.load_verdicts(session, problem.id, problem.round)
    return Facts(
        causes=await problems.count_standing(session, problem.id, CAUSES),
        ideas=await problems.count_standing(session, problem.id, (Kind.IDEA,)),
        ideas_shown=problem.ideas_shown_at is not None,
        scores_shown=problem.scores_shown_at is not None,
        actions=await problems_steps.count_actions(session, problem.id, problem.round_at),
        is_planned=bool(problem.measure and problem.review_on),
        verdicts={Side(side): worked for side, worked in verdicts.items()},
    )


async def confirm(session: AsyncSession, proposal_id: str, *, user_id: str, now: datetime) -> Moved:
    """The other side agrees, and the problem moves.

    Raises OwnProposal, Answered, DayCame, and what the step needs, if that is not there any more.
    """
    problem, proposal = await _load_answerable(session, proposal_id, user_id)
    return await _go_on(session, problem, proposal, Outcome.CONFIRMED, by=user_id, now=now)


async def say_missing(
    session: AsyncSession, proposal_id: str, words: str, *, user_id: str, now: datetime
) -> Proposal:
    """The other side says what is missing; the card shows it until the next proposal or move.

    Raises what `confirm` raises, and InvalidInput for the field `text`.
    """
    problem, proposal = await _load_answerable(session, proposal_id, user_id)
    words = check_text(words)
    await moving.settle(session, proposal, Outcome.MISSING, now=now, by=user_id, words=words)
    problem.missing = words
    await thread.say(session, problem, Card(thread.MISSED, proposal.id), now)
    await thread.touch(session, problem, now)
    return proposal


async def take_back(
    session: AsyncSession, proposal_id: str, *, user_id: str, now: datetime
) -> Proposal:
    """The side that proposed it does not propose it any more. Raises Answered."""
    problem, proposal = await _lock(session, proposal_id)
    await require_speaker(session, problem, user_id, side=Side(proposal.side))
    _check_open(problem, proposal)
    await moving.settle(session, proposal, Outcome.TAKEN_BACK, now=now, by=user_id)
    await thread.touch(session, problem, now)
    return proposal


async def go_alone(
    session: AsyncSession, proposal_id: str, *, user_id: str, now: datetime
) -> Moved:
    """The side that proposed it goes on without an answer; that is shown for good.

    Raises Answered, TooEarly until they were told that they may, DayCame, and what the step needs.
    """
    problem, proposal = await _lock(session, proposal_id)
    await require_speaker(session, problem, user_id, side=Side(proposal.side))
    _check_open(problem, proposal)
    if proposal.freed_at is None:
        calendar = await load_calendar(session, problem)
        freed_at = find_freed(proposal, calendar, proposal.escalated_at or now)
        raise TooEarly(day=f"{calendar.today(freed_at):%-d %B}")
    return await _go_on(session, problem, proposal, Outcome.ALONE, by=user_id, now=now)


async def _lock(session: AsyncSession, proposal_id: str) -> tuple[Problem, Proposal]:
    proposal = await problems_steps.get_proposal(session, proposal_id)
    problem = await problems.lock_problem(session, proposal.problem_id)
    await session.refresh(proposal)
    return problem, proposal


async def _load_answerable(
    session: AsyncSession, proposal_id: str, user_id: str
) -> tuple[Problem, Proposal]:
    problem, proposal = await _lock(session, proposal_id)
    await _check_answerable(session, problem, proposal, user_id)
    return problem, proposal


async def check_answerable(session: AsyncSession, proposal_id: str, user_id: str) -> Proposal:
    """The proposal, if that person may answer it. Raises what `confirm` raises."""
    proposal = await problems_steps.get_proposal(session, proposal_id)
    problem = await problems.get_problem(session, proposal.problem_id)
    await _check_answerable(session, problem, proposal, user_id)
    return proposal


async def _check_answerable(
    session: AsyncSession, problem: Problem, proposal: Proposal, user_id: str
) -> None:
    member = await relationships.find_member(session, problem.relationship_id, user_id)
    asked = Side(proposal.side).other
    if member is not None and member.side is asked.other:
        raise OwnProposal(side=await _name(session, problem, asked))
    if user_id == proposal.by:
        raise OwnWords
    contacts_too = proposal.escalated_at is not None
    await require_speaker(session, problem, user_id, side=asked, contacts_too=contacts_too)
    _check_open(problem, proposal)


def _check_open(problem: Problem, proposal: Proposal) -> None:
    if proposal.outcome is not None:
        raise Answered(stage=problem.stage)


async def _go_on(
    session: AsyncSession,
    problem: Problem,
    proposal: Proposal,
    outcome: Outcome,
    *,
    by: str,
    now: datetime,
) -> Moved:
    step = Step(proposal.step)
    rules.check_needs(step, Stage(problem.stage), await load_facts(session, problem))
    today = (await load_calendar(session, problem)).today(now)
    if step is Step.WAIT and date.fromisoformat(proposal.payload["until"]) <= today:
        raise DayCame
    await moving.settle(session, proposal, outcome, now=now, by=by)
    is_alone = outcome is Outcome.ALONE
    await moving.carry_out(
        session,
        problem,
        proposal,
        now=now,
        confirmed_by=None if is_alone else by,
        alone_side=Side(proposal.side) if is_alone else None,
    )
    return Moved(problem, proposal, dict(proposal.payload) if step is Step.CLOSE else None)


async def go_back(
    session: AsyncSession,
    problem_id: str,
    *,
    seen: Stage,
    to: Stage,
    reason: str,
    user_id: str,
    now: datetime,
) -> Problem:
    """Back to an earlier stage. Raises BadTarget, and InvalidInput for the field `reason`."""
    return await _step_at_once(
        session, problem_id, Step.BACK, seen=seen, to=to, reason=reason, user_id=user_id, now=now
    )


async def rethink(
    session: AsyncSession,
    problem_id: str,
    *,
    seen: Stage,
    to: Stage,
    learnt: str,
    user_id: str,
    now: datetime,
) -> Problem:
    """It did not work: another round begins with what was learnt.

    Raises NeedsNo, BadTarget, and InvalidInput for the field `reason`.
    """
    return await _step_at_once(
        session, problem_id, Step.RETHINK, seen=seen, to=to, reason=learnt, user_id=user_id, now=now
    )


async def reopen(
    session: AsyncSession, problem_id: str, *, to: Stage, reason: str, user_id: str, now: datetime
) -> Problem:
    """A closed problem is not over: another round begins.

    Raises BadTarget, and InvalidInput for the field `reason`.
    """
    problem = await _step_at_once(
        session,
        problem_id,
        Step.REOPEN,
        seen=Stage.CLOSED,
        to=to,
        reason=reason,
        user_id=user_id,
        now=now,
    )
    await capturing.follow_marks(session, problem, now)
    return problem


async def _step_at_once(
    session: AsyncSession,
    problem_id: str,
    step: Step,
    *,
    seen: Stage,
    to: Stage,
    reason: str,
    user_id: str,
    now: datetime,
) -> Problem:
    problem = await problems.lock_problem(session, problem_id)
    await require_speaker(session, problem, user_id)
    stage = Stage(problem.stage)
    rules.check_current(stage, seen)
    to = rules.find_target(step, stage, to)
    rules.check_needs(step, stage, await load_facts(session, problem))
    reason = check_text(reason, "reason")
    await moving.note(session, problem, step=step, by=user_id, now=now, to=to, reason=reason)
    return problem


async def end_waiting(
    session: AsyncSession, problem_id: str, *, user_id: str, now: datetime
) -> Problem:
    """What a problem waited for is there, or is not waited for any more. Raises NotWaiting."""
    problem = await problems.lock_problem(session, problem_id)
    await require_speaker(session, problem, user_id)
    if problem.waiting_until is None:
        raise NotWaiting
    problem.waiting_until = problem.waiting_why = None
    await moving.note(session, problem, step=Step.END_WAITING, by=user_id, now=now)
    return problem
