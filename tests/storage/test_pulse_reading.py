"""One process reads a round at a time, and what is left to read is known."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.pulse import opening, reading, rounds, service
from storage import pulse_answers, pulse_reading
from storage.database import Database
from storage.outbox import OutboxRow, State
from storage.pulse import Participant, Round, RoundStatus
from tests.factories import make_plan, make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
OVER = NOW + timedelta(hours=24)
HOUR = timedelta(hours=1)
# The database's own time, far away from that of these tests.
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.fixture
async def asked(database: Database) -> Round:
    """A round in which six people were asked, and four of the questions stand in Slack."""
    async with database.write() as session:
        relationship = await make_relationship(session)
        plan = make_plan()
        planned = await service.plan(session, relationship.id, plan, user_id="UANN", now=NOW)
        opened = await opening.ask_now(session, planned.id, user_id="UANN", now=NOW)
        rows = await session.scalars(
            select(OutboxRow).where(OutboxRow.card_kind == rounds.QUESTION_CARD)
        )
        for number, row in enumerate(sorted(rows, key=lambda row: str(row.user_id))):
            if number < 4:
                row.state, row.channel_id, row.ts = State.SENT, f"D{number}", f"{number}.0"
    return opened


async def claim(database: Database, round_id: str, reader: str, now: datetime = OVER) -> bool:
    async with database.write() as session:
        return await pulse_reading.claim(session, round_id, reader, now)


async def list_to_read(database: Database, now: datetime = OVER) -> list[str]:
    async with database.read() as session:
        return await pulse_reading.list_to_read(session, now)


async def list_to_close(database: Database, now: datetime = OVER) -> dict[str, int]:
    async with database.read() as session:
        return await pulse_reading.list_to_close(session, now, now - HOUR)


async def read_all(database: Database, round_id: str) -> list[str | None]:
    """Read all that is left; the channels in which it stood."""
    async with database.write() as session:
        left = await pulse_reading.list_unread(session, round_id)
        for one in left:
            assert await reading.take_in(
                session, round_id, one.id, 0, {}, asked=one.ts, looked=OVER
            )
    return sorted(one.channel_id for one in left)


async def test_only_one_of_many_gets_a_round(database: Database, asked: Round) -> None:
    claimed = await asyncio.gather(*(claim(database, asked.id, f"reader {n}") for n in range(6)))
    assert sorted(claimed) == [False] * 5 + [True]
    assert await list_to_read(database) == []


async def test_a_claim_runs_out_and_can_be_extended_and_given_back(
    database: Database, asked: Round
) -> None:
    assert await claim(database, asked.id, "first")
    async with database.write() as session:
        await session.execute(update(Round).values(reading_until=LONG_AGO))
    assert await list_to_read(database) == [asked.id]
    assert await claim(database, asked.id, "second", OVER + HOUR)
    async with database.write() as session:
        assert not await pulse_reading.extend_claim(session, asked.id, "first")
        assert await pulse_reading.extend_claim(session, asked.id, "second")
        await pulse_reading.release_claim(session, asked.id, "first")
    assert not await claim(database, asked.id, "third")
    async with database.write() as session:
        await pulse_reading.release_claim(session, asked.id, "second")
        known = await session.get_one(Round, asked.id, populate_existing=True)
    assert known.reading_since == OVER, "when it was first tried"
    assert await claim(database, asked.id, "third")


async def test_what_is_left_to_read_stands_in_slack(database: Database, asked: Round) -> None:
    assert await list_to_read(database, OVER - HOUR) == []
    assert await list_to_close(database, OVER - HOUR) == {}
    assert await list_to_read(database) == [asked.id]
    assert await list_to_close(database) == {}
    assert await read_all(database, asked.id) == ["D0", "D1", "D2", "D3"]
    assert await read_all(database, asked.id) == []
    assert await list_to_read(database) == []
    assert await list_to_close(database) == {asked.id: 0}


async def test_a_round_in_which_nobody_was_asked_closes_at_once(
    database: Database, asked: Round
) -> None:
    async with database.write() as session:
        await session.execute(update(OutboxRow).values(ts=None, state=State.FAILED))
    assert await list_to_read(database) == []
    assert await list_to_close(database) == {asked.id: 0}


async def test_it_is_tried_for_an_hour_from_when_it_was_first_tried(
    database: Database, asked: Round
) -> None:
    later = OVER + timedelta(days=2)
    assert await list_to_close(database, later) == {}, "nobody was there to try"
    assert await claim(database, asked.id, "reader", later)
    assert await list_to_close(database, later + HOUR / 2) == {}
    assert await list_to_close(database, later + HOUR) == {asked.id: 4}


async def test_what_comes_after_a_round_was_closed_is_not_taken_in(
    database: Database, asked: Round
) -> None:
    async with database.write() as session:
        (one, *_) = await pulse_reading.list_unread(session, asked.id)
        await session.execute(update(Round).values(status=RoundStatus.CLOSED))
        await pulse_answers.erase_drafts(session, asked.id)
    standing = {"UANN": [5], "UAMIR": [5]}
    async with database.write() as session:
        assert not await reading.take_in(
            session, asked.id, one.id, 0, standing, asked="1.0", looked=OVER
        )
    async with database.read() as session:
        assert await pulse_answers.load_drafts(session, asked.id) == {}
        assert not any(await session.scalars(select(Participant.read_back)))
    assert not await claim(database, asked.id, "reader")
