"""What people expect of the ideas: hidden until both sides have scored, then shown by side."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act
from bot.core.errors import InvalidInput
from bot.core.people import Side
from bot.problems import thread
from bot.problems.errors import AlreadyShown, NeedsScore
from bot.problems.figures import HIGHEST, LOWEST, Row, make_board
from bot.problems.rules import Kind, Stage, check_current
from bot.problems.speaking import require_member
from storage import outbox, problems, problems_steps
from storage.outbox import Card
from storage.problems import Problem


async def score(
    session: AsyncSession,
    problem_id: str,
    scores: Mapping[str, tuple[int, int]],
    *,
    user_id: str,
    now: datetime,
) -> Problem:
    """Somebody scores ideas: effect and effort by the id of the idea. Their latest counts.

    What was taken back or merged meanwhile is left out. Raises NotOnASide, MovedOn, AlreadyShown,
    and InvalidInput for the field named as the idea is.
    """
    problem = await problems.lock_problem(session, problem_id)
    _, side = await require_member(session, problem, user_id, Act.PROBLEM_ADD)
    check_current(Stage(problem.stage), Stage.EVALUATE)
    if problem.scores_shown_at is not None:
        raise AlreadyShown
    _check(scores)
    standing = {idea.id for idea in await problems.list_standing(session, problem_id, Kind.IDEA)}
    for entry_id in sorted(standing & set(scores)):
        effect, effort = scores[entry_id]
        await problems_steps.save_score(
            session,
            entry_id=entry_id,
            user_id=user_id,
            round=problem.round,
            problem_id=problem_id,
            side=side,
            effect=effect,
            effort=effort,
        )
    await thread.touch(session, problem, now)
    return problem


def _check(scores: Mapping[str, tuple[int, int]]) -> None:
    wrong = {
        entry_id: f"Give {LOWEST} to {HIGHEST} for each."
        for entry_id, given in scores.items()
        if not all(LOWEST <= one <= HIGHEST for one in given)
    }
    if wrong:
        raise InvalidInput(wrong)


async def check_scored(session: AsyncSession, problem: Problem, side: Side) -> None:
    """That somebody of that side has scored every idea. Raises NeedsScore."""
    ideas = {idea.id for idea in await problems.list_standing(session, problem.id, Kind.IDEA)}
    scored: dict[str, set[str]] = {}
    for one in await problems_steps.list_scores(session, problem.id, problem.round):
        if one.side == side:
            scored.setdefault(one.user_id, set()).add(one.entry_id)
    if not any(ideas <= given for given in scored.values()):
        raise NeedsScore


async def show(session: AsyncSession, problem: Problem, now: datetime) -> None:
    """Freeze the scores of this round, and show them in the thread."""
    problem.scores_shown_at = now
    await _say_board(session, problem, now, now)


async def redraw(session: AsyncSession, problem: Problem, now: datetime) -> None:
    """An idea was changed: the message that shows the scores names it as it is now."""
    if problem.scores_shown_at is not None:
        post_id = await _say_board(session, problem, problem.scores_shown_at, now)
        await outbox.update_card(session, post_id, now)


async def _say_board(
    session: AsyncSession, problem: Problem, shown_at: datetime, now: datetime
) -> str:
    """Once for each time that the scores of a round are shown. Returns the id of the post."""
    card = Card(thread.SCORES, f"{problem.id}:{problem.round}")
    return await thread.say(session, problem, card, now, about=str(shown_at.timestamp()))


async def load_board(session: AsyncSession, problem: Problem, round_: int) -> list[Row]:
    """What both sides think of the ideas, best first; nothing while that is hidden."""
    ideas = await problems.list_standing(session, problem.id, Kind.IDEA)
    shown = await problems_steps.list_shown_scores(session, problem.id)
    scores = [score for score in shown if score.round == round_]
    return make_board(scores, [idea.id for idea in ideas])


async def load_own(
    session: AsyncSession, problem: Problem, user_id: str
) -> dict[str, tuple[int, int]]:
    """What that person gave in this round, to be changed in the form."""
    return {
        one.entry_id: (one.effect, one.effort)
        for one in await problems_steps.list_scores(session, problem.id, problem.round)
        if one.user_id == user_id
    }
