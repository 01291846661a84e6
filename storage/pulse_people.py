"""Whom a pulse can ask, and when: what is known of everybody on a side, in few queries."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, func, select, update
from sqlalchemy import bindparam as given
from sqlalchemy.ext.asyncio import AsyncSession

from storage.absences import Absence
from storage.engines.upsert import insert_all_once
from storage.people import PersonRecord
from storage.pulse import IS_OPEN, Participant, Pulse, Round, Status
from storage.pulse_roster import IS_ASKABLE, Chosen, with_roster
from storage.relationships import MemberRecord, Relationship, is_reachable

# Made once, for making a statement takes longer than executing it.
_ASKABLE = (
    select(
        *(MemberRecord.user_id, MemberRecord.side, MemberRecord.role),
        *(PersonRecord.tz, Absence.until),
    )
    .join(PersonRecord, PersonRecord.user_id == MemberRecord.user_id)
    .outerjoin(Absence, Absence.user_id == MemberRecord.user_id)
    .where(MemberRecord.relationship_id == given("relationship_id"), IS_ASKABLE)
)
_ASKED = (
    select(Participant.user_id, func.count().label("rounds"))
    .join(Round, Round.id == Participant.round_id)
    .where(
        Participant.user_id.in_(
            select(MemberRecord.user_id).where(
                MemberRecord.relationship_id == given("relationship_id")
            )
        ),
        Participant.ask_at >= given("since"),
        ~Participant.spared,
        Round.post_id.is_(None),
    )
    .group_by(Participant.user_id)
)
_IS_SCHEDULABLE = and_(
    Pulse.status == Status.ACTIVE,
    is_reachable(),
    Pulse.id.not_in(select(Round.pulse_id).where(IS_OPEN)),
)


async def list_schedulable(session: AsyncSession) -> Sequence[Row[Pulse, Relationship]]:
    """Active pulses without an open round, where the bot can speak to both sides.

    Each with its relationship.
    """
    rows = await session.execute(
        select(Pulse, Relationship)
        .join(Relationship, Relationship.id == Pulse.relationship_id)
        .where(_IS_SCHEDULABLE)
        .order_by(Pulse.id)
    )
    return rows.all()


async def list_zones(session: AsyncSession) -> dict[str, dict[str, set[str | None]]]:
    """The zones in which the people of these pulses live, by relationship and side."""
    rows = await session.execute(
        select(MemberRecord.relationship_id, PersonRecord.tz, MemberRecord.side)
        .join(PersonRecord, PersonRecord.user_id == MemberRecord.user_id)
        .join(Relationship, Relationship.id == MemberRecord.relationship_id)
        .join(Pulse, Pulse.relationship_id == Relationship.id)
        .where(_IS_SCHEDULABLE, IS_ASKABLE)
        .distinct()
    )
    zones: dict[str, dict[str, set[str | None]]] = {}
    for row in rows:
        own = zones.setdefault(row.relationship_id, {})
        own.setdefault(str(row.side), set()).add(row.tz)
    return zones


async def list_askable(
    session: AsyncSession, relationship_id: str
) -> Sequence[Row[str, str | None, str, str | None, date | None]]:
    """Everybody who can be asked: `user_id`, `side`, `role`, the `tz` of their own, and `until`
    when they are or were away."""
    return (await session.execute(_ASKABLE, {"relationship_id": relationship_id})).all()


async def list_due_to_ask(session: AsyncSession, now: datetime) -> list[str]:
    """The ids of rounds in which somebody is to be asked by now and can be asked."""
    due = _of_unasked(select(Participant.round_id), now).where(Participant.ask_at <= now)
    return list(await session.scalars(due.distinct()))


async def find_next_asking(session: AsyncSession, now: datetime) -> Row[int, datetime, int] | None:
    """Who is asked next in an open round: the number of its pulse, when, and how many are."""
    following = (
        _of_unasked(select(Pulse.number, Participant.ask_at, func.count()), now)
        .where(Participant.ask_at > now)
        .group_by(Round.id, Pulse.number, Participant.ask_at)
        .order_by(Participant.ask_at, Pulse.number)
        .limit(1)
    )
    return (await session.execute(following)).first()


async def list_unasked(
    session: AsyncSession, round_id: str, now: datetime
) -> Sequence[Row[str, str, datetime, str | None]]:
    """Those people of one round: the `id`, `user_id` and `ask_at` of each participant, and the
    `tz` of their own."""
    whom = (Participant.id, Participant.user_id, Participant.ask_at, PersonRecord.tz)
    due = _of_unasked(select(*whom), now)
    rows = await session.execute(
        due.where(Participant.round_id == round_id, Participant.ask_at <= now)
    )
    return rows.all()


def _of_unasked(chosen: Chosen, now: datetime) -> Chosen:
    """Those who were not asked yet, and can be, in rounds that take answers at that moment."""
    return with_roster(chosen).where(
        Participant.round_id.in_(select(Round.id).where(IS_OPEN, Round.closes_at > now)),
        Participant.post_id.is_(None),
        ~Participant.spared,
        is_reachable(),
        IS_ASKABLE,
    )


async def save_participants(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write down everybody of a round: nobody has answered, and nothing was read back."""
    fresh = {"answered": False, "read_back": False, "reminded": 0, "declined": False}
    new = [{**row, **fresh} for row in rows]
    await insert_all_once(session, Participant, new)


async def mark_asked(
    session: AsyncSession, posts: Mapping[str, str], reminders: Mapping[str, datetime | None]
) -> None:
    """Write down which post asked which participant, and when they are reminded first."""
    if not posts:
        return
    rows = [
        {"id": one, "post_id": post, "remind_at": reminders[one]} for one, post in posts.items()
    ]
    await session.execute(update(Participant), rows)


async def count_asked(
    session: AsyncSession, relationship_id: str, since: datetime
) -> dict[str, int]:
    """In how many rounds each person of a relationship is asked by direct message since then.

    Over all relationships; who was asked in none is not in it.
    """
    counts = await session.execute(_ASKED, {"relationship_id": relationship_id, "since": since})
    return {row.user_id: row.rounds for row in counts}


async def count_spared(session: AsyncSession, round_id: str) -> int:
    """How many are not asked in a round, for they were asked often enough lately."""
    spared = select(func.count()).where(Participant.round_id == round_id, Participant.spared)
    return await session.scalar(spared) or 0


async def list_spared(session: AsyncSession, relationship_id: str, user_id: str) -> list[int]:
    """The numbers of the pulses in whose open rounds somebody is not asked for that reason."""
    rows = await session.scalars(
        select(Pulse.number)
        .join(Round, Round.pulse_id == Pulse.id)
        .join(Participant, Participant.round_id == Round.id)
        .where(
            Pulse.relationship_id == relationship_id,
            IS_OPEN,
            Participant.user_id == user_id,
            Participant.spared,
        )
        .order_by(Pulse.number)
    )
    return list(rows)
