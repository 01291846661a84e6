"""Closed rounds, as they are looked back upon, inside the caller's transaction."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.pulse import questions, trends
from bot.pulse.figures import Comment, Figures, Group
from bot.pulse.trends import Past
from storage import pulse, pulse_answers


async def look_back(session: AsyncSession, pulse_id: str, until: datetime) -> list[Past]:
    """The last rounds that were closed by then, oldest first.

    Rounds of before there were figures are not among them.
    """
    rounds = await pulse.list_closed(session, pulse_id, until, most=trends.LAST)
    return [
        Past(one.closed_at, questions.load(one.questions), Figures.from_json(one.figures))
        for one in rounds
        if one.closed_at is not None and one.figures is not None
    ]


async def read_comments(session: AsyncSession, round_id: str) -> list[Comment]:
    """What was written in a closed round, by question and group, in an order that says nothing."""
    kept = await pulse_answers.list_results(session, round_id)
    comments = [
        Comment(one.position, Group(one.side), one.text, one.user_id)
        for one in kept
        if one.text is not None
    ]
    return sorted(comments, key=lambda one: (one.position, one.group))
