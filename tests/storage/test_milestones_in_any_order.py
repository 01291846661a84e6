"""Whatever people do about a milestone, and in whichever order: its record, its steps, and what is
said of it agree, and nothing is celebrated that not both sides call reached."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.core.errors import RapportError
from bot.core.people import Side
from bot.milestones import celebrating, prompting, service
from bot.milestones.rules import STEPS, Draft, Status, Step
from storage import milestones
from storage.database import Database
from storage.milestones import Milestone, MilestoneStep
from storage.outbox import Kind, OutboxRow
from tests.factories import make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DUE = date(2026, 11, 12)
SIDES = {"UANN": "client", "UADA": "client", "UAMIR": "client"}
SIDES |= {"UBO": "vendor", "UBEA": "vendor", "UBOB": "vendor", "UNOBODY": None}
EXAMPLES = {"sqlite": 40, "postgresql": 8}

people = st.sampled_from(sorted(SIDES))
ACTS = st.lists(
    st.tuples(
        st.one_of(
            st.just("say_reached"),
            st.sampled_from(["say_reached", "say_not_yet", "take_back", "move", "drop", "restore"]),
        ),
        people,
        st.integers(0, 20),
    ),
    min_size=4,
    max_size=14,
)


async def plan(database: Database) -> str:
    """A yearly one; Ada and Bea own it, Amir planned it."""
    draft = Draft(
        "Go-live",
        DUE,
        owners={Side.CLIENT: "UADA", Side.VENDOR: "UBEA"},
        meanings=dict.fromkeys(Side, "much"),
        yearly=True,
    )
    async with database.write() as session:
        return (await service.plan(session, "R1", draft, user_id="UAMIR", now=NOW)).id


async def act(database: Database, milestone_id: str, name: str, user_id: str, day: int) -> None:
    """Somebody does something; whether they may is not asked here."""
    by: dict[str, Any] = {"user_id": user_id, "now": NOW}
    try:
        async with database.write() as session:
            match name:
                case "say_reached":
                    seen = Status.PLANNED
                    await celebrating.say_reached(session, milestone_id, ["UADA"], seen=seen, **by)
                case "move":
                    new = DUE + timedelta(days=day)
                    await service.move(session, milestone_id, new, "a reason", **by)
                case "say_not_yet" | "drop":
                    await getattr(service, name)(session, milestone_id, "a reason", **by)
                case _:
                    await getattr(service, name)(session, milestone_id, **by)
    except RapportError:
        return


def check_steps(found: Milestone, steps: Sequence[MilestoneStep]) -> None:
    """What is on record follows from the steps, which follow from each other."""
    status, due, proposing = Status.PLANNED, DUE, None
    for number, step in enumerate(steps, 1):
        kind, side = Step(step.kind), SIDES[step.by]
        assert step.seq == number
        assert side is not None, "nobody from outside"
        assert step.by != "UBOB", "nor anybody who has nothing to do with it"
        if kind is Step.MOVED:
            assert step.from_due == due != step.to_due
            due = step.to_due
        elif kind is Step.PROPOSED:
            proposing = side
        elif status is Status.PROPOSED:
            assert (side == proposing) is (kind is Step.TAKEN_BACK)
        status = STEPS[status][kind]
    assert (found.status, found.due) == (status, due)


async def count_posts(database: Database, milestone_id: str) -> dict[str, int]:
    """How often something of each kind was said about it."""
    async with database.read() as session:
        rows = await session.scalars(
            select(OutboxRow.card_kind).where(
                OutboxRow.kind == Kind.POST, OutboxRow.card_id.startswith(milestone_id)
            )
        )
        kinds = list(rows)
    return {str(kind): kinds.count(kind) for kind in kinds}


async def tell(database: Database, acts: list[tuple[str, str, int]]) -> None:
    milestone_id = await plan(database)
    for name, user_id, day in acts:
        await act(database, milestone_id, name, user_id, day)
    async with database.read() as session:
        found = await milestones.get_milestone(session, milestone_id)
        steps = await milestones.list_steps(session, milestone_id)
        coming = [one.milestone for one in await milestones.list_coming(session, "R1")]
    check_steps(found, steps)
    kinds = [Step(step.kind) for step in steps]
    is_reached = Step.REACHED in kinds
    said = await count_posts(database, milestone_id)
    for kind in (celebrating.CARD, celebrating.WAY, celebrating.CHART):
        assert said.get(kind, 0) == is_reached
    assert said[service.CARD] == 1
    assert said.get(service.STEP, 0) == sum(kind in service.TOLD for kind in kinds)
    assert said.get(prompting.CARD, 0) == kinds.count(Step.PROPOSED), "one owner for each"
    again = [one for one in coming if one.series_id == milestone_id and one.id != milestone_id]
    assert len(again) == is_reached
    assert all(one.due == found.due.replace(year=found.due.year + 1) for one in again)


def test_record_steps_and_what_is_said_agree(database_url: str) -> None:
    with asyncio.Runner() as runner:
        database = Database(database_url)
        runner.run(prepare(database))

        @settings(
            max_examples=EXAMPLES[database.kind],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        )
        @given(ACTS)
        @example([("say_reached", "UADA", 0), ("say_reached", "UBO", 0), ("drop", "UBO", 0)])
        @example([("say_reached", "UADA", 0), ("take_back", "UBO", 0), ("move", "UANN", 1)])
        def play(acts: list[tuple[str, str, int]]) -> None:
            runner.run(tell(database, acts))

        play()
        runner.run(database.close())


async def prepare(database: Database) -> None:
    async with database.write() as session:
        await make_relationship(session, id="R1")
