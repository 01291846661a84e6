"""Lists of problems: what waits for whom, what concerns somebody, page by page."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.ids import new_id
from bot.core.people import Side
from storage.actions import Action
from storage.database import Database
from storage.problems import Entry, Problem
from storage.problems_listing import list_problems
from storage.problems_reading import find_by_number
from storage.problems_steps import Proposal, Ready
from tests.factories import make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def problem(number: int, **traits: Any) -> Problem:
    values = {"stage": "options", "raised_by": "UANN", "created_at": NOW, "round_at": NOW}
    values |= {"client_facilitator": "UAMIR", "vendor_facilitator": "UBEA", "moved_at": NOW}
    values |= {"id": f"P{number}", "relationship_id": "R1", "title": "It fails", "what": "often"}
    return Problem(number=number, **{**values, **traits})


def proposal(problem_id: str, side: Side, outcome: str | None = None) -> Proposal:
    return Proposal(
        id=new_id(),
        problem_id=problem_id,
        round=1,
        step="next",
        from_stage="options",
        to_stage="evaluate",
        by="U",
        side=side,
        payload={},
        created_at=NOW,
        outcome=outcome,
    )


def entry(problem_id: str, author: str, withdrawn_at: datetime | None = None) -> Entry:
    traits = {"stage": "options", "kind": "fact", "side": "vendor", "created_at": NOW}
    return Entry(
        id=new_id(),
        problem_id=problem_id,
        seq=1,
        text="seen",
        author=author,
        withdrawn_at=withdrawn_at,
        **traits,
    )


def action(problem_id: str, status: str) -> Action:
    return Action(
        id=new_id(),
        relationship_id="R1",
        side="vendor",
        text="Order a disk",
        owner="UBOB",
        due=NOW.date(),
        first_due=NOW.date(),
        status=status,
        source_kind="problem",
        source_id=problem_id,
        series_id=problem_id,
        author="UBO",
        created_at=NOW,
        changed_by="UBO",
        changed_at=NOW,
        post_id="",
    )


@pytest.fixture
async def filled(database: Database) -> Database:
    ready = {"round": 1, "stage": "options", "by": "U", "at": NOW}
    async with database.write() as session:
        for number in (1, 2):
            await make_relationship(session, id=f"R{number}", channel_id=f"C{number}")
        session.add_all(
            [
                problem(1, closed_at=NOW - 40 * DAY, stage="closed"),
                problem(2, closed_at=NOW - DAY, stage="closed", theme="trust"),
                problem(3, theme="trust", raised_by="UBOB"),
                problem(4, stage="try", vendor_facilitator="UBOB"),
                problem(5),
                problem(6),
                problem(7),
                problem(1, id="OTHER", relationship_id="R2"),
            ]
        )
        await session.flush()
        session.add_all(
            [
                proposal("P3", Side.CLIENT),
                proposal("P5", Side.CLIENT, "missing"),
                Ready(problem_id="P6", side="client", **ready),
                Ready(problem_id="P7", side="client", **ready),
                Ready(problem_id="P7", side="vendor", **ready),
                entry("P5", "UBOB"),
                entry("P6", "UBOB", withdrawn_at=NOW),
                action("P6", "done"),
                action("P7", "open"),
            ]
        )
    return database


async def test_a_list_holds_what_somebody_looks_for_newest_first(filled: Database) -> None:
    async def numbers(**filters: Any) -> list[int]:
        async with filled.read() as session:
            listed = await list_problems(session, "R1", **{"most": 10, **filters})
        return [one.problem.number for one in listed]

    assert await numbers() == [7, 6, 5, 4, 3]
    assert await numbers(most=2) == [7, 6]
    assert await numbers(before=6, most=2) == [5, 4]
    assert await numbers(closed_since=NOW - 30 * DAY) == [7, 6, 5, 4, 3, 2]
    assert await numbers(theme="trust", closed_since=NOW - 30 * DAY) == [3, 2]
    assert await numbers(stage="try") == [4]
    assert await numbers(side=Side.VENDOR) == [6, 3], "proposed or ready, and not answered"
    assert await numbers(side=Side.CLIENT) == []
    assert await numbers(mine="UBOB") == [7, 5, 4, 3]


async def test_a_number_is_one_of_its_own_relationship(filled: Database) -> None:
    async with filled.read() as session:
        found = [await find_by_number(session, of, 1) for of in ("R1", "R2")]
        assert [one.id if one else None for one in found] == ["P1", "OTHER"]
        assert await find_by_number(session, "R2", 2) is None
