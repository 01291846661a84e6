"""What time it is for delivery, and how it waits."""

import asyncio
import contextlib
import time
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import database_time


class Timing:
    """Moments are the database's, which all machines share; waits are this machine's own."""

    async def now(self, session: AsyncSession) -> datetime:
        """The moment by which leases, budgets and back-off are measured, in UTC."""
        return await database_time(session)

    def watch(self) -> float:
        """Seconds on a clock of this machine that only goes forward."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Until the event is set, but so long at most."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), seconds)
