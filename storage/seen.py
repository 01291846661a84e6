"""What was already heard: event ids, view ids, posts. Each is taken once."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.engines.upsert import insert_once


class Seen(Base):
    __tablename__ = "seen"

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


async def take_once(session: AsyncSession, key: str, now: datetime) -> bool:
    """True the first time `key` is taken; False ever after. Part of the caller's transaction."""
    return await insert_once(session, Seen, key=key, at=now)


async def forget_before(session: AsyncSession, moment: datetime) -> None:
    """Erase the keys that were taken before `moment`."""
    await session.execute(delete(Seen).where(Seen.at < moment))
