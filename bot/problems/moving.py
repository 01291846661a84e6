"""What happens to a problem when it moves: written down, said in the thread, shown on the card."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.ids import new_id
from bot.core.people import Side
from bot.problems import indexing, thread
from bot.problems.rules import Outcome, Stage, Step, is_before
from storage import outbox, problems, problems_steps
from storage.outbox import Card
from storage.problems import Move, Problem
from storage.problems_steps import Decision, Proposal


async def note(
    session: AsyncSession,
    problem: Problem,
    *,
    step: Step,
    by: str,
    now: datetime,
    to: Stage | None = None,
    confirmed_by: str | None = None,
    alone_side: Side | None = None,
    reason: str | None = None,
    about: str | None = None,
) -> Move:
    """Write down what happens, and say it; `to` is the stage that the problem goes to, if any."""
    move = Move(
        id=new_id(),
        problem_id=problem.id,
        seq=await problems.next_seq(session, Move, problem.id),
        step=step,
        round=problem.round,
        from_stage=problem.stage,
        to_stage=to or problem.stage,
        by=by,
        confirmed_by=confirmed_by,
        alone_side=alone_side,
        reason=reason,
        about=about,
        at=now,
    )
    session.add(move)
    if to is not None:
        await _enter(session, problem, step, to, now)
    await thread.say(session, problem, Card(thread.MOVE, move.id), now)
    await thread.touch(session, problem, now)
    return move


async def _enter(
    session: AsyncSession, problem: Problem, step: Step, to: Stage, now: datetime
) -> None:
    """At another stage nothing waits any more: no proposal, nothing missing, no quiet time."""
    await supersede(session, problem, now)
    problem.missing = problem.waiting_until = problem.waiting_why = None
    if step in (Step.RETHINK, Step.REOPEN):
        _begin_round(problem, to, now)
    elif is_before(to, Stage.EVALUATE):
        await _open_scores(session, problem)
    problem.stage = to
    problem.closed_at = now if to is Stage.CLOSED else None
    if to is not Stage.CLOSED:
        problem.early_reason = None


def _begin_round(problem: Problem, to: Stage, now: datetime) -> None:
    problem.round += 1
    problem.round_at = now
    problem.first_idea_at = problem.ideas_shown_at = problem.scores_shown_at = None
    if to is not Stage.REVIEW:
        problem.measure = problem.review_on = problem.review_told = None


async def _open_scores(session: AsyncSession, problem: Problem) -> None:
    """What comes before the scores is looked at again, so they can be given again."""
    problem.scores_shown_at = None
    await problems_steps.forget_ready(session, problem.id, problem.round, Stage.EVALUATE)


async def supersede(session: AsyncSession, problem: Problem, now: datetime) -> None:
    """A proposal that waits for an answer is overtaken by what happens now."""
    pending = await problems_steps.find_pending(session, problem.id)
    if pending is not None:
        await settle(session, pending, Outcome.SUPERSEDED, now=now)


async def settle(
    session: AsyncSession,
    proposal: Proposal,
    outcome: Outcome,
    *,
    now: datetime,
    by: str | None = None,
    words: str | None = None,
) -> None:
    """End a proposal; wherever it is shown, it says how."""
    proposal.outcome, proposal.answered_by, proposal.answered_at = outcome, by, now
    proposal.words = words
    await redraw(session, proposal, now)


async def redraw(session: AsyncSession, proposal: Proposal, now: datetime) -> None:
    """Wherever a proposal is shown, it is shown as things stand now."""
    asked = await problems_steps.list_posts(session, proposal.id)
    await outbox.update_cards(session, [str(proposal.post_id), *asked], now)


async def carry_out(
    session: AsyncSession,
    problem: Problem,
    proposal: Proposal,
    *,
    now: datetime,
    confirmed_by: str | None = None,
    alone_side: Side | None = None,
) -> Move:
    """Do what was proposed; it is settled already."""
    step, payload = Step(proposal.step), proposal.payload
    if step is Step.WAIT:
        _rest(problem, payload)
    if "decision" in payload:
        session.add(_decide(problem, proposal, confirmed_by, now))
    if "sentence" in payload:
        problem.sentence = payload["sentence"]
        await indexing.index(session, problem)
    if step is Step.CLOSE_EARLY:
        problem.early_reason = payload["reason"]
    return await note(
        session,
        problem,
        step=step,
        by=proposal.by,
        now=now,
        to=None if step is Step.WAIT else Stage(proposal.to_stage),
        confirmed_by=confirmed_by,
        alone_side=alone_side,
        reason=payload.get("reason"),
    )


def _rest(problem: Problem, payload: dict[str, Any]) -> None:
    problem.missing = None
    problem.waiting_until = date.fromisoformat(payload["until"])
    problem.waiting_why = payload["reason"]


def _decide(
    problem: Problem, proposal: Proposal, confirmed_by: str | None, now: datetime
) -> Decision:
    return Decision(
        id=new_id(),
        problem_id=problem.id,
        round=problem.round,
        text=proposal.payload["decision"],
        reasons=proposal.payload["reasons"],
        idea_ids=proposal.payload["idea_ids"],
        by=proposal.by,
        confirmed_by=confirmed_by,
        at=now,
    )
