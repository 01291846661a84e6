"""What happens in pulses because it is time. Each job may run at any time, and again."""

from datetime import datetime, timedelta

import structlog
from structlog.contextvars import bind_contextvars

from bot.pulse import closing, opening, reminding
from handlers.desk import Desk
from storage import pulse, pulse_people, pulse_reading, pulse_reminders
from storage.pulse import SEALED_TABLES

# For how long it is tried to read the reactions of a round back before it closes without.
LONGEST_READING = timedelta(hours=1)

log = structlog.get_logger(__name__)


async def close_rounds(desk: Desk, now: datetime) -> None:
    """Close the rounds whose time is over, then remove what the database still keeps of answers.

    Those of which the reactions are still to be read back wait for that, but not too long.
    """

    async def close(round_id: str) -> None:
        async with desk.database.write() as session:
            closed = await closing.close(session, round_id, now)
        if closed and due[round_id]:
            log.warning("closed_unread", round=round_id, questions=due[round_id])

    async with desk.database.read() as session:
        due = await pulse_reading.list_to_close(session, now, now - LONGEST_READING)
    await desk.each(due, close)
    await _wipe_closed(desk)


async def _wipe_closed(desk: Desk) -> None:
    async with desk.database.read() as session:
        unwiped = await pulse.list_unwiped(session)
    if not unwiped:
        return
    async with desk.database.write() as session:
        wiped = [round_id for round_id in unwiped if await closing.wipe(session, round_id)]
    if await desk.database.scrub(*SEALED_TABLES):
        async with desk.database.write() as session:
            await pulse.mark_wiped(session, wiped)


async def open_rounds(desk: Desk, now: datetime) -> None:
    """Open the rounds whose time has come."""

    async def open_round(pulse_id: str) -> None:
        bind_contextvars(relationship=due[pulse_id])
        async with desk.database.write() as session:
            await opening.open_due(session, pulse_id, now, desk.throttle)

    async with desk.database.read() as session:
        due = await opening.list_due(session, now)
    await desk.each(due, open_round)


async def ask_participants(desk: Desk, now: datetime) -> None:
    """Ask those whose own time has come."""

    async def ask(round_id: str) -> None:
        async with desk.database.write() as session:
            await opening.ask_due(session, round_id, now)

    async with desk.database.read() as session:
        due = await pulse_people.list_due_to_ask(session, now)
    await desk.each(due, ask)


async def remind_participants(desk: Desk, now: datetime) -> None:
    """Remind those who have not answered, when it is time."""

    async def remind(round_id: str) -> None:
        async with desk.database.write() as session:
            await reminding.remind_due(session, round_id, now)

    async with desk.database.read() as session:
        due = await pulse_reminders.list_rounds(session, now)
    await desk.each(due, remind)
