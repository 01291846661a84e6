"""Kudos on both engines: kept, listed, found again, and given twice at once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from bot.core.errors import NotAllowed, NotOnASide
from bot.core.people import Member, Person, Role, Side
from bot.kudos import changing, service
from bot.kudos.errors import JustGiven, KudosGone
from bot.kudos.rules import Draft
from storage import kudos as records
from storage import kudos_reading as reading
from storage import outbox, people, relationships
from storage.database import Database
from storage.kudos import Kudos, KudosReceiver, Way
from storage.outbox import Kind, OutboxRow
from storage.relationships import Relationship
from tests.factories import make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
ROSTER = (
    Member("U1", Side.CLIENT, Role.CONTACT),
    Member("U2", Side.CLIENT),
    Member("U3", Side.VENDOR, Role.CONTACT),
    Member("U4", None),
)
KNOWN = {member.user_id: Person(member.user_id, "T1", member.user_id) for member in ROSTER}


@pytest.fixture
async def memory(database: Database) -> Database:
    """A database with the two relationships R1 and R2, and the same people in both."""
    async with database.write() as session:
        for person in KNOWN.values():
            await people.save_person(session, person, NOW)
        for relationship_id, channel_id in (("R1", "C1"), ("R2", "C2")):
            await make_relationship(session, id=relationship_id, channel_id=channel_id)
            await relationships.replace_roster(session, relationship_id, ROSTER)
    return database


async def give(
    database: Database,
    relationship_id: str = "R1",
    *,
    giver: str = "U1",
    receivers: tuple[str, ...] = ("U3", "U2"),
    reason: str = "help",
    now: datetime = NOW,
    again: bool = False,
) -> Kudos:
    async with database.write() as session:
        relationship = await relationships.lock_relationship(session, relationship_id)
        return await service.give(
            session,
            relationship,
            await relationships.load_company(session, relationship, (giver, *receivers), NOW),
            Draft(receivers, reason),
            giver=giver,
            way=Way.COMMAND,
            now=now,
            again=again,
        )


async def take_back(database: Database, kudos_id: str, user_id: str) -> None:
    async with database.write() as session:
        await changing.take_back(session, kudos_id, user_id=user_id, now=NOW)


async def rows(database: Database, kind: Kind) -> list[OutboxRow]:
    async with database.read() as session:
        return list(await session.scalars(select(OutboxRow).where(OutboxRow.kind == kind)))


async def test_kudos_are_kept_whole_with_the_sides_of_that_day(memory: Database) -> None:
    given = await give(memory, reason="a\u0301 <!channel> & 👩‍👩‍👧 " * 200)
    async with memory.write() as session:
        await relationships.save_member(session, "R1", Member("U3", Side.CLIENT))
    async with memory.read() as session:
        kept = await records.find_kudos(session, given.id)
    assert kept is not None
    assert kept.text == "a\u0301 <!channel> & 👩‍👩‍👧 " * 200
    assert kept.receiver_ids == ("U3", "U2")
    assert kept.receivers_on(Side.VENDOR) == ("U3",)
    assert kept.crosses_the_border
    assert kept.created_at == NOW
    (post,) = await rows(memory, Kind.POST)
    assert (post.id, post.channel_id, post.payload) == (kept.post_id, "C1", None)


async def test_the_list_is_newest_first_of_one_relationship(memory: Database) -> None:
    for number in range(5):
        await give(memory, reason=f"deed {number}", now=NOW + timedelta(minutes=number))
    await give(memory, "R2", reason="elsewhere", now=NOW + timedelta(hours=1))
    async with memory.read() as session:
        latest = await reading.list_kudos(session, "R1", most=3)
    assert [one.kudos.text for one in latest] == ["deed 4", "deed 3", "deed 2"]


async def test_the_same_within_a_minute_is_asked_about(memory: Database) -> None:
    await give(memory)
    with pytest.raises(JustGiven):
        await give(memory, receivers=("U2", "U3"), now=NOW + timedelta(seconds=59))
    await give(memory, "R2")
    await give(memory, again=True)
    await give(memory, now=NOW + timedelta(seconds=60))
    async with memory.read() as session:
        assert len(await reading.list_kudos(session, "R1", most=10)) == 3


async def test_the_same_command_at_the_same_moment_is_given_once(memory: Database) -> None:
    outcomes = await asyncio.gather(*(give(memory) for _ in range(10)), return_exceptions=True)
    assert sum(isinstance(outcome, Kudos) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, JustGiven) for outcome in outcomes) == 9


async def test_only_people_of_a_side_give(memory: Database) -> None:
    for giver in ("U4", "U9"):
        with pytest.raises(NotOnASide):
            await give(memory, giver=giver)
    assert await rows(memory, Kind.POST) == []


async def test_taking_back_is_for_the_giver_and_changes_things_once(memory: Database) -> None:
    given = await give(memory)
    for other in ("U2", "U3"):
        with pytest.raises(NotAllowed):
            await take_back(memory, given.id, other)
    with pytest.raises(NotOnASide):
        await take_back(memory, given.id, "U9")
    with pytest.raises(KudosGone):
        await take_back(memory, "nothing", "U1")
    await asyncio.gather(*(take_back(memory, given.id, "U1") for _ in range(5)))
    assert len(await rows(memory, Kind.UPDATE)) == 1
    async with memory.read() as session:
        assert await reading.list_kudos(session, "R1", most=10) == []
        kept = await records.find_kudos(session, given.id)
        assert kept is not None and kept.withdrawn_at == NOW
        assert await outbox.get_post(session, str(kept.post_id))


async def test_kudos_go_with_their_relationship(memory: Database) -> None:
    await give(memory)
    async with memory.write() as session:
        await session.execute(delete(Relationship).where(Relationship.id == "R1"))
    async with memory.read() as session:
        assert list(await session.scalars(select(Kudos))) == []
        assert list(await session.scalars(select(KudosReceiver))) == []
