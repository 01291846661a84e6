"""Commands that wait for an answer of the person who gave them ("which one?", "again?")."""

from datetime import datetime

from sqlalchemy import delete, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.ids import new_id
from storage.base import Base


class HeldCommand(Base):
    __tablename__ = "held_commands"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    channel_id: Mapped[str | None]
    relationship_id: Mapped[str | None]
    command: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


async def hold(
    session: AsyncSession,
    *,
    user_id: str,
    channel_id: str | None,
    relationship_id: str | None,
    command: str,
    text: str,
    now: datetime,
) -> str:
    """Keep a command until its question is answered; returns the id that the buttons carry."""
    held = HeldCommand(
        id=new_id(),
        user_id=user_id,
        channel_id=channel_id,
        relationship_id=relationship_id,
        command=command,
        text=text,
        at=now,
    )
    session.add(held)
    await session.flush()
    return held.id


async def take_held(session: AsyncSession, held_id: str, user_id: str) -> HeldCommand | None:
    """Take a held command out, once; None where it is gone or somebody else's."""
    held = await session.get(HeldCommand, held_id, with_for_update=True)
    if held is None or held.user_id != user_id:
        return None
    await session.delete(held)
    return held


async def forget_before(session: AsyncSession, moment: datetime) -> None:
    """Erase what was asked before `moment` and never answered."""
    await session.execute(delete(HeldCommand).where(HeldCommand.at < moment))


async def forget_of(session: AsyncSession, user_id: str) -> None:
    """Erase what that person typed and was asked about, and what others typed about them."""
    await session.execute(
        delete(HeldCommand).where(
            or_(HeldCommand.user_id == user_id, HeldCommand.text.contains(user_id, autoescape=True))
        )
    )
