"""Problems in the database: who may do what, and that nothing is lost."""

import asyncio
import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.errors import InvalidInput, NotAllowed, NotOnASide, RapportError
from bot.problems import service
from bot.problems.errors import AlreadyClosed, MovedOn, NeedsEntry, Withdrawn
from bot.problems.rules import KINDS, STEPS, Stage, Step
from storage import problems
from storage.database import Database
from storage.outbox import Kind, OutboxRow
from storage.problems import Dossier, Entry, Problem
from tests.bot.problems.records import EXPORT, NOW, raise_one


async def dossier(database: Database, problem: Problem) -> Dossier:
    async with database.read() as session:
        return await problems.load_dossier(session, problem.id)


async def add(database: Database, problem: Problem, text: str, user_id: str = "UADA") -> Entry:
    stage = Stage((await dossier(database, problem)).problem.stage)
    async with database.write() as session:
        return await service.add_entry(
            session, problem.id, seen=stage, text=text, user_id=user_id, now=NOW
        )


async def step(database: Database, problem: Problem, step: Step, user_id: str = "UAMIR") -> None:
    stage = Stage((await dossier(database, problem)).problem.stage)
    async with database.write() as session:
        await service.move(session, problem.id, step=step, seen=stage, user_id=user_id, now=NOW)


async def close(database: Database, problem: Problem, lesson: str = "Watch the disk") -> None:
    async with database.write() as session:
        await service.close(
            session, problem.id, seen=Stage.REVIEW, lesson=lesson, user_id="UBEA", now=NOW
        )


async def lead_to(database: Database, problem: Problem, stage: Stage) -> None:
    while (here := Stage((await dossier(database, problem)).problem.stage)) is not stage:
        await add(database, problem, f"a {KINDS[here]}")
        await step(database, problem, Step.NEXT)


async def said(database: Database) -> list[tuple[str | None, str | None]]:
    """What is posted, in order: the kind of card, and the kind of the card it stands under."""
    async with database.read() as session:
        rows = (await session.scalars(select(OutboxRow).order_by(OutboxRow.seq))).all()
    kinds = {row.id: row.card_kind for row in rows}
    return [
        (row.card_kind, kinds.get(row.thread_post_id or ""))
        for row in rows
        if row.kind == Kind.POST
    ]


async def test_a_problem_gets_a_number_a_card_and_a_thread(home: Database) -> None:
    first, second = await raise_one(home), await raise_one(home)
    assert (first.number, second.number) == (1, 2)
    assert (first.stage, first.closed_at) == (Stage.DEFINE, None)
    pair = [("problem", None), ("problem_guide", "problem")]
    assert await said(home) == pair * 2


async def test_numbers_stay_apart_when_many_raise_at_once(home: Database) -> None:
    raised = await asyncio.gather(*(raise_one(home) for _ in range(8)))
    assert sorted(problem.number for problem in raised) == list(range(1, 9))


async def test_a_refused_description_leaves_nothing_behind(home: Database) -> None:
    wrong = EXPORT.__class__("", "what", "whom", "UBO", "UNEW")
    with pytest.raises(InvalidInput) as refused:
        await raise_one(home, wrong)
    assert set(refused.value.problems) == {"title", "client_owner", "vendor_owner"}
    assert await said(home) == []


@pytest.mark.parametrize("stranger", ["UNEW", "UNOBODY"])
async def test_people_on_no_side_do_nothing(home: Database, stranger: str) -> None:
    problem = await raise_one(home)
    async with home.write() as session:
        with pytest.raises(NotOnASide):
            await service.raise_problem(
                session, "R1", description=EXPORT, user_id=stranger, now=NOW
            )
    with pytest.raises(NotOnASide):
        await add(home, problem, "a fact", stranger)
    with pytest.raises(NotOnASide):
        await step(home, problem, Step.NEXT, stranger)


async def test_everybody_adds_but_owners_and_contacts_steer(home: Database) -> None:
    problem = await raise_one(home)
    for user_id in ("UADA", "UBEA"):
        await add(home, problem, "seen from here", user_id)
    with pytest.raises(NotAllowed, match="owners or the contacts"):
        await step(home, problem, Step.NEXT, "UADA")
    await step(home, problem, Step.NEXT, "UBO")
    await step(home, problem, Step.BACK, "UBEA")
    whole = await dossier(home, problem)
    assert [(e.side, e.stage) for e in whole.entries] == [
        ("client", "define"),
        ("vendor", "define"),
    ]
    assert [(m.from_stage, m.to_stage, m.by) for m in whole.moves] == [
        ("define", "causes", "UBO"),
        ("causes", "define", "UBEA"),
    ]


async def test_from_definition_to_lesson_and_back(home: Database) -> None:
    problem = await raise_one(home)
    await lead_to(home, problem, Stage.REVIEW)
    with pytest.raises(InvalidInput):
        await close(home, problem, "")
    await close(home, problem)
    closed = await dossier(home, problem)
    assert (closed.problem.stage, closed.problem.closed_at) == (Stage.CLOSED, NOW)
    assert [(lesson.text, lesson.author) for lesson in closed.lessons] == [
        ("Watch the disk", "UBEA")
    ]
    assert (await said(home))[-1] == ("problem_lesson", "problem")

    await step(home, problem, Step.REOPEN)
    await step(home, problem, Step.RETHINK)
    again = await dossier(home, problem)
    assert (again.problem.stage, again.problem.closed_at) == (Stage.OPTIONS, None)
    assert len(again.lessons) == 1
    assert len(again.entries) == 5


async def test_a_stage_wants_something_that_was_not_taken_back(home: Database) -> None:
    problem = await raise_one(home)
    await step(home, problem, Step.NEXT)
    with pytest.raises(NeedsEntry, match="cause"):
        await step(home, problem, Step.NEXT)
    entry = await add(home, problem, "The disk is full")
    async with home.write() as session:
        await service.withdraw_entry(session, entry.id, user_id="UADA", now=NOW)
    with pytest.raises(NeedsEntry):
        await step(home, problem, Step.NEXT)


async def test_only_its_author_takes_an_entry_back_and_only_once(home: Database) -> None:
    problem = await raise_one(home)
    entry = await add(home, problem, "Vee never answers")
    for user_id in ("UANN", "UBO", "UAMIR"):
        async with home.write() as session:
            with pytest.raises(NotAllowed):
                await service.withdraw_entry(session, entry.id, user_id=user_id, now=NOW)
    async with home.write() as session:
        await service.withdraw_entry(session, entry.id, user_id="UADA", now=NOW)
    async with home.write() as session:
        with pytest.raises(Withdrawn):
            await service.withdraw_entry(session, entry.id, user_id="UADA", now=NOW)
    kept = (await dossier(home, problem)).entries
    assert [(e.text, e.withdrawn_at) for e in kept] == [("Vee never answers", NOW)]


async def test_of_two_clicks_on_take_back_one_counts(home: Database) -> None:
    entry = await add(home, await raise_one(home), "Vee never answers")

    async def click() -> None:
        async with home.write() as session:
            await service.withdraw_entry(session, entry.id, user_id="UADA", now=NOW)

    outcomes = await asyncio.gather(*(click() for _ in range(5)), return_exceptions=True)
    assert [type(o) for o in outcomes].count(Withdrawn) == 4


async def test_what_was_said_stays_once_a_problem_is_closed(home: Database) -> None:
    problem = await raise_one(home)
    await lead_to(home, problem, Stage.REVIEW)
    entry = await add(home, problem, "It worked")
    await close(home, problem)
    async with home.write() as session:
        with pytest.raises(AlreadyClosed):
            await service.withdraw_entry(session, entry.id, user_id="UADA", now=NOW)
    with pytest.raises(AlreadyClosed):
        await add(home, problem, "One more thing")


async def test_of_two_clicks_on_the_same_card_one_counts(home: Database) -> None:
    problem = await raise_one(home)

    async def click() -> None:
        async with home.write() as session:
            await service.move(
                session, problem.id, step=Step.NEXT, seen=Stage.DEFINE, user_id="UANN", now=NOW
            )

    outcomes = await asyncio.gather(*(click() for _ in range(5)), return_exceptions=True)
    assert [type(o) for o in outcomes].count(MovedOn) == 4
    whole = await dossier(home, problem)
    assert (whole.problem.stage, len(whole.moves)) == (Stage.CAUSES, 1)


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_no_stage_is_skipped_and_no_entry_lost(
    home: Database, seed: int
) -> None:
    """Random acts of random people, half of them on cards that are out of date."""
    dice = random.Random(seed)  # noqa: S311 - a walk that can be repeated
    problem = await raise_one(home)
    added: list[str] = []
    for number in range(40):
        here = Stage((await dossier(home, problem)).problem.stage)
        seen = dice.choice([here, here, dice.choice(list(Stage))])
        by = {"user_id": dice.choice(["UAMIR", "UBEA", "UADA"]), "now": NOW}
        act = dice.choice(["add", "add", "withdraw", "close", *STEPS[here], *STEPS[here]])
        try:
            async with home.write() as session:
                match act:
                    case "add":
                        entry = await service.add_entry(
                            session, problem.id, seen=seen, text=f"{number}", **by
                        )
                        added.append(entry.id)
                    case "withdraw" if added:
                        await service.withdraw_entry(session, dice.choice(added), **by)
                    case "close" | Step.CLOSE:
                        await service.close(session, problem.id, seen=seen, lesson="x", **by)
                    case Step():
                        await service.move(session, problem.id, step=act, seen=seen, **by)
        except RapportError:
            assert Stage((await dossier(home, problem)).problem.stage) is here
    whole = await dossier(home, problem)
    assert [e.id for e in whole.entries] == added
    assert [e.seq for e in whole.entries] == list(range(1, len(added) + 1))
    order = list(Stage)
    walk = [(Stage(m.from_stage), Stage(m.to_stage)) for m in whole.moves]
    assert all(order.index(after) <= order.index(before) + 1 for before, after in walk)
    assert [before for before, _ in walk[1:]] == [after for _, after in walk[:-1]]
    assert (whole.problem.closed_at is None) == (whole.problem.stage != Stage.CLOSED)


async def test_lists_hold_what_is_open_and_what_was_closed_lately(home: Database) -> None:
    closed, open_one = await raise_one(home), await raise_one(home)
    await lead_to(home, closed, Stage.REVIEW)
    await close(home, closed)
    async with home.read() as session:
        lately = await problems.list_problems(session, "R1", NOW - timedelta(days=30))
        later = await problems.list_problems(session, "R1", NOW + timedelta(seconds=1))
    assert [listed.problem.number for listed in lately] == [2, 1]
    assert [listed.problem.number for listed in later] == [open_one.number]
    assert lately[0].ts is None
