"""What people read of a problem: what its card shows, the whole record, and a timeline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.core.people import Sides
from storage.actions import Action, Status
from storage.lessons import Lesson
from storage.outbox import OutboxRow
from storage.problems import IS_SHOWN, IS_STANDING, Entry, Move, Problem, get_problem, list_taken
from storage.problems_steps import (
    SOURCE_KIND,
    Decision,
    Dissent,
    Proposal,
    Ready,
    Score,
    Verdict,
    find_pending,
    is_of_trial,
    list_ready,
    list_shown_scores,
)
from storage.relationships import Relationship, get_relationship, load_sides

NEWEST = 3
MOST_ACTIONS = 5
MOST_ALONE = 10

Part = TypeVar("Part", Move, Proposal, Decision, Dissent, Verdict, Lesson)

# What happened to a problem, each with its moment.
Event = Entry | Move | Decision | Dissent | Verdict | Proposal


@dataclass(frozen=True, slots=True)
class Earlier:
    """How the round before ended: what was decided, and what each side said of the trial."""

    decision: Decision | None
    verdicts: Sequence[Verdict]


@dataclass(frozen=True, slots=True)
class Head:
    """What the card of a problem shows.

    `counts` are of what both sides see, by kind and side; `hidden` the ideas that they do not, by
    side. `newest` were added at the current stage, the oldest of them first. `ready` are sides that
    are ready with this stage, `scorers` how many people of a side have scored. `actions` are the
    most urgent open ones, of `open_actions` in all; `taken` the ideas that a proposed decision
    takes up; `alone` the latest steps that one side took.
    """

    relationship: Relationship
    sides: Sides
    problem: Problem
    counts: Mapping[tuple[str, str], int]
    hidden: Mapping[str, int]
    newest: Sequence[Entry]
    ready: Sequence[Ready]
    scorers: Mapping[str, int]
    actions: Sequence[Action]
    open_actions: int
    proposal: Proposal | None
    taken: Sequence[Entry]
    alone: Sequence[Move]
    decision: Decision | None
    dissents: int
    verdicts: Sequence[Verdict]
    earlier: Earlier | None

    def count(self, kind: str) -> int:
        """How many of that kind both sides see."""
        return sum(many for (one, _), many in self.counts.items() if one == kind)


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything on record about one problem, as one person may see it; oldest first.

    Hidden ideas are only those of the viewer, scores only those that were shown.
    """

    relationship: Relationship
    sides: Sides
    problem: Problem
    entries: Sequence[Entry]
    moves: Sequence[Move]
    proposals: Sequence[Proposal]
    decisions: Sequence[Decision]
    dissents: Sequence[Dissent]
    scores: Sequence[Score]
    verdicts: Sequence[Verdict]
    actions: Sequence[Action]
    lessons: Sequence[Lesson]


async def load_head(session: AsyncSession, problem_id: str) -> Head:
    """What the card shows, in the same time however many entries there are."""
    problem = await get_problem(session, problem_id)
    relationship = await get_relationship(session, problem.relationship_id)
    counts, hidden = await _count_entries(session, problem_id)
    proposal = await find_pending(session, problem_id)
    actions, open_actions = await _load_actions(session, problem_id)
    return Head(
        relationship=relationship,
        sides=await load_sides(session, relationship),
        problem=problem,
        counts=counts,
        hidden=hidden,
        newest=await _list_newest(session, problem),
        ready=await list_ready(session, problem_id, problem.round, problem.stage),
        scorers=await _count_scorers(session, problem),
        actions=actions,
        open_actions=open_actions,
        proposal=proposal,
        taken=await list_taken(session, proposal.payload.get("idea_ids", ())) if proposal else [],
        alone=await _list_alone(session, problem_id),
        decision=await _find_decision(session, problem_id, problem.round),
        dissents=await _count_dissents(session, problem),
        verdicts=await _list_verdicts(session, problem_id, problem.round),
        earlier=await _load_earlier(session, problem),
    )


async def _count_entries(
    session: AsyncSession, problem_id: str
) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    rows = await session.execute(
        select(Entry.kind, Entry.side, Entry.hidden, func.count())
        .where(Entry.problem_id == problem_id, IS_STANDING)
        .group_by(Entry.kind, Entry.side, Entry.hidden)
    )
    counts: dict[tuple[str, str], int] = {}
    hidden: dict[str, int] = {}
    for kind, side, is_hidden, many in rows:
        if is_hidden:
            hidden[side] = many
        else:
            counts[kind, side] = many
    return counts, hidden


async def _list_newest(session: AsyncSession, problem: Problem) -> Sequence[Entry]:
    rows = await session.scalars(
        select(Entry)
        .where(Entry.problem_id == problem.id, Entry.stage == problem.stage, IS_SHOWN)
        .order_by(Entry.seq.desc())
        .limit(NEWEST)
    )
    return rows.all()[::-1]


async def _count_scorers(session: AsyncSession, problem: Problem) -> dict[str, int]:
    rows: Iterable[Any] = await session.execute(
        select(Score.side, func.count(Score.user_id.distinct()))
        .where(Score.problem_id == problem.id, Score.round == problem.round)
        .group_by(Score.side)
    )
    return dict(tuple(row) for row in rows)


async def _load_actions(session: AsyncSession, problem_id: str) -> tuple[Sequence[Action], int]:
    is_open = and_(
        Action.source_id == problem_id,
        Action.source_kind == SOURCE_KIND,
        Action.status == Status.OPEN,
    )
    count = await session.scalar(select(func.count()).select_from(Action).where(is_open))
    rows = await session.scalars(
        select(Action).where(is_open).order_by(Action.due, Action.id).limit(MOST_ACTIONS)
    )
    return rows.all(), count or 0


async def _list_alone(session: AsyncSession, problem_id: str) -> Sequence[Move]:
    rows = await session.scalars(
        select(Move)
        .where(Move.problem_id == problem_id, Move.alone_side.is_not(None))
        .order_by(Move.seq.desc())
        .limit(MOST_ALONE)
    )
    return rows.all()[::-1]


async def _find_decision(session: AsyncSession, problem_id: str, round_: int) -> Decision | None:
    found: Decision | None = await session.scalar(
        select(Decision)
        .where(Decision.problem_id == problem_id, Decision.round == round_)
        .order_by(Decision.at.desc(), Decision.id)
        .limit(1)
    )
    return found


async def _count_dissents(session: AsyncSession, problem: Problem) -> int:
    count = await session.scalar(
        select(func.count())
        .select_from(Dissent)
        .where(Dissent.problem_id == problem.id, Dissent.round == problem.round)
    )
    return count or 0


async def _list_verdicts(session: AsyncSession, problem_id: str, round_: int) -> Sequence[Verdict]:
    rows = await session.scalars(
        select(Verdict)
        .where(Verdict.problem_id == problem_id, Verdict.round == round_, is_of_trial())
        .order_by(Verdict.side)
    )
    return rows.all()


async def _load_earlier(session: AsyncSession, problem: Problem) -> Earlier | None:
    if problem.round == 1:
        return None
    before = problem.round - 1
    return Earlier(
        await _find_decision(session, problem.id, before),
        await _list_verdicts(session, problem.id, before),
    )


async def load_dossier(session: AsyncSession, problem_id: str, viewer: str | None) -> Dossier:
    """Everything on record about that problem that this person may see; None is nobody's eyes."""
    problem = await get_problem(session, problem_id)
    relationship = await get_relationship(session, problem.relationship_id)
    return Dossier(
        relationship=relationship,
        sides=await load_sides(session, relationship),
        problem=problem,
        entries=await _list_visible(session, problem_id, viewer),
        moves=await _list_of(session, Move, problem_id, Move.seq),
        proposals=await _list_of(session, Proposal, problem_id, Proposal.created_at),
        decisions=await _list_of(session, Decision, problem_id, Decision.at),
        dissents=await _list_of(session, Dissent, problem_id, Dissent.at),
        scores=await list_shown_scores(session, problem_id),
        verdicts=await _list_of(session, Verdict, problem_id, Verdict.at),
        actions=await _list_all_actions(session, problem_id),
        lessons=await _list_of(session, Lesson, problem_id, Lesson.created_at),
    )


async def _list_of(
    session: AsyncSession, record: type[Part], problem_id: str, order: InstrumentedAttribute[Any]
) -> Sequence[Part]:
    rows = await session.scalars(
        select(record).where(record.problem_id == problem_id).order_by(order)
    )
    return rows.all()


async def _list_visible(
    session: AsyncSession, problem_id: str, viewer: str | None
) -> Sequence[Entry]:
    rows = await session.scalars(
        select(Entry)
        .where(Entry.problem_id == problem_id, or_(~Entry.hidden, Entry.author == viewer))
        .order_by(Entry.seq)
    )
    return rows.all()


async def _list_all_actions(session: AsyncSession, problem_id: str) -> Sequence[Action]:
    rows = await session.scalars(
        select(Action)
        .where(Action.source_id == problem_id, Action.source_kind == SOURCE_KIND)
        .order_by(Action.created_at, Action.id)
    )
    return rows.all()


async def find_by_thread(session: AsyncSession, channel_id: str, thread_ts: str) -> Problem | None:
    """The problem whose card is that message."""
    found: Problem | None = await session.scalar(
        select(Problem)
        .join(OutboxRow, OutboxRow.card_id == Problem.id)
        .where(
            OutboxRow.channel_id == channel_id,
            OutboxRow.ts == thread_ts,
            OutboxRow.id == Problem.post_id,
        )
    )
    return found


async def find_by_number(
    session: AsyncSession, relationship_id: str, number: int
) -> Problem | None:
    """Problem 3 of that relationship."""
    found: Problem | None = await session.scalar(
        select(Problem).where(Problem.relationship_id == relationship_id, Problem.number == number)
    )
    return found


async def list_shown_together(session: AsyncSession, problem_id: str, key: str) -> Sequence[Entry]:
    """The ideas that were shown at once, in the message of that key of the outbox, without those
    that were taken back since."""
    rows = await session.scalars(
        select(Entry)
        .join(OutboxRow, OutboxRow.id == Entry.post_id)
        .where(Entry.problem_id == problem_id, Entry.withdrawn_at.is_(None), OutboxRow.key == key)
        .order_by(Entry.side, Entry.seq)
    )
    return rows.all()


def list_events(dossier: Dossier) -> list[tuple[datetime, Event]]:
    """All that happened to a problem, with its moment, the oldest first."""
    events: list[tuple[datetime, Event]] = [
        *((entry.created_at, entry) for entry in dossier.entries),
        *((proposal.created_at, proposal) for proposal in dossier.proposals),
    ]
    for records in (dossier.moves, dossier.decisions, dossier.dissents, dossier.verdicts):
        events += [(record.at, record) for record in records]
    return sorted(events, key=lambda event: event[0])
