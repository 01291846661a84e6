"""Lists of problems, by what somebody looks for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Side
from storage.actions import Action, Status
from storage.outbox import OutboxRow
from storage.problems import Entry, Problem
from storage.problems_steps import PENDING, SOURCE_KIND, Proposal, Ready


@dataclass(frozen=True, slots=True)
class Listed:
    """A problem in a list; `ts` is where its card stands, None while it was not posted."""

    problem: Problem
    ts: str | None


async def list_problems(
    session: AsyncSession,
    relationship_id: str,
    *,
    stage: str | None = None,
    side: Side | None = None,
    theme: str | None = None,
    mine: str | None = None,
    closed_since: datetime | None = None,
    most: int,
    before: int | None = None,
) -> list[Listed]:
    """The open problems, and those that were closed since then; newest first.

    `side` are those that wait for that side, `mine` what that person raised, facilitates, added to
    or has to do something for. `before` is the number at which the list goes on.
    """
    # Each of the two is one look into the index; in one condition they would be a search.
    listed = union_all(
        *(
            select(Problem.id).where(Problem.relationship_id == relationship_id, is_listed)
            for is_listed in _list_times(closed_since)
        )
    )
    wanted = {Problem.stage: stage, Problem.theme: theme}
    conditions = [column == value for column, value in wanted.items() if value is not None]
    if side is not None:
        conditions.append(or_(_is_asked(side), _is_unready(side)))
    if mine is not None:
        conditions.append(_concerns(mine))
    if before is not None:
        conditions.append(Problem.number < before)
    rows = await session.execute(
        select(Problem, OutboxRow.ts)
        .outerjoin(OutboxRow, OutboxRow.id == Problem.post_id)
        .where(Problem.id.in_(listed), *conditions)
        .order_by(Problem.number.desc())
        .limit(most)
    )
    return [Listed(problem, ts) for problem, ts in rows]


def _list_times(closed_since: datetime | None) -> list[ColumnElement[bool]]:
    is_open = Problem.closed_at.is_(None)
    return [is_open] if closed_since is None else [is_open, Problem.closed_at >= closed_since]


def _is_asked(side: Side) -> ColumnElement[bool]:
    """Whether the other side has proposed something."""
    return exists().where(
        Proposal.problem_id == Problem.id, PENDING, Proposal.side == side.other.value
    )


def _is_unready(side: Side) -> ColumnElement[bool]:
    """Whether the other side is ready with the stage, and this one is not."""
    ready = (
        exists().where(
            Ready.problem_id == Problem.id,
            Ready.round == Problem.round,
            Ready.stage == Problem.stage,
            Ready.side == one.value,
        )
        for one in (side.other, side)
    )
    theirs, ours = ready
    return and_(theirs, ~ours)


def _concerns(user_id: str) -> ColumnElement[bool]:
    return or_(
        Problem.client_facilitator == user_id,
        Problem.vendor_facilitator == user_id,
        Problem.raised_by == user_id,
        exists().where(
            Entry.problem_id == Problem.id,
            Entry.author == user_id,
            Entry.withdrawn_at.is_(None),
        ),
        exists().where(
            Action.source_id == Problem.id,
            Action.source_kind == SOURCE_KIND,
            Action.owner == user_id,
            Action.status == Status.OPEN,
        ),
    )
