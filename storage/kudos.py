"""Kudos that were given: who thanked whom, for what."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.core.ids import new_id
from bot.core.people import Member, Side
from storage.base import Base


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
    relationship_id: str,
    giver: Member,
    receivers: Sequence[Member],
    text: str,
    source: tuple[str, str] | None,
    now: datetime,
) -> Kudos:
    """Write kudos down. `source` is the channel and timestamp of the message they are about."""
    kudos = Kudos(
        id=new_id(),
        relationship_id=relationship_id,
        giver=giver.user_id,
        giver_side=giver.side,
        text=text,
        created_at=now,
        source_channel_id=source[0] if source else None,
        source_ts=source[1] if source else None,
        receivers=[
            KudosReceiver(user_id=member.user_id, side=member.side, position=position)
            for position, member in enumerate(receivers)
        ],
    )
    session.add(kudos)
    await session.flush()
    return kudos


async def find_kudos(session: AsyncSession, kudos_id: str, *, lock: bool = False) -> Kudos | None:
    """The kudos of that id; with `lock`, nobody else changes them until the transaction ends."""
    return await session.get(Kudos, kudos_id, with_for_update=lock or None)


async def list_latest(session: AsyncSession, relationship_id: str, most: int) -> list[Kudos]:
    """The latest kudos of a relationship that were not taken back, newest first."""
    rows = await session.scalars(
        select(Kudos)
        .where(Kudos.relationship_id == relationship_id, Kudos.withdrawn_at.is_(None))
        .order_by(Kudos.created_at.desc(), Kudos.id)
        .limit(most)
    )
    return list(rows)


async def list_given_since(
    session: AsyncSession, relationship_id: str, giver: str, since: datetime
) -> list[Kudos]:
    """What that person gave after `since` and did not take back."""
    rows = await session.scalars(
        select(Kudos).where(
            Kudos.relationship_id == relationship_id,
            Kudos.giver == giver,
            Kudos.created_at > since,
            Kudos.withdrawn_at.is_(None),
        )
    )
    return list(rows)
