"""Compares rosters with their channels once a day, in case an event was missed."""

from datetime import datetime, timedelta

import structlog

from bot.relationships import service
from handlers.desk import Desk
from handlers.relationships.roster import fetch_roster
from handlers.surfaces import FAILURES, name_failure
from storage import relationships

EVERY = timedelta(hours=24)

log = structlog.get_logger(__name__)


async def match_rosters(desk: Desk, now: datetime) -> None:
    """Look at each roster that was not compared for a day."""
    async with desk.database.read() as session:
        stale = await relationships.find_stale(session, now - EVERY)
    for relationship in stale:
        try:
            client = desk.clients.find(relationship.installation_id)
            present = await fetch_roster(desk, client, relationship.channel_id)
        except LookupError:  # of a workspace that this bot does not serve any more
            continue
        except FAILURES as error:
            log.warning("roster_unreadable", error=name_failure(error))
            continue
        async with desk.database.write() as session:
            current = await relationships.lock_relationship(session, relationship.id)
            await service.match_roster(session, current, present, now)
