"""What is said of a problem: its card, and in the thread below. The cards are told by these kinds.

Ids of cards: CARD, GUIDE and PLAN that of the problem; ENTRY, MOVE, PROPOSAL, MISSED and DISSENT
that of what they show; IDEAS and SCORES `problem:round`; VERDICT `problem:round:side`; the direct
messages READY `problem:round:stage:side` of who is ready, NUDGE, ESCALATION and FREED that of the
proposal; SILENT, SILENT_LONG and REVIEW_DAY that
of the problem.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.ids import new_id
from bot.relationships.service import direct, place_of
from storage import outbox, relationships
from storage.outbox import Card
from storage.problems import Problem
from storage.relationships import Relationship

CARD = "problem"
GUIDE = "problem_guide"
ENTRY = "problem_entry"
MOVE = "problem_move"
PROPOSAL = "problem_proposal"
MISSED = "problem_missed"
PLAN = "problem_plan"
IDEAS = "problem_ideas"
SCORES = "problem_scores"
DISSENT = "problem_dissent"
VERDICT = "problem_verdict"
READY = "problem_ready"
NUDGE = "problem_nudge"
ESCALATION = "problem_escalation"
FREED = "problem_freed"
SILENT = "problem_silent"
SILENT_LONG = "problem_silent_long"
REVIEW_DAY = "problem_review_day"


async def say(
    session: AsyncSession,
    problem: Problem,
    card: Card,
    now: datetime,
    *,
    again: bool = False,
    about: str = "",
) -> str:
    """In the problem's thread; what is said first stands in the channel and begins it.

    Each card is said once for what it is `about`, unless it is said `again`. Returns the id of its
    post.
    """
    relationship = await relationships.get_relationship(session, problem.relationship_id)
    return await outbox.post(
        session,
        key=":".join(part for part in (key_of(card), new_id() if again else about) if part),
        place=place_of(relationship, thread_post_id=problem.post_id),
        card=card,
        now=now,
    )


async def tell(
    session: AsyncSession,
    relationship: Relationship,
    user_id: str,
    card: Card,
    now: datetime,
    *,
    about: str = "",
) -> str:
    """In that person's direct messages, once for each thing it is `about`."""
    return await outbox.post(
        session,
        key=f"{key_of(card)}:{about}:{user_id}",
        place=direct(relationship, user_id),
        card=card,
        now=now,
    )


def key_of(card: Card) -> str:
    return f"{card.kind}:{card.id}"


async def touch(session: AsyncSession, problem: Problem, now: datetime) -> None:
    """Something happened: silence is counted from now on, and the card shows it."""
    problem.moved_at, problem.silence = max(problem.moved_at, now), 0
    await outbox.update_card(session, str(problem.post_id), now)
