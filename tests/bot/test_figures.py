"""The gauges that every process reads from the database it shares with the others."""

from datetime import datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update

from bot.core.ids import new_id
from bot.figures import read_figures
from storage import budgets, outbox
from storage.database import Database, database_time
from storage.outbox import OutboxRow, Place, State
from storage.pulse import Participant, Pulse, Round
from tests.factories import NOW, make_relationship

Key = tuple[str, tuple[tuple[str, str], ...]]


async def read(database: Database, now: datetime = NOW) -> dict[Key, float]:
    async with database.read() as session:
        text = (await read_figures(session, now)).decode()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def of(name: str, **labels: str) -> Key:
    return name, tuple(sorted(labels.items()))


async def test_nothing_is_zero(database: Database) -> None:
    figures = await read(database)
    for state in ("waiting", "sending", "looking", "failed", "unknown"):
        assert figures[of("rapport_outbox_rows", state=state)] == 0
    assert figures[of("rapport_outbox_oldest_seconds")] == 0
    assert figures[of("rapport_rounds_open")] == 0
    for act in ("ask", "close"):
        assert figures[of("rapport_rounds_due", act=act)] == 0
        assert figures[of("rapport_rounds_late_seconds", act=act)] == 0


async def test_the_outbox_is_counted_by_state_and_timed(database: Database) -> None:
    async with database.write() as session:
        await make_relationship(session)
        for number, state in enumerate(("sent", "waiting", "waiting", "failed", "looking")):
            row = await outbox.post(
                session,
                key=str(number),
                place=Place("T1", channel_id="C1"),
                now=NOW + timedelta(seconds=number),
                message={"text": "Hello", "blocks": []},
            )
            await session.execute(
                update(OutboxRow).where(OutboxRow.id == row).values(state=State(state))
            )
    figures = await read(database, NOW + timedelta(seconds=61))
    assert figures[of("rapport_outbox_rows", state="waiting")] == 2
    assert figures[of("rapport_outbox_rows", state="failed")] == 1
    assert figures[of("rapport_outbox_rows", state="looking")] == 1
    assert figures[of("rapport_outbox_oldest_seconds")] == 60


async def test_what_slack_holds_back_is_told_until_it_ends(database: Database) -> None:
    async with database.write() as session:
        await make_relationship(session)
        moment = await database_time(session)
        await budgets.block(session, "T1", "chat.update", moment + timedelta(seconds=300))
        await budgets.block(session, "T1", "views.open", moment - timedelta(seconds=1))
    figures = await read(database)
    left = figures[of("rapport_blocked_seconds", installation="T1", method="chat.update")]
    assert left == pytest.approx(300, abs=30)
    assert of("rapport_blocked_seconds", installation="T1", method="views.open") not in figures


async def test_rounds_are_due_and_late_by_what_is_not_done(database: Database) -> None:
    async with database.write() as session:
        relationship = await make_relationship(session, clients=("UANN",), vendors=("UBO",))
        own = Pulse(
            id=new_id(),
            relationship_id=relationship.id,
            number=1,
            title="How is it going?",
            questions=[],
            anonymity="anonymous",
            in_channel=False,
            schedule={"weekday": 0, "at": "09:00"},
            open_hours=4,
            status="active",
            created_by="UANN",
            created_at=NOW,
            effective_from=NOW,
        )
        opened = Round(
            id=new_id(),
            pulse_id=own.id,
            key="k",
            questions=[],
            status="open",
            opened_at=NOW,
            closes_at=NOW + timedelta(hours=4),
            wiped=False,
        )
        session.add(own)
        await session.flush()
        session.add(opened)
        await session.flush()
        for user_id, hours in (("UANN", 1), ("UBO", 2), ("UGONE", 0)):
            session.add(
                Participant(
                    id=new_id(),
                    round_id=opened.id,
                    user_id=user_id,
                    side="client",
                    ask_at=NOW + timedelta(hours=hours),
                    answered=False,
                )
            )
    early = await read(database, NOW + timedelta(minutes=30))
    assert early[of("rapport_rounds_open")] == 1
    assert early[of("rapport_rounds_due", act="ask")] == 0  # who is gone is not asked any more
    late = await read(database, NOW + timedelta(hours=3))
    assert late[of("rapport_rounds_due", act="ask")] == 1
    assert late[of("rapport_rounds_late_seconds", act="ask")] == 2 * 3600
    assert late[of("rapport_rounds_due", act="close")] == 0
    over = await read(database, NOW + timedelta(hours=5))
    assert over[of("rapport_rounds_due", act="close")] == 1
    assert over[of("rapport_rounds_late_seconds", act="close")] == 3600
