"""What both sides agree on about kudos, on both engines."""

import asyncio
from dataclasses import replace

import pytest

from bot.core.errors import NotAllowed, NotOnASide
from bot.kudos import agreement
from bot.kudos.errors import AllowanceUsed, ProposalDecided
from bot.kudos.rules import DEFAULT_VALUES, Rules, Value
from storage import kudos_rules, relationships
from storage.database import Database
from storage.kudos_rules import KudosProposal
from storage.outbox import Kind
from tests.storage import kudos_room
from tests.storage.kudos_room import NOW, give, said

WANTED = Rules(
    "taco", 2, (Value("brave", "was brave", "lion"), replace(DEFAULT_VALUES[0], retired=True))
)


@pytest.fixture
async def memory(database: Database) -> Database:
    await kudos_room.furnish(database)
    return database


async def propose(database: Database, user_id: str = "U1", rules: Rules = WANTED) -> KudosProposal:
    async with database.write() as session:
        relationship = await relationships.lock_relationship(session, "R1")
        return await agreement.propose(session, relationship, rules, user_id=user_id, now=NOW)


async def decide(database: Database, proposal_id: str, user_id: str, accept: bool) -> KudosProposal:
    async with database.write() as session:
        return await agreement.decide(session, proposal_id, user_id=user_id, accept=accept, now=NOW)


async def load_rules(database: Database, relationship_id: str = "R1") -> Rules:
    async with database.read() as session:
        return await agreement.load_rules(session, relationship_id)


async def test_one_side_proposes_and_the_other_agrees(memory: Database) -> None:
    assert await load_rules(memory) == Rules()
    proposal = await propose(memory)
    assert agreement.read_proposal(proposal) == WANTED
    assert await load_rules(memory) == Rules()
    for nobody, refusal in {"U1": NotAllowed, "U5": NotAllowed, "U9": NotOnASide}.items():
        with pytest.raises(refusal):
            await decide(memory, proposal.id, nobody, accept=True)
    await decide(memory, proposal.id, "U3", accept=True)
    assert await load_rules(memory) == WANTED
    assert await load_rules(memory, "R2") == Rules()
    with pytest.raises(ProposalDecided):
        await decide(memory, proposal.id, "U3", accept=False)
    (post,) = await said(memory, Kind.POST)
    assert (post.card_kind, post.card_id) == (agreement.CARD, proposal.id)
    for _ in range(2):
        await give(memory)
    with pytest.raises(AllowanceUsed):
        await give(memory)


async def test_only_contacts_propose(memory: Database) -> None:
    with pytest.raises(NotAllowed):
        await propose(memory, "U2")
    with pytest.raises(NotOnASide):
        await propose(memory, "U9")
    assert await said(memory, Kind.POST) == []


async def test_what_is_declined_changes_nothing(memory: Database) -> None:
    proposal = await propose(memory)
    declined = await decide(memory, proposal.id, "U3", accept=False)
    assert (declined.accepted, declined.replaced, declined.decided_by) == (False, False, "U3")
    assert await load_rules(memory) == Rules()


async def test_a_newer_proposal_takes_the_place_of_an_open_one(memory: Database) -> None:
    older = await propose(memory)
    newer = await propose(memory, "U3", replace(WANTED, allowance=None))
    async with memory.read() as session:
        waiting = await kudos_rules.list_open_proposals(session, "R1")
        replaced = await kudos_rules.find_proposal(session, older.id)
    assert [one.id for one in waiting] == [newer.id]
    assert replaced is not None and replaced.replaced and not replaced.is_open
    with pytest.raises(ProposalDecided):
        await decide(memory, older.id, "U3", accept=True)
    with pytest.raises(ProposalDecided):
        await decide(memory, "nothing", "U3", accept=True)
    await decide(memory, newer.id, "U1", accept=True)
    assert (await load_rules(memory)).allowance is None


async def test_two_answers_at_once_are_one(memory: Database) -> None:
    proposal = await propose(memory)
    outcomes = await asyncio.gather(
        *(decide(memory, proposal.id, "U3", accept=one) for one in (True, False, True)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, ProposalDecided) for one in outcomes) == 2


async def test_who_does_not_want_to_be_announced(memory: Database) -> None:
    async with memory.write() as session:
        assert not await agreement.is_quiet(session, "U2")
        await agreement.set_quiet(session, "U2", True)
        assert await agreement.is_quiet(session, "U2")
        await agreement.set_quiet(session, "U2", False)
        assert not await agreement.is_quiet(session, "U2")
