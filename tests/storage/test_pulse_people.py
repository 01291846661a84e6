"""What jobs ask the database at every tick stays small, however many rounds there were."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.ids import new_id
from bot.pulse import opening, service
from storage import pulse, pulse_people, pulse_reading, pulse_reminders
from storage.database import Database
from storage.people import PersonRecord
from storage.pulse import Participant, Round, RoundStatus
from storage.relationships import MemberRecord
from tests.factories import make_plan, make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DUE = NOW + timedelta(hours=2)
EVENING = NOW + timedelta(hours=10)
ROUNDS_OF_OLD = 300

Query = Callable[[AsyncSession], Awaitable[Any]]

AT_EVERY_TICK: dict[str, Query] = {
    "to close": lambda session: pulse_reading.list_to_close(session, NOW, NOW),
    "to read": lambda session: pulse_reading.list_to_read(session, NOW),
    "unwiped": pulse.list_unwiped,
    "schedulable": pulse_people.list_schedulable,
    "zones": pulse_people.list_zones,
    "due to ask": lambda session: pulse_people.list_due_to_ask(session, NOW),
    "due to be reminded": lambda session: pulse_reminders.list_rounds(session, NOW),
}


@pytest.fixture
async def planned(database: Database) -> pulse.Pulse:
    """A pulse, asked Mondays at ten of everybody's own clock; one person lives in New York."""
    async with database.write() as session:
        relationship = await make_relationship(session, tz="UTC")
        await session.execute(
            update(PersonRecord).where(PersonRecord.user_id == "UBO").values(tz="America/New_York")
        )
        plan = make_plan()
        return await service.plan(session, relationship.id, plan, user_id="UANN", now=NOW)


async def list_due_to_ask(database: Database, now: datetime) -> list[str]:
    async with database.read() as session:
        return await pulse_people.list_due_to_ask(session, now)


@pytest.mark.parametrize("change", ["left", "sideless", "deleted", "over"])
async def test_who_cannot_be_asked_leaves_nothing_to_do(
    database: Database, planned: pulse.Pulse, change: str
) -> None:
    async with database.write() as session:
        opened = await opening.open_due(session, planned.id, DUE)
    assert opened is not None
    assert await list_due_to_ask(database, DUE) == []
    assert await list_due_to_ask(database, EVENING) == [opened.id]
    changes = {
        "left": (MemberRecord, {"present": False}),
        "sideless": (MemberRecord, {"side": None}),
        "deleted": (PersonRecord, {"deleted": True}),
        "over": (Round, {"closes_at": EVENING}),
    }
    record, values = changes[change]
    async with database.write() as session:
        await session.execute(update(record).values(values))
    assert await list_due_to_ask(database, EVENING) == []
    async with database.write() as session:
        await opening.ask_due(session, opened.id, EVENING)
        waiting = await pulse_people.list_unasked(session, opened.id, EVENING)
    assert waiting == []


async def test_zones_are_told_once_each_and_only_of_pulses_that_can_be_asked(
    database: Database, planned: pulse.Pulse
) -> None:
    async with database.write() as session:
        found = await pulse_people.list_zones(session)
        assert found == {
            planned.relationship_id: {"client": {None}, "vendor": {"America/New_York", None}}
        }
        await opening.open_due(session, planned.id, DUE)
    async with database.read() as session:
        assert await pulse_people.list_zones(session) == {}
        assert await pulse_people.list_schedulable(session) == []


async def fill_with_old_rounds(database: Database, planned: pulse.Pulse) -> None:
    ids = [new_id() for _ in range(ROUNDS_OF_OLD)]
    closed = {"pulse_id": planned.id, "opened_at": NOW, "closes_at": NOW, "closed_at": NOW}
    never_asked = {"user_id": "UADA", "side": "client", "ask_at": NOW, "answered": False}
    async with database.write() as session:
        await session.execute(
            insert(Round),
            [
                {"id": one, "key": one, "status": RoundStatus.CLOSED, "wiped": True, **closed}
                for one in ids
            ],
        )
        await session.execute(
            insert(Participant), [{"id": one, "round_id": one, **never_asked} for one in ids]
        )


async def explain(database: Database, query: Query) -> str:
    """How the engine goes about a query."""
    caught: list[tuple[str, Any]] = []
    sqlite = database.kind == "sqlite"
    async with database.read() as session:
        connection = await session.connection()

        def catch(*args: Any) -> None:
            caught.append((args[2], args[3]))

        event.listen(connection.sync_connection, "before_cursor_execute", catch)
        await query(session)
        event.remove(connection.sync_connection, "before_cursor_execute", catch)
        statement, parameters = caught[-1]
        explaining = "EXPLAIN QUERY PLAN" if sqlite else "EXPLAIN"
        rows = await connection.exec_driver_sql(f"{explaining} {statement}", parameters)
        return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize("name", AT_EVERY_TICK)
async def test_no_tick_reads_all_rounds_there_ever_were(
    database: Database, planned: pulse.Pulse, name: str
) -> None:
    await fill_with_old_rounds(database, planned)
    if database.kind == "postgresql":
        async with database.write() as session:
            await (await session.connection()).exec_driver_sql("ANALYZE")
    plan = await explain(database, AT_EVERY_TICK[name])
    if database.kind == "postgresql":
        assert "Seq Scan on pulse_rounds" not in plan, plan
        assert "Seq Scan on pulse_participants" not in plan, plan
    scanned = {line for line in plan.splitlines() if line.startswith("SCAN pulse_")}
    assert scanned <= {"SCAN pulse_rounds USING INDEX uq_pulse_rounds_one_open"}, plan
