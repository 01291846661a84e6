"""Templates that a relationship makes for itself, inside the caller's transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.ids import new_id
from bot.pulse.errors import NoTemplate, TooManyTemplates
from storage import pulse_sketches, relationships
from storage.pulse_sketches import OwnTemplate

MOST_TEMPLATES = 50


async def keep_template(
    session: AsyncSession,
    relationship_id: str,
    *,
    title: str,
    content: dict[str, Any],
    user_id: str,
    now: datetime,
) -> OwnTemplate:
    """Keep a form under that title, in the place of one that has it.

    Raises NotOnASide, NotAllowed where it is not theirs to replace, or TooManyTemplates.
    """
    await relationships.lock_relationship(session, relationship_id)
    member = await relationships.find_member(session, relationship_id, user_id)
    require(Act.PULSE_CREATE, member)
    kept = await pulse_sketches.find_template_by_title(session, relationship_id, title)
    if kept is not None:
        require(Act.PULSE_STEER, member, author=kept.saved_by)
        kept.content, kept.saved_by, kept.saved_at = content, user_id, now
        return kept
    if await pulse_sketches.count_templates(session, relationship_id) >= MOST_TEMPLATES:
        raise TooManyTemplates(most=MOST_TEMPLATES)
    kept = OwnTemplate(
        id=new_id(),
        relationship_id=relationship_id,
        title=title,
        content=content,
        saved_by=user_id,
        saved_at=now,
    )
    session.add(kept)
    await session.flush()
    return kept


async def remove_template(
    session: AsyncSession, relationship_id: str, template_id: str, *, user_id: str
) -> None:
    """Forget a template. Raises NoTemplate, NotOnASide or NotAllowed."""
    kept = await pulse_sketches.find_template(session, template_id)
    if kept is None or kept.relationship_id != relationship_id:
        raise NoTemplate
    member = await relationships.find_member(session, relationship_id, user_id)
    require(Act.PULSE_STEER, member, author=kept.saved_by)
    await session.delete(kept)
    await session.flush()
