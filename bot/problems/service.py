"""Raising a problem, and handing it over, inside the caller's transaction."""

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.errors import NotOnASide
from bot.core.ids import new_id
from bot.core.people import Member, Side
from bot.problems import description as rules
from bot.problems import indexing, moving, thread
from bot.problems.description import Captured, Description, Origin
from bot.problems.errors import AlreadyClosed
from bot.problems.rules import Kind, Stage, Step
from bot.problems.speaking import calendar_of, find_speakers
from storage import people, problems, problems_steps, relationships
from storage.outbox import Card
from storage.problems import Entry, Problem


async def raise_problem(
    session: AsyncSession,
    relationship_id: str,
    *,
    description: Description,
    user_id: str,
    now: datetime,
    origin: Origin | None = None,
    source: Captured | None = None,
) -> Problem:
    """A new problem, its card in the channel, and the first words of its thread.

    What the message of `source` says is its first fact. Raises NotOnASide or NotAllowed, and
    InvalidInput with sentences by field.
    """
    relationship = await relationships.lock_relationship(session, relationship_id)
    member = await relationships.find_member(session, relationship_id, user_id)
    member = require(Act.PROBLEM_RAISE, member)
    sides = await relationships.load_sides(session, relationship)
    asked = (description.client_facilitator, description.vendor_facilitator)
    known = await people.find_people(session, asked)
    rules.check_description(description, sides, known, calendar_of(relationship).today(now))
    number = await problems.next_number(session, relationship_id)
    problem = _write(description, origin, source, now)
    problem.relationship_id, problem.number, problem.raised_by = relationship_id, number, user_id
    session.add(problem)
    problem.post_id = await thread.say(session, problem, Card(thread.CARD, problem.id), now)
    await thread.say(session, problem, Card(thread.GUIDE, problem.id), now)
    await indexing.index(session, problem)
    if source is not None and source.text:
        await _write_first(session, problem, source, member, now)
    return problem


def _write(
    description: Description, origin: Origin | None, source: Captured | None, now: datetime
) -> Problem:
    return Problem(
        id=new_id(),
        title=description.title,
        what=description.what,
        whom_client=description.whom_client,
        whom_vendor=description.whom_vendor,
        since=description.since,
        impact=description.impact,
        urgency=description.urgency,
        theme=description.theme,
        client_facilitator=description.client_facilitator,
        vendor_facilitator=description.vendor_facilitator,
        stage=Stage.DEFINE,
        round=1,
        round_at=now,
        created_at=now,
        moved_at=now,
        silence=0,
        origin_kind=origin.kind if origin else None,
        origin_id=origin.id if origin else None,
        source_channel_id=source.channel_id if source else None,
        source_ts=source.ts if source else None,
    )


async def _write_first(
    session: AsyncSession, problem: Problem, source: Captured, raiser: Member, now: datetime
) -> None:
    """The words of somebody who stands on no side count for the side that brings them."""
    author = await relationships.find_known_member(session, problem.relationship_id, source.author)
    side = author.side if author is not None and author.side is not None else raiser.side
    entry = Entry(
        id=new_id(),
        problem_id=problem.id,
        seq=1,
        stage=Stage.DEFINE,
        kind=Kind.FACT,
        round=1,
        text=source.text,
        author=source.author,
        side=str(side),
        created_at=datetime.fromtimestamp(float(source.ts), UTC),
        captured_by=raiser.user_id,
        source_channel_id=source.channel_id,
        source_ts=source.ts,
        source_edited_ts=source.edited_ts or None,
    )
    session.add(entry)
    entry.post_id = await thread.say(session, problem, Card(thread.ENTRY, entry.id), now)


async def hand_over(
    session: AsyncSession,
    problem_id: str,
    side: Side,
    to_user: str,
    *,
    user_id: str,
    now: datetime,
) -> Problem:
    """Somebody else facilitates for a side, as its facilitator or one of its contacts says.

    Raises NotOnASide, NotAllowed, AlreadyClosed, and InvalidInput for the field `to`.
    """
    problem = await problems.lock_problem(session, problem_id)
    await _check_hand_over(session, problem, side, user_id)
    relationship = await relationships.get_relationship(session, problem.relationship_id)
    rules.check_successor(to_user, side, await relationships.load_sides(session, relationship))
    if problem.facilitator(side) != to_user:
        setattr(problem, f"{side}_facilitator", to_user)
        await moving.note(session, problem, step=Step.HAND_OVER, by=user_id, now=now, about=to_user)
        pending = await problems_steps.find_pending(session, problem_id)
        if pending is not None:  # it says who answers
            await moving.redraw(session, pending, now)
    return problem


async def check_hand_over(session: AsyncSession, problem: Problem, user_id: str) -> Side:
    """The side for which that person may name another facilitator: their own.

    Raises NotOnASide, NotAllowed or AlreadyClosed.
    """
    member = await relationships.find_member(session, problem.relationship_id, user_id)
    if member is None or member.side is None:
        raise NotOnASide
    await _check_hand_over(session, problem, member.side, user_id)
    return member.side


async def _check_hand_over(
    session: AsyncSession, problem: Problem, side: Side, user_id: str
) -> None:
    member = await relationships.find_member(session, problem.relationship_id, user_id)
    speakers = await find_speakers(session, problem, side)
    require(Act.PROBLEM_HAND_OVER, member, facilitators=speakers, asked=side)
    if problem.stage == Stage.CLOSED:
        raise AlreadyClosed


async def act_on(session: AsyncSession, problem_id: str, now: datetime) -> None:
    """Something that hangs on the problem was changed, such as an action."""
    await thread.touch(session, await problems.lock_problem(session, problem_id), now)
