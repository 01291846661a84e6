"""Relationships in the database: proposed once, confirmed by the other side, with a true roster."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.errors import NotAllowed
from bot.core.people import Member, Person, Role, Side
from bot.relationships import service
from bot.relationships.errors import AlreadySetUp
from bot.relationships.rules import Setup
from storage import relationships
from storage.database import Database
from storage.relationships import Relationship, Status
from tests.factories import NOW, make_installation, make_person, make_relationship

ANN = Member("UANN", Side.CLIENT, Role.CONTACT)
BO = Member("UBO", Side.VENDOR, Role.CONTACT)
SETUP = Setup("Acme", "Vee", ("UANN",), ("UBO",), ("UANN",), ("UBO",), "UTC")

Act = Callable[[AsyncSession], Awaitable[object]]


async def propose(session: AsyncSession, roster: tuple[Member, ...] = (ANN, BO)) -> Relationship:
    return await service.propose(
        session,
        installation_id="T1",
        channel_id="C1",
        setup=SETUP,
        roster=list(roster),
        proposer="UANN",
        now=NOW,
    )


async def change(
    session: AsyncSession, relationship: Relationship, *roster: Member, by: str = "UANN"
) -> Relationship:
    return await service.change(
        session, relationship.id, setup=SETUP, roster=list(roster), user_id=by, now=NOW
    )


async def meet(database: Database, first: Act, second: Act) -> None:
    """`second` begins while `first` is done but not committed."""
    done = asyncio.Event()

    async def act_first() -> None:
        async with database.write() as session:
            await first(session)
            await session.flush()
            done.set()
            await asyncio.sleep(0.3)  # long enough for the other to go wrong

    async def act_second() -> None:
        await done.wait()
        async with database.write() as session:
            await second(session)

    await asyncio.gather(act_first(), act_second())


@pytest.fixture
async def ready(database: Database) -> Database:
    async with database.write() as session:
        await make_installation(session)
        for user_id, team_id in (("UANN", "T1"), ("UAMIR", "T1"), ("UBO", "T2"), ("UBEA", "T2")):
            await make_person(session, user_id, team_id=team_id)
    return database


async def member(database: Database, relationship: Relationship, user_id: str) -> Member | None:
    async with database.read() as session:
        return await relationships.find_member(session, relationship.id, user_id)


async def test_of_two_proposals_in_one_channel_the_second_learns_of_the_first(
    ready: Database,
) -> None:
    with pytest.raises(AlreadySetUp):
        await meet(ready, propose, propose)
    async with ready.read() as session:
        assert await relationships.find_by_channel(session, "C1") is not None


async def test_a_corrected_proposal_is_confirmed_by_the_side_without_its_proposer(
    ready: Database,
) -> None:
    """Ann had put herself on the wrong side."""
    async with ready.write() as session:
        proposed = await propose(session)
        ann = Member("UANN", Side.VENDOR, Role.CONTACT)
        bo = Member("UBO", Side.CLIENT, Role.CONTACT)
        await change(session, proposed, ann, bo)
    with pytest.raises(NotAllowed):
        async with ready.write() as session:
            await service.decide(
                session, proposed.id, revision=1, user_id="UANN", accept=True, now=NOW
            )
    async with ready.write() as session:
        decided = await service.decide(
            session, proposed.id, revision=2, user_id="UBO", accept=True, now=NOW
        )
    assert decided.status == Status.ACTIVE


async def test_who_corrects_a_proposal_without_its_proposer_proposes_it(ready: Database) -> None:
    async with ready.write() as session:
        proposed = await propose(session)
        amir = Member("UAMIR", Side.CLIENT, Role.CONTACT)
        await change(session, proposed, amir, BO, Member("UANN", None), by="UBO")
    assert (proposed.proposed_by, proposed.proposed_side) == ("UBO", Side.VENDOR)
    with pytest.raises(NotAllowed):
        async with ready.write() as session:
            await service.decide(
                session, proposed.id, revision=1, user_id="UBO", accept=True, now=NOW
            )


async def test_who_was_left_out_is_put_on_no_side_by_the_daily_look(ready: Database) -> None:
    async with ready.write() as session:
        proposed = await propose(session, (ANN, BO, Member("UAMIR", None)))
        here = [Person(user_id, "T1", user_id) for user_id in ("UANN", "UAMIR", "UBO")]
        await service.match_roster(session, proposed, here)
    assert await member(ready, proposed, "UAMIR") == Member("UAMIR", None)


async def test_nobody_who_leaves_while_the_setup_is_changed_stays_on_the_roster(
    ready: Database,
) -> None:
    async with ready.write() as session:
        active = await make_relationship(session)

    async def leave(session: AsyncSession) -> None:
        home = await relationships.lock_by_channel(session, "C1")
        assert home is not None
        await service.leave(session, home, "UBO")

    await meet(ready, lambda session: change(session, active, ANN, BO), leave)
    assert await member(ready, active, "UBO") is None


async def test_who_joins_while_the_setup_is_changed_stands_where_the_contact_said(
    ready: Database,
) -> None:
    async with ready.write() as session:
        active = await make_relationship(session, vendors=("UBO",))
    bea = Member("UBEA", Side.VENDOR, Role.CONTACT)

    async def join(session: AsyncSession) -> None:
        home = await relationships.lock_by_channel(session, "C1")
        assert home is not None
        await service.join(session, home, Person("UBEA", "T1", "Bea"))

    await meet(ready, lambda session: change(session, active, ANN, BO, bea), join)
    assert await member(ready, active, "UBEA") == bea


async def test_nobody_joins_what_is_being_declined(ready: Database) -> None:
    async with ready.write() as session:
        proposed = await propose(session)
    found = []

    async def decline(session: AsyncSession) -> None:
        await service.decide(session, proposed.id, revision=1, user_id="UBO", accept=False, now=NOW)

    async def join(session: AsyncSession) -> None:
        found.append(await relationships.lock_by_channel(session, "C1"))

    await meet(ready, decline, join)
    assert found == [None]
