"""Where the messages stand from which entries come."""

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import words
from storage import installations
from storage.problems_reading import Dossier


async def find_links(session: AsyncSession, dossier: Dossier) -> dict[str, str]:
    """Their addresses, by the ids of the entries; of messages that were deleted there is none."""
    relationship = dossier.relationship
    installation = await installations.get_installation(session, relationship.installation_id)
    return {
        entry.id: words.link_to(installation.url, entry.source_channel_id, entry.source_ts)
        for entry in dossier.entries
        if entry.source_channel_id and entry.source_ts and not entry.source_gone
    }
