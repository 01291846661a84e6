"""What becomes of a relationship's channel, and of the bot's token, outside anybody's commands."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Member, Side
from bot.relationships import service
from handlers import notices, words
from handlers.blocks import escape
from handlers.request import Request
from storage import budgets, installations, relationships
from storage.database import database_time
from storage.installations import TOKEN_IS_DEAD
from storage.relationships import Relationship

Event = dict[str, Any]

# How long nothing is said for an installation whose token was revoked: until the bot is started
# with another one.
FOR_GOOD = timedelta(days=36500)

log = structlog.get_logger(__name__)


async def find_changed(request: Request, session: AsyncSession) -> Relationship | None:
    """The relationship whose channel an event is about, locked.

    None where there is none, or where the event was overtaken by a newer one.
    """
    relationship = await relationships.lock_by_channel(session, str(request.channel_id))
    if relationship is None or not service.overtakes(relationship, request.acted_at):
        return None
    return relationship


async def on_archive(request: Request, session: AsyncSession, _event: Event) -> None:
    relationship = await find_changed(request, session)
    if relationship is not None:
        await notices.learn_archived(session, relationship, request.now)


async def on_unarchive(request: Request, session: AsyncSession, _event: Event) -> None:
    relationship = await find_changed(request, session)
    if relationship is not None:
        await service.unarchive(session, relationship)


async def on_id_changed(_request: Request, session: AsyncSession, event: Event) -> None:
    old, new = str(event.get("old_channel_id")), str(event.get("new_channel_id"))
    moved = await service.follow_channel(session, old, new)
    log.info("channel_moved", old=old, new=new, followed=moved is not None)


async def on_shared(request: Request, session: AsyncSession, _event: Event) -> None:
    """Another workspace was connected: its people may be there, though nobody says they joined."""
    relationship = await find_changed(request, session)
    if relationship is not None:
        service.look_soon(relationship)


async def on_unshared(request: Request, session: AsyncSession, event: Event) -> None:
    """A workspace was disconnected; that its people left is not told one by one."""
    relationship = await find_changed(request, session)
    if relationship is None:
        return
    own = await installations.get_installation(session, relationship.installation_id)
    gone_team = str(event.get("previously_connected_team_id"))
    out = await service.sever(
        session,
        relationship,
        own_team=own.team_id,
        gone_team=gone_team,
        shared=bool(event.get("is_ext_shared")),
    )
    if out:
        is_own = gone_team == own.team_id
        await notices.tell_contacts(
            session,
            relationship,
            about=f"unshared:{request.acted_at}",
            sentence=_name_loss(relationship, out) if not is_own else _name_own_loss(relationship),
            now=request.now,
        )


def _name_loss(relationship: Relationship, out: Sequence[Member]) -> str:
    sides = {member.side for member in out}
    names = words.join_words([escape(relationship.name(side)) for side in Side if side in sides])
    return (
        f"{words.channel(relationship.channel_id)} is not shared with {names or 'others'} any more:"
        " its people there see and hear nothing from me. Everything is kept, and no pulse begins"
        " until both sides are in the channel. Share it with them again to go on."
    )


def _name_own_loss(relationship: Relationship) -> str:
    names = escape(relationship.both)
    return (
        f"The channel of {names} is not shared with your workspace any more, so I cannot speak in "
        "it. Everything is kept, and no pulse begins. To go on, have the other organisation share "
        "it with you again, and invite me there with `/invite`."
    )


async def is_own_bot(request: Request, bot_user_ids: Collection[str]) -> bool:
    """Whether our bot is among these. Bolt does not tell who we are where a token died."""
    async with request.desk.database.read() as session:
        own = await installations.get_installation(session, request.installation_id)
    return own.bot_user_id in bot_user_ids


async def is_token_dead(request: Request) -> bool:
    """Ask Slack whether it is true that our token was revoked: the news may be older than it.

    Raises where Slack does not say, so that the event comes again.
    """
    try:
        await request.client.auth_test()
    except SlackApiError as error:
        if error.response.get("error") in TOKEN_IS_DEAD:
            return True
        raise
    return False


async def on_revoked(request: Request, session: AsyncSession) -> None:
    """Nothing is asked or said for this installation until the bot starts with another token."""
    until = await database_time(session) + FOR_GOOD
    await installations.mark_revoked(session, request.installation_id, request.now)
    await budgets.block_installation(session, request.installation_id, until)
    log.error("token_revoked", installation=request.installation_id)
