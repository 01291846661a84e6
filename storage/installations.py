"""Workspaces that installed the app. The token of a single workspace stays in its settings."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.engines.upsert import replace


class InstallationRecord(Base):
    __tablename__ = "installations"

    id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str] = mapped_column(unique=True)
    team_name: Mapped[str]
    url: Mapped[str]
    bot_user_id: Mapped[str]
    bot_id: Mapped[str | None]
    seen_at: Mapped[datetime]


async def save_installation(
    session: AsyncSession,
    *,
    team_id: str,
    team_name: str,
    url: str,
    bot_user_id: str,
    bot_id: str | None,
    now: datetime,
) -> InstallationRecord:
    """Remember the workspace that a token belongs to; its id is the team's id."""
    await replace(
        session,
        InstallationRecord,
        ("id",),
        id=team_id,
        team_id=team_id,
        team_name=team_name,
        url=url,
        bot_user_id=bot_user_id,
        bot_id=bot_id,
        seen_at=now,
    )
    return await get_installation(session, team_id)


async def get_installation(session: AsyncSession, installation_id: str) -> InstallationRecord:
    """The installation of that id, which must exist."""
    return await session.get_one(InstallationRecord, installation_id, populate_existing=True)
