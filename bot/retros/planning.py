"""Retros that come back by themselves, inside the caller's transaction."""

from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core import rhythms
from bot.core.authority import Act, require
from bot.core.calendars import day_in
from bot.core.ids import new_id
from bot.core.people import Side, Sides
from bot.relationships.service import place_of, tell
from bot.retros import rules, service
from bot.retros.errors import NoSchedule
from bot.retros.rules import Draft
from bot.retros.schedules import LATEST, Plan, next_moment
from storage import outbox, relationships, retros
from storage.outbox import Card
from storage.relationships import Relationship
from storage.retros import Retro, RetroSchedule

CHANGE = "retro_schedule"
LEFT_OUT = "retro_left_out"


async def plan(
    session: AsyncSession, relationship_id: str, wanted: Plan, *, user_id: str, now: datetime
) -> RetroSchedule:
    """A contact has retros come back; both sides read of it in the channel.

    The same once more changes nothing. Raises NotOnASide or NotAllowed.
    """
    relationship = await _check(session, relationship_id, user_id)
    before = await retros.find_schedule(session, relationship_id, lock=True)
    if before is not None and read_plan_of(before) == wanted:
        return before
    start = day_in(relationship.tz, now)
    await retros.save_schedule(
        session,
        relationship_id,
        rhythm=rhythms.dump(wanted.rhythm),
        at=f"{wanted.at:%H:%M}",
        start=start,
        next_at=next_moment(wanted, start, relationship.tz, now),
        set_by=user_id,
        set_at=now,
    )
    await _tell(session, relationship, user_id, now)
    planned = await retros.find_schedule(session, relationship_id, lock=True)
    if planned is None:
        raise NoSchedule
    return planned


async def stop(session: AsyncSession, relationship_id: str, *, user_id: str, now: datetime) -> None:
    """No retro comes back by itself any more. Raises NotOnASide, NotAllowed or NoSchedule."""
    relationship = await _check(session, relationship_id, user_id)
    if not await retros.forget_schedule(session, relationship_id):
        raise NoSchedule
    await _tell(session, relationship, user_id, now)


async def _check(session: AsyncSession, relationship_id: str, user_id: str) -> Relationship:
    relationship = await relationships.lock_relationship(session, relationship_id)
    member = await relationships.find_member(session, relationship_id, user_id)
    require(Act.RETRO_PLAN, member)
    return relationship


async def _tell(
    session: AsyncSession, relationship: Relationship, user_id: str, now: datetime
) -> None:
    await outbox.post(
        session,
        key=f"{CHANGE}:{new_id()}",
        place=place_of(relationship),
        card=Card(CHANGE, f"{relationship.id}:{user_id}"),
        now=now,
    )


def read_plan_of(schedule: RetroSchedule) -> Plan:
    return Plan(rhythms.load(schedule.rhythm), time.fromisoformat(schedule.at))


async def begin_due(session: AsyncSession, relationship_id: str, now: datetime) -> Retro | None:
    """Begin the retro for which it is time; the first contacts of both sides facilitate it.

    None where another one runs, where it is too late for it, or where nobody of a side could
    facilitate it, of which the contacts of the other are told: the next one comes at its own time.
    Doing it twice changes nothing.
    """
    relationship = await relationships.lock_relationship(session, relationship_id)
    schedule = await retros.find_schedule(session, relationship_id, lock=True)
    if schedule is None or schedule.next_at > now:
        return None
    due = schedule.next_at
    schedule.next_at = next_moment(
        read_plan_of(schedule), schedule.start, relationship.tz, max(due, now)
    )
    if due + LATEST <= now or await retros.find_running(session, relationship_id):
        return None
    sides = await relationships.load_sides(session, relationship)
    if not all(sides.contacts(side) for side in Side):
        await _tell_left_out(session, relationship, sides, due, now)
        return None
    day = day_in(relationship.tz, due)
    facilitators = {side: sides.contacts(side)[0].user_id for side in Side}
    draft = Draft(rules.usual_title(day), facilitators, (), day + rules.NOTES_FOR)
    return await service.begin(
        session,
        relationship,
        draft,
        day + rules.NOTES_FOR,
        occurrence=due.isoformat(),
        now=now,
    )


async def _tell_left_out(
    session: AsyncSession, relationship: Relationship, sides: Sides, due: datetime, now: datetime
) -> None:
    card, about = Card(LEFT_OUT, relationship.id), f"{relationship.id}:{int(due.timestamp())}"
    for contact in (one for side in Side for one in sides.contacts(side)):
        await tell(session, relationship, contact.user_id, card, now, about=about)
