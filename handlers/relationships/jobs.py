"""Compares what is known with the channels themselves, in case an event was missed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.contextvars import bind_contextvars

from bot.core.people import Person
from bot.relationships import service
from handlers.desk import Desk
from handlers.notices import learn_archived
from handlers.relationships.roster import fetch_roster
from handlers.surfaces import FAILURES, name_failure
from storage import installations, relationships
from storage.database import database_time
from storage.outbox import AWAY
from storage.relationships import Relationship

EVERY = timedelta(hours=24)
# How often it is looked whether the bot can speak again where it cannot.
EVERY_WHILE_SILENT = timedelta(hours=1)
# How long one machine alone looks at a channel; a large roster may take Slack's limits some time.
LOOK = timedelta(minutes=30)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sight:
    """What Slack says about a channel; all of it may be missing where Slack does not say."""

    archived: bool = False
    away: bool = False
    present: list[Person] | None = None


async def match_rosters(desk: Desk, now: datetime) -> None:
    """Look at each channel that was not looked at for a day, or an hour where the bot is silent."""
    async with desk.database.read() as session:
        found = await relationships.find_stale(session, now - EVERY, now - EVERY_WHILE_SILENT)
    stale = {relationship.id: relationship for relationship in found}

    async def match(relationship_id: str) -> None:
        bind_contextvars(
            installation=stale[relationship_id].installation_id, relationship=relationship_id
        )
        await _match(desk, stale[relationship_id], now)

    await desk.each(stale, match)


async def _match(desk: Desk, relationship: Relationship, now: datetime) -> None:
    try:
        client = desk.clients.find_patient(relationship.installation_id)
    except LookupError:  # of a workspace that this bot does not serve any more
        return
    async with desk.database.write() as session:
        moment = await database_time(session)
        if not await relationships.claim_look(session, relationship, moment, moment + LOOK):
            return
    seen = await _look(desk, client, relationship.channel_id)
    async with desk.database.write() as session:
        current = await relationships.lock_relationship(session, relationship.id)
        current.looking_until = None
        if current.synced_at == relationship.synced_at:  # else it was asked to look once more
            await _note(session, current, seen, now)


async def _look(desk: Desk, client: AsyncWebClient, channel_id: str) -> Sight:
    """The roster of an archived channel is still there, but says nothing about who can be met."""
    try:
        info = await client.conversations_info(channel=channel_id)
        if info["channel"].get("is_archived"):
            return Sight(archived=True)
        return Sight(present=await fetch_roster(desk, client, channel_id))
    except FAILURES as error:
        log.warning("roster_unreadable", error=name_failure(error))
        return Sight(away=name_failure(error) in AWAY)


async def _note(
    session: AsyncSession, relationship: Relationship, seen: Sight, now: datetime
) -> None:
    relationship.synced_at = now
    if seen.archived:
        await learn_archived(session, relationship, now)
        return
    if seen.present is None:
        relationship.bot_present = relationship.bot_present and not seen.away
        return
    bot = await installations.get_installation(session, relationship.installation_id)
    relationship.archived = False
    relationship.bot_present = any(one.user_id == bot.bot_user_id for one in seen.present)
    await service.speak_again(session, relationship)
    await service.match_roster(session, relationship, seen.present)
