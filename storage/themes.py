"""How often a relationship came to each theme, and where; never who.

Of pulses only comments of closed rounds that asked by name are counted: where names are hidden, how
many people wrote about something is not to be told either.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from storage.lessons import Lesson
from storage.problems import Problem
from storage.pulse import Pulse, Result, ResultKind, Round
from storage.retros import Retro, RetroHeading

PROBLEM, HEADING, LESSON, COMMENT = "problem", "heading", "lesson", "comment"


@dataclass(frozen=True, slots=True)
class Named:
    """So many things of that kind were about a theme."""

    theme: str
    kind: str
    count: int


async def count_themes(
    session: AsyncSession, relationship_id: str, since: datetime, until: datetime
) -> list[Named]:
    """What came up from the one moment to before the other, by theme and kind."""
    span = (since, until)
    counted = union_all(
        _count(PROBLEM, Problem, span).where(Problem.relationship_id == relationship_id),
        _count(LESSON, Lesson, span).where(Lesson.relationship_id == relationship_id),
        _count(HEADING, RetroHeading, span)
        .join(Retro, Retro.id == RetroHeading.retro_id)
        .where(Retro.relationship_id == relationship_id),
    )
    rows = await session.execute(counted)
    found = [Named(str(theme), kind, count) for theme, kind, count in rows]
    return found + await _count_comments(session, relationship_id, since, until)


def _count(
    kind: str, record: type[Problem | Lesson | RetroHeading], span: tuple[datetime, datetime]
) -> Select[str | None, str, int]:
    since, until = span
    return (
        select(record.theme, literal(kind), func.count())
        .where(record.theme.is_not(None), record.created_at >= since, record.created_at < until)
        .group_by(record.theme)
    )


async def _count_comments(
    session: AsyncSession, relationship_id: str, since: datetime, until: datetime
) -> list[Named]:
    rows = await session.execute(
        select(Round.id, Result.position, func.count())
        .select_from(Result)
        .join(Round, Round.id == Result.round_id)
        .join(Pulse, Pulse.id == Round.pulse_id)
        .where(
            Pulse.relationship_id == relationship_id,
            Round.anonymity == "named",
            Round.closed_at >= since,
            Round.closed_at < until,
            Result.kind == ResultKind.COMMENT,
            Result.text.is_not(None),
        )
        .group_by(Round.id, Result.position)
    )
    counted = [(round_id, position, count) for round_id, position, count in rows]
    asked = await _load_questions(session, sorted({round_id for round_id, *_ in counted}))
    themes: Counter[str] = Counter()
    for round_id, position, count in counted:
        theme = asked[round_id][position].get("theme") if position < len(asked[round_id]) else None
        if theme:
            themes[theme] += count
    return [Named(theme, COMMENT, count) for theme, count in sorted(themes.items())]


async def _load_questions(
    session: AsyncSession, round_ids: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    rows = await session.execute(select(Round.id, Round.questions).where(Round.id.in_(round_ids)))
    return {row.id: row.questions for row in rows}
