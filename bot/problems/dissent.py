"""Who sees it otherwise, and whether they go along all the same."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act
from bot.core.ids import new_id
from bot.problems import thread
from bot.problems.description import check_text
from bot.problems.errors import NotNow
from bot.problems.rules import Stage
from bot.problems.speaking import require_member
from storage import outbox, problems, problems_steps
from storage.outbox import Card
from storage.problems_steps import Dissent

# From when there are ideas to weigh until it is seen what came of them.
STAGES = (Stage.EVALUATE, Stage.DECIDE, Stage.TRY, Stage.REVIEW)


async def record(
    session: AsyncSession,
    problem_id: str,
    *,
    words: str,
    commits: bool,
    user_id: str,
    now: datetime,
) -> Dissent:
    """Somebody says that they see it otherwise; what they say later in this round replaces it.

    Raises NotOnASide, NotNow, and InvalidInput for the field `words`.
    """
    problem = await problems.lock_problem(session, problem_id)
    _, side = await require_member(session, problem, user_id, Act.PROBLEM_ADD)
    if problem.stage not in STAGES:
        raise NotNow(stages='" or "'.join(STAGES), stage=problem.stage)
    words = check_text(words, "words")
    said = await problems_steps.find_dissent(session, problem_id, problem.round, user_id)
    if said is None:
        dissent_id = new_id()
        said = Dissent(
            id=dissent_id,
            problem_id=problem_id,
            round=problem.round,
            user_id=user_id,
            side=side,
            post_id=await thread.say(session, problem, Card(thread.DISSENT, dissent_id), now),
        )
        session.add(said)
    else:
        await outbox.update_card(session, said.post_id, now)
    said.words, said.commits, said.at = words, commits, now
    await thread.touch(session, problem, now)
    return said
