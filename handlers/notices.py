"""What the contacts of a relationship are told by direct message when something is in its way."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.relationships.service import direct
from handlers import blocks
from storage import outbox, relationships
from storage.outbox import OutboxRow
from storage.relationships import Relationship

PREFIX = "notice:"


def is_notice(row: OutboxRow) -> bool:
    """Whether a row is a notice itself: one that cannot be said begets no further ones."""
    return row.key.startswith(PREFIX)


async def tell_contacts(
    session: AsyncSession,
    relationship: Relationship,
    *,
    about: str,
    sentence: str,
    now: datetime,
    but: Collection[str] = (),
) -> None:
    """Tell the contacts of both sides, except those of the user ids `but`.

    The same `about` is told once to each of them, however often it is asked for.
    """
    sides = await relationships.load_sides(session, relationship)
    for member in sides.members:
        if member.is_contact and member.user_id not in but:
            await outbox.post(
                session,
                key=f"{PREFIX}{relationship.id}:{about}:{member.user_id}",
                place=direct(relationship, member.user_id),
                message=blocks.message(sentence),
                now=now,
            )
