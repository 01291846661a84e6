"""What may be seen of retros: notes once they are open, votes once they are counted.

Everything that shows a retro to anybody but the author of a note reads it here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Side
from storage.actions import Action, Listed, Status
from storage.outbox import OutboxRow
from storage.relationships import Relationship, get_relationship
from storage.retros import (
    Retro,
    RetroHeading,
    RetroMove,
    RetroNote,
    RetroVote,
    count_notes,
    get_retro,
    list_headings,
)

# The stages at which notes are everybody's, and those at which votes are. Of a retro that was
# cancelled nothing is left that was not.
OPENED = ("group", "vote", "improve", "closed", "cancelled")
COUNTED = ("improve", "closed", "cancelled")
ACTIONS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Promised:
    """The first improvements, and how many there are in all."""

    shown: Sequence[Listed]
    count: int


@dataclass(frozen=True, slots=True)
class Head:
    """What the card shows: of notes and votes only how many there are, by side.

    `earlier` are the improvements of retros before it that were open when it began.
    """

    relationship: Relationship
    retro: Retro
    notes: Mapping[Side, int]
    voters: Mapping[Side, int]
    moves: Sequence[RetroMove]
    improvements: Promised
    earlier: Promised


@dataclass(frozen=True, slots=True)
class Board:
    """What everybody may see by now: all is empty before the notes are open.

    `votes` are those of both sides for each heading by its id, empty until they are counted. Notes
    stand in an order that tells nothing of who wrote them when.
    """

    headings: Sequence[RetroHeading]
    notes: Sequence[RetroNote]
    votes: Mapping[str, Mapping[Side, int]]

    def count(self, heading: RetroHeading) -> int:
        return sum(self.votes.get(heading.id, {}).values())

    @property
    def ranked(self) -> list[RetroHeading]:
        """The headings with the most votes first."""
        return sorted(self.headings, key=lambda one: (-self.count(one), one.seq))

    def under(self, heading_id: str | None) -> list[RetroNote]:
        return [note for note in self.notes if note.heading_id == heading_id]


async def load_head(session: AsyncSession, retro_id: str, *, most: int = ACTIONS_SHOWN) -> Head:
    """What the card of a retro shows, with so many improvements at `most`."""
    retro = await get_retro(session, retro_id)
    moves = await session.scalars(
        select(RetroMove).where(RetroMove.retro_id == retro_id).order_by(RetroMove.seq)
    )
    return Head(
        relationship=await get_relationship(session, retro.relationship_id),
        retro=retro,
        notes=await count_notes(session, retro_id),
        voters=await _count_voters(session, retro_id),
        moves=moves.all(),
        improvements=await _load_improvements(session, retro, most),
        earlier=await _load_earlier(session, retro, most),
    )


async def _count_voters(session: AsyncSession, retro_id: str) -> dict[Side, int]:
    rows = await session.execute(
        select(RetroVote.side, func.count(RetroVote.user_id.distinct()))
        .where(RetroVote.retro_id == retro_id)
        .group_by(RetroVote.side)
    )
    return dict.fromkeys(Side, 0) | {Side(side): count for side, count in rows}


async def _load_improvements(session: AsyncSession, retro: Retro, most: int) -> Promised:
    return await _load_promised(
        session, most, Action.series_id == retro.relationship_id, Action.source_id == retro.id
    )


async def _load_earlier(session: AsyncSession, retro: Retro, most: int) -> Promised:
    """Those that were open when this one began."""
    return await _load_promised(
        session,
        most,
        Action.series_id == retro.relationship_id,
        Action.source_kind == "retro",
        Action.source_id != retro.id,
        Action.created_at < retro.created_at,
        or_(Action.status == Status.OPEN, Action.changed_at > retro.created_at),
    )


async def _load_promised(
    session: AsyncSession, most: int, *conditions: ColumnElement[bool]
) -> Promised:
    rows = await session.execute(
        select(Action, OutboxRow.channel_id, OutboxRow.ts)
        .outerjoin(OutboxRow, OutboxRow.id == Action.post_id)
        .where(*conditions)
        .order_by(Action.due, Action.created_at, Action.id)
        .limit(most)
    )
    shown = [Listed(*row) for row in rows]
    if len(shown) < most:
        return Promised(shown, len(shown))
    count = await session.scalar(select(func.count()).select_from(Action).where(*conditions))
    return Promised(shown, count or 0)


async def load_board(session: AsyncSession, retro: Retro) -> Board:
    """What may be seen of its notes and votes at the stage where it is."""
    if retro.stage not in OPENED:
        return Board([], [], {})
    notes = await session.scalars(
        select(RetroNote).where(RetroNote.retro_id == retro.id).order_by(RetroNote.id)
    )
    counted = retro.stage in COUNTED
    return Board(
        await list_headings(session, retro.id),
        notes.all(),
        await _count_votes(session, retro.id) if counted else {},
    )


async def _count_votes(session: AsyncSession, retro_id: str) -> dict[str, dict[Side, int]]:
    rows = await session.execute(
        select(RetroVote.heading_id, RetroVote.side, func.count())
        .where(RetroVote.retro_id == retro_id)
        .group_by(RetroVote.heading_id, RetroVote.side)
    )
    votes: dict[str, dict[Side, int]] = {}
    for heading_id, side, count in rows:
        votes.setdefault(heading_id, {})[Side(side)] = count
    return votes


async def list_retros(
    session: AsyncSession, relationship_id: str, most: int
) -> list[tuple[Retro, str | None, str | None]]:
    """The latest retros, newest first, each with channel and ts of its card where that stands."""
    rows = await session.execute(
        select(Retro, OutboxRow.channel_id, OutboxRow.ts)
        .outerjoin(OutboxRow, OutboxRow.id == Retro.post_id)
        .where(Retro.relationship_id == relationship_id)
        .order_by(Retro.number.desc())
        .limit(most)
    )
    return [(retro, channel_id, ts) for retro, channel_id, ts in rows]


async def find_numbered(
    session: AsyncSession, relationship_id: str, number: int | None
) -> Retro | None:
    """The retro of that number, or the latest; None where there is none."""
    query = select(Retro).where(Retro.relationship_id == relationship_id)
    if number is not None:
        query = query.where(Retro.number == number)
    found: Retro | None = await session.scalar(query.order_by(Retro.number.desc()).limit(1))
    return found
