"""Since when nothing was missed, whoever listened."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import listening
from storage.database import Database
from storage.listening import SILENCE

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
TICK = timedelta(seconds=15)


async def note(database: Database, *moments: datetime) -> None:
    for moment in moments:
        async with database.write() as session:
            await listening.note(session, moment)


async def since(database: Database, now: datetime) -> datetime:
    async with database.read() as session:
        return await listening.find_since(session, now)


async def test_before_anybody_listened_everything_may_be_missed(database: Database) -> None:
    assert await since(database, NOW) == NOW


async def test_who_listens_without_a_gap_misses_nothing(database: Database) -> None:
    await note(database, *(NOW + number * TICK for number in range(20)))
    assert await since(database, NOW + 19 * TICK) == NOW
    assert await since(database, NOW + 19 * TICK + SILENCE) == NOW


@pytest.mark.parametrize("seconds", [1, 3600])
async def test_a_gap_ends_when_somebody_listens_again(database: Database, seconds: int) -> None:
    again = NOW + SILENCE + timedelta(seconds=seconds)
    await note(database, NOW)
    assert await since(database, again) == again
    await note(database, again, again + TICK)
    assert await since(database, again + TICK) == again


async def test_a_machine_whose_clock_is_behind_makes_no_gap(database: Database) -> None:
    ahead = NOW + timedelta(minutes=3)
    await note(database, NOW, ahead, NOW + TICK, ahead + TICK, NOW + 2 * TICK)
    assert await since(database, ahead + 2 * TICK) == ahead
    assert await since(database, NOW + 2 * TICK) == ahead
