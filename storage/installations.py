"""Workspaces that installed the app. The token of a single workspace stays in its settings."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.engines.upsert import replace

# Slack's words for a token that is good for nothing.
TOKEN_IS_DEAD = frozenset(
    {"account_inactive", "invalid_auth", "token_revoked", "token_expired", "not_authed"}
)


class InstallationRecord(Base):
    """`revoked_at`: since then its token is good for nothing, and another one was not seen."""

    __tablename__ = "installations"

    id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str] = mapped_column(unique=True)
    team_name: Mapped[str]
    url: Mapped[str]
    bot_user_id: Mapped[str]
    bot_id: Mapped[str | None]
    seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


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
    """Remember the workspace that a working token belongs to; its id is the team's id."""
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
        revoked_at=None,
    )
    return await get_installation(session, team_id)


async def mark_revoked(session: AsyncSession, installation_id: str, now: datetime) -> None:
    """Its token is good for nothing any more."""
    (await get_installation(session, installation_id)).revoked_at = now


async def get_installation(session: AsyncSession, installation_id: str) -> InstallationRecord:
    """The installation of that id, which must exist."""
    return await session.get_one(InstallationRecord, installation_id, populate_existing=True)


def list_good() -> Select[str]:
    """The ids of installations whose token was not revoked, as part of another query."""
    return select(InstallationRecord.id).where(InstallationRecord.revoked_at.is_(None))
