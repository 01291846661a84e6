"""Problems in the database: raised, and led by both sides from one stage to the next."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.core.errors import InvalidInput, NotAllowed, NotOnASide
from bot.core.people import Side
from bot.problems import errors, service, steps
from bot.problems.description import Captured
from bot.problems.rules import Stage, Step
from storage import problems_reading, search
from storage.database import Database
from storage.outbox import OutboxRow
from tests.bot.problems.records import EXPORT, NOW, Room, raise_one


async def test_a_problem_gets_a_number_a_card_and_a_thread(home: Database) -> None:
    first, second = await raise_one(home), await raise_one(home)
    assert (first.number, second.number) == (1, 2)
    assert (first.stage, first.round, first.closed_at) == (Stage.DEFINE, 1, None)
    pair = [("problem", None), ("problem_guide", "problem")]
    assert await Room(home, first.id).said() == pair * 2


async def test_numbers_stay_apart_when_many_raise_at_once(home: Database) -> None:
    raised = await asyncio.gather(*(raise_one(home) for _ in range(8)))
    assert sorted(problem.number for problem in raised) == list(range(1, 9))


async def test_a_refused_description_leaves_nothing_behind(home: Database) -> None:
    wrong = replace(
        EXPORT, title="", whom_client="", client_facilitator="UBO", vendor_facilitator="UNEW"
    )
    with pytest.raises(InvalidInput) as refused:
        await raise_one(home, wrong)
    fields = {"title", "whom_client", "client_facilitator", "vendor_facilitator"}
    assert set(refused.value.problems) == fields
    assert await Room(home, "").said() == []


async def test_a_message_becomes_the_first_fact_with_its_author_and_time(home: Database) -> None:
    said = Captured("CX", "1793600000.000100", "UBEA", "The disk was full again")
    async with home.write() as session:
        problem = await service.raise_problem(
            session, "R1", description=EXPORT, user_id="UANN", now=NOW, source=said
        )
    (entry,) = (await Room(home, problem.id).dossier()).entries
    assert (entry.text, entry.author, entry.side) == (said.text, "UBEA", Side.VENDOR)
    assert (entry.created_at.timestamp(), entry.captured_by) == (1793600000.0001, "UANN")


async def test_only_the_two_facilitators_move_it_and_only_together(home: Database) -> None:
    room = Room(home, (await raise_one(home)).id)
    for user_id, error in (("UANN", NotAllowed), ("UADA", NotAllowed), ("UNEW", NotOnASide)):
        with pytest.raises(error):
            await room.propose(user_id)
    proposal = await room.propose("UAMIR")
    for user_id, error in (
        ("UAMIR", errors.OwnProposal),
        ("UANN", errors.OwnProposal),
        ("UBO", NotAllowed),
        ("UNEW", NotOnASide),
    ):
        with pytest.raises(error):
            await room.answer(proposal, user_id)
    with pytest.raises(errors.AlreadyProposed):
        await room.propose("UBEA")
    await room.answer(proposal, "UBEA")
    whole = await room.dossier()
    assert (whole.problem.stage, whole.problem.sentence) == (Stage.CAUSES, "It fails at two.")
    (move,) = whole.moves
    assert (move.step, move.by, move.confirmed_by) == (Step.NEXT, "UAMIR", "UBEA")
    with pytest.raises(errors.MovedOn):
        await room.answer(proposal, "UBEA")
    with pytest.raises(errors.MovedOn):
        await room.propose("UAMIR", seen=Stage.DEFINE)


async def test_it_is_found_by_its_words_and_by_the_sentence_both_agreed_on(
    home: Database,
) -> None:
    room = Room(home, (await raise_one(home)).id)

    async def find(words: str) -> list[str]:
        async with home.read() as session:
            found = await search.search(session, "R1", words, kinds=[search.Kind.PROBLEM], most=3)
        return [one.subject_id for one in found]

    assert await find("the nightly exports") == [room.problem_id]
    assert await find("two") == []
    await room.go_on()
    assert await find("two") == [room.problem_id]


async def test_of_two_answers_to_one_proposal_one_counts(home: Database) -> None:
    room = Room(home, (await raise_one(home)).id)
    proposal = await room.propose("UBEA")
    clicks = [room.answer(proposal, "UAMIR") for _ in range(5)]
    outcomes = await asyncio.gather(*clicks, return_exceptions=True)
    assert [type(o) for o in outcomes].count(errors.Answered) == 4
    assert len((await room.dossier()).moves) == 1


async def test_what_is_missing_stays_on_the_card_until_the_next_proposal(home: Database) -> None:
    room = Room(home, (await raise_one(home)).id)
    proposal = await room.propose("UAMIR")
    async with home.write() as session:
        await steps.say_missing(session, proposal.id, "Since when?", user_id="UBEA", now=NOW)
    head = await room.head()
    assert (head.problem.missing, head.proposal) == ("Since when?", None)
    again = await room.propose("UAMIR")
    head = await room.head()
    assert head.problem.missing is None
    assert head.proposal is not None
    with pytest.raises(NotAllowed):
        async with home.write() as session:
            await steps.take_back(session, again.id, user_id="UBEA", now=NOW)
    async with home.write() as session:
        await steps.take_back(session, again.id, user_id="UAMIR", now=NOW)
    assert (await room.head()).proposal is None


async def test_a_facilitator_who_left_is_stood_in_for_and_replaced(home: Database) -> None:
    room = Room(home, (await raise_one(home)).id)
    await room.leave("UAMIR")
    await room.answer(await room.propose("UANN"), "UBEA")
    async with home.write() as session:
        for user_id, to, error in (("UBO", "UADA", NotAllowed), ("UANN", "UBO", InvalidInput)):
            with pytest.raises(error):
                await service.hand_over(
                    session, room.problem_id, Side.CLIENT, to, user_id=user_id, now=NOW
                )
        await service.hand_over(
            session, room.problem_id, Side.CLIENT, "UADA", user_id="UANN", now=NOW
        )
    with pytest.raises(NotAllowed):
        await room.go_back("UANN", Stage.CAUSES, Stage.DEFINE)
    await room.go_back("UADA", Stage.CAUSES, Stage.DEFINE)
    moves = (await room.dossier()).moves
    assert [(move.step, move.about) for move in moves[1:]] == [
        (Step.HAND_OVER, "UADA"),
        (Step.BACK, None),
    ]


async def test_a_proposal_says_who_answers_it_when_that_is_handed_over(home: Database) -> None:
    room = Room(home, (await raise_one(home)).id)
    proposal = await room.propose("UAMIR")
    async with home.write() as session:
        await service.hand_over(
            session, room.problem_id, Side.VENDOR, "UBO", user_id="UBEA", now=NOW
        )
    async with home.read() as session:
        drawn = await session.scalars(select(OutboxRow.about_post_id))
        assert proposal.post_id in drawn.all()


async def test_a_problem_is_found_by_the_thread_of_its_card(home: Database) -> None:
    problem = await raise_one(home)
    await Room(home, problem.id).stand("C1", "17.1")
    async with home.read() as session:
        for ts, found in (("17.1", problem.id), ("17.2", None)):
            one = await problems_reading.find_by_thread(session, "C1", ts)
            assert (one.id if one else None) == found
