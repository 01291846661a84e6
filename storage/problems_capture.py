"""By which emoji the messages of a problem's thread are marked, where contacts chose their own."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.engines.upsert import replace


class ProblemCapture(Base):
    """What a relationship's contacts chose: the name of an emoji for each kind of entry."""

    __tablename__ = "problem_capture"

    relationship_id: Mapped[str] = mapped_column(
        ForeignKey("relationships.id", ondelete="CASCADE"), primary_key=True
    )
    emoji: Mapped[dict[str, str]] = mapped_column(JSON)
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


async def find_emoji(session: AsyncSession, relationship_id: str) -> Mapping[str, str] | None:
    """The emoji that were chosen, by kind; None where nobody chose any."""
    found = await session.get(ProblemCapture, relationship_id, populate_existing=True)
    return found.emoji if found is not None else None


async def save_emoji(
    session: AsyncSession,
    relationship_id: str,
    emoji: Mapping[str, str],
    *,
    changed_by: str,
    changed_at: datetime,
) -> None:
    await replace(
        session,
        ProblemCapture,
        ("relationship_id",),
        relationship_id=relationship_id,
        emoji=dict(emoji),
        changed_by=changed_by,
        changed_at=changed_at,
    )
