"""Milestones on both engines: planned, moved, said to be reached by one side and by the other."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.errors import InvalidInput, NotAllowed, NotOnASide
from bot.core.people import Member, Side
from bot.milestones import celebrating, prompting, service
from bot.milestones.errors import (
    MilestoneChanged,
    MilestoneGone,
    OwnSide,
    ProblemRaised,
)
from bot.milestones.rules import Draft, Status, Step
from storage import milestones, relationships
from storage.database import Database
from storage.milestones import Milestone
from storage.outbox import OutboxRow
from tests.factories import make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DUE = date(2026, 11, 12)
DRAFT = Draft(
    "The portal is live",
    DUE,
    owners={Side.CLIENT: "UADA", Side.VENDOR: "UBEA"},
    meanings={Side.CLIENT: "fewer calls", Side.VENDOR: "a reference"},
)
YEARLY = Draft(DRAFT.title, DUE, DRAFT.owners, DRAFT.meanings, yearly=True)


@pytest.fixture
async def memory(database: Database) -> Database:
    """The relationship R1: contacts are UANN and UBO, owners will be UADA and UBEA."""
    async with database.write() as session:
        await make_relationship(session, id="R1")
    return database


async def plan(database: Database, draft: Draft = DRAFT, user_id: str = "UAMIR") -> str:
    async with database.write() as session:
        return (await service.plan(session, "R1", draft, user_id=user_id, now=NOW)).id


async def move(
    database: Database, milestone_id: str, day: date, *, user_id: str = "UADA", at: datetime = NOW
) -> None:
    async with database.write() as session:
        await service.move(session, milestone_id, day, "a holiday", user_id=user_id, now=at)


async def say_reached(
    database: Database,
    milestone_id: str,
    user_id: str,
    *contributors: str,
    seen: Status = Status.PLANNED,
    at: datetime = NOW,
) -> None:
    async with database.write() as session:
        await celebrating.say_reached(
            session,
            milestone_id,
            contributors or ("UADA", "UBEA"),
            seen=seen,
            user_id=user_id,
            now=at,
        )


async def reach(database: Database, draft: Draft = DRAFT, at: datetime = NOW) -> str:
    """A milestone that both sides say is reached."""
    milestone_id = await plan(database, draft)
    await say_reached(database, milestone_id, "UADA", at=at)
    await say_reached(database, milestone_id, "UBEA", at=at)
    return milestone_id


async def look(database: Database, milestone_id: str) -> Milestone:
    async with database.read() as session:
        return await milestones.get_milestone(session, milestone_id)


async def told(database: Database, kind: str) -> list[str | None]:
    """To whom cards of that kind were posted; None is the channel."""
    async with database.read() as session:
        rows = select(OutboxRow.user_id).where(
            OutboxRow.card_kind == kind, OutboxRow.kind == "post"
        )
        return list(await session.scalars(rows.order_by(OutboxRow.seq)))


async def updated(database: Database) -> set[str | None]:
    """The kinds of cards of which an update waits."""
    async with database.read() as session:
        rows = select(OutboxRow.card_kind).where(OutboxRow.kind == "update")
        return set(await session.scalars(rows))


async def steps(database: Database, milestone_id: str) -> list[str]:
    async with database.read() as session:
        return [one.kind for one in await milestones.list_steps(session, milestone_id)]


async def contributors(database: Database, milestone_id: str) -> list[str]:
    async with database.read() as session:
        found = await milestones.list_contributors(session, milestone_id)
        return [one.user_id for one in found]


async def test_everybody_on_a_side_plans_one_and_its_card_stands_in_the_channel(
    memory: Database,
) -> None:
    milestone_id = await plan(memory)
    planned = await look(memory, milestone_id)
    assert (planned.due, planned.first_due, planned.anchor) == (DUE, DUE, DUE)
    assert planned.owners == ("UADA", "UBEA")
    assert await told(memory, service.CARD) == [None]
    with pytest.raises(NotOnASide):
        await plan(memory, user_id="UNOBODY")
    with pytest.raises(InvalidInput):
        await plan(memory, Draft("", None, DRAFT.owners, DRAFT.meanings))


async def test_what_is_gone_is_said_to_be(memory: Database) -> None:
    with pytest.raises(MilestoneGone):
        await move(memory, "nothing", DUE)


async def test_moving_it_keeps_each_day_and_why(memory: Database) -> None:
    milestone_id = await plan(memory)
    await move(memory, milestone_id, date(2026, 11, 20))
    await move(memory, milestone_id, date(2026, 12, 1), user_id="UANN", at=NOW + DAY)
    moved = await look(memory, milestone_id)
    assert (moved.first_due, moved.due, moved.dated_at) == (DUE, date(2026, 12, 1), NOW + DAY)
    async with memory.read() as session:
        first, second = await milestones.list_steps(session, milestone_id)
    assert (first.from_due, first.to_due, first.reason) == (DUE, date(2026, 11, 20), "a holiday")
    assert (second.from_due, second.by) == (date(2026, 11, 20), "UANN")
    assert await updated(memory) == {service.CARD}


async def test_only_owners_contacts_and_who_planned_it_change_it(memory: Database) -> None:
    milestone_id = await plan(memory, user_id="UAMIR")
    for number, user_id in enumerate(("UADA", "UBEA", "UANN", "UBO", "UAMIR"), 13):
        await move(memory, milestone_id, date(2026, 11, number), user_id=user_id)
    with pytest.raises(NotAllowed):
        await move(memory, milestone_id, date(2026, 12, 1), user_id="UBOB")


async def test_one_side_says_it_is_reached_and_the_other_confirms_it(memory: Database) -> None:
    milestone_id = await plan(memory)
    await say_reached(memory, milestone_id, "UADA", "UADA", "UBOB")
    proposed = await look(memory, milestone_id)
    assert (proposed.status, proposed.proposed_side) == (Status.PROPOSED, Side.CLIENT)
    assert await told(memory, prompting.CARD) == ["UBEA"]
    with pytest.raises(OwnSide):
        await say_reached(memory, milestone_id, "UANN", seen=Status.PROPOSED)
    with pytest.raises(NotAllowed):
        await say_reached(memory, milestone_id, "UBOB", seen=Status.PROPOSED)
    assert await told(memory, celebrating.CARD) == []
    await say_reached(
        memory, milestone_id, "UBO", "UBOB", "UBEA", seen=Status.PROPOSED, at=NOW + DAY
    )
    reached = await look(memory, milestone_id)
    assert (reached.status, reached.reached_at) == (Status.REACHED, NOW + DAY)
    assert await contributors(memory, milestone_id) == ["UBOB", "UBEA"]
    for kind in (celebrating.CARD, celebrating.WAY, celebrating.CHART):
        assert await told(memory, kind) == [None]
    assert await steps(memory, milestone_id) == [Step.PROPOSED, Step.REACHED]
    with pytest.raises(MilestoneChanged, match="is reached by now"):
        await say_reached(memory, milestone_id, "UADA")


async def test_who_both_say_so_at_once_agree_and_name_all_contributors(memory: Database) -> None:
    milestone_id = await plan(memory)
    await asyncio.gather(
        say_reached(memory, milestone_id, "UADA", "UADA", "UAMIR"),
        say_reached(memory, milestone_id, "UBEA", "UBEA"),
    )
    assert (await look(memory, milestone_id)).status == Status.REACHED
    assert set(await contributors(memory, milestone_id)) == {"UADA", "UAMIR", "UBEA"}
    assert await told(memory, celebrating.CARD) == [None]


async def test_two_confirmations_at_once_celebrate_once(memory: Database) -> None:
    milestone_id = await plan(memory, YEARLY)
    await say_reached(memory, milestone_id, "UADA")
    answers = await asyncio.gather(
        *(say_reached(memory, milestone_id, who, seen=Status.PROPOSED) for who in ("UBEA", "UBO")),
        return_exceptions=True,
    )
    assert sorted(type(one) for one in answers if one) == [MilestoneChanged]
    assert await told(memory, celebrating.CARD) == [None]
    async with memory.read() as session:
        assert len(await milestones.list_coming(session, "R1")) == 1


async def test_not_yet_says_why_and_it_is_planned_again(memory: Database) -> None:
    milestone_id = await plan(memory)
    await say_reached(memory, milestone_id, "UADA")
    async with memory.write() as session:
        with pytest.raises(InvalidInput):
            await service.say_not_yet(session, milestone_id, "", user_id="UBEA", now=NOW)
        with pytest.raises(NotAllowed):
            await service.say_not_yet(session, milestone_id, "no", user_id="UANN", now=NOW)
        await service.say_not_yet(session, milestone_id, "the index", user_id="UBEA", now=NOW)
    assert (await look(memory, milestone_id)).status == Status.PLANNED
    await say_reached(memory, milestone_id, "UBEA")
    assert await told(memory, prompting.CARD) == ["UBEA", "UADA"]
    assert (await look(memory, milestone_id)).proposed_side == Side.VENDOR


async def test_before_it_is_confirmed_the_own_side_takes_it_back(memory: Database) -> None:
    milestone_id = await plan(memory)
    await say_reached(memory, milestone_id, "UADA")
    async with memory.write() as session:
        with pytest.raises(NotAllowed):
            await service.take_back(session, milestone_id, user_id="UBEA", now=NOW)
        await service.take_back(session, milestone_id, user_id="UANN", now=NOW)
        with pytest.raises(MilestoneChanged):
            await service.take_back(session, milestone_id, user_id="UANN", now=NOW)
    assert (await look(memory, milestone_id)).status == Status.PLANNED


async def test_what_was_taken_back_is_not_confirmed(memory: Database) -> None:
    milestone_id = await plan(memory)
    await say_reached(memory, milestone_id, "UADA")
    async with memory.write() as session:
        await service.take_back(session, milestone_id, user_id="UADA", now=NOW)
    with pytest.raises(MilestoneChanged, match="nobody says that it is reached"):
        await say_reached(memory, milestone_id, "UBO", seen=Status.PROPOSED)
    assert (await look(memory, milestone_id)).status == Status.PLANNED
    assert await contributors(memory, milestone_id) == ["UADA", "UBEA"]


async def test_an_owner_who_changed_sides_does_not_confirm_their_own_word(
    memory: Database,
) -> None:
    milestone_id = await plan(memory)
    await say_reached(memory, milestone_id, "UBEA")
    async with memory.write() as session:
        await relationships.save_member(session, "R1", Member("UBEA", Side.CLIENT))
    with pytest.raises(NotAllowed):
        await say_reached(memory, milestone_id, "UBEA", "UADA", seen=Status.PROPOSED)


async def test_what_is_dropped_can_be_taken_up_again(memory: Database) -> None:
    milestone_id = await plan(memory)
    async with memory.write() as session:
        await service.drop(session, milestone_id, "no budget", user_id="UBEA", now=NOW)
        with pytest.raises(MilestoneChanged):
            await service.drop(session, milestone_id, "again", user_id="UADA", now=NOW)
        assert await milestones.list_coming(session, "R1") == []
        await service.restore(session, milestone_id, user_id="UADA", now=NOW)
    assert (await look(memory, milestone_id)).status == Status.PLANNED
    assert await steps(memory, milestone_id) == [Step.DROPPED, Step.RESTORED]


async def test_what_is_done_about_it_is_said_in_the_thread_in_which_its_card_stands(
    memory: Database,
) -> None:
    first = await reach(memory, YEARLY)
    async with memory.read() as session:
        (second,) = [one.milestone for one in await milestones.list_coming(session, "R1")]
    await move(memory, second.id, date(2027, 11, 20))
    other = await plan(memory)
    await move(memory, other, date(2026, 11, 20))
    async with memory.read() as session:
        rows = select(OutboxRow.thread_post_id).where(OutboxRow.card_kind == service.STEP)
        threads = list(await session.scalars(rows.order_by(OutboxRow.seq)))
    celebrated, planned = await look(memory, first), await look(memory, other)
    assert threads == [celebrated.celebration_post_id, planned.post_id]


async def test_a_day_that_passed_is_raised_as_one_problem(memory: Database) -> None:
    milestone_id = await plan(memory)
    async with memory.write() as session:
        found = await service.check_problem(session, milestone_id, "UADA")
        await service.note_problem(session, found, "P1", user_id="UADA", now=NOW)
        with pytest.raises(ProblemRaised):
            await service.check_problem(session, milestone_id, "UBEA")
    await move(memory, milestone_id, date(2026, 11, 20))
    async with memory.write() as session:
        await service.check_problem(session, milestone_id, "UBEA")


async def test_lists_are_of_one_relationship_and_in_order(memory: Database) -> None:
    async with memory.write() as session:
        await make_relationship(session, id="R2", channel_id="C2")
    later: dict[str, Any] = {"owners": DRAFT.owners, "meanings": DRAFT.meanings}
    await plan(memory, Draft("later", date(2026, 12, 1), **later))
    await plan(memory, Draft("sooner", date(2026, 11, 5), **later))
    await reach(memory)
    async with memory.read() as session:
        coming = await milestones.list_coming(session, "R1")
        assert [one.milestone.title for one in coming] == ["sooner", "later"]
        assert await milestones.list_coming(session, "R2") == []
        assert len(await milestones.list_reached(session, "R1", most=5, since=NOW)) == 1
        assert await milestones.list_reached(session, "R1", most=5, until=NOW) == []
        assert await milestones.list_reached(session, "R2", most=5) == []
