"""Loads what is shown of problems, when it is sent."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Side, Sides
from bot.problems import scores, thread
from bot.problems.marks import read_marks
from bot.problems.rules import Kind, Stage
from handlers.blocks import Block
from handlers.links import build_link, find_link
from handlers.problems import (
    card,
    moving_views,
    proposal_views,
    score_views,
    stages,
    telling,
    thread_views,
)
from storage import (
    lessons,
    outbox,
    problems,
    problems_capture,
    problems_reading,
    problems_steps,
    relationships,
)
from storage.outbox import Card, Message
from storage.problems import Entry, Problem
from storage.problems_reading import Head
from storage.problems_steps import Proposal
from storage.relationships import Relationship


async def render_card(session: AsyncSession, problem_id: str) -> Message:
    head = await problems_reading.load_head(session, problem_id)
    learnt = None
    if head.problem.stage == Stage.CLOSED:
        found = await lessons.list_of_problem(session, problem_id)
        learnt = found[-1] if found else None
    return card.card(head, learnt, await _load_best(session, head))


async def _load_best(session: AsyncSession, head: Head) -> list[Block]:
    """What both sides think most of, where that is shown and nothing is decided yet."""
    problem = head.problem
    is_weighed = problem.stage in (Stage.EVALUATE, Stage.DECIDE)
    if not is_weighed or problem.scores_shown_at is None:
        return []
    board = await scores.load_board(session, problem, problem.round)
    ideas = await problems.list_standing(session, problem.id, Kind.IDEA)
    return score_views.best(head.relationship, board, ideas)


async def render_guide(session: AsyncSession, problem_id: str) -> Message:
    problem, sides = await _load_sides(session, problem_id)
    chosen = await problems_capture.find_emoji(session, problem.relationship_id)
    return thread_views.guide(problem, sides, read_marks(chosen))


async def render_entry(session: AsyncSession, entry_id: str) -> Message | None:
    """None where it was taken back before anybody saw it."""
    entry = await problems.get_entry(session, entry_id)
    if entry.withdrawn_at is not None and not await outbox.stands_in_slack(session, entry.post_id):
        return None
    _, relationship = await _load(session, entry.problem_id)
    parent = await problems.get_entry(session, entry.parent_id) if entry.parent_id else None
    link = await _find_source(session, relationship, entry)
    return thread_views.entry_said(entry, relationship, parent, link)


async def _find_source(
    session: AsyncSession, relationship: Relationship, entry: Entry
) -> str | None:
    """The address of the message that an entry comes from."""
    if entry.source_channel_id is None or entry.source_ts is None or entry.source_gone:
        return None
    return await build_link(
        session, relationship.installation_id, entry.source_channel_id, entry.source_ts
    )


async def render_move(session: AsyncSession, move_id: str) -> Message:
    move = await problems.get_move(session, move_id)
    _, relationship = await _load(session, move.problem_id)
    return moving_views.moved(move, relationship)


async def render_plan(session: AsyncSession, problem_id: str) -> Message:
    return moving_views.planned(*await _load_sides(session, problem_id))


async def render_proposal(session: AsyncSession, proposal_id: str) -> Message:
    proposal, problem, sides, _ = await _load_proposal(session, proposal_id)
    return proposal_views.said(problem, sides, proposal, await _load_taken(session, proposal))


async def render_missed(session: AsyncSession, proposal_id: str) -> Message:
    return proposal_views.missed(await problems_steps.get_proposal(session, proposal_id))


async def render_ready(session: AsyncSession, card_id: str) -> Message | None:
    """None where nobody waits any more."""
    problem_id, round_, stage, side = card_id.split(":")
    problem, relationship = await _load(session, problem_id)
    is_current = (problem.round, problem.stage) == (int(round_), stage)
    if not is_current or stages.has_shown(problem, Stage(stage)):
        return None
    link = await find_link(session, str(problem.post_id))
    return telling.waited_for(problem, relationship, Side(side), link)


async def render_nudge(session: AsyncSession, proposal_id: str) -> Message:
    proposal, problem, sides, link = await _load_proposal(session, proposal_id)
    taken = await _load_taken(session, proposal)
    return proposal_views.nudge(problem, sides, proposal, link, taken)


async def render_escalation(session: AsyncSession, proposal_id: str) -> Message:
    proposal, problem, sides, link = await _load_proposal(session, proposal_id)
    taken = await _load_taken(session, proposal)
    return proposal_views.escalation(problem, sides, proposal, link, taken)


async def render_freed(session: AsyncSession, proposal_id: str) -> Message:
    proposal, problem, sides, link = await _load_proposal(session, proposal_id)
    return proposal_views.freed(problem, sides, proposal, link)


async def render_dissent(session: AsyncSession, dissent_id: str) -> Message:
    dissent = await problems_steps.get_dissent(session, dissent_id)
    _, relationship = await _load(session, dissent.problem_id)
    return thread_views.dissent_said(dissent, relationship)


async def render_ideas(session: AsyncSession, card_id: str) -> Message:
    problem, relationship = await _load(session, card_id.split(":", maxsplit=1)[0])
    key = thread.key_of(Card(thread.IDEAS, card_id))
    ideas = await problems_reading.list_shown_together(session, problem.id, key)
    return thread_views.ideas_shown(problem, relationship, ideas)


async def render_scores(session: AsyncSession, card_id: str) -> Message:
    problem_id, round_ = card_id.split(":")
    problem, relationship = await _load(session, problem_id)
    board = await scores.load_board(session, problem, int(round_))
    ideas = await problems.list_standing(session, problem_id, Kind.IDEA)
    return score_views.scores_shown(problem, relationship, board, ideas)


async def render_verdict(session: AsyncSession, card_id: str) -> Message:
    problem_id, round_, side = card_id.split(":")
    _, relationship = await _load(session, problem_id)
    verdict = await problems_steps.get_verdict(session, problem_id, int(round_), side)
    return thread_views.verdict_said(verdict, relationship)


async def render_silent(session: AsyncSession, problem_id: str) -> Message:
    return moving_views.silent(*await _load_sides(session, problem_id))


async def render_silent_long(session: AsyncSession, problem_id: str) -> Message:
    problem, sides = await _load_sides(session, problem_id)
    link = await find_link(session, str(problem.post_id))
    return moving_views.silent_long(problem, sides, link)


async def render_review_day(session: AsyncSession, problem_id: str) -> Message:
    return moving_views.review_day(*await _load_sides(session, problem_id))


async def _load(session: AsyncSession, problem_id: str) -> tuple[Problem, Relationship]:
    problem = await problems.get_problem(session, problem_id)
    return problem, await relationships.get_relationship(session, problem.relationship_id)


async def _load_sides(session: AsyncSession, problem_id: str) -> tuple[Problem, Sides]:
    """With who stands on which side: a facilitator may have left."""
    problem, relationship = await _load(session, problem_id)
    return problem, await relationships.load_sides(session, relationship)


async def _load_proposal(
    session: AsyncSession, proposal_id: str
) -> tuple[Proposal, Problem, Sides, str | None]:
    """With the address of the problem's card."""
    proposal = await problems_steps.get_proposal(session, proposal_id)
    problem, sides = await _load_sides(session, proposal.problem_id)
    return proposal, problem, sides, await find_link(session, str(problem.post_id))


async def _load_taken(session: AsyncSession, proposal: Proposal) -> Sequence[Entry]:
    """The ideas that a proposed decision takes up."""
    return await problems.list_taken(session, proposal.payload.get("idea_ids", ()))


RENDERERS = {
    thread.CARD: render_card,
    thread.GUIDE: render_guide,
    thread.ENTRY: render_entry,
    thread.MOVE: render_move,
    thread.PLAN: render_plan,
    thread.PROPOSAL: render_proposal,
    thread.MISSED: render_missed,
    thread.READY: render_ready,
    thread.NUDGE: render_nudge,
    thread.ESCALATION: render_escalation,
    thread.FREED: render_freed,
    thread.DISSENT: render_dissent,
    thread.IDEAS: render_ideas,
    thread.SCORES: render_scores,
    thread.VERDICT: render_verdict,
    thread.SILENT: render_silent,
    thread.SILENT_LONG: render_silent_long,
    thread.REVIEW_DAY: render_review_day,
}
