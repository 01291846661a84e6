"""Kudos that were given: who thanked whom, for what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.core.people import Member, Side
from storage.base import Base
from storage.engines.upsert import insert_all
from storage.outbox import OutboxRow


class Kudos(Base):
    """One thank-you. The sides are those on which people stood when it was given."""

    __tablename__ = "kudos"
    __table_args__ = (Index("ix_kudos_latest", "relationship_id", "created_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    relationship_id: Mapped[str] = mapped_column(ForeignKey("relationships.id", ondelete="CASCADE"))
    giver: Mapped[str]
    giver_side: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime]
    post_id: Mapped[str | None]
    source_channel_id: Mapped[str | None]
    source_ts: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    receivers: Mapped[list["KudosReceiver"]] = relationship(
        lazy="selectin", order_by="KudosReceiver.position", passive_deletes=True
    )

    @property
    def receiver_ids(self) -> tuple[str, ...]:
        return tuple(receiver.user_id for receiver in self.receivers)

    def receivers_on(self, side: Side) -> tuple[str, ...]:
        return tuple(r.user_id for r in self.receivers if r.side == side)

    @property
    def crosses_the_border(self) -> bool:
        """Whether anybody on the other side is thanked."""
        return any(receiver.side != self.giver_side for receiver in self.receivers)


class KudosReceiver(Base):
    """Somebody who is thanked, in the order in which the giver named them."""

    __tablename__ = "kudos_receivers"

    kudos_id: Mapped[str] = mapped_column(
        ForeignKey("kudos.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    side: Mapped[str]
    position: Mapped[int]


async def add_kudos(
    session: AsyncSession,
    *,
    kudos_id: str,
    post_id: str,
    relationship_id: str,
    giver: Member,
    receivers: Sequence[Member],
    text: str,
    source: tuple[str, str] | None,
    now: datetime,
) -> Kudos:
    """Write kudos down. `source` is the channel and timestamp of the message they are about."""
    kudos = {
        "id": kudos_id,
        "relationship_id": relationship_id,
        "giver": giver.user_id,
        "giver_side": giver.side,
        "text": text,
        "created_at": now,
        "post_id": post_id,
        "source_channel_id": source[0] if source else None,
        "source_ts": source[1] if source else None,
    }
    thanked = [
        {"kudos_id": kudos_id, "user_id": one.user_id, "side": one.side, "position": position}
        for position, one in enumerate(receivers)
    ]
    await insert_all(session, Kudos, [kudos])
    await insert_all(session, KudosReceiver, thanked)
    return Kudos(**kudos, receivers=[KudosReceiver(**one) for one in thanked])


async def find_kudos(session: AsyncSession, kudos_id: str, *, lock: bool = False) -> Kudos | None:
    """The kudos of that id; with `lock`, nobody else changes them until the transaction ends."""
    return await session.get(Kudos, kudos_id, with_for_update=lock or None)


@dataclass(frozen=True, slots=True)
class Listed:
    """Kudos in a list, and where their card stands; None while it was not posted."""

    kudos: Kudos
    channel_id: str | None
    ts: str | None


async def list_latest(session: AsyncSession, relationship_id: str, most: int) -> list[Listed]:
    """The latest kudos of a relationship that were not taken back, newest first."""
    rows = await session.execute(
        select(Kudos, OutboxRow.channel_id, OutboxRow.ts)
        .outerjoin(OutboxRow, OutboxRow.id == Kudos.post_id)
        .where(Kudos.relationship_id == relationship_id, Kudos.withdrawn_at.is_(None))
        .order_by(Kudos.created_at.desc(), Kudos.id)
        .limit(most)
    )
    return [Listed(*row) for row in rows]


_GIVEN_SINCE = (
    select(Kudos.id, Kudos.text, KudosReceiver.user_id)
    .join(KudosReceiver, KudosReceiver.kudos_id == Kudos.id)
    .where(
        Kudos.relationship_id == bindparam("relationship_id"),
        Kudos.giver == bindparam("giver"),
        Kudos.created_at > bindparam("since"),
        Kudos.withdrawn_at.is_(None),
    )
)


async def list_given_since(
    session: AsyncSession, relationship_id: str, giver: str, since: datetime
) -> list[tuple[set[str], str]]:
    """What that person gave after `since` and did not take back: to whom, in which words."""
    rows = await session.execute(
        _GIVEN_SINCE, {"relationship_id": relationship_id, "giver": giver, "since": since}
    )
    given: dict[str, tuple[set[str], str]] = {}
    for row in rows:
        given.setdefault(row.id, (set(), row.text))[0].add(row.user_id)
    return list(given.values())
