"""What is kept of milestones that are reached, on both engines."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.authority import Act
from bot.core.errors import InvalidInput, NotAllowed, NotOnASide
from bot.core.ids import gone_id
from bot.core.people import Side
from bot.milestones import celebrating, rules, service
from bot.milestones.errors import (
    CelebrationOver,
    NotReached,
    PulseAsked,
)
from bot.milestones.rules import Draft, Status
from handlers.milestones.reaching import propose_contributors
from storage import milestones, milestones_due, relationships
from storage.database import Database
from tests.storage.test_milestones import (
    DAY,
    NOW,
    YEARLY,
    contributors,
    memory,
    move,
    plan,
    reach,
    say_reached,
    told,
)
from tests.storage.test_milestones_reading import action

__all__ = ["memory"]


async def test_who_helped_since_is_proposed_until_somebody_is_picked(memory: Database) -> None:
    async def propose() -> list[str]:
        async with memory.read() as session:
            found = await milestones.get_milestone(session, milestone_id)
            home = await relationships.get_relationship(session, "R1")
            return await propose_contributors(session, found, home)

    milestone_id = await plan(memory)
    assert await propose() == ["UADA", "UBEA"]
    await say_reached(memory, milestone_id, "UADA", "UAMIR")
    async with memory.write() as session:
        session.add(action("UBOB", NOW))
    assert await propose() == ["UAMIR"]
    async with memory.write() as session:
        await service.take_back(session, milestone_id, user_id="UADA", now=NOW)
    assert sorted(await propose()) == ["UADA", "UAMIR", "UBEA", "UBOB"]
    await say_reached(memory, milestone_id, "UBEA", "UBEA", at=NOW)
    await say_reached(memory, milestone_id, "UADA", "UBEA", seen=Status.PROPOSED)
    assert await propose() == ["UBEA"]


async def test_a_yearly_one_comes_again_on_its_anniversary(memory: Database) -> None:
    leap = Draft(YEARLY.title, date(2028, 2, 29), YEARLY.owners, YEARLY.meanings, yearly=True)
    milestone_id = await reach(memory, leap)
    for year, day in ((2029, date(2029, 2, 28)), (2030, date(2030, 2, 28))):
        async with memory.read() as session:
            (coming,) = await milestones.list_coming(session, "R1")
        assert coming.milestone.due == day
        assert coming.milestone.series_id == milestone_id
        at = datetime(year, 2, 20, 8, tzinfo=UTC)
        await say_reached(memory, coming.milestone.id, "UADA", at=at)
        await say_reached(memory, coming.milestone.id, "UBO", at=at)
    async with memory.read() as session:
        assert len(await milestones.list_reached(session, "R1", most=10)) == 3


async def test_the_first_of_a_series_takes_its_anniversaries_along_and_later_ones_do_not(
    memory: Database,
) -> None:
    milestone_id = await plan(memory, YEARLY)
    await move(memory, milestone_id, date(2026, 11, 20))
    await say_reached(memory, milestone_id, "UADA")
    await say_reached(memory, milestone_id, "UBEA")
    async with memory.read() as session:
        ((second),) = [one.milestone for one in await milestones.list_coming(session, "R1")]
    assert second.due == date(2027, 11, 20)
    await move(memory, second.id, date(2027, 11, 15))
    at = datetime(2027, 11, 15, 8, tzinfo=UTC)
    await say_reached(memory, second.id, "UADA", at=at)
    await say_reached(memory, second.id, "UBEA", at=at)
    async with memory.read() as session:
        (third,) = await milestones.list_coming(session, "R1")
    assert third.milestone.due == date(2028, 11, 20)


async def test_thoughts_are_kept_one_a_person_and_shown_when_the_day_is_over(
    memory: Database,
) -> None:
    milestone_id = await reach(memory)

    async def reflect(user_id: str, worked: str, at: datetime = NOW) -> None:
        async with memory.write() as session:
            await celebrating.reflect(
                session, milestone_id, worked=worked, keep="", user_id=user_id, now=at
            )

    for user_id, worked in (("UADA", "calls"), ("UBOB", "one list"), ("UADA", "short calls")):
        await reflect(user_id, worked)
    with pytest.raises(InvalidInput):
        await reflect("UADA", "")
    with pytest.raises(NotOnASide):
        await reflect("UNOBODY", "much")
    async with memory.read() as session:
        said = await milestones.list_reflections(session, milestone_id)
        assert {(one.user_id, one.side, one.worked) for one in said} == {
            ("UADA", "client", "short calls"),
            ("UBOB", "vendor", "one list"),
        }
        assert await milestones_due.list_celebrated(session, NOW - timedelta(seconds=1)) == []
        (celebrated,) = await milestones_due.list_celebrated(session, NOW)
        assert celebrated.id == milestone_id
    for _ in range(2):
        async with memory.write() as session:
            await celebrating.close(session, milestone_id, NOW + DAY)
    assert await told(memory, celebrating.REFLECTIONS) == [None]
    with pytest.raises(CelebrationOver):
        await reflect("UBEA", "too late")
    async with memory.read() as session:
        assert await milestones_due.list_celebrated(session, NOW + DAY) == []


async def test_where_nobody_said_anything_nothing_is_said(memory: Database) -> None:
    milestone_id = await reach(memory)
    async with memory.write() as session:
        await celebrating.close(session, milestone_id, NOW + DAY)
    assert await told(memory, celebrating.REFLECTIONS) == []


async def test_contributors_are_named_anew_by_who_cares_for_it(memory: Database) -> None:
    milestone_id = await reach(memory)

    async def name(user_id: str, *picked: str) -> None:
        async with memory.write() as session:
            await celebrating.name_contributors(
                session, milestone_id, picked, user_id=user_id, now=NOW
            )

    await name("UBEA", "UBOB", "UADA")
    assert await contributors(memory, milestone_id) == ["UBOB", "UADA"]
    with pytest.raises(NotAllowed):
        await name("UBOB", "UBOB")
    with pytest.raises(InvalidInput):
        await name("UBEA")
    gone = gone_id()
    async with memory.write() as session:
        await milestones.save_contributors(session, milestone_id, {gone: Side.CLIENT})
    await name("UBEA", "UBOB")
    assert await contributors(memory, milestone_id) == ["UBOB", gone], "who was erased counts on"


async def test_the_pulse_is_asked_once_after_it_and_by_contacts(memory: Database) -> None:
    milestone_id = await plan(memory)
    async with memory.write() as session:
        with pytest.raises(NotReached):
            await celebrating.check_pulse(session, milestone_id, "UANN")
    reached = await reach(memory)
    async with memory.write() as session:
        with pytest.raises(NotAllowed):
            await celebrating.check_pulse(session, reached, "UADA")
        found = await celebrating.check_pulse(session, reached, "UANN")
        await celebrating.note_pulse(session, found, "P1", NOW)
        with pytest.raises(PulseAsked):
            await celebrating.check_pulse(session, reached, "UBO")
        assert await milestones.find_last_pulse(session, "R1") == "P1"


async def test_who_may_thank_while_thanks_are_collected(memory: Database) -> None:
    milestone_id = await reach(memory)
    async with memory.write() as session:
        await celebrating.check_collecting(session, milestone_id, "UBOB", Act.KUDOS_GIVE)
        await celebrating.close(session, milestone_id, NOW + DAY)
        with pytest.raises(CelebrationOver):
            await celebrating.check_collecting(session, milestone_id, "UBOB", Act.KUDOS_GIVE)
        assert rules.COLLECTED_FOR == DAY
