"""What happens to actions because it is time. Each job may run at any time, and again."""

from datetime import datetime

from bot.actions import rules, service
from bot.actions.service import Source
from handlers.desk import Desk
from storage import actions_due

ROUND = "pulse_round"


async def ask_contacts(desk: Desk, now: datetime) -> None:
    """Ask the contacts of both sides what they will do about a round that was closed."""

    async def ask(round_id: str) -> None:
        closed = due[round_id]
        source = Source(
            kind=ROUND,
            id=round_id,
            series_id=closed.pulse_id,
            relationship_id=closed.relationship_id,
            post_id=closed.digest_post_id,
            at=closed.closed_at,
        )
        async with desk.database.write() as session:
            await service.ask(session, source, now)

    async with desk.database.read() as session:
        found = await actions_due.list_unasked(session, now - rules.ASKED_WITHIN)
    due = {closed.round_id: closed for closed in found}
    await desk.each(due, ask)


async def follow_up(desk: Desk, now: datetime) -> None:
    """Ask whether what was to be done is done, when the next round is open."""

    async def follow(action_id: str) -> None:
        async with desk.database.write() as session:
            await service.follow_up(session, action_id, due[action_id], now)

    async with desk.database.read() as session:
        found = await actions_due.list_to_follow_up(session)
    due = {one.action_id: one.round_id for one in found}
    await desk.each(due, follow)
