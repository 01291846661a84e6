"""What was already heard: event ids, view ids, posts. Each is taken once."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.engines.upsert import in_batches, insert_once


class Seen(Base):
    __tablename__ = "seen"

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


async def take_once(session: AsyncSession, key: str, now: datetime) -> bool:
    """True the first time `key` is taken; False ever after. Part of the caller's transaction."""
    return await insert_once(session, Seen, key=key, at=now)


async def find_taken(session: AsyncSession, keys: Iterable[str]) -> set[str]:
    """Those of the keys that are taken."""
    taken: set[str] = set()
    for some in in_batches(list(keys)):
        taken.update(await session.scalars(select(Seen.key).where(Seen.key.in_(some))))
    return taken


async def forget_before(session: AsyncSession, moment: datetime) -> None:
    """Erase the keys that were taken before `moment`."""
    await session.execute(delete(Seen).where(Seen.at < moment))


async def forget_told(session: AsyncSession, user_id: str) -> None:
    """Erase what that person was told, and about what (`handlers.errors.tell_once`)."""
    await session.execute(
        delete(Seen).where(
            Seen.key.startswith("told:"), Seen.key.contains(user_id, autoescape=True)
        )
    )
