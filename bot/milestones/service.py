"""What happens to milestones until they are reached, inside the caller's transaction."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.calendars import day_in
from bot.core.errors import RapportError
from bot.core.ids import new_id
from bot.core.people import Member, Side
from bot.milestones import prompting, rules
from bot.milestones.errors import MilestoneGone, OwnSide, ProblemRaised
from bot.milestones.rules import Draft, Prompt, Status, Step
from bot.relationships.service import place_of
from storage import milestones, outbox, relationships
from storage.milestones import Milestone
from storage.outbox import Card
from storage.relationships import Relationship

CARD = "milestone"
STEP = "milestone_step"

# What nobody is asked about: the owners learn of it in the thread.
TOLD = frozenset({Step.MOVED, Step.NOT_YET, Step.DROPPED, Step.RESTORED})


async def plan(
    session: AsyncSession, relationship_id: str, draft: Draft, *, user_id: str, now: datetime
) -> Milestone:
    """A new milestone, and its card in the channel.

    Raises NotOnASide, and InvalidInput with sentences by field.
    """
    relationship = await relationships.lock_relationship(session, relationship_id)
    require(Act.MILESTONE_PLAN, await relationships.find_member(session, relationship_id, user_id))
    sides = await relationships.load_sides(session, relationship)
    day = rules.check(draft, sides, day_in(relationship.tz, now))
    milestone_id = new_id()
    return await add(
        session,
        relationship,
        draft,
        milestone_id=milestone_id,
        series_id=milestone_id,
        anchor=day,
        user_id=user_id,
        now=now,
    )


async def add(
    session: AsyncSession,
    relationship: Relationship,
    draft: Draft,
    *,
    milestone_id: str,
    series_id: str,
    anchor: date,
    user_id: str,
    now: datetime,
    thread_post_id: str | None = None,
) -> Milestone:
    """Write a sound milestone down; its card stands in the channel, or in that thread."""
    post_id = await outbox.post(
        session,
        key=f"{CARD}:{milestone_id}",
        place=place_of(relationship, thread_post_id),
        card=Card(CARD, milestone_id),
        now=now,
    )
    return await milestones.add_milestone(
        session,
        id=milestone_id,
        relationship_id=relationship.id,
        series_id=series_id,
        title=draft.title,
        due=draft.day,
        first_due=draft.day,
        anchor=anchor,
        dated_at=now,
        client_owner=draft.owners[Side.CLIENT],
        vendor_owner=draft.owners[Side.VENDOR],
        client_meaning=draft.meanings[Side.CLIENT],
        vendor_meaning=draft.meanings[Side.VENDOR],
        yearly=draft.yearly,
        status=Status.PLANNED,
        author=user_id,
        created_at=now,
        post_id=post_id,
    )


async def load(session: AsyncSession, milestone_id: str, *, lock: bool = False) -> Milestone:
    """The milestone; with `lock`, nobody else changes it meanwhile. Raises MilestoneGone."""
    milestone = await milestones.find_milestone(session, milestone_id, lock=lock)
    if milestone is None:
        raise MilestoneGone
    return milestone


async def check(
    session: AsyncSession, milestone_id: str, user_id: str, step: Step, *, lock: bool = False
) -> Milestone:
    """The milestone, if that person may take that step now; with `lock`, to take it.

    Raises MilestoneGone, NotOnASide, NotAllowed or MilestoneChanged.
    """
    milestone = await load(session, milestone_id, lock=lock)
    _require(step, milestone, await _find_member(session, milestone, user_id))
    rules.take(step, Status(milestone.status))
    return milestone


async def _find_member(session: AsyncSession, milestone: Milestone, user_id: str) -> Member | None:
    return await relationships.find_member(session, milestone.relationship_id, user_id)


def _require(step: Step, milestone: Milestone, member: Member | None) -> Member:
    """Raises NotOnASide or NotAllowed."""
    proposed = Side(milestone.proposed_side) if milestone.proposed_side else None
    if proposed is None or step not in (Step.TAKEN_BACK, Step.NOT_YET, Step.REACHED):
        return require(
            Act.MILESTONE_STEER, member, author=milestone.author, owners=milestone.owners
        )
    if step is Step.TAKEN_BACK:
        return require(
            Act.MILESTONE_TAKE_BACK,
            member,
            author=milestone.proposed_by,
            owners=_list_owners(milestone, proposed, member),
            asked=proposed,
        )
    return require(
        Act.MILESTONE_ANSWER,
        member,
        owners=_list_owners(milestone, proposed.other, member),
        asked=proposed.other,
    )


def _list_owners(milestone: Milestone, side: Side, member: Member | None) -> tuple[str, ...]:
    """The owner of that side, unless they changed sides."""
    is_there = member is not None and member.side is side
    return (milestone.owner(side),) if is_there else ()


async def edit(
    session: AsyncSession, milestone_id: str, draft: Draft, *, user_id: str, now: datetime
) -> Milestone:
    """Change everything but the day; who owns it from now on is told directly.

    Raises what `check` raises, and InvalidInput.
    """
    milestone = await check(session, milestone_id, user_id, Step.MOVED, lock=True)
    relationship = await relationships.get_relationship(session, milestone.relationship_id)
    rules.check_words(draft, await relationships.load_sides(session, relationship))
    named = [side for side in Side if draft.owners[side] not in (milestone.owner(side), user_id)]
    milestone.title, milestone.yearly = draft.title, draft.yearly
    milestone.client_owner = draft.owners[Side.CLIENT]
    milestone.vendor_owner = draft.owners[Side.VENDOR]
    milestone.client_meaning = draft.meanings[Side.CLIENT]
    milestone.vendor_meaning = draft.meanings[Side.VENDOR]
    await redraw(session, milestone, now)
    about = str(int(now.timestamp()))
    await prompting.write_to(session, milestone, Prompt.NAMED, about, sides=named, now=now)
    return milestone


async def move(
    session: AsyncSession,
    milestone_id: str,
    day: date | None,
    reason: str,
    *,
    user_id: str,
    now: datetime,
) -> Milestone:
    """Another day, and why. The first of a series takes its anniversaries with it.

    Raises what `check` raises, and InvalidInput for the fields DAY and REASON.
    """
    milestone = await check(session, milestone_id, user_id, Step.MOVED, lock=True)
    relationship = await relationships.get_relationship(session, milestone.relationship_id)
    today = day_in(relationship.tz, now)
    before, after = milestone.due, rules.check_move(day, milestone.due, reason, today)
    milestone.due, milestone.dated_at, milestone.problem_id = after, now, None
    if milestone.series_id == milestone.id:
        milestone.anchor = after
    await take_step(
        session,
        milestone,
        Step.MOVED,
        user_id=user_id,
        now=now,
        reason=reason,
        days=(before, after),
    )
    return milestone


async def check_reachable(
    session: AsyncSession, milestone_id: str, user_id: str, *, lock: bool = False
) -> Milestone:
    """The milestone, if that person may say that it is reached, or confirm it.

    Raises what `check` raises, and OwnSide where their own side says so already.
    """
    milestone = await load(session, milestone_id, lock=lock)
    _check_reachable(milestone, await _find_member(session, milestone, user_id))
    return milestone


def _check_reachable(milestone: Milestone, member: Member | None) -> None:
    if milestone.status != Status.PROPOSED:
        _require(Step.PROPOSED, milestone, member)
        rules.take(Step.PROPOSED, Status(milestone.status))
    elif member is not None and member.side == milestone.proposed_side:
        raise OwnSide
    else:
        _require(Step.REACHED, milestone, member)


def may_reach(milestone: Milestone, member: Member) -> bool:
    """Whether that person may say that it is reached, or confirm it."""
    try:
        _check_reachable(milestone, member)
    except RapportError:
        return False
    return True


async def propose(
    session: AsyncSession, milestone: Milestone, *, user_id: str, now: datetime
) -> None:
    """Somebody says that it is reached, and the other side is asked. `check_reachable` allowed it.

    The side is the one on which they stand.
    """
    member = _require(Step.PROPOSED, milestone, await _find_member(session, milestone, user_id))
    side = Side(str(member.side))
    milestone.proposed_by, milestone.proposed_side, milestone.proposed_at = user_id, side, now
    seq = await take_step(session, milestone, Step.PROPOSED, user_id=user_id, now=now)
    await prompting.write_to(
        session, milestone, Prompt.CONFIRM, str(seq), sides=[side.other], now=now
    )


async def take_back(
    session: AsyncSession, milestone_id: str, *, user_id: str, now: datetime
) -> Milestone:
    """Their own side does not say so any more. Raises what `check` raises."""
    milestone = await check(session, milestone_id, user_id, Step.TAKEN_BACK, lock=True)
    await take_step(session, milestone, Step.TAKEN_BACK, user_id=user_id, now=now)
    return milestone


async def say_not_yet(
    session: AsyncSession, milestone_id: str, reason: str, *, user_id: str, now: datetime
) -> Milestone:
    """The other side does not confirm it. Raises what `check` raises, and InvalidInput."""
    milestone = await check(session, milestone_id, user_id, Step.NOT_YET, lock=True)
    rules.check_reason(reason)
    await take_step(session, milestone, Step.NOT_YET, user_id=user_id, now=now, reason=reason)
    return milestone


async def drop(
    session: AsyncSession, milestone_id: str, reason: str, *, user_id: str, now: datetime
) -> Milestone:
    """It is not aimed for any more. Raises what `check` raises, and InvalidInput."""
    milestone = await check(session, milestone_id, user_id, Step.DROPPED, lock=True)
    rules.check_reason(reason)
    await take_step(session, milestone, Step.DROPPED, user_id=user_id, now=now, reason=reason)
    return milestone


async def restore(
    session: AsyncSession, milestone_id: str, *, user_id: str, now: datetime
) -> Milestone:
    """It is aimed for again. Raises what `check` raises."""
    milestone = await check(session, milestone_id, user_id, Step.RESTORED, lock=True)
    await take_step(session, milestone, Step.RESTORED, user_id=user_id, now=now)
    return milestone


async def check_problem(
    session: AsyncSession, milestone_id: str, user_id: str, *, lock: bool = False
) -> Milestone:
    """The milestone, if it may be raised as a problem.

    Raises what `check` raises, and ProblemRaised where it was since it was given its day.
    """
    milestone = await check(session, milestone_id, user_id, Step.PROBLEM, lock=lock)
    if milestone.problem_id is not None:
        raise ProblemRaised
    return milestone


async def note_problem(
    session: AsyncSession, milestone: Milestone, problem_id: str, *, user_id: str, now: datetime
) -> None:
    """It was raised as that problem. `check_problem` allowed it."""
    milestone.problem_id = problem_id
    await take_step(session, milestone, Step.PROBLEM, user_id=user_id, now=now)


async def take_step(
    session: AsyncSession,
    milestone: Milestone,
    step: Step,
    *,
    user_id: str,
    now: datetime,
    reason: str = "",
    days: tuple[date, date] | None = None,
) -> int:
    """Write the step down, and show it wherever the milestone stands. Returns its number.

    Raises MilestoneChanged where the milestone is too far for it.
    """
    milestone.status = rules.take(step, Status(milestone.status))
    seq = await milestones.add_step(
        session, milestone.id, kind=step, by=user_id, at=now, reason=reason, days=days
    )
    await redraw(session, milestone, now)
    if step in TOLD:
        await _tell(session, milestone, seq, now)
    return seq


async def _tell(session: AsyncSession, milestone: Milestone, seq: int, now: datetime) -> None:
    """Say a step in the thread of the card, or in that in which the card stands."""
    relationship = await relationships.get_relationship(session, milestone.relationship_id)
    head = await outbox.get_post(session, milestone.post_id)
    step_id = f"{milestone.id}:{seq}"
    await outbox.post(
        session,
        key=f"{STEP}:{step_id}",
        place=place_of(relationship, head.thread_post_id or head.id),
        card=Card(STEP, step_id),
        now=now,
    )


async def redraw(session: AsyncSession, milestone: Milestone, now: datetime) -> None:
    """Show the milestone as it is now: on its card, and where people were written to."""
    posts: Sequence[str] = await milestones.list_prompt_posts(session, milestone.id)
    await outbox.update_cards(session, [milestone.post_id, *posts], now)
