"""The clock's acts in pulses may come at any time, and again."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from bot.core.clock import SystemClock
from bot.pulse import rounds, service
from bot.pulse.answers import Click
from handlers.desk import Desk
from handlers.pulse import jobs
from storage.database import Database
from storage.outbox import OutboxRow
from storage.people import PersonRecord
from storage.pulse import Pulse, Round, RoundKey, RoundStatus
from storage.relationships import Relationship
from tests.factories import make_plan, make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DUE = NOW + timedelta(hours=2)
OVER = DUE + timedelta(days=1)


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A desk over a database with one anonymous pulse, asked Mondays at ten."""
    async with database.write() as session:
        relationship = await make_relationship(session, tz="UTC")
        plan = make_plan()
        await service.plan(session, relationship.id, plan, user_id="UANN", now=NOW)
    return Desk(database=database, clock=SystemClock(), clients=None, operator="tests")


async def look(desk: Desk, now: datetime) -> None:
    """All jobs, as several machines would do them: side by side and repeatedly."""
    for job in (jobs.close_rounds, jobs.open_rounds, jobs.ask_participants):
        await asyncio.gather(job(desk, now), job(desk, now))
        await job(desk, now)


async def said(desk: Desk, kind: str) -> list[OutboxRow]:
    async with desk.database.read() as session:
        rows = select(OutboxRow).where(OutboxRow.card_kind == kind, OutboxRow.kind == "post")
        return list(await session.scalars(rows))


async def all_rounds(desk: Desk) -> list[Round]:
    async with desk.database.read() as session:
        return list(await session.scalars(select(Round)))


async def test_a_round_lives_once(desk: Desk) -> None:
    await look(desk, NOW)
    assert await all_rounds(desk) == []
    await look(desk, DUE)
    assert [one.status for one in await all_rounds(desk)] == [RoundStatus.OPEN]
    assert len(await said(desk, "pulse_question")) == 6
    assert await said(desk, "pulse_digest") == []
    await look(desk, OVER)
    assert [(one.status, one.wiped) for one in await all_rounds(desk)] == [("closed", True)]
    assert len(await said(desk, "pulse_digest")) == 1
    await look(desk, OVER + timedelta(days=5))
    assert len(await all_rounds(desk)) == 1


async def test_a_round_of_which_something_may_be_left_is_wiped_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await look(desk, DUE)
    (asked,) = await all_rounds(desk)
    async with desk.database.write() as session:
        await rounds.answer(
            session, asked.id, 0, user_id="UBO", now=DUE, change=lambda a: a.record(Click("1", 3))
        )

    async def busy(*_tables: str) -> bool:
        return False

    with monkeypatch.context() as patched:
        patched.setattr(desk.database, "scrub", busy)
        await look(desk, OVER)
        assert [one.wiped for one in await all_rounds(desk)] == [False]
    await look(desk, OVER)
    assert [one.wiped for one in await all_rounds(desk)] == [True]


@pytest.mark.parametrize("change", ["paused", "stopped", "away", "declined"])
async def test_nothing_is_asked_where_it_should_not_be(desk: Desk, change: str) -> None:
    async with desk.database.write() as session:
        relationship = (await session.scalars(select(Relationship))).one()
        own = (await session.scalars(select(Pulse))).one()
        if change == "away":
            relationship.bot_present = False
        elif change == "declined":
            relationship.status = "declined"
        else:
            own.status = change
    await look(desk, DUE)
    assert await all_rounds(desk) == []


async def test_questions_wait_for_each_persons_moment(desk: Desk) -> None:
    async with desk.database.write() as session:
        person = await session.get_one(PersonRecord, "UBO")
        person.tz = "America/New_York"
    await look(desk, DUE)
    assert len(await said(desk, "pulse_question")) == 5
    await look(desk, DUE + timedelta(hours=5))
    assert len(await said(desk, "pulse_question")) == 6


async def test_a_round_that_cannot_be_closed_does_not_keep_others_open(desk: Desk) -> None:
    async with desk.database.write() as session:
        relationship = (await session.scalars(select(Relationship))).one()
        plan = make_plan()
        for _ in range(2):
            await service.plan(session, relationship.id, plan, user_id="UANN", now=NOW)
    await look(desk, DUE)
    async with desk.database.write() as session:
        broken = (await session.scalars(select(Round).order_by(Round.id))).first()
        assert broken is not None
        await session.execute(delete(RoundKey).where(RoundKey.round_id == broken.id))
    await look(desk, OVER)
    statuses = {one.id: one.status for one in await all_rounds(desk)}
    assert statuses.pop(broken.id) == RoundStatus.OPEN
    assert set(statuses.values()) == {RoundStatus.CLOSED}


async def test_a_pulse_that_cannot_be_read_does_not_keep_others_from_being_asked(
    desk: Desk,
) -> None:
    async with desk.database.write() as session:
        relationship = (await session.scalars(select(Relationship))).one()
        plan = make_plan()
        broken = await service.plan(session, relationship.id, plan, user_id="UANN", now=NOW)
        broken.id, broken.schedule = "0", {"weekday": 0, "at": "no time"}
    await look(desk, DUE)
    assert len(await all_rounds(desk)) == 1
