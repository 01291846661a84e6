"""What would show that it works, when both sides look at it, and what they say then."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.problems import thread
from bot.problems.description import check_text
from bot.problems.errors import NotNow
from bot.problems.payloads import check_plan
from bot.problems.rules import Stage, check_current
from bot.problems.speaking import load_calendar, require_speaker
from storage import outbox, problems, problems_steps
from storage.outbox import Card
from storage.problems import Problem

PLANNED = (Stage.DECIDE, Stage.TRY)


async def plan(
    session: AsyncSession,
    problem_id: str,
    *,
    measure: str,
    review_on: date | None,
    user_id: str,
    now: datetime,
) -> Problem:
    """A facilitator says what would show that it works, and on which day both sides look at it.

    Raises NotOnASide, NotAllowed, NotNow, and InvalidInput with sentences by field.
    """
    problem = await problems.lock_problem(session, problem_id)
    await require_speaker(session, problem, user_id)
    if problem.stage not in PLANNED:
        raise NotNow(stages='" or "'.join(PLANNED), stage=problem.stage)
    calendar = await load_calendar(session, problem)
    day = check_plan(measure, review_on, calendar.today(now))
    if (problem.measure, problem.review_on) != (measure.strip(), day):
        problem.measure, problem.review_on = measure.strip(), day
        await thread.say(session, problem, Card(thread.PLAN, problem.id), now, again=True)
        await thread.touch(session, problem, now)
    return problem


async def answer(
    session: AsyncSession,
    problem_id: str,
    *,
    worked: bool,
    words: str,
    user_id: str,
    now: datetime,
) -> Problem:
    """A facilitator says for their side whether it worked; while in review they may say otherwise.

    Raises NotOnASide, NotAllowed, MovedOn, and InvalidInput for the field `words`.
    """
    problem = await problems.lock_problem(session, problem_id)
    side = await require_speaker(session, problem, user_id)
    check_current(Stage(problem.stage), Stage.REVIEW)
    words = check_text(words, "words")
    is_said = await problems_steps.has_verdict(session, problem_id, problem.round, side)
    await problems_steps.save_verdict(
        session,
        problem_id=problem_id,
        round=problem.round,
        side=side,
        worked=worked,
        words=words,
        by=user_id,
        at=now,
    )
    card = Card(thread.VERDICT, f"{problem_id}:{problem.round}:{side}")
    post_id = await thread.say(session, problem, card, now)
    if is_said:
        await outbox.update_card(session, post_id, now)
    await thread.touch(session, problem, now)
    return problem
