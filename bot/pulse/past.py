"""Closed rounds, as they are looked back upon, inside the caller's transaction."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.pulse import questions, trends
from bot.pulse.figures import Comment, Figures, Group
from bot.pulse.trends import Past
from storage import pulse, pulse_answers
from storage.pulse import ResultKind, Round


async def look_back(session: AsyncSession, pulse_id: str, until: datetime) -> list[Past]:
    """The last rounds that were closed by then, oldest first.

    Rounds of before there were figures are not among them.
    """
    rounds = await pulse.list_closed(session, pulse_id, until, most=trends.LAST)
    return [past for one in rounds if (past := read_past(one))]


def read_past(closed: Round) -> Past | None:
    """A round with its figures; None where it has none."""
    if closed.closed_at is None or closed.figures is None:
        return None
    return Past(
        closed.closed_at, questions.load(closed.questions), Figures.from_json(closed.figures)
    )


async def read_comments(session: AsyncSession, round_id: str) -> list[Comment]:
    """What was written in a closed round, by question and group, in an order that says nothing."""
    kept = await pulse_answers.list_results(session, round_id, ResultKind.COMMENT)
    comments = [
        Comment(one.position, Group(one.side), one.text, one.user_id)
        for one in kept
        if one.text is not None
    ]
    return sorted(comments, key=lambda one: (one.position, one.group))
