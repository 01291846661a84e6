"""Forgets what need not be kept: sent payloads, event ids, unanswered questions, open forms, and
who was away."""

from datetime import datetime, timedelta

from handlers.desk import Desk
from storage import absences, held, kudos_sources, outbox, outbox_erasing, pulse_sketches, seen

KEPT_FOR = timedelta(days=30)
FORMS_KEPT_FOR = timedelta(days=1)
OVER_EVERYWHERE = timedelta(days=2)


async def forget_old(desk: Desk, now: datetime) -> None:
    """Erase what is older than 30 days (DESIGN: kept how long), once an hour; forms after one."""
    async with desk.database.write() as session:
        if not await seen.take_once(session, f"upkeep:{now:%Y-%m-%dT%H}", now):
            return
        await outbox.forget_sent_before(session, now - KEPT_FOR)
        await outbox_erasing.forget_emptied_before(session, now - KEPT_FOR)
        await seen.forget_before(session, now - KEPT_FOR)
        await kudos_sources.forget_overtaken_before(session, now - KEPT_FOR)
        await held.forget_before(session, now - KEPT_FOR)
        await absences.forget_before(session, (now - OVER_EVERYWHERE).date())
        await pulse_sketches.forget_sketches_before(session, now - FORMS_KEPT_FOR)
