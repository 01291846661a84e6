"""What happens to actions because it is time. Each job may run at any time, and again."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions import asking, chasing, following, reviewing, rules
from bot.actions.asking import Source
from bot.actions.rules import SourceKind
from bot.core.people import Side
from handlers.desk import Desk
from storage import actions, actions_due, problems


async def ask_contacts(desk: Desk, now: datetime) -> None:
    """Ask the contacts of both sides what they will do about a round that was closed."""

    async def ask(round_id: str) -> None:
        closed = due[round_id]
        source = Source(
            kind=SourceKind.ROUND,
            id=round_id,
            series_id=closed.pulse_id,
            relationship_id=closed.relationship_id,
            post_id=closed.digest_post_id,
            at=closed.closed_at,
        )
        async with desk.database.write() as session:
            await asking.ask(session, source, now)

    async with desk.database.read() as session:
        found = await actions_due.list_unasked(session, now - rules.ASKED_WITHIN)
    due = {closed.round_id: closed for closed in found}
    await desk.each(due, ask)


async def follow_up(desk: Desk, now: datetime) -> None:
    """Ask whether what was to be done is done, when the next round is open."""

    async def follow(action_id: str) -> None:
        async with desk.database.write() as session:
            await following.follow_up(session, action_id, due[action_id], now)

    async with desk.database.read() as session:
        found = await actions_due.list_to_follow_up(session, now - rules.APART)
    due = {one.action_id: one.round_id for one in found}
    await desk.each(due, follow)


async def tell_overdue(desk: Desk, now: datetime) -> None:
    """Tell whoever does it that it is overdue, and then those who keep it."""

    async def tell(action_id: str) -> None:
        async with desk.database.write() as session:
            await chasing.chase(session, action_id, await _find_keepers(session, action_id), now)

    async with desk.database.read() as session:
        due = await actions_due.list_overdue(session, now)
    await desk.each(due, tell)


async def _find_keepers(session: AsyncSession, action_id: str) -> Mapping[Side, str]:
    """Who keeps it for each side: of what came from a problem its facilitators."""
    action = await actions.get_action(session, action_id)
    if action.source_kind != SourceKind.PROBLEM:
        return {}
    problem = await problems.get_problem(session, action.source_id)
    return dict(zip(Side, problem.facilitators, strict=True))


async def ask_if_helped(desk: Desk, now: datetime) -> None:
    """Ask whether it helped, on the day that was set for that."""

    async def ask(action_id: str) -> None:
        async with desk.database.write() as session:
            await reviewing.ask(session, action_id, now)

    async with desk.database.read() as session:
        due = await actions_due.list_to_review(session, now)
    await desk.each(due, ask)
