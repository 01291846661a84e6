"""Compares rosters with their channels, in case an event was missed."""

from datetime import datetime, timedelta

import structlog
from structlog.contextvars import bind_contextvars

from bot.relationships import service
from handlers.desk import Desk
from handlers.relationships.roster import fetch_roster
from handlers.surfaces import FAILURES, name_failure
from storage import installations, relationships
from storage.outbox import AWAY
from storage.relationships import Relationship

EVERY = timedelta(hours=24)
# How often it is looked whether the bot is back in a channel from which it was taken.
EVERY_WHILE_AWAY = timedelta(hours=1)

log = structlog.get_logger(__name__)


async def match_rosters(desk: Desk, now: datetime) -> None:
    """Look at each roster that was not compared for a day, or an hour where the bot is away."""
    async with desk.database.read() as session:
        found = await relationships.find_stale(session, now - EVERY, now - EVERY_WHILE_AWAY)
    stale = {relationship.id: relationship for relationship in found}

    async def match(relationship_id: str) -> None:
        bind_contextvars(
            installation=stale[relationship_id].installation_id, relationship=relationship_id
        )
        await _match_roster(desk, stale[relationship_id], now)

    await desk.each(stale, match)


async def _match_roster(desk: Desk, relationship: Relationship, now: datetime) -> None:
    try:
        client = desk.clients.find_patient(relationship.installation_id)
    except LookupError:  # of a workspace that this bot does not serve any more
        return
    try:
        present = await fetch_roster(desk, client, relationship.channel_id)
    except FAILURES as error:
        log.warning("roster_unreadable", error=name_failure(error))
        await _put_off(desk, relationship, now, away=name_failure(error) in AWAY)
        return
    async with desk.database.write() as session:
        current = await relationships.lock_relationship(session, relationship.id)
        bot = await installations.get_installation(session, current.installation_id)
        if any(person.user_id == bot.bot_user_id for person in present):
            await service.welcome_bot(session, current)
        else:
            current.bot_present = False
        await service.match_roster(session, current, present, now)


async def _put_off(desk: Desk, relationship: Relationship, now: datetime, *, away: bool) -> None:
    """Look again when the time comes, and not at every tick."""
    async with desk.database.write() as session:
        current = await relationships.lock_relationship(session, relationship.id)
        current.synced_at = now
        current.bot_present = current.bot_present and not away
