"""What a form of a pulse holds while somebody fills it in, and what a relationship keeps of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.ids import new_id
from storage.base import Base


class Sketch(Base):
    """An unfinished form: Slack keeps too little with a form for a whole plan.

    `content` is the form's own; nobody but `user_id` is shown it.
    """

    __tablename__ = "pulse_sketches"

    id: Mapped[str] = mapped_column(primary_key=True)
    relationship_id: Mapped[str] = mapped_column(ForeignKey("relationships.id", ondelete="CASCADE"))
    user_id: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(index=True)


class OwnTemplate(Base):
    """A form that a relationship keeps to begin others with. `content` is the form's own."""

    __tablename__ = "pulse_templates"
    __table_args__ = (Index("ix_pulse_templates_relationship_id", "relationship_id", "title"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    relationship_id: Mapped[str] = mapped_column(ForeignKey("relationships.id", ondelete="CASCADE"))
    title: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_by: Mapped[str]
    saved_at: Mapped[datetime]


async def keep_sketch(
    session: AsyncSession,
    *,
    relationship_id: str,
    user_id: str,
    content: dict[str, Any],
    now: datetime,
) -> str:
    """Keep a form that is changed for the first time; returns the id that it carries."""
    sketch = Sketch(
        id=new_id(), relationship_id=relationship_id, user_id=user_id, content=content, at=now
    )
    session.add(sketch)
    await session.flush()
    return sketch.id


async def find_sketch(session: AsyncSession, sketch_id: str, user_id: str) -> Sketch | None:
    """A form of that person, locked; None where it is forgotten or somebody else's."""
    found = await session.get(Sketch, sketch_id, with_for_update=True)
    return found if found is not None and found.user_id == user_id else None


async def forget_sketches_before(session: AsyncSession, moment: datetime) -> None:
    """Erase forms that nobody has touched since."""
    await session.execute(delete(Sketch).where(Sketch.at < moment))


async def list_templates(session: AsyncSession, relationship_id: str) -> Sequence[OwnTemplate]:
    """The relationship's own templates by title."""
    found = await session.scalars(
        select(OwnTemplate)
        .where(OwnTemplate.relationship_id == relationship_id)
        .order_by(OwnTemplate.title, OwnTemplate.id)
    )
    return found.all()


async def count_templates(session: AsyncSession, relationship_id: str) -> int:
    counted = select(func.count()).where(OwnTemplate.relationship_id == relationship_id)
    return await session.scalar(counted) or 0


async def find_template(session: AsyncSession, template_id: str) -> OwnTemplate | None:
    return await session.get(OwnTemplate, template_id)


async def find_template_by_title(
    session: AsyncSession, relationship_id: str, title: str
) -> OwnTemplate | None:
    found: OwnTemplate | None = await session.scalar(
        select(OwnTemplate).where(
            OwnTemplate.relationship_id == relationship_id, OwnTemplate.title == title
        )
    )
    return found
