"""What happens in pulses because it is time. Each job may run at any time, and again."""

from datetime import datetime

from bot.pulse import closing, rounds
from handlers.desk import Desk
from storage import pulse
from storage.pulse import SEALED_TABLES


async def close_rounds(desk: Desk, now: datetime) -> None:
    """Close the rounds whose time is over, then remove what the database still keeps of answers."""
    async with desk.database.read() as session:
        due = await pulse.list_due_to_close(session, now)
    for round_id in due:
        async with desk.database.write() as session:
            await closing.close(session, round_id, now)
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
    async with desk.database.read() as session:
        due = [
            candidate.id
            for candidate in await pulse.list_schedulable(session)
            if await rounds.find_due(session, candidate, now)
        ]
    for pulse_id in due:
        async with desk.database.write() as session:
            await rounds.open_due(session, pulse_id, now)


async def ask_participants(desk: Desk, now: datetime) -> None:
    """Ask those whose own time has come."""
    async with desk.database.read() as session:
        due = await pulse.list_due_to_ask(session, now)
    for round_id in due:
        async with desk.database.write() as session:
            await rounds.ask_due(session, round_id, now)
