"""Finds the permanent address of what was said."""

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import words
from storage import installations, outbox


async def build_link(session: AsyncSession, installation_id: str, channel_id: str, ts: str) -> str:
    """The address of any message in a workspace that installed the app."""
    installation = await installations.get_installation(session, installation_id)
    return words.link_to(installation.url, channel_id, ts)


async def find_link(session: AsyncSession, post_id: str) -> str | None:
    """The address of that post of ours; None while it does not stand in Slack."""
    post = await outbox.get_post(session, post_id)
    if post.channel_id is None or post.ts is None:
        return None
    return await build_link(session, post.installation_id, post.channel_id, post.ts)
