"""How both sides agree on a problem: proposals, what a side is ready with, scores and answers."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.people import Side
from storage.actions import Action, Status
from storage.base import Base
from storage.engines.upsert import insert_once, replace
from storage.problems import Move

PENDING = text("outcome IS NULL")
# Those of which something is to be said still; after that nothing is looked for.
UNTOLD = text("outcome IS NULL AND freed_at IS NULL")
# How an action says that it is of a problem, whose id is that of its source.
SOURCE_KIND = "problem"


class Proposal(Base):
    """A side proposes a step; `outcome` is None until it is answered, taken back or overtaken.

    `payload` is what the step brings along: see `bot.problems.payloads`. `words` say what is
    missing. `freed_at` is when the proposing side was told that it may go on alone.
    """

    __tablename__ = "problem_proposals"
    __table_args__ = (
        Index(
            "uq_problem_proposals_pending",
            "problem_id",
            unique=True,
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        ),
        Index(
            "ix_problem_proposals_waiting",
            "created_at",
            sqlite_where=UNTOLD,
            postgresql_where=UNTOLD,
        ),
        Index("ix_problem_proposals_problem_id", "problem_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    problem_id: Mapped[str] = mapped_column(ForeignKey("problems.id", ondelete="CASCADE"))
    round: Mapped[int]
    step: Mapped[str]
    from_stage: Mapped[str]
    to_stage: Mapped[str]
    by: Mapped[str]
    side: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    words: Mapped[str | None]
    nudged_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    freed_at: Mapped[datetime | None]
    post_id: Mapped[str | None]


class ProposalPost(Base):
    """The direct message in which a person was asked to answer a proposal."""

    __tablename__ = "problem_proposal_posts"

    proposal_id: Mapped[str] = mapped_column(
        ForeignKey("problem_proposals.id", ondelete="CASCADE"), primary_key=True
    )
    post_id: Mapped[str] = mapped_column(primary_key=True)


class Ready(Base):
    """A side said of a stage: that is all from our side."""

    __tablename__ = "problem_ready"

    problem_id: Mapped[str] = mapped_column(
        ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True
    )
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stage: Mapped[str] = mapped_column(primary_key=True)
    side: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str]
    at: Mapped[datetime]


class Score(Base):
    """What somebody expects of an idea, 1 (little) to 5 (much) each; frozen once it is shown."""

    __tablename__ = "problem_scores"
    __table_args__ = (Index("ix_problem_scores_of_round", "problem_id", "round"),)

    entry_id: Mapped[str] = mapped_column(
        ForeignKey("problem_entries.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    problem_id: Mapped[str] = mapped_column(ForeignKey("problems.id", ondelete="CASCADE"))
    side: Mapped[str]
    effect: Mapped[int]
    effort: Mapped[int]


class Dissent(Base):
    """Somebody sees it otherwise; `commits` says that they go along all the same."""

    __tablename__ = "problem_dissents"
    __table_args__ = (UniqueConstraint("problem_id", "round", "user_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    problem_id: Mapped[str] = mapped_column(ForeignKey("problems.id", ondelete="CASCADE"))
    round: Mapped[int]
    user_id: Mapped[str]
    side: Mapped[str]
    words: Mapped[str]
    commits: Mapped[bool]
    at: Mapped[datetime]
    post_id: Mapped[str]


class Decision(Base):
    """What both sides decided; `confirmed_by` is None where a side went on alone."""

    __tablename__ = "problem_decisions"
    __table_args__ = (Index("ix_problem_decisions_problem_id", "problem_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    problem_id: Mapped[str] = mapped_column(ForeignKey("problems.id", ondelete="CASCADE"))
    round: Mapped[int]
    text: Mapped[str]
    reasons: Mapped[str]
    idea_ids: Mapped[list[str]] = mapped_column(JSON)
    by: Mapped[str]
    confirmed_by: Mapped[str | None]
    at: Mapped[datetime]


class Verdict(Base):
    """What a side says after a trial; the latest of a side counts."""

    __tablename__ = "problem_verdicts"

    problem_id: Mapped[str] = mapped_column(
        ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True
    )
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    side: Mapped[str] = mapped_column(primary_key=True)
    worked: Mapped[bool]
    words: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


async def get_proposal(session: AsyncSession, proposal_id: str) -> Proposal:
    """The proposal of that id, which must exist."""
    return await session.get_one(Proposal, proposal_id)


async def find_pending(session: AsyncSession, problem_id: str) -> Proposal | None:
    """The proposal that waits for an answer."""
    found: Proposal | None = await session.scalar(
        select(Proposal).where(Proposal.problem_id == problem_id, PENDING)
    )
    return found


async def list_posts(session: AsyncSession, proposal_id: str) -> Sequence[str]:
    """The ids of the direct messages in which that proposal was brought to mind."""
    rows = await session.scalars(
        select(ProposalPost.post_id).where(ProposalPost.proposal_id == proposal_id)
    )
    return rows.all()


async def add_ready(session: AsyncSession, **values: object) -> bool:
    """A side is ready with a stage. False where it said so before."""
    return await insert_once(session, Ready, **values)


async def list_ready(
    session: AsyncSession, problem_id: str, round_: int, stage: str
) -> Sequence[Ready]:
    """Which sides are ready with that stage."""
    rows = await session.scalars(
        select(Ready)
        .where(Ready.problem_id == problem_id, Ready.round == round_, Ready.stage == stage)
        .order_by(Ready.side)
    )
    return rows.all()


async def forget_ready(session: AsyncSession, problem_id: str, round_: int, stage: str) -> None:
    """No side is ready with that stage any more."""
    await session.execute(
        delete(Ready).where(
            Ready.problem_id == problem_id, Ready.round == round_, Ready.stage == stage
        )
    )


async def save_score(session: AsyncSession, **values: object) -> None:
    """Write a score down, or change it."""
    await replace(session, Score, ("entry_id", "user_id", "round"), **values)


async def list_scores(session: AsyncSession, problem_id: str, round_: int) -> Sequence[Score]:
    """All scores of a round."""
    rows = await session.scalars(
        select(Score)
        .where(Score.problem_id == problem_id, Score.round == round_)
        .order_by(Score.entry_id, Score.user_id)
    )
    return rows.all()


async def list_shown_scores(session: AsyncSession, problem_id: str) -> Sequence[Score]:
    """Those of the rounds in which both sides were ready with theirs, which were shown."""
    shown = (
        select(Ready.round)
        .where(Ready.problem_id == problem_id, Ready.stage == "evaluate")
        .group_by(Ready.round)
        .having(func.count() == len(Side))
    )
    rows = await session.scalars(
        select(Score)
        .where(Score.problem_id == problem_id, Score.round.in_(shown))
        .order_by(Score.round, Score.entry_id, Score.user_id)
    )
    return rows.all()


async def find_dissent(
    session: AsyncSession, problem_id: str, round_: int, user_id: str
) -> Dissent | None:
    """What that person said against it in that round."""
    found: Dissent | None = await session.scalar(
        select(Dissent).where(
            Dissent.problem_id == problem_id, Dissent.round == round_, Dissent.user_id == user_id
        )
    )
    return found


async def get_dissent(session: AsyncSession, dissent_id: str) -> Dissent:
    """The dissent of that id, which must exist."""
    return await session.get_one(Dissent, dissent_id)


async def save_verdict(session: AsyncSession, **values: object) -> None:
    """Write a side's verdict down, or change it."""
    await replace(session, Verdict, ("problem_id", "round", "side"), **values)


async def get_verdict(session: AsyncSession, problem_id: str, round_: int, side: str) -> Verdict:
    """What that side said in that round, which must exist."""
    return await session.get_one(Verdict, (problem_id, round_, side))


async def has_verdict(session: AsyncSession, problem_id: str, round_: int, side: str) -> bool:
    """Whether that side said anything in that round."""
    return await session.get(Verdict, (problem_id, round_, side)) is not None


def is_of_trial() -> ColumnElement[bool]:
    """Whether a verdict is of the latest trial of its round: what was said before the problem went
    back and was tried anew stays on record, and counts no more."""
    came = select(func.max(Move.at)).where(
        Move.problem_id == Verdict.problem_id,
        Move.round == Verdict.round,
        Move.from_stage == "try",
        Move.to_stage == "review",
    )
    return Verdict.at >= func.coalesce(came.scalar_subquery(), Verdict.at)


async def load_verdicts(session: AsyncSession, problem_id: str, round_: int) -> Mapping[str, bool]:
    """Whether it worked, by the sides that said so of the latest trial of that round."""
    rows = await session.execute(
        select(Verdict.side, Verdict.worked).where(
            Verdict.problem_id == problem_id, Verdict.round == round_, is_of_trial()
        )
    )
    return {row.side: row.worked for row in rows}


async def count_actions(session: AsyncSession, problem_id: str, since: datetime) -> int:
    """How many actions came from that problem since then and were not dropped."""
    count = await session.scalar(
        select(func.count())
        .select_from(Action)
        .where(
            Action.source_id == problem_id,
            Action.source_kind == SOURCE_KIND,
            Action.status != Status.DROPPED,
            Action.created_at >= since,
        )
    )
    return count or 0


async def has_overdue(session: AsyncSession, problem_id: str, today: date) -> bool:
    """Whether an open action of that problem was to be done before today."""
    found = await session.scalar(
        select(Action.id)
        .where(
            Action.source_id == problem_id,
            Action.source_kind == SOURCE_KIND,
            Action.status == Status.OPEN,
            Action.due < today,
        )
        .limit(1)
    )
    return found is not None
