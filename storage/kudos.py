"""Kudos that were given: who thanked whom, for what, and who joined.

What hangs on kudos is changed by whoever has locked their relationship (`lock_kudos`).
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, TextClause, bindparam, delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.core.people import Member, Side
from storage.base import Base
from storage.engines.upsert import insert_all, replace
from storage.relationships import lock_relationship

# The channel and the timestamp of a message.
Source = tuple[str, str]


class Way(StrEnum):
    """How kudos came about."""

    COMMAND = "command"
    FORM = "form"
    SHORTCUT = "shortcut"
    REACTION = "reaction"
    MESSAGE = "message"
    MENTION = "mention"


# What everybody in the relationship may see. As literal SQL, for an engine uses a partial index
# only where a query says the very same.
IS_SHOWN = text("kudos.withdrawn_at IS NULL AND kudos.hidden_at IS NULL AND NOT kudos.private")
_SHOWN = text("withdrawn_at IS NULL AND hidden_at IS NULL AND NOT private")
_WITH_SOURCE = text("source_ts IS NOT NULL")
_COLLECTED = text("collection_id IS NOT NULL")
_STANDING = text("withdrawn_at IS NULL")


def _partial(name: str, columns: str, where: TextClause, *, unique: bool = False) -> Index:
    """An index on some rows only."""
    return Index(name, *columns.split(), unique=unique, sqlite_where=where, postgresql_where=where)


class Kudos(Base):
    """One thank-you, which others may join. The sides are those on which people stood that day.

    `giver` is who began it; `withdrawn_at` is the moment at which its last giver took it back.
    `source_channel_id` and `source_ts` are the message that it is about, `source_edited_ts` Slack's
    timestamp of the edit of that message which was followed last. `post_id` is its card in the
    channel, or that of `collection_id`, in which it is collected; None where it has none.
    `text` is empty where the words of a message could not be had, or are gone.
    """

    __tablename__ = "kudos"
    __table_args__ = (
        _partial("ix_kudos_shown", "relationship_id created_at id value_id", _SHOWN),
        _partial("ix_kudos_value", "relationship_id value_id created_at id", _SHOWN),
        _partial("ix_kudos_source", "source_channel_id source_ts", _WITH_SOURCE),
        _partial("ix_kudos_collection", "collection_id", _COLLECTED),
        _partial(
            "uq_kudos_reaction",
            "source_channel_id source_ts",
            text("way = 'reaction'"),
            unique=True,
        ),
    )

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
    value_id: Mapped[str | None]
    private: Mapped[bool] = mapped_column(default=False)
    contact_too: Mapped[bool] = mapped_column(default=False)
    way: Mapped[str] = mapped_column(default=Way.COMMAND)
    edited_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_by: Mapped[str | None]
    source_gone: Mapped[bool] = mapped_column(default=False)
    source_edited_ts: Mapped[str | None]
    collection_id: Mapped[str | None]
    givers: Mapped[list["KudosGiver"]] = relationship(
        lazy="selectin",
        order_by="(KudosGiver.given_at, KudosGiver.acted_ts, KudosGiver.user_id)",
        passive_deletes=True,
    )
    receivers: Mapped[list["KudosReceiver"]] = relationship(
        lazy="selectin", order_by="KudosReceiver.position", passive_deletes=True
    )

    @property
    def source(self) -> Source | None:
        """The message that it is about."""
        if self.source_channel_id is None or self.source_ts is None:
            return None
        return self.source_channel_id, self.source_ts

    @property
    def stands(self) -> bool:
        """Whether it is to be seen by those whom it is for."""
        return self.withdrawn_at is None and self.hidden_at is None

    @property
    def standing(self) -> tuple["KudosGiver", ...]:
        """Those who give it and did not take that back, in the order in which they came."""
        return tuple(one for one in self.givers if one.withdrawn_at is None)

    @property
    def giver_ids(self) -> tuple[str, ...]:
        return tuple(giver.user_id for giver in self.standing)

    @property
    def receiver_ids(self) -> tuple[str, ...]:
        """Everybody who is thanked, also those who must not be named in the channel."""
        return tuple(receiver.user_id for receiver in self.receivers)

    @property
    def announced_ids(self) -> tuple[str, ...]:
        """Those who may be named in the channel."""
        return tuple(receiver.user_id for receiver in self.receivers if receiver.announced)

    def receivers_on(self, side: Side) -> tuple[str, ...]:
        """Those of a side who may be named in the channel."""
        return tuple(r.user_id for r in self.receivers if r.announced and r.side == side)

    @property
    def crosses_the_border(self) -> bool:
        """Whether anybody on another side than the first giver's is thanked."""
        return any(receiver.side != self.giver_side for receiver in self.receivers)

    def part_of(self, user_id: str) -> "KudosGiver | None":
        """That person's part in giving it, standing or taken back."""
        return next((one for one in self.givers if one.user_id == user_id), None)


class KudosGiver(Base):
    """Somebody who gives kudos: who began them, and who joined.

    `relationship_id` and `created_at` are those of the kudos, so that a person's are found in
    order. `given_at` is when this person came; `acted_ts` is Slack's timestamp of the latest that
    they did about it, "" where it told none; `reaction` is the emoji that they used, if any.
    """

    __tablename__ = "kudos_givers"
    __table_args__ = (
        Index("ix_kudos_givers_person", "user_id", "relationship_id", "created_at", "kudos_id"),
        _partial("ix_kudos_givers_day", "user_id relationship_id given_at", _STANDING),
    )

    kudos_id: Mapped[str] = mapped_column(
        ForeignKey("kudos.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    side: Mapped[str]
    relationship_id: Mapped[str]
    created_at: Mapped[datetime]
    given_at: Mapped[datetime]
    acted_ts: Mapped[str]
    reaction: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]


class KudosReceiver(Base):
    """Somebody who is thanked, in the order in which the giver named them.

    Who is not `announced` is told in their direct message, and never named in the channel.
    """

    __tablename__ = "kudos_receivers"
    __table_args__ = (
        Index("ix_kudos_receivers_person", "user_id", "relationship_id", "created_at", "kudos_id"),
    )

    kudos_id: Mapped[str] = mapped_column(
        ForeignKey("kudos.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    side: Mapped[str]
    position: Mapped[int]
    announced: Mapped[bool] = mapped_column(default=True)
    relationship_id: Mapped[str]
    created_at: Mapped[datetime]


class KudosPost(Base):
    """The direct message in which somebody was told of kudos."""

    __tablename__ = "kudos_posts"

    kudos_id: Mapped[str] = mapped_column(
        ForeignKey("kudos.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[str]


async def add_kudos(
    session: AsyncSession,
    *,
    giver: Member,
    receivers: Sequence[Member],
    quiet: Collection[str],
    source: Source | None,
    acted_ts: str,
    reaction: str | None,
    **values: object,
) -> Kudos:
    """Write kudos down. `source` is the channel and timestamp of the message they are about.

    `quiet` are those among the receivers who are not announced; `values` are the other columns.
    """
    kudos = {
        **values,
        "giver": giver.user_id,
        "giver_side": giver.side,
        "source_channel_id": source[0] if source else None,
        "source_ts": source[1] if source else None,
        "source_gone": False,
    }
    common = {
        "kudos_id": values["id"],
        "relationship_id": values["relationship_id"],
        "created_at": values["created_at"],
    }
    first = {
        **common,
        "user_id": giver.user_id,
        "side": giver.side,
        "given_at": values["created_at"],
        "acted_ts": acted_ts,
        "reaction": reaction,
    }
    thanked = _thank(receivers, quiet, **common)
    await insert_all(session, Kudos, [kudos])
    await insert_all(session, KudosGiver, [first])
    await insert_all(session, KudosReceiver, thanked)
    return Kudos(
        **kudos,
        givers=[KudosGiver(**first)],
        receivers=[KudosReceiver(**one) for one in thanked],
    )


def _thank(
    receivers: Sequence[Member], quiet: Collection[str], **common: object
) -> list[dict[str, object]]:
    return [
        {
            **common,
            "user_id": one.user_id,
            "side": one.side,
            "position": position,
            "announced": one.user_id not in quiet,
        }
        for position, one in enumerate(receivers)
    ]


async def replace_receivers(
    session: AsyncSession, kudos: Kudos, receivers: Sequence[Member], quiet: Collection[str]
) -> None:
    """Let kudos thank exactly these people."""
    await session.execute(delete(KudosReceiver).where(KudosReceiver.kudos_id == kudos.id))
    rows = _thank(
        receivers,
        quiet,
        kudos_id=kudos.id,
        relationship_id=kudos.relationship_id,
        created_at=kudos.created_at,
    )
    await insert_all(session, KudosReceiver, rows)
    await session.refresh(kudos, ["receivers"])


async def find_kudos(session: AsyncSession, kudos_id: str) -> Kudos | None:
    """The kudos of that id, to look at."""
    return await session.get(Kudos, kudos_id)


_HOME = select(Kudos.relationship_id).where(Kudos.id == bindparam("kudos_id"))


async def lock_kudos(session: AsyncSession, kudos_id: str) -> Kudos | None:
    """The same; nobody else changes them, or anything of their relationship, until the end."""
    home = await session.scalar(_HOME, {"kudos_id": kudos_id})
    if home is None:
        return None
    await lock_relationship(session, home)
    return await session.get(Kudos, kudos_id, populate_existing=True)


async def add_post(session: AsyncSession, kudos_id: str, user_id: str, post_id: str) -> None:
    """That post is the direct message in which this person is told of kudos."""
    await replace(
        session,
        KudosPost,
        ("kudos_id", "user_id"),
        kudos_id=kudos_id,
        user_id=user_id,
        post_id=post_id,
    )


async def list_posts(session: AsyncSession, kudos_id: str) -> Sequence[KudosPost]:
    """The direct messages in which people were told of kudos."""
    rows = await session.scalars(
        select(KudosPost).where(KudosPost.kudos_id == kudos_id).order_by(KudosPost.user_id)
    )
    return rows.all()
