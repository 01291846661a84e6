"""Relationships and their rosters."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    and_,
    bindparam,
    delete,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.people import Member, Person, Role, Side, Sides
from storage.base import Base
from storage.engines.upsert import insert_once, replace
from storage.installations import list_good
from storage.people import AS_PERSON, PersonRecord


class Status(StrEnum):
    """How far two organisations have come with Rapport."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    DECLINED = "declined"


class Relationship(Base):
    """`synced_at` is when the roster was compared with the channel last, by the bot's clock.

    `looking_until` is how long one machine alone does so, in database time. `heard_ts` is Slack's
    timestamp of the latest event about the channel itself. The countries are those whose public
    holidays each side keeps, by their two letters.
    """

    __tablename__ = "relationships"
    __table_args__ = (
        Index(
            "uq_relationships_channel_in_use",
            "channel_id",
            unique=True,
            sqlite_where=text("status <> 'declined'"),
            postgresql_where=text("status <> 'declined'"),
        ),
        CheckConstraint("status IN ('proposed', 'active', 'declined')", name="status"),
        CheckConstraint("proposed_side IN ('client', 'vendor')", name="proposed_side"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    installation_id: Mapped[str] = mapped_column(ForeignKey("installations.id"))
    channel_id: Mapped[str]
    client_name: Mapped[str]
    vendor_name: Mapped[str]
    tz: Mapped[str]
    revision: Mapped[int]
    status: Mapped[str]
    proposed_by: Mapped[str]
    proposed_side: Mapped[str]
    decided_by: Mapped[str | None]
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    card_post_id: Mapped[str | None]
    bot_present: Mapped[bool]
    archived: Mapped[bool] = mapped_column(default=False)
    synced_at: Mapped[datetime]
    looking_until: Mapped[datetime | None]
    heard_ts: Mapped[str | None]
    client_country: Mapped[str | None]
    vendor_country: Mapped[str | None]

    @property
    def reachable(self) -> bool:
        """Whether the bot can speak in the channel, as far as it knows."""
        return self.bot_present and not self.archived

    @property
    def both(self) -> str:
        """The two organisations in one breath, as their people wrote them."""
        return f"{self.client_name} and {self.vendor_name}"

    def name(self, side: Side) -> str:
        return self.client_name if side is Side.CLIENT else self.vendor_name


class MemberRecord(Base):
    __tablename__ = "members"
    __table_args__ = (
        CheckConstraint("side IN ('client', 'vendor')", name="side"),
        CheckConstraint("role IN ('member', 'contact')", name="role"),
    )

    relationship_id: Mapped[str] = mapped_column(
        ForeignKey("relationships.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    side: Mapped[str | None]
    role: Mapped[str]
    present: Mapped[bool]

    def to_member(self) -> Member:
        return _member(self.user_id, self.side, self.role)


@dataclass(frozen=True, slots=True)
class Company:
    """Some people: as Slack described them lately, by id, and where they stand.

    Who Slack was not asked about is not `known`; who takes no part stands on no side.
    """

    known: dict[str, Person]
    sides: Sides


def _member(user_id: str, side: str | None, role: str) -> Member:
    return Member(user_id, Side(side) if side else None, Role(role))


# Made once: to put a query together takes longer than to have it answered.
_IN_USE = select(Relationship).where(
    Relationship.channel_id == bindparam("channel_id"), Relationship.status != Status.DECLINED
)
_LOCKED_IN_USE = _IN_USE.with_for_update()
_SIDES = (
    select(MemberRecord.user_id, MemberRecord.side, MemberRecord.role)
    .join(PersonRecord, PersonRecord.user_id == MemberRecord.user_id)
    .where(
        MemberRecord.relationship_id == bindparam("relationship_id"),
        MemberRecord.present,
        ~PersonRecord.deleted,
        ~PersonRecord.is_bot,
    )
    .order_by(PersonRecord.name, PersonRecord.user_id)
)
_COMPANY = (
    select(
        *AS_PERSON,
        (PersonRecord.fetched_at >= bindparam("since")).label("fresh"),
        MemberRecord.side,
        MemberRecord.role,
    )
    .outerjoin(
        MemberRecord,
        and_(
            MemberRecord.user_id == PersonRecord.user_id,
            MemberRecord.relationship_id == bindparam("relationship_id"),
            MemberRecord.present,
        ),
    )
    .where(PersonRecord.user_id.in_(bindparam("user_ids", expanding=True)))
)


async def get_relationship(session: AsyncSession, relationship_id: str) -> Relationship:
    """The relationship of that id, which must exist."""
    return await session.get_one(Relationship, relationship_id)


async def find_relationship(session: AsyncSession, relationship_id: str) -> Relationship | None:
    return await session.get(Relationship, relationship_id)


async def lock_relationship(session: AsyncSession, relationship_id: str) -> Relationship:
    """The same, and nobody else changes it or what hangs on it until the transaction ends."""
    return await session.get_one(
        Relationship, relationship_id, with_for_update=True, populate_existing=True
    )


async def add_relationship(session: AsyncSession, **values: Any) -> Relationship | None:
    """Write a new relationship down. None where its channel is in use, even since a moment ago."""
    if not await insert_once(session, Relationship, **values):
        return None
    return await get_relationship(session, values["id"])


async def lock_by_channel(session: AsyncSession, channel_id: str) -> Relationship | None:
    """Like `find_by_channel`; nobody else changes it until the transaction ends."""
    found: Relationship | None = await session.scalar(_LOCKED_IN_USE, {"channel_id": channel_id})
    return found


async def find_by_channel(session: AsyncSession, channel_id: str) -> Relationship | None:
    """The proposed or active relationship whose home is that channel."""
    found: Relationship | None = await session.scalar(_IN_USE, {"channel_id": channel_id})
    return found


async def find_home(session: AsyncSession, channel_id: str) -> Relationship | None:
    """The relationship whose home that channel is, once both sides agreed to it."""
    found = await find_by_channel(session, channel_id)
    return found if found is not None and found.status == Status.ACTIVE else None


async def find_by_person(session: AsyncSession, user_id: str) -> list[Relationship]:
    """The active relationships in which that person stands on a side, oldest first."""
    rows = await session.scalars(
        select(Relationship)
        .join(MemberRecord, MemberRecord.relationship_id == Relationship.id)
        .where(
            Relationship.status == Status.ACTIVE,
            MemberRecord.user_id == user_id,
            MemberRecord.present,
            MemberRecord.side.is_not(None),
        )
        .order_by(Relationship.created_at)
    )
    return list(rows)


async def list_active(session: AsyncSession) -> list[Relationship]:
    """The relationships that both sides agreed to, by their names."""
    rows = await session.scalars(
        select(Relationship)
        .where(Relationship.status == Status.ACTIVE)
        .order_by(Relationship.client_name, Relationship.vendor_name, Relationship.id)
    )
    return list(rows)


async def find_member(session: AsyncSession, relationship_id: str, user_id: str) -> Member | None:
    """That person on the roster, if they are present."""
    row = await session.get(MemberRecord, (relationship_id, user_id), populate_existing=True)
    return row.to_member() if row is not None and row.present else None


async def load_sides(session: AsyncSession, relationship: Relationship) -> Sides:
    """Both sides as they stand: present, active people only, in a stable order."""
    rows = await session.execute(_SIDES, {"relationship_id": relationship.id})
    return _sides(relationship, [_member(*row) for row in rows])


async def load_company(
    session: AsyncSession, relationship: Relationship, user_ids: Collection[str], since: datetime
) -> Company:
    """What is known of these people: from Slack since that moment, and of where they stand."""
    rows: Iterable[Any] = await session.execute(
        _COMPANY, {"relationship_id": relationship.id, "user_ids": list(user_ids), "since": since}
    )
    known, members = {}, []
    for *traits, fresh, side, role in rows:
        person = Person(*traits)
        if fresh:
            known[person.user_id] = person
        if role is not None and person.takes_part:
            members.append(_member(person.user_id, side, role))
    return Company(known, _sides(relationship, members))


def _sides(relationship: Relationship, members: Iterable[Member]) -> Sides:
    return Sides(relationship.client_name, relationship.vendor_name, tuple(members))


async def save_member(session: AsyncSession, relationship_id: str, member: Member) -> None:
    """Put a person on the roster, or change where they stand."""
    await replace(
        session,
        MemberRecord,
        ("relationship_id", "user_id"),
        relationship_id=relationship_id,
        user_id=member.user_id,
        side=member.side,
        role=member.role,
        present=True,
    )


async def replace_roster(
    session: AsyncSession, relationship_id: str, members: Iterable[Member]
) -> None:
    """Make the roster exactly these people."""
    await session.execute(
        delete(MemberRecord).where(MemberRecord.relationship_id == relationship_id)
    )
    for member in members:
        await save_member(session, relationship_id, member)


async def mark_absent(session: AsyncSession, relationship_id: str, user_id: str) -> None:
    """A person left the channel. Their side is remembered in case they come back."""
    await session.execute(
        update(MemberRecord)
        .where(MemberRecord.relationship_id == relationship_id, MemberRecord.user_id == user_id)
        .values(present=False)
    )


async def list_present(session: AsyncSession, relationship_id: str) -> set[str]:
    """The user ids of everybody on the roster who is in the channel."""
    rows = await session.scalars(
        select(MemberRecord.user_id).where(
            MemberRecord.relationship_id == relationship_id, MemberRecord.present
        )
    )
    return set(rows)


def is_served() -> ColumnElement[bool]:
    """Whether both sides agreed to a relationship, and the bot's token still works there."""
    return and_(Relationship.status == Status.ACTIVE, Relationship.installation_id.in_(list_good()))


def is_reachable() -> ColumnElement[bool]:
    """Whether the bot serves a relationship and can speak in its channel."""
    return and_(is_served(), Relationship.bot_present, ~Relationship.archived)


async def list_zones(session: AsyncSession) -> dict[str, str]:
    """The time zones of all relationships in whose channel the bot can speak, by their ids."""
    rows = await session.execute(select(Relationship.id, Relationship.tz).where(is_reachable()))
    return {row.id: row.tz for row in rows}


async def find_stale(
    session: AsyncSession, before: datetime, before_while_silent: datetime
) -> list[Relationship]:
    """Relationships whose roster was compared with the channel before that moment.

    The second moment is for those in whose channel the bot cannot speak.
    """
    is_silent = or_(~Relationship.bot_present, Relationship.archived)
    rows = await session.scalars(
        select(Relationship).where(
            is_served(),
            or_(
                Relationship.synced_at < before,
                and_(is_silent, Relationship.synced_at < before_while_silent),
            ),
        )
    )
    return list(rows)


async def claim_look(
    session: AsyncSession, relationship: Relationship, moment: datetime, until: datetime
) -> bool:
    """Let one machine alone compare that roster until then (database time).

    False where another one does, or has done so since `relationship` was read.
    """
    claimed = await session.execute(
        update(Relationship)
        .where(
            Relationship.id == relationship.id,
            Relationship.synced_at == relationship.synced_at,
            or_(Relationship.looking_until.is_(None), Relationship.looking_until < moment),
        )
        .values(looking_until=until)
        .returning(Relationship.id)
    )
    return claimed.first() is not None


async def find_known_member(
    session: AsyncSession, relationship_id: str, user_id: str
) -> Member | None:
    """That person as the roster last knew them, present or not."""
    row = await session.get(MemberRecord, (relationship_id, user_id), populate_existing=True)
    return row.to_member() if row is not None else None
