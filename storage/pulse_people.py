"""Whom a pulse can ask, and when: what is known of everybody on a side, in few queries."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, Select, and_, func, select, update
from sqlalchemy import bindparam as given
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Side
from storage.engines.upsert import insert_all_once
from storage.people import PersonRecord
from storage.pulse import IS_OPEN, Participant, Pulse, Round, Status
from storage.relationships import MemberRecord, Relationship, is_reachable

Chosen = TypeVar("Chosen", bound=Select[*tuple[Any, ...]])

# Everybody who is in the channel, active, and on a side.
IS_ASKABLE = and_(
    MemberRecord.present,
    MemberRecord.side.is_not(None),
    ~PersonRecord.deleted,
    ~PersonRecord.is_bot,
)
# Made once, for making a statement takes longer than executing it.
_ASKABLE = (
    select(MemberRecord.user_id, MemberRecord.side, PersonRecord.tz)
    .join(PersonRecord, PersonRecord.user_id == MemberRecord.user_id)
    .where(MemberRecord.relationship_id == given("relationship_id"), IS_ASKABLE)
)
_IS_SCHEDULABLE = and_(
    Pulse.status == Status.ACTIVE,
    is_reachable(),
    Pulse.id.not_in(select(Round.pulse_id).where(IS_OPEN)),
)


async def list_schedulable(session: AsyncSession) -> Sequence[Row[Pulse, str]]:
    """Active pulses without an open round, where the bot can speak to both sides.

    Each with the zone of its relationship.
    """
    rows = await session.execute(
        select(Pulse, Relationship.tz)
        .join(Relationship, Relationship.id == Pulse.relationship_id)
        .where(_IS_SCHEDULABLE)
        .order_by(Pulse.id)
    )
    return rows.all()


async def list_zones(session: AsyncSession) -> dict[str, set[str | None]]:
    """The zones in which the people of these pulses live, by relationship.

    Relationships of which one side has nobody are left out: a pulse is asked of both.
    """
    rows = await session.execute(
        select(MemberRecord.relationship_id, PersonRecord.tz, MemberRecord.side)
        .join(PersonRecord, PersonRecord.user_id == MemberRecord.user_id)
        .join(Relationship, Relationship.id == MemberRecord.relationship_id)
        .join(Pulse, Pulse.relationship_id == Relationship.id)
        .where(_IS_SCHEDULABLE, IS_ASKABLE)
        .distinct()
    )
    zones: dict[str, set[str | None]] = {}
    sides: dict[str, set[str | None]] = {}
    for row in rows:
        zones.setdefault(row.relationship_id, set()).add(row.tz)
        sides.setdefault(row.relationship_id, set()).add(row.side)
    return {one: own for one, own in zones.items() if len(sides[one]) == len(Side)}


async def list_askable(
    session: AsyncSession, relationship_id: str
) -> Sequence[Row[str, str | None, str | None]]:
    """Everybody who can be asked: `user_id`, `side` and the `tz` of their own."""
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
) -> Sequence[Row[str, str]]:
    """Those people of one round: the `id` and `user_id` of each participant."""
    due = _of_unasked(select(Participant.id, Participant.user_id), now)
    rows = await session.execute(
        due.where(Participant.round_id == round_id, Participant.ask_at <= now)
    )
    return rows.all()


def _of_unasked(chosen: Chosen, now: datetime) -> Chosen:
    """Those who were not asked yet, and can be, in rounds that take answers at that moment."""
    return (
        chosen.join(Round, Round.id == Participant.round_id)
        .join(Pulse, Pulse.id == Round.pulse_id)
        .join(Relationship, Relationship.id == Pulse.relationship_id)
        .join(
            MemberRecord,
            and_(
                MemberRecord.relationship_id == Pulse.relationship_id,
                MemberRecord.user_id == Participant.user_id,
            ),
        )
        .join(PersonRecord, PersonRecord.user_id == Participant.user_id)
        .where(
            Participant.round_id.in_(select(Round.id).where(IS_OPEN, Round.closes_at > now)),
            Participant.post_id.is_(None),
            is_reachable(),
            IS_ASKABLE,
        )
    )


async def save_participants(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write down everybody of a round: nobody has answered, and nothing was read back."""
    fresh = {"answered": False, "read_back": False, "reminded": 0, "declined": False}
    new = [{**row, **fresh} for row in rows]
    await insert_all_once(session, Participant, new)


async def mark_asked(session: AsyncSession, posts: Mapping[str, str]) -> None:
    """Write down which post asked which participant."""
    if not posts:
        return
    await session.execute(
        update(Participant), [{"id": one, "post_id": post} for one, post in posts.items()]
    )
