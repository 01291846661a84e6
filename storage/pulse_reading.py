"""Which questions' reactions are still to be read back before a round closes, and who does it.

A round is read by one process at a time: its claim is a lease in the database's own time, which all
machines share, and runs out about a minute after that process was killed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, and_, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import database_time
from storage.engines.locks import lock_rows
from storage.outbox import OutboxRow
from storage.pulse import (
    IS_UNFINISHED,
    Draft,
    Followup,
    Participant,
    Pulse,
    Round,
    RoundStatus,
)
from storage.relationships import MemberRecord

LEASE = timedelta(minutes=1)

_STANDS = and_(OutboxRow.ts.is_not(None), OutboxRow.channel_id.is_not(None))
# Whose question stands in Slack, and was not read: the first one, or a further one.
_IS_UNREAD = and_(~Participant.read_back, _STANDS)
_IS_FOLLOWUP_UNREAD = and_(~Followup.read_back, _STANDS)


async def list_to_close(
    session: AsyncSession, now: datetime, unread_since: datetime
) -> dict[str, int]:
    """The rounds whose time is over and of which nothing is left to read, and those that were begun
    to be read at `unread_since` or before; each with the number of questions that are left."""
    unread = _count_unread()
    rows = await session.execute(
        select(Round.id, unread.label("left"))
        .where(_is_over(now), or_(unread == 0, Round.reading_since <= unread_since))
        .order_by(Round.closes_at, Round.id)
    )
    return {row.id: row.left for row in rows}


async def list_to_read(session: AsyncSession, now: datetime) -> list[str]:
    """The rounds whose time is over, of which something is left to read, and that nobody reads."""
    free = _is_free(await database_time(session))
    rows = await session.scalars(
        select(Round.id)
        .where(_is_over(now), _count_unread() > 0, free)
        .order_by(Round.closes_at, Round.id)
    )
    return list(rows)


def _is_over(now: datetime) -> ColumnElement[bool]:
    return and_(Round.status == RoundStatus.OPEN, IS_UNFINISHED, Round.closes_at <= now)


def _is_free(moment: datetime) -> ColumnElement[bool]:
    return or_(Round.reading_until.is_(None), Round.reading_until < moment)


def _count_unread() -> ColumnElement[int]:
    first = (
        select(func.count(OutboxRow.id.distinct()))
        .select_from(Participant)
        .join(OutboxRow, OutboxRow.id == Participant.post_id)
        .where(Participant.round_id == Round.id, _IS_UNREAD)
    )
    further = (
        select(func.count())
        .select_from(Followup)
        .join(Participant, Participant.id == Followup.participant_id)
        .join(OutboxRow, OutboxRow.id == Followup.post_id)
        .where(Participant.round_id == Round.id, _IS_FOLLOWUP_UNREAD)
    )
    return first.correlate(Round).scalar_subquery() + further.correlate(Round).scalar_subquery()


async def claim(session: AsyncSession, round_id: str, reader: str, now: datetime) -> bool:
    """Take a round to read it. False where somebody else has it, or it is closed."""
    moment = await database_time(session)
    claimed = await session.execute(
        update(Round)
        .where(Round.id == round_id, Round.status == RoundStatus.OPEN, _is_free(moment))
        .values(
            reader=reader,
            reading_until=moment + LEASE,
            reading_since=func.coalesce(Round.reading_since, now),
        )
        .returning(Round.id)
    )
    return claimed.first() is not None


async def extend_claim(session: AsyncSession, round_id: str, reader: str) -> bool:
    """Keep it for longer. False where somebody else has it by now."""
    return await _change_claim(session, round_id, reader, await database_time(session) + LEASE)


async def release_claim(session: AsyncSession, round_id: str, reader: str) -> None:
    await _change_claim(session, round_id, reader, None)


async def _change_claim(
    session: AsyncSession, round_id: str, reader: str, until: datetime | None
) -> bool:
    changed = await session.execute(
        update(Round)
        .where(Round.id == round_id, Round.reader == reader)
        .values(reading_until=until)
        .returning(Round.id)
    )
    return changed.first() is not None


async def list_unread(
    session: AsyncSession, round_id: str
) -> Sequence[Row[str, str, str | None, str | None, int]]:
    """What is left to read of a round: `id`, `installation_id`, `channel_id`, `ts`, `position`.

    A question in the channel is one, whoever was asked by it.
    """
    post = (OutboxRow.id, OutboxRow.installation_id, OutboxRow.channel_id, OutboxRow.ts)
    first = (
        select(*post, literal(0).label("position"))
        .join(Participant, Participant.post_id == OutboxRow.id)
        .where(Participant.round_id == round_id, _IS_UNREAD)
    )
    further = (
        select(*post, Followup.position)
        .join(Followup, Followup.post_id == OutboxRow.id)
        .join(Participant, Participant.id == Followup.participant_id)
        .where(Participant.round_id == round_id, _IS_FOLLOWUP_UNREAD)
    )
    return (await session.execute(first.union(further))).all()


def _was_asked_by(post_id: str) -> ColumnElement[bool]:
    """Whether somebody was asked by that post, first or further on."""
    further = select(Followup.participant_id).where(Followup.post_id == post_id)
    return or_(Participant.post_id == post_id, Participant.id.in_(further))


async def lock_asked(session: AsyncSession, round_id: str, post_id: str) -> None:
    """Let nobody change the answers of those who were asked by that post, or close the round."""
    asked = select(Participant.id).where(Participant.round_id == round_id, _was_asked_by(post_id))
    await lock_rows(session, asked.order_by(Participant.id))


async def load_asked(
    session: AsyncSession, round_id: str, post_id: str
) -> Sequence[Row[str, str, bytes | None]]:
    """Those of them who are still on a side: `id`, `user_id` and the `sealed` draft, if any."""
    rows = await session.execute(
        select(Participant.id, Participant.user_id, Draft.sealed)
        .join(Round, Round.id == Participant.round_id)
        .join(Pulse, Pulse.id == Round.pulse_id)
        .join(
            MemberRecord,
            (MemberRecord.relationship_id == Pulse.relationship_id)
            & (MemberRecord.user_id == Participant.user_id),
        )
        .outerjoin(Draft, Draft.participant_id == Participant.id)
        .where(
            Participant.round_id == round_id,
            _was_asked_by(post_id),
            MemberRecord.present,
            MemberRecord.side.is_not(None),
        )
    )
    return rows.all()


async def mark_read(session: AsyncSession, round_id: str, post_id: str) -> None:
    """Nothing is left to read of that question."""
    await session.execute(
        update(Participant)
        .where(Participant.round_id == round_id, Participant.post_id == post_id)
        .values(read_back=True)
    )
    await session.execute(
        update(Followup).where(Followup.post_id == post_id).values(read_back=True)
    )
