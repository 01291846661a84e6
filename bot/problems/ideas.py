"""Hidden at first, then shown to both sides at once: ideas. And when a side has no more to say."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Side
from bot.problems import scores, thread
from bot.problems.deadlines import find_showing
from bot.problems.errors import AlreadyShown, NotNow
from bot.problems.rules import Stage, check_current
from bot.problems.speaking import find_speakers, load_calendar, require_speaker
from storage import problems, problems_steps, relationships
from storage.outbox import Card
from storage.problems import Problem


async def set_ready(
    session: AsyncSession, problem_id: str, *, stage: Stage, user_id: str, now: datetime
) -> Problem:
    """A facilitator says: that is all from our side. Once both did, what was hidden is shown; until
    then who facilitates for the other side is told so, once in each round and stage.

    `stage` is OPTIONS, for ideas (a side may have none), or EVALUATE, for scores. Raises
    NotOnASide, NotAllowed, MovedOn, AlreadyShown, or NeedsScore.
    """
    if stage not in (Stage.OPTIONS, Stage.EVALUATE):
        raise NotNow(stages=f'{Stage.OPTIONS}" or "{Stage.EVALUATE}', stage=stage)
    problem = await problems.lock_problem(session, problem_id)
    side = await require_speaker(session, problem, user_id)
    check_current(Stage(problem.stage), stage)
    if _shown_at(problem, stage) is not None:
        raise AlreadyShown
    if stage is Stage.EVALUATE:
        await scores.check_scored(session, problem, side)
    await problems_steps.add_ready(
        session,
        problem_id=problem_id,
        round=problem.round,
        stage=stage,
        side=side,
        by=user_id,
        at=now,
    )
    ready = await problems_steps.list_ready(session, problem_id, problem.round, stage)
    if len(ready) == len(Side):
        reveal = show if stage is Stage.OPTIONS else scores.show
        await reveal(session, problem, now)
    else:
        await _tell_other(session, problem, stage, side, now)
    await thread.touch(session, problem, now)
    return problem


async def _tell_other(
    session: AsyncSession, problem: Problem, stage: Stage, side: Side, now: datetime
) -> None:
    relationship = await relationships.get_relationship(session, problem.relationship_id)
    card = Card(thread.READY, f"{problem.id}:{problem.round}:{stage}:{side}")
    for user_id in await find_speakers(session, problem, side.other):
        await thread.tell(session, relationship, user_id, card, now)


def _shown_at(problem: Problem, stage: Stage) -> datetime | None:
    return problem.ideas_shown_at if stage is Stage.OPTIONS else problem.scores_shown_at


async def show_due(session: AsyncSession, problem_id: str, now: datetime) -> None:
    """Show the ideas of a problem where the first one has waited long enough."""
    problem = await problems.lock_problem(session, problem_id)
    due = find_showing(problem, await load_calendar(session, problem))
    if due is not None and now >= due.at:
        await show(session, problem, now)
        await thread.touch(session, problem, now)


async def show(session: AsyncSession, problem: Problem, now: datetime) -> None:
    """All hidden ideas in one message of the thread; what is changed of one later changes that."""
    problem.ideas_shown_at = now
    hidden = await problems.list_hidden(session, problem.id)
    if not hidden:
        return
    card = Card(thread.IDEAS, f"{problem.id}:{problem.round}")
    post_id = await thread.say(session, problem, card, now)
    for idea in hidden:
        idea.hidden, idea.post_id = False, post_id
