"""Problems, what both sides added to them, and how they moved."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.people import Side
from storage.base import Base
from storage.counting import next_in

# What both sides see of the entries; as literal SQL, for an engine uses a partial index only where
# a query says the very same.
STANDING = "withdrawn_at IS NULL AND merged_into IS NULL"
SHOWN = f"{STANDING} AND NOT hidden"
IS_STANDING = text(STANDING)
IS_SHOWN = text(SHOWN)
CAPTURED = text("source_ts IS NOT NULL")
# Problems of which it was not said twice yet that nothing moves; after that it is not looked for.
IS_HEARD = text("closed_at IS NULL AND silence < 2")
IN_TRIAL = text("stage = 'try'")
IN_OPTIONS = text("stage = 'options' AND ideas_shown_at IS NULL")


class Problem(Base):
    """A problem; `closed_at` is None while it is open.

    Each round begins with `round_at`: a failed trial and a reopening begin the next one. What is
    shown of it (`ideas_shown_at`, `scores_shown_at`), how it is tried (`measure`, `review_on`) and
    when its first hidden idea came (`first_idea_at`) are of the current round. `missing` is what a
    side misses since it did not confirm the last proposal. `moved_at` is when anything happened
    last; `silence` how often it was said since then that nothing does. `review_told` is the day of
    the review that was brought to mind.
    """

    __tablename__ = "problems"
    __table_args__ = (
        UniqueConstraint("relationship_id", "number"),
        Index("ix_problems_closed", "relationship_id", "closed_at"),
        Index(
            "ix_problems_silent",
            "silence",
            "moved_at",
            sqlite_where=IS_HEARD,
            postgresql_where=IS_HEARD,
        ),
        Index("ix_problems_review", "review_on", sqlite_where=IN_TRIAL, postgresql_where=IN_TRIAL),
        Index(
            "ix_problems_ideas",
            "first_idea_at",
            sqlite_where=IN_OPTIONS,
            postgresql_where=IN_OPTIONS,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    relationship_id: Mapped[str] = mapped_column(ForeignKey("relationships.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str]
    what: Mapped[str]
    whom_client: Mapped[str] = mapped_column(default="")
    whom_vendor: Mapped[str] = mapped_column(default="")
    since: Mapped[date | None]
    impact: Mapped[str] = mapped_column(default="middle")
    urgency: Mapped[str] = mapped_column(default="middle")
    theme: Mapped[str | None]
    client_facilitator: Mapped[str]
    vendor_facilitator: Mapped[str]
    stage: Mapped[str]
    round: Mapped[int] = mapped_column(default=1)
    round_at: Mapped[datetime]
    raised_by: Mapped[str]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    early_reason: Mapped[str | None]
    sentence: Mapped[str | None]
    missing: Mapped[str | None]
    measure: Mapped[str | None]
    review_on: Mapped[date | None]
    review_told: Mapped[date | None]
    waiting_until: Mapped[date | None]
    waiting_why: Mapped[str | None]
    first_idea_at: Mapped[datetime | None]
    ideas_shown_at: Mapped[datetime | None]
    scores_shown_at: Mapped[datetime | None]
    moved_at: Mapped[datetime]
    silence: Mapped[int] = mapped_column(default=0)
    origin_kind: Mapped[str | None]
    origin_id: Mapped[str | None]
    source_channel_id: Mapped[str | None]
    source_ts: Mapped[str | None]
    post_id: Mapped[str | None]

    @property
    def facilitators(self) -> tuple[str, str]:
        return self.client_facilitator, self.vendor_facilitator

    def facilitator(self, side: Side) -> str:
        return self.client_facilitator if side is Side.CLIENT else self.vendor_facilitator

    def whom(self, side: Side) -> str:
        return self.whom_client if side is Side.CLIENT else self.whom_vendor


class Entry(Base):
    """What somebody added to a problem; kept even when taken back.

    `stage` is where it was added. Of a hidden one only its author sees the text. `parent_id` is the
    cause that this one lies behind. What was captured from a message knows that message and who
    marked it; `source_edited_ts` is Slack's timestamp of the latest edit that was followed.
    """

    __tablename__ = "problem_entries"
    __table_args__ = (
        UniqueConstraint("problem_id", "seq"),
        Index(
            "ix_problem_entries_counted",
            "problem_id",
            "kind",
            "side",
            "hidden",
            sqlite_where=IS_STANDING,
            postgresql_where=IS_STANDING,
        ),
        Index(
            "ix_problem_entries_newest",
            "problem_id",
            "stage",
            "seq",
            sqlite_where=IS_SHOWN,
            postgresql_where=IS_SHOWN,
        ),
        Index(
            "uq_problem_entries_source",
            "source_channel_id",
            "source_ts",
            "problem_id",
            "kind",
            unique=True,
            sqlite_where=CAPTURED,
            postgresql_where=CAPTURED,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    problem_id: Mapped[str] = mapped_column(ForeignKey("problems.id", ondelete="CASCADE"))
    seq: Mapped[int]
    stage: Mapped[str]
    kind: Mapped[str]
    round: Mapped[int] = mapped_column(default=1)
    text: Mapped[str]
    author: Mapped[str]
    side: Mapped[str]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    hidden: Mapped[bool] = mapped_column(default=False)
    parent_id: Mapped[str | None]
    merged_into: Mapped[str | None]
    captured_by: Mapped[str | None]
    source_channel_id: Mapped[str | None]
    source_ts: Mapped[str | None]
    source_edited_ts: Mapped[str | None]
    source_gone: Mapped[bool] = mapped_column(default=False)
    post_id: Mapped[str | None]


class Move(Base):
    """A problem went from one stage to another, or something else was agreed on how it goes on.

    `confirmed_by` is who agreed for the other side; `alone_side` is the side that went on without
    the other. `about` is who facilitates from then on, where it was handed over.
    """

    __tablename__ = "problem_moves"
    __table_args__ = (
        UniqueConstraint("problem_id", "seq"),
        Index("ix_problem_moves_alone", "problem_id", "alone_side"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    problem_id: Mapped[str] = mapped_column(ForeignKey("problems.id", ondelete="CASCADE"))
    seq: Mapped[int]
    step: Mapped[str]
    round: Mapped[int] = mapped_column(default=1)
    from_stage: Mapped[str]
    to_stage: Mapped[str]
    by: Mapped[str]
    confirmed_by: Mapped[str | None]
    alone_side: Mapped[str | None]
    reason: Mapped[str | None]
    about: Mapped[str | None]
    at: Mapped[datetime]


class Reaction(Base):
    """Somebody marked a message of a problem's thread as that kind, or took their mark away.

    `acted_ts` is when they did it last: of contradicting reports the latest counts.
    """

    __tablename__ = "problem_reactions"

    problem_id: Mapped[str] = mapped_column(
        ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True
    )
    source_channel_id: Mapped[str] = mapped_column(primary_key=True)
    source_ts: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    acted_ts: Mapped[str]
    added: Mapped[bool]


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


async def list_taken(session: AsyncSession, entry_ids: Sequence[str]) -> Sequence[Entry]:
    """Those of these ideas that nobody took back, in the order in which they were given."""
    if not entry_ids:
        return []
    rows = await session.scalars(
        select(Entry)
        .where(Entry.id.in_(entry_ids), Entry.withdrawn_at.is_(None))
        .order_by(Entry.seq)
    )
    return rows.all()


async def get_move(session: AsyncSession, move_id: str) -> Move:
    """The move of that id, which must exist."""
    return await session.get_one(Move, move_id)


async def list_standing(session: AsyncSession, problem_id: str, kind: str) -> Sequence[Entry]:
    """The entries of that kind that both sides see: not taken back, merged or hidden."""
    rows = await session.scalars(
        select(Entry)
        .where(Entry.problem_id == problem_id, Entry.kind == kind, IS_SHOWN)
        .order_by(Entry.seq)
    )
    return rows.all()


async def count_standing(session: AsyncSession, problem_id: str, kinds: Sequence[str]) -> int:
    """How many entries of these kinds both sides see."""
    count = await session.scalar(
        select(func.count())
        .select_from(Entry)
        .where(Entry.problem_id == problem_id, Entry.kind.in_(kinds), IS_SHOWN)
    )
    return count or 0


async def list_hidden(session: AsyncSession, problem_id: str) -> Sequence[Entry]:
    """The ideas of that problem that only their authors see."""
    rows = await session.scalars(
        select(Entry)
        .where(Entry.problem_id == problem_id, Entry.hidden, Entry.withdrawn_at.is_(None))
        .order_by(Entry.seq)
    )
    return rows.all()


async def lead_merged(session: AsyncSession, entry: Entry, into_id: str | None) -> None:
    """What was merged into that entry is merged into another one now, or into none."""
    await session.execute(
        update(Entry)
        .where(Entry.problem_id == entry.problem_id, Entry.merged_into == entry.id)
        .values(merged_into=into_id)
    )


async def list_explaining(
    session: AsyncSession, cause: Entry, kinds: Sequence[str]
) -> Sequence[str]:
    """The ids of the posts that say of an entry of these kinds that it explains that cause."""
    rows = await session.scalars(
        select(Entry.post_id).where(
            Entry.problem_id == cause.problem_id,
            Entry.kind.in_(kinds),
            Entry.parent_id == cause.id,
            Entry.post_id.is_not(None),
            IS_STANDING,
        )
    )
    return [str(post_id) for post_id in rows]


async def find_captured(
    session: AsyncSession, channel_id: str, ts: str, problem_id: str | None = None
) -> Sequence[Entry]:
    """The entries that were captured from that message, of all problems or of one."""
    query = select(Entry).where(
        Entry.source_channel_id == channel_id, Entry.source_ts == ts, CAPTURED
    )
    if problem_id is not None:
        query = query.where(Entry.problem_id == problem_id)
    return (await session.scalars(query.order_by(Entry.problem_id, Entry.seq))).all()


async def take_mark(session: AsyncSession, mark: Reaction) -> None:
    """Write down what somebody did, unless they did something later already.

    The caller holds the lock on the problem.
    """
    key = (mark.problem_id, mark.source_channel_id, mark.source_ts, mark.kind, mark.user_id)
    before = await session.get(Reaction, key, populate_existing=True)
    if before is None or before.acted_ts < mark.acted_ts:
        await session.merge(mark)


async def list_unmarked(session: AsyncSession, problem_id: str) -> Sequence[Entry]:
    """The entries of that problem that stand though every mark was taken away again."""
    marks = select(Reaction.user_id).where(
        Reaction.problem_id == Entry.problem_id,
        Reaction.source_channel_id == Entry.source_channel_id,
        Reaction.source_ts == Entry.source_ts,
        Reaction.kind == Entry.kind,
    )
    rows = await session.scalars(
        select(Entry)
        .where(
            Entry.problem_id == problem_id,
            CAPTURED,
            Entry.withdrawn_at.is_(None),
            marks.exists(),
            ~marks.where(Reaction.added).exists(),
        )
        .order_by(Entry.seq)
    )
    return rows.all()


async def find_marker(session: AsyncSession, mark: Reaction) -> str | None:
    """Who marked that message as that kind first, of those whose mark stands."""
    found: str | None = await session.scalar(
        select(Reaction.user_id)
        .where(
            Reaction.problem_id == mark.problem_id,
            Reaction.source_channel_id == mark.source_channel_id,
            Reaction.source_ts == mark.source_ts,
            Reaction.kind == mark.kind,
            Reaction.added,
        )
        .order_by(Reaction.acted_ts, Reaction.user_id)
        .limit(1)
    )
    return found
