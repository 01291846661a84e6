"""The messages that kudos are about, and what was heard of them.

A reaction, an edit or a deletion may be heard before what it is about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage import kudos_rules
from storage.base import Base
from storage.engines.upsert import replace
from storage.kudos import Kudos, KudosGiver, Source
from storage.kudos_rules import KudosRules
from storage.relationships import Relationship, Status

# As literal SQL, for the index that says the same.
_BY_REACTION = text("kudos.way = 'reaction'")


class Overtaken(Base):
    """Somebody took a reaction away before it was heard that they had added it."""

    __tablename__ = "kudos_overtaken"

    channel_id: Mapped[str] = mapped_column(primary_key=True)
    ts: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    acted_ts: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class Place:
    """What an emoji on a message may mean: the rules of the relationship at home in that channel,
    the kudos that reactions on it began, and the emoji by which this person gave them."""

    relationship_id: str
    rules: kudos_rules.Found | None
    kudos_id: str | None
    reaction: str | None


_ABOUT_MESSAGE = and_(
    Kudos.source_channel_id == bindparam("channel_id"), Kudos.source_ts == bindparam("ts")
)
_PLACE = (
    select(
        Relationship.id,
        KudosRules.emoji,
        KudosRules.allowance,
        KudosRules.values,
        Kudos.id.label("kudos_id"),
        KudosGiver.reaction,
    )
    .outerjoin(KudosRules, KudosRules.relationship_id == Relationship.id)
    .outerjoin(Kudos, and_(_ABOUT_MESSAGE, _BY_REACTION))
    .outerjoin(
        KudosGiver,
        and_(KudosGiver.kudos_id == Kudos.id, KudosGiver.user_id == bindparam("user_id")),
    )
    .where(
        Relationship.channel_id == bindparam("channel_id"),
        text("relationships.status <> 'declined'"),  # for the index that says the same
        Relationship.status == Status.ACTIVE,
    )
)


async def find_place(session: AsyncSession, channel_id: str, ts: str, user_id: str) -> Place | None:
    """What an emoji of that person on that message may mean; None where nobody is at home."""
    row = (
        await session.execute(_PLACE, {"channel_id": channel_id, "ts": ts, "user_id": user_id})
    ).first()
    if row is None:
        return None
    return Place(row.id, kudos_rules.read_row(row), row.kudos_id, row.reaction)


_OF_SOURCE = select(Kudos).where(_ABOUT_MESSAGE)


_REACTED = (
    select(Kudos, Overtaken.acted_ts)
    .select_from(Relationship)
    .outerjoin(Kudos, and_(_ABOUT_MESSAGE, _BY_REACTION))
    .outerjoin(
        Overtaken,
        and_(
            Overtaken.channel_id == bindparam("channel_id"),
            Overtaken.ts == bindparam("ts"),
            Overtaken.user_id == bindparam("user_id"),
        ),
    )
    .where(Relationship.id == bindparam("relationship_id"))
)


async def find_reacted(
    session: AsyncSession, relationship_id: str, source: Source, user_id: str
) -> tuple[Kudos | None, str | None]:
    """The kudos that reactions on that message began; and when that person took a reaction away of
    whose coming nothing was heard. The caller has locked the relationship."""
    channel_id, ts = source
    row = (
        await session.execute(
            _REACTED,
            {
                "relationship_id": relationship_id,
                "channel_id": channel_id,
                "ts": ts,
                "user_id": user_id,
            },
            execution_options={"populate_existing": True},
        )
    ).one()
    return row.Kudos, row.acted_ts


async def list_by_source(session: AsyncSession, channel_id: str, ts: str) -> Sequence[Kudos]:
    """All kudos about that message, in whichever way they came, also those taken back."""
    rows = await session.scalars(
        _OF_SOURCE.order_by(Kudos.relationship_id, Kudos.id), {"channel_id": channel_id, "ts": ts}
    )
    return rows.all()


async def remember_overtaken(
    session: AsyncSession, source: Source, user_id: str, acted_ts: str, now: datetime
) -> None:
    """A reaction was taken away of which nothing was heard yet."""
    if not await was_overtaken(session, source, user_id, acted_ts):
        channel_id, ts = source
        await replace(
            session,
            Overtaken,
            ("channel_id", "ts", "user_id"),
            channel_id=channel_id,
            ts=ts,
            user_id=user_id,
            acted_ts=acted_ts,
            at=now,
        )


_OVERTAKEN = select(Overtaken.acted_ts).where(
    Overtaken.channel_id == bindparam("channel_id"),
    Overtaken.ts == bindparam("ts"),
    Overtaken.user_id == bindparam("user_id"),
)


async def was_overtaken(session: AsyncSession, source: Source, user_id: str, acted_ts: str) -> bool:
    """Whether that person took their reaction away at that Slack timestamp or later."""
    channel_id, ts = source
    later = await session.scalar(
        _OVERTAKEN, {"channel_id": channel_id, "ts": ts, "user_id": user_id}
    )
    return later is not None and later >= acted_ts


async def forget_overtaken_before(session: AsyncSession, moment: datetime) -> None:
    """Erase what is remembered of reactions whose coming will not be heard any more."""
    await session.execute(delete(Overtaken).where(Overtaken.at < moment))
