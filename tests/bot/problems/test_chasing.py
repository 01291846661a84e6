"""Who waits is not kept waiting: nudges, escalation, one-sided steps, silence, days that come."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.core.errors import NotAllowed
from bot.problems import chasing, errors, ideas, service, steps, trial
from bot.problems.coming import find_coming
from bot.problems.rules import Kind, Outcome, Stage, Step
from storage.database import Database
from storage.outbox import OutboxRow
from storage.problems import Problem
from storage.problems_steps import Proposal
from tests.bot.problems.records import NOW, Room, raise_one

DAY = timedelta(days=1)
# NOW is a Monday, 08:00 UTC. The names say how many working days later it is.
TUESDAY, THURSDAY, NEXT_MONDAY, NEXT_TUESDAY = (NOW + n * DAY for n in (1, 3, 7, 8))


async def look(home: Database, now: datetime) -> None:
    """What the jobs do, twice: a second look finds nothing more to do."""
    pairs: tuple[tuple[Callable[..., Awaitable[list[str]]], Callable[..., Awaitable[None]]], ...]
    pairs = (
        (chasing.list_unanswered, chasing.chase),
        (chasing.list_silent, chasing.notice_silence),
        (chasing.list_reviews, chasing.bring_review),
        (chasing.list_hidden, ideas.show_due),
    )
    for find, act in pairs:
        async with home.read() as session:
            due = await find(session, now)
        for one in due:
            for _ in range(2):
                async with home.write() as session:
                    await act(session, one, now)
        async with home.read() as session:
            assert await find(session, now) == []


async def told(home: Database) -> list[tuple[str, str]]:
    """Who got which kind of direct message, in order."""
    async with home.read() as session:
        rows = await session.execute(
            select(OutboxRow.user_id, OutboxRow.card_kind)
            .where(OutboxRow.user_id.is_not(None), OutboxRow.kind == "post")
            .order_by(OutboxRow.seq)
        )
    return [(row.user_id, row.card_kind) for row in rows]


async def test_an_unanswered_proposal_is_nudged_escalated_and_may_be_carried_out_alone(
    home: Database,
) -> None:
    room = Room(home, (await raise_one(home)).id)
    proposal = await room.propose("UAMIR")
    await look(home, TUESDAY - timedelta(minutes=1))
    assert await told(home) == []
    assert await coming(home, NOW) == (TUESDAY, "problem_nudge")
    await look(home, TUESDAY)
    assert await told(home) == [("UBEA", "problem_nudge")]
    assert await coming(home, TUESDAY) == (THURSDAY, "problem_escalation")
    with pytest.raises(NotAllowed):
        await room.answer(proposal, "UBO", TUESDAY)
    await look(home, THURSDAY)
    assert (await told(home))[1:] == [("UBO", "problem_escalation")]
    with pytest.raises(errors.TooEarly, match="9 November"):
        await go_alone(room, proposal, "UAMIR", THURSDAY)
    await look(home, NEXT_MONDAY)
    assert (await told(home))[2:] == [("UAMIR", "problem_freed")]
    with pytest.raises(NotAllowed):
        await go_alone(room, proposal, "UBEA", NEXT_MONDAY)
    await go_alone(room, proposal, "UAMIR", NEXT_MONDAY)
    await room.go_back("UBEA", Stage.CAUSES, Stage.DEFINE)
    await room.go_on(NEXT_MONDAY)
    (alone,) = (await room.head()).alone
    assert (alone.step, alone.alone_side, alone.confirmed_by) == (Step.NEXT, "client", None)
    assert (await room.dossier()).proposals[0].outcome == Outcome.ALONE


async def go_alone(room: Room, proposal: Proposal, user_id: str, now: datetime) -> None:
    async with room.database.write() as session:
        await steps.go_alone(session, proposal.id, user_id=user_id, now=now)


async def coming(home: Database, now: datetime) -> tuple[datetime, str] | None:
    async with home.read() as session:
        return await find_coming(session, now)


async def test_once_escalated_a_contact_answers_in_the_name_of_their_side(home: Database) -> None:
    room = Room(home, (await raise_one(home)).id)
    proposal = await room.propose("UAMIR")
    await look(home, THURSDAY)
    assert await told(home) == [("UBO", "problem_escalation")], "only the latest of what is due"
    await room.answer(proposal, "UBO", THURSDAY)
    assert (await room.dossier()).moves[0].confirmed_by == "UBO"
    await look(home, NEXT_MONDAY)
    assert len(await told(home)) == 1


async def count_said(room: Room) -> tuple[int, int]:
    """How often silence was said in the thread, and to people."""
    kinds = [kind for kind, _ in await room.said()]
    return kinds.count("problem_silent"), kinds.count("problem_silent_long")


async def test_silence_is_noticed_once_in_the_thread_and_once_by_the_contacts(
    home: Database,
) -> None:
    room = Room(home, (await raise_one(home)).id)
    for now, said in (
        (THURSDAY - timedelta(minutes=1), (0, 0)),
        (THURSDAY, (1, 0)),
        (NEXT_MONDAY, (1, 0)),
        (NEXT_TUESDAY, (1, 2)),
        (NEXT_TUESDAY + 30 * DAY, (1, 2)),
    ):
        await look(home, now)
        assert await count_said(room) == said
    assert [who for who, _ in await told(home)] == ["UANN", "UBO"]
    later = NEXT_TUESDAY + 30 * DAY
    await room.add(Kind.FACT, now=later)
    await look(home, later + 2 * DAY)
    assert await count_said(room) == (1, 2)
    async with home.write() as session:
        await service.act_on(session, room.problem_id, later + 2 * DAY)
    await look(home, later + 4 * DAY)
    assert await count_said(room) == (1, 2)
    await look(home, later + 9 * DAY)
    assert await count_said(room) == (2, 2)


async def test_after_the_bot_was_away_silence_is_said_once(home: Database) -> None:
    room = Room(home, (await raise_one(home)).id)
    for now in (NEXT_TUESDAY, NEXT_TUESDAY + timedelta(minutes=1)):
        await look(home, now)
        assert await count_said(room) == (0, 2)


async def test_nobody_is_nudged_while_both_sides_agreed_to_wait(home: Database) -> None:
    room = Room(home, (await raise_one(home)).id)
    until = (NOW + 14 * DAY).date()
    wait = await room.propose("UAMIR", Step.WAIT, until=until.isoformat(), reason="A new release")
    await room.answer(wait, "UBEA")
    head = await room.head()
    assert (head.problem.waiting_until, head.problem.stage) == (until, Stage.DEFINE)
    await look(home, NOW + 16 * DAY)
    assert await count_said(room) == (0, 0)
    await look(home, NOW + 17 * DAY + timedelta(hours=1))
    assert await count_said(room) == (1, 0)
    async with home.write() as session:
        await steps.end_waiting(session, room.problem_id, user_id="UBEA", now=NOW + 20 * DAY)
        with pytest.raises(errors.NotWaiting):
            await steps.end_waiting(session, room.problem_id, user_id="UBEA", now=NOW)
    assert (await room.head()).problem.waiting_why is None


async def test_what_should_rest_until_a_day_is_not_confirmed_when_that_has_come(
    home: Database,
) -> None:
    room = Room(home, (await raise_one(home)).id)
    wait = await room.propose(
        "UAMIR", Step.WAIT, until=TUESDAY.date().isoformat(), reason="A new release"
    )
    with pytest.raises(errors.DayCame):
        await room.answer(wait, "UBEA", TUESDAY)
    assert (await room.head()).problem.waiting_until is None


async def test_a_review_is_not_brought_to_mind_while_both_sides_agreed_to_wait(
    home: Database,
) -> None:
    room = await begin_trial(home)
    until = NOW + 16 * DAY
    wait = await room.propose("UAMIR", Step.WAIT, until=until.date().isoformat(), reason="Audit")
    await room.answer(wait, "UBEA")
    for now, count in ((NOW + 15 * DAY, 0), (until + timedelta(hours=1), 1)):
        await look(home, now)
        kinds = [kind for kind, _ in await room.said()]
        assert kinds.count("problem_review_day") == count


async def test_a_trial_is_quiet_until_the_day_of_its_review(home: Database) -> None:
    room = await begin_trial(home)
    assert await coming(home, NOW) == (NOW + 14 * DAY, "problem_review_day")
    await look(home, NOW + 13 * DAY)
    assert await count_said(room) == (0, 0)
    await look(home, NOW + 14 * DAY + timedelta(hours=1))
    kinds = [kind for kind, _ in await room.said()]
    assert kinds.count("problem_review_day") == 1
    await look(home, NOW + 17 * DAY + timedelta(hours=1))
    assert await count_said(room) == (0, 0), "who has an overdue action is reminded of that"
    async with home.write() as session:
        problem = await session.get_one(Problem, room.problem_id)
        problem.review_on = (NOW + 20 * DAY).date()
    await look(home, NOW + 21 * DAY)
    kinds = [kind for kind, _ in await room.said()]
    assert kinds.count("problem_review_day") == 2


async def begin_trial(home: Database) -> Room:
    """A problem in trial whose review is in two weeks; its action is due today."""
    room = Room(home, (await raise_one(home)).id)
    async with home.write() as session:
        problem = await session.get_one(Problem, room.problem_id)
        problem.stage = Stage.TRY
        await trial.plan(
            session,
            room.problem_id,
            measure="A week without calls",
            review_on=NOW.date() + 14 * DAY,
            user_id="UAMIR",
            now=NOW,
        )
    await room.name_action()
    return room
