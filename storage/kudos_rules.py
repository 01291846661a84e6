"""How both sides give kudos: what they agreed on, what is proposed, and who is not announced."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.engines.upsert import insert_all, insert_all_once, insert_once, replace
from storage.relationships import MemberRecord


class KudosRules(Base):
    """What a relationship agreed on. `values` are of the shape of `bot.kudos.rules.Value`."""

    __tablename__ = "kudos_rules"

    relationship_id: Mapped[str] = mapped_column(
        ForeignKey("relationships.id", ondelete="CASCADE"), primary_key=True
    )
    emoji: Mapped[str]
    allowance: Mapped[int | None]
    values: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    decided_at: Mapped[datetime]


class KudosProposal(Base):
    """Other rules that one side would like.

    It is open while `decided_at` is None; `accepted` is None where a newer one took its place.
    """

    __tablename__ = "kudos_proposals"

    id: Mapped[str] = mapped_column(primary_key=True)
    relationship_id: Mapped[str] = mapped_column(
        ForeignKey("relationships.id", ondelete="CASCADE"), index=True
    )
    emoji: Mapped[str]
    allowance: Mapped[int | None]
    values: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    proposed_by: Mapped[str]
    proposed_side: Mapped[str]
    created_at: Mapped[datetime]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]
    post_id: Mapped[str]

    @property
    def is_open(self) -> bool:
        return self.decided_at is None

    @property
    def replaced(self) -> bool:
        """Whether a newer one took its place before anybody answered."""
        return self.decided_at is not None and self.accepted is None


class KudosQuiet(Base):
    """A person who does not want to be named when they are thanked."""

    __tablename__ = "kudos_quiet"

    user_id: Mapped[str] = mapped_column(primary_key=True)


class KudosWatch(Base):
    """Since when somebody has been in the channel, as far as it was looked at."""

    __tablename__ = "kudos_watch"

    relationship_id: Mapped[str] = mapped_column(
        ForeignKey("relationships.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]


_RULES = select(KudosRules.emoji, KudosRules.allowance, KudosRules.values).where(
    KudosRules.relationship_id == bindparam("relationship_id")
)


# Emoji, allowance and values.
Found = tuple[str, int | None, list[dict[str, Any]]]


async def find_rules(session: AsyncSession, relationship_id: str) -> Found | None:
    """What a relationship agreed on; None where it never did."""
    row = (await session.execute(_RULES, {"relationship_id": relationship_id})).first()
    return None if row is None else read_row(row)


def read_row(row: Any) -> Found | None:
    """The rules in a row of something to which they are joined; None where nothing was agreed."""
    return None if row.emoji is None else (row.emoji, row.allowance, row.values)


async def save_rules(session: AsyncSession, **values: object) -> None:
    """Both sides agreed on these rules."""
    await replace(session, KudosRules, ("relationship_id",), **values)


async def add_proposal(session: AsyncSession, **values: object) -> KudosProposal:
    await insert_all(session, KudosProposal, [values])
    return await session.get_one(KudosProposal, values["id"])


async def find_proposal(session: AsyncSession, proposal_id: str) -> KudosProposal | None:
    """The proposal of that id, as it stands now."""
    return await session.get(KudosProposal, proposal_id, populate_existing=True)


async def list_open_proposals(
    session: AsyncSession, relationship_id: str
) -> Sequence[KudosProposal]:
    """What is proposed in a relationship and not decided."""
    rows = await session.scalars(
        select(KudosProposal)
        .where(KudosProposal.relationship_id == relationship_id, KudosProposal.decided_at.is_(None))
        .order_by(KudosProposal.created_at, KudosProposal.id)
    )
    return rows.all()


async def set_quiet(session: AsyncSession, user_id: str, quiet: bool) -> None:
    """That person does not want to be announced, or does again."""
    if quiet:
        await insert_once(session, KudosQuiet, user_id=user_id)
    else:
        await session.execute(delete(KudosQuiet).where(KudosQuiet.user_id == user_id))


_QUIET = select(KudosQuiet.user_id).where(
    KudosQuiet.user_id.in_(bindparam("user_ids", expanding=True))
)


async def find_quiet(session: AsyncSession, user_ids: Iterable[str]) -> set[str]:
    """Those of these people who do not want to be announced."""
    return set(await session.scalars(_QUIET, {"user_ids": list(user_ids)}))


async def watch_roster(session: AsyncSession, relationship_id: str, now: datetime) -> None:
    """Write down who is in the channel, and since when that is known; who left is forgotten."""
    present = select(MemberRecord.user_id).where(
        MemberRecord.relationship_id == relationship_id, MemberRecord.present
    )
    await session.execute(
        delete(KudosWatch).where(
            KudosWatch.relationship_id == relationship_id, KudosWatch.user_id.not_in(present)
        )
    )
    known = select(KudosWatch.user_id).where(KudosWatch.relationship_id == relationship_id)
    new = await session.scalars(
        present.where(MemberRecord.user_id.not_in(known)).order_by(MemberRecord.user_id)
    )
    rows = [{"relationship_id": relationship_id, "user_id": one, "since": now} for one in new]
    await insert_all_once(session, KudosWatch, rows)
