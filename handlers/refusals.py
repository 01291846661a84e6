"""When Slack refuses a message for good, a contact is told once."""

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.relationships.service import direct
from handlers import blocks, words
from storage import outbox, relationships
from storage.outbox import AWAY, OutboxRow

log = structlog.get_logger(__name__)


async def tell_contacts(session: AsyncSession, row: OutboxRow, error: str, now: datetime) -> None:
    """Tell the contacts of the channel's relationship, by direct message, once for each reason."""
    log.error("delivery_refused", delivery=row.id, error=error, channel=row.channel_id)
    if row.user_id is not None or row.channel_id is None:
        return
    relationship = await relationships.find_by_channel(session, row.channel_id)
    if relationship is None:
        return
    if error in AWAY:
        relationship.bot_present = False
    sides = await relationships.load_sides(session, relationship)
    for member in sides.members:
        if member.is_contact:
            await outbox.post(
                session,
                key=f"refused:{relationship.id}:{error}:{now:%Y-%m-%d}:{member.user_id}",
                place=direct(relationship, member.user_id),
                message=blocks.message(_sentence(row.channel_id, error)),
                now=now,
            )


def _sentence(channel_id: str, error: str) -> str:
    where = words.channel(channel_id)
    if error in AWAY:
        return (
            f"I could not post in {where}, because I am not in it any more. Invite me there with "
            "`/invite`, and what waits is posted."
        )
    return (
        f"A message of mine could not be posted in {where} (`{error}`). It is kept; please tell "
        "the people who operate me."
    )
