"""Finds the permanent address of what was said."""

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import words
from storage import installations


async def build_link(session: AsyncSession, installation_id: str, channel_id: str, ts: str) -> str:
    """The address of any message in a workspace that installed the app."""
    installation = await installations.get_installation(session, installation_id)
    return words.link_to(installation.url, channel_id, ts)
