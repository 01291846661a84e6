"""What happens when a milestone is reached, and on the day after; in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.calendars import day_in
from bot.core.ids import is_gone, new_id
from bot.core.people import Side
from bot.milestones import rules, service
from bot.milestones.errors import CelebrationOver, NotReached, PulseAsked
from bot.milestones.rules import Draft, Status, Step
from bot.relationships.service import place_of
from storage import milestones, outbox, relationships
from storage.milestones import Milestone
from storage.outbox import Card
from storage.relationships import Relationship

CARD = "milestone_celebration"
WAY = "milestone_way"
CHART = "milestone_chart"
REFLECTIONS = "milestone_reflections"


async def say_reached(
    session: AsyncSession,
    milestone_id: str,
    contributors: Sequence[str],
    *,
    seen: Status,
    user_id: str,
    now: datetime,
) -> Milestone:
    """One side says that it is reached; where the other one said so, it is, and is celebrated.

    `seen` is how far it was when the form was opened: who saw whom the other side picked may have
    left some of them out, and who confirms says nothing of their own.
    Raises what `service.check_reachable` raises, MilestoneChanged where what they confirm was taken
    back, and InvalidInput.
    """
    milestone = await service.check_reachable(session, milestone_id, user_id, lock=True)
    if seen is Status.PROPOSED:
        rules.take(Step.REACHED, Status(milestone.status))
    picked = await _check_contributors(session, milestone, contributors)
    if milestone.status == Status.PLANNED:
        await service.propose(session, milestone, user_id=user_id, now=now)
    else:
        if seen is not Status.PROPOSED:
            picked = await _load_contributors(session, milestone.id) | picked
        await _celebrate(session, milestone, now)
        # Last, for the card leads to the celebration, which has to stand there by then.
        await service.take_step(session, milestone, Step.REACHED, user_id=user_id, now=now)
    await milestones.save_contributors(session, milestone.id, picked)
    return milestone


async def _load_contributors(session: AsyncSession, milestone_id: str) -> dict[str, Side]:
    found = await milestones.list_contributors(session, milestone_id)
    return {one.user_id: Side(one.side) for one in found}


async def _check_contributors(
    session: AsyncSession, milestone: Milestone, user_ids: Sequence[str]
) -> dict[str, Side]:
    """Who is picked, and those who were erased: nobody can pick them, and they count on."""
    relationship = await relationships.get_relationship(session, milestone.relationship_id)
    sides = await relationships.load_sides(session, relationship)
    before = await _load_contributors(session, milestone.id)
    gone = {user_id: side for user_id, side in before.items() if is_gone(user_id)}
    return rules.check_contributors(user_ids, sides, before) | gone


async def _celebrate(session: AsyncSession, milestone: Milestone, now: datetime) -> None:
    relationship = await relationships.get_relationship(session, milestone.relationship_id)
    milestone.reached_at = now
    milestone.celebration_post_id = await _post(session, CARD, milestone, relationship, now)
    for kind in (WAY, CHART):
        await _post(session, kind, milestone, relationship, now)
    if milestone.yearly:
        await _plan_next(session, milestone, relationship, now)


async def _post(
    session: AsyncSession,
    kind: str,
    milestone: Milestone,
    relationship: Relationship,
    now: datetime,
) -> str:
    """Something that a milestone has once: in the channel, and then in the thread of that."""
    return await outbox.post(
        session,
        key=f"{kind}:{milestone.id}",
        place=place_of(relationship, milestone.celebration_post_id),
        card=Card(kind, milestone.id),
        now=now,
    )


async def _plan_next(
    session: AsyncSession,
    milestone: Milestone,
    relationship: Relationship,
    now: datetime,
) -> None:
    """It comes again on its next anniversary; its card stands under the celebration till then."""
    today = day_in(relationship.tz, now)
    draft = Draft(
        milestone.title,
        rules.next_day(milestone.anchor, max(milestone.first_due, milestone.due, today)),
        owners={side: milestone.owner(side) for side in Side},
        meanings={side: milestone.meaning(side) for side in Side},
        yearly=True,
    )
    await service.add(
        session,
        relationship,
        draft,
        milestone_id=new_id(),
        series_id=milestone.series_id,
        anchor=milestone.anchor,
        user_id=milestone.author,
        now=now,
        thread_post_id=milestone.celebration_post_id,
    )


async def check_celebrated(
    session: AsyncSession, milestone_id: str, user_id: str, act: Act, *, lock: bool = False
) -> Milestone:
    """A milestone that is reached, if that person may do that about it; with `lock`, to do it.

    Raises MilestoneGone, NotOnASide, NotAllowed, or NotReached.
    """
    milestone = await service.load(session, milestone_id, lock=lock)
    member = await relationships.find_member(session, milestone.relationship_id, user_id)
    require(act, member, author=milestone.author, owners=milestone.owners)
    if milestone.status != Status.REACHED:
        raise NotReached
    return milestone


async def check_collecting(
    session: AsyncSession, milestone_id: str, user_id: str, act: Act, *, lock: bool = False
) -> Milestone:
    """The same, if the day of thanks and thoughts is not over. Raises CelebrationOver, too."""
    milestone = await check_celebrated(session, milestone_id, user_id, act, lock=lock)
    if milestone.closed_at is not None:
        raise CelebrationOver
    return milestone


async def name_contributors(
    session: AsyncSession,
    milestone_id: str,
    contributors: Sequence[str],
    *,
    user_id: str,
    now: datetime,
) -> Milestone:
    """Say anew who helped. Raises what `check_celebrated` raises, and InvalidInput."""
    milestone = await check_celebrated(
        session, milestone_id, user_id, Act.MILESTONE_STEER, lock=True
    )
    picked = await _check_contributors(session, milestone, contributors)
    await milestones.save_contributors(session, milestone.id, picked)
    await redraw(session, milestone, now)
    return milestone


async def reflect(
    session: AsyncSession,
    milestone_id: str,
    *,
    worked: str,
    keep: str,
    user_id: str,
    now: datetime,
) -> Milestone:
    """Somebody says what worked and what to keep, in place of what they said before.

    Raises what `check_collecting` raises, and InvalidInput.
    """
    milestone = await check_collecting(
        session, milestone_id, user_id, Act.MILESTONE_REFLECT, lock=True
    )
    rules.check_reflection(worked, keep)
    member = await relationships.find_member(session, milestone.relationship_id, user_id)
    await milestones.save_reflection(
        session,
        milestone_id=milestone.id,
        user_id=user_id,
        side=str(member and member.side),
        worked=worked,
        keep=keep,
        written_at=now,
    )
    await redraw(session, milestone, now)
    return milestone


async def close(session: AsyncSession, milestone_id: str, now: datetime) -> None:
    """The day is over: what people said stands in the thread from now on."""
    milestone = await service.load(session, milestone_id, lock=True)
    if milestone.status != Status.REACHED or milestone.closed_at is not None:
        return
    milestone.closed_at = now
    if await milestones.list_reflections(session, milestone.id):
        relationship = await relationships.get_relationship(session, milestone.relationship_id)
        await _post(session, REFLECTIONS, milestone, relationship, now)
    await redraw(session, milestone, now)


async def check_pulse(session: AsyncSession, milestone_id: str, user_id: str) -> Milestone:
    """The milestone, if a contact may ask the pulse after it; nobody else does meanwhile.

    Raises what `check_celebrated` raises, and PulseAsked.
    """
    milestone = await check_celebrated(
        session, milestone_id, user_id, Act.MILESTONE_PULSE, lock=True
    )
    if milestone.pulse_id is not None:
        raise PulseAsked
    return milestone


async def note_pulse(
    session: AsyncSession, milestone: Milestone, pulse_id: str, now: datetime
) -> None:
    """That pulse was asked after it. `check_pulse` allowed it."""
    milestone.pulse_id = pulse_id
    await redraw(session, milestone, now)


async def redraw(session: AsyncSession, milestone: Milestone, now: datetime) -> None:
    """Show the celebration as it is now."""
    await outbox.update_card(session, str(milestone.celebration_post_id), now)
