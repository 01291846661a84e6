"""Since when what people do in Slack is heard: by this process, or by any other on this database.

Moments are those of the clock, which is Slack's, too, give or take a little: they are compared with
the timestamps of what people did.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.engines.upsert import replace

# Who listens notes it every 15 seconds; after so long without a note, something may be missed.
SILENCE = timedelta(minutes=1)
THE_ONLY = 1


class Listening(Base):
    """One row: somebody listened all the time from `since` to `heard_at`."""

    __tablename__ = "listening"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    heard_at: Mapped[datetime]


async def note(session: AsyncSession, now: datetime) -> None:
    """A process listens at this moment."""
    known = await session.get(Listening, THE_ONLY, with_for_update=True)
    since, heard_at = _go_on(known, now), max(now, known.heard_at) if known else now
    await replace(session, Listening, ("id",), id=THE_ONLY, since=since, heard_at=heard_at)


async def find_since(session: AsyncSession, now: datetime) -> datetime:
    """Since when nothing was missed: now, where nobody has listened for a while."""
    return _go_on(await session.get(Listening, THE_ONLY), now)


def _go_on(known: Listening | None, now: datetime) -> datetime:
    return known.since if known is not None and now - known.heard_at <= SILENCE else now
