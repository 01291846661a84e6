"""Problems, what both sides added to them, how they moved, and what was learnt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.counting import next_in
from storage.outbox import OutboxRow
from storage.relationships import Relationship, get_relationship


class Problem(Base):
    """A problem; `closed_at` is None while it is open."""

    __tablename__ = "problems"
    __table_args__ = (
        UniqueConstraint("relationship_id", "number"),
        Index("ix_problems_closed", "relationship_id", "closed_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    relationship_id: Mapped[str] = mapped_column(ForeignKey("relationships.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str]
    what: Mapped[str]
    whom: Mapped[str]
    client_owner: Mapped[str]
    vendor_owner: Mapped[str]
    stage: Mapped[str]
    raised_by: Mapped[str]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    post_id: Mapped[str | None]

    @property
    def owners(self) -> tuple[str, str]:
        return self.client_owner, self.vendor_owner


class Entry(Base):
    """What somebody added to a problem at one of its stages; kept even when taken back."""

    __tablename__ = "problem_entries"
    __table_args__ = (UniqueConstraint("problem_id", "seq"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    problem_id: Mapped[str] = mapped_column(ForeignKey("problems.id", ondelete="CASCADE"))
    seq: Mapped[int]
    stage: Mapped[str]
    text: Mapped[str]
    author: Mapped[str]
    side: Mapped[str]
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    post_id: Mapped[str | None]


class Move(Base):
    """Somebody moved a problem from one stage to another."""

    __tablename__ = "problem_moves"
    __table_args__ = (UniqueConstraint("problem_id", "seq"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    problem_id: Mapped[str] = mapped_column(ForeignKey("problems.id", ondelete="CASCADE"))
    seq: Mapped[int]
    from_stage: Mapped[str]
    to_stage: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class Lesson(Base):
    """What was learnt from a problem, written when it was closed."""

    __tablename__ = "lessons"

    id: Mapped[str] = mapped_column(primary_key=True)
    problem_id: Mapped[str] = mapped_column(
        ForeignKey("problems.id", ondelete="CASCADE"), index=True
    )
    relationship_id: Mapped[str] = mapped_column(
        ForeignKey("relationships.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str]
    author: Mapped[str]
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything on record about one problem; each list is oldest first."""

    relationship: Relationship
    problem: Problem
    entries: Sequence[Entry]
    moves: Sequence[Move]
    lessons: Sequence[Lesson]


@dataclass(frozen=True, slots=True)
class Listed:
    """A problem in a list; `ts` is where its card stands, None while it was not posted."""

    problem: Problem
    ts: str | None


async def next_number(session: AsyncSession, relationship_id: str) -> int:
    """The number of the next problem. The caller holds the lock on the relationship."""
    return await next_in(session, Problem.number, where=Problem.relationship_id == relationship_id)


async def next_seq(session: AsyncSession, record: type[Entry | Move], problem_id: str) -> int:
    """The place of a problem's next entry or move. The caller holds the lock on the problem."""
    return await next_in(session, record.seq, where=record.problem_id == problem_id)


async def get_problem(session: AsyncSession, problem_id: str) -> Problem:
    """The problem of that id, which must exist."""
    return await session.get_one(Problem, problem_id)


async def lock_problem(session: AsyncSession, problem_id: str) -> Problem:
    """The same, and nobody else changes it or what hangs on it until the transaction ends."""
    return await session.get_one(Problem, problem_id, with_for_update=True, populate_existing=True)


async def get_entry(session: AsyncSession, entry_id: str) -> Entry:
    """The entry of that id, which must exist."""
    return await session.get_one(Entry, entry_id)


async def get_move(session: AsyncSession, move_id: str) -> Move:
    """The move of that id, which must exist."""
    return await session.get_one(Move, move_id)


async def get_lesson(session: AsyncSession, lesson_id: str) -> Lesson:
    """The lesson of that id, which must exist."""
    return await session.get_one(Lesson, lesson_id)


async def count_standing(session: AsyncSession, problem_id: str, stage: str) -> int:
    """How many entries of that stage were not taken back."""
    count = await session.scalar(
        select(func.count()).where(
            Entry.problem_id == problem_id, Entry.stage == stage, Entry.withdrawn_at.is_(None)
        )
    )
    return count or 0


async def load_dossier(session: AsyncSession, problem_id: str) -> Dossier:
    """Everything on record about that problem."""
    problem = await get_problem(session, problem_id)
    entries = await session.scalars(
        select(Entry).where(Entry.problem_id == problem_id).order_by(Entry.seq)
    )
    moves = await session.scalars(
        select(Move).where(Move.problem_id == problem_id).order_by(Move.seq)
    )
    lessons = await session.scalars(
        select(Lesson).where(Lesson.problem_id == problem_id).order_by(Lesson.created_at)
    )
    return Dossier(
        relationship=await get_relationship(session, problem.relationship_id),
        problem=problem,
        entries=entries.all(),
        moves=moves.all(),
        lessons=lessons.all(),
    )


async def list_problems(
    session: AsyncSession, relationship_id: str, closed_since: datetime
) -> list[Listed]:
    """The open problems and those closed since then, newest first."""
    # Each of the two is one look into the index; in one condition they would be a search.
    listed = union_all(
        *(
            select(Problem.id).where(Problem.relationship_id == relationship_id, is_listed)
            for is_listed in (Problem.closed_at.is_(None), Problem.closed_at >= closed_since)
        )
    )
    rows = await session.execute(
        select(Problem, OutboxRow.ts)
        .outerjoin(OutboxRow, OutboxRow.id == Problem.post_id)
        .where(Problem.id.in_(listed))
        .order_by(Problem.number.desc())
    )
    return [Listed(problem, ts) for problem, ts in rows]
