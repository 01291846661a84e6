"""What happens to problems, inside the caller's transaction."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.ids import new_id
from bot.core.people import Member
from bot.problems.errors import AlreadyClosed, Withdrawn
from bot.problems.rules import (
    KINDS,
    Description,
    Stage,
    Step,
    check_current,
    check_description,
    check_text,
    take,
)
from bot.relationships.service import place_of
from storage import outbox, people, problems, relationships
from storage.outbox import Card
from storage.problems import Entry, Lesson, Move, Problem

CARD = "problem"
GUIDE = "problem_guide"
ENTRY = "problem_entry"
MOVE = "problem_move"
LESSON = "problem_lesson"


async def raise_problem(
    session: AsyncSession,
    relationship_id: str,
    *,
    description: Description,
    user_id: str,
    now: datetime,
) -> Problem:
    """A new problem, its card in the channel, and the first words of its thread.

    Raises NotOnASide or NotAllowed, and InvalidInput with sentences by field.
    """
    relationship = await relationships.lock_relationship(session, relationship_id)
    member = await relationships.find_member(session, relationship_id, user_id)
    require(Act.PROBLEM_RAISE, member)
    sides = await relationships.load_sides(session, relationship)
    owners = (description.client_owner, description.vendor_owner)
    check_description(description, sides, await people.find_people(session, owners))
    problem = Problem(
        id=new_id(),
        relationship_id=relationship_id,
        number=await problems.next_number(session, relationship_id),
        title=description.title,
        what=description.what,
        whom=description.whom,
        client_owner=description.client_owner,
        vendor_owner=description.vendor_owner,
        stage=Stage.DEFINE,
        raised_by=user_id,
        created_at=now,
    )
    session.add(problem)
    problem.post_id = await _say(session, problem, Card(CARD, problem.id), now)
    await _say(session, problem, Card(GUIDE, problem.id), now)
    return problem


async def check(
    session: AsyncSession, problem: Problem, *, act: Act, seen: Stage, user_id: str
) -> Member:
    """That this person may do `act` to the problem, and saw it as it is (`seen` is its stage).

    Raises NotOnASide, NotAllowed or MovedOn.
    """
    member = await relationships.find_member(session, problem.relationship_id, user_id)
    member = require(act, member, owners=problem.owners)
    check_current(Stage(problem.stage), seen)
    return member


async def add_entry(
    session: AsyncSession, problem_id: str, *, seen: Stage, text: str, user_id: str, now: datetime
) -> Entry:
    """Somebody adds a fact, a cause ... at the stage they saw; it is said in the thread, too.

    Raises what `check` raises, and InvalidInput for an empty text.
    """
    problem = await problems.lock_problem(session, problem_id)
    member = await check(session, problem, act=Act.PROBLEM_ADD, seen=seen, user_id=user_id)
    if seen is Stage.CLOSED:
        raise AlreadyClosed
    check_text(text, KINDS[seen])
    entry = Entry(
        id=new_id(),
        problem_id=problem.id,
        seq=await problems.next_seq(session, Entry, problem.id),
        stage=seen,
        text=text,
        author=user_id,
        side=str(member.side),
        created_at=now,
    )
    session.add(entry)
    entry.post_id = await _say(session, problem, Card(ENTRY, entry.id), now)
    await outbox.update_card(session, str(problem.post_id), now)
    return entry


async def withdraw_entry(
    session: AsyncSession, entry_id: str, *, user_id: str, now: datetime
) -> Problem:
    """The author takes an entry back: it stays on record as taken back, its text is not shown.

    Raises NotOnASide, NotAllowed, AlreadyClosed or Withdrawn.
    """
    entry = await problems.get_entry(session, entry_id)
    problem = await problems.lock_problem(session, entry.problem_id)
    await session.refresh(entry)
    member = await relationships.find_member(session, problem.relationship_id, user_id)
    require(Act.PROBLEM_WITHDRAW, member, author=entry.author)
    if problem.stage == Stage.CLOSED:
        raise AlreadyClosed
    if entry.withdrawn_at is not None:
        raise Withdrawn
    entry.withdrawn_at = now
    await outbox.update_card(session, str(entry.post_id), now)
    await outbox.update_card(session, str(problem.post_id), now)
    return problem


async def move(
    session: AsyncSession, problem_id: str, *, step: Step, seen: Stage, user_id: str, now: datetime
) -> Problem:
    """An owner or contact moves the problem one step; said in the thread, too.

    Raises what `check` and `rules.take` raise.
    """
    problem = await _step(session, problem_id, step=step, seen=seen, user_id=user_id)
    moved = await _write_move(session, problem, seen=seen, user_id=user_id, now=now)
    await _say(session, problem, Card(MOVE, moved.id), now)
    problem.closed_at = None
    return problem


async def close(
    session: AsyncSession, problem_id: str, *, seen: Stage, lesson: str, user_id: str, now: datetime
) -> Problem:
    """An owner or contact closes the problem with what was learnt; said in the thread, too.

    Raises what `move` raises, and InvalidInput for an empty lesson.
    """
    problem = await _step(session, problem_id, step=Step.CLOSE, seen=seen, user_id=user_id)
    check_text(lesson, "lesson")
    await _write_move(session, problem, seen=seen, user_id=user_id, now=now)
    learnt = Lesson(
        id=new_id(),
        problem_id=problem.id,
        relationship_id=problem.relationship_id,
        text=lesson,
        author=user_id,
        created_at=now,
    )
    session.add(learnt)
    await _say(session, problem, Card(LESSON, learnt.id), now)
    problem.closed_at = now
    return problem


async def _step(
    session: AsyncSession, problem_id: str, *, step: Step, seen: Stage, user_id: str
) -> Problem:
    problem = await problems.lock_problem(session, problem_id)
    await check(session, problem, act=Act.PROBLEM_STEER, seen=seen, user_id=user_id)
    standing = await problems.count_standing(session, problem.id, problem.stage)
    problem.stage = take(step, seen, standing)
    return problem


async def _write_move(
    session: AsyncSession, problem: Problem, *, seen: Stage, user_id: str, now: datetime
) -> Move:
    moved = Move(
        id=new_id(),
        problem_id=problem.id,
        seq=await problems.next_seq(session, Move, problem.id),
        from_stage=seen,
        to_stage=problem.stage,
        by=user_id,
        at=now,
    )
    session.add(moved)
    await outbox.update_card(session, str(problem.post_id), now)
    return moved


async def _say(session: AsyncSession, problem: Problem, card: Card, now: datetime) -> str:
    """In the problem's thread; what is said first stands in the channel and begins it."""
    relationship = await relationships.get_relationship(session, problem.relationship_id)
    return await outbox.post(
        session,
        key=f"{card.kind}:{card.id}",
        place=place_of(relationship, thread_post_id=problem.post_id),
        card=card,
        now=now,
    )
