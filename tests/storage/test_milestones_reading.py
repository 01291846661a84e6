"""What is looked up of the time of a milestone, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.ids import new_id
from storage import milestones_reading as reading
from storage.actions import Action
from storage.database import Database
from storage.problems import Entry, Problem
from storage.pulse import Pulse, Round
from tests.factories import make_plan
from tests.storage import kudos_room
from tests.storage.kudos_room import act, give

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
async def memory(database: Database) -> Database:
    await kudos_room.furnish(database)
    return database


async def add(database: Database, *rows: object) -> None:
    async with database.write() as session:
        for row in rows:
            session.add(row)
            await session.flush()


def problem(number: int, at: datetime, relationship_id: str = "R1", **traits: object) -> Problem:
    return Problem(
        **{
            "id": f"{relationship_id}-{number}",
            "relationship_id": relationship_id,
            "number": number,
            "title": f"problem {number}",
            "what": "",
            "client_facilitator": "UOWNS",
            "vendor_facilitator": "UCARES",
            "stage": "define",
            "raised_by": "U1",
            "created_at": at,
            "round_at": at,
            "moved_at": at,
            **traits,
        }
    )


def entry(problem_id: str, seq: int, author: str, at: datetime, **traits: object) -> Entry:
    values = {"problem_id": problem_id, "seq": seq, "author": author, "created_at": at}
    return Entry(
        id=new_id(), stage="define", kind="fact", text="", side="client", **values, **traits
    )


def action(owner: str, at: datetime, relationship_id: str = "R1") -> Action:
    return Action(
        id=new_id(),
        relationship_id=relationship_id,
        side="client",
        text="",
        owner=owner,
        due=at.date(),
        first_due=at.date(),
        status="open",
        source_kind="",
        source_id="",
        series_id="",
        author="UAUTHOR",
        created_at=at,
        changed_by=owner,
        changed_at=at,
        post_id="",
    )


async def test_helpers_are_found_in_thanks_problems_and_actions_of_that_time(
    memory: Database,
) -> None:
    before = NOW - DAY
    await give(memory, giver="U1", receivers=("U3",))
    hidden = await give(memory, giver="U2", receivers=("U5",))
    await act(memory, "hide", hidden.id, user_id="U3")
    await give(memory, "R2", giver="U2", receivers=("U5",))
    await add(
        memory,
        problem(1, NOW),
        entry("R1-1", 1, "UADDS", NOW),
        entry("R1-1", 2, "UTOOKBACK", NOW, withdrawn_at=NOW),
        problem(2, before, client_facilitator="UEARLIER"),
        entry("R1-2", 1, "ULATER", NOW),
        entry("R1-2", 2, "USOONER", before),
        problem(1, NOW, "R2", client_facilitator="UELSEWHERE"),
        action("UACTS", NOW),
        action("UACTED", before),
        action("UELSEWHERE", NOW, "R2"),
    )
    async with memory.read() as session:
        found = await reading.list_helpers(session, "R1", NOW)
    assert found == {"U1", "U3", "UOWNS", "UCARES", "UADDS", "ULATER", "UACTS"}


async def test_what_is_collected_is_shown_oldest_first_and_counted(memory: Database) -> None:
    for number in range(3):
        at = NOW + timedelta(minutes=number)
        await give(memory, reason=f"deed {number}", now=at, collection_id="M1")
    await give(memory, reason="elsewhere", collection_id="M2")
    await give(memory, reason="on its own")
    gone = await give(memory, giver="U2", receivers=("U3",), reason="gone", collection_id="M1")
    await act(memory, "take_back", gone.id, user_id="U2")
    async with memory.read() as session:
        collected = await reading.load_collected(session, "M1", 2)
        nothing = await reading.load_collected(session, "M3", 2)
    assert [one.text for one in collected.shown] == ["deed 0", "deed 1"]
    assert collected.count == 3
    assert (nothing.shown, nothing.count) == ([], 0)


async def test_what_was_solved_and_asked_on_the_way(memory: Database) -> None:
    await add(
        memory,
        *(problem(n, NOW, closed_at=NOW + n * DAY) for n in range(1, 5)),
        problem(5, NOW),
        problem(6, NOW, closed_at=NOW + DAY, early_reason="It is gone"),
        problem(1, NOW, "R2", closed_at=NOW + DAY),
    )
    plan = make_plan()
    for relationship_id in ("R1", "R2"):
        pulse = Pulse(
            id=f"P-{relationship_id}",
            relationship_id=relationship_id,
            number=1,
            title="",
            questions=plan.questions,
            anonymity=plan.anonymity,
            in_channel=False,
            schedule=plan.schedule,
            open_hours=24,
            status="active",
            created_by="U1",
            created_at=NOW,
            effective_from=NOW,
        )
        rounds = [
            Round(
                id=f"{relationship_id}-{day}",
                pulse_id=pulse.id,
                key=str(day),
                questions=[],
                status="closed",
                opened_at=NOW,
                closes_at=NOW,
                closed_at=NOW + day * DAY,
                wiped=True,
            )
            for day in (1, 2, 9)
        ]
        await add(memory, pulse, *rounds)
    async with memory.read() as session:
        solved = await reading.load_solved(session, "R1", NOW, NOW + 3 * DAY, 2)
        assert await reading.count_rounds(session, "R1", NOW, NOW + 3 * DAY) == 2
    assert [one.number for one in solved.shown] == [1, 2]
    assert solved.count == 3
