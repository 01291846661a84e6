"""Planning a pulse and steering it, inside the caller's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.calendars import find_zone
from bot.core.ids import new_id
from bot.core.people import Side
from bot.pulse.errors import AlreadyPaused, NotPaused, PulseStopped
from bot.pulse.rules import Occurrence, Plan, Schedule, next_occurrence
from bot.relationships.service import place_of
from storage import outbox, pulse, pulse_people, relationships
from storage.outbox import Card
from storage.pulse import Pulse, Status
from storage.relationships import Relationship

PLAN_CARD = "pulse_plan"


@dataclass(frozen=True, slots=True)
class Askable:
    """Somebody who can be asked: on which side, and by which clock."""

    side: Side
    zone: ZoneInfo


async def plan(
    session: AsyncSession, relationship_id: str, plan: Plan, *, user_id: str, now: datetime
) -> Pulse:
    """Plan a pulse, and say so in the channel. Raises NotOnASide."""
    relationship = await relationships.lock_relationship(session, relationship_id)
    member = await relationships.find_member(session, relationship.id, user_id)
    require(Act.PULSE_CREATE, member)
    planned = Pulse(
        id=new_id(),
        relationship_id=relationship.id,
        number=await pulse.next_number(session, relationship.id),
        title=plan.title,
        questions=plan.questions,
        anonymity=plan.anonymity,
        in_channel=plan.in_channel,
        schedule=plan.schedule,
        open_hours=plan.open_hours,
        status=Status.ACTIVE,
        created_by=user_id,
        created_at=now,
        effective_from=now,
    )
    session.add(planned)
    await session.flush()
    planned.post_id = await outbox.post(
        session,
        key=f"{PLAN_CARD}:{planned.id}",
        place=place_of(relationship),
        card=Card(PLAN_CARD, planned.id),
        now=now,
    )
    return planned


async def pause(session: AsyncSession, pulse_id: str, *, user_id: str, now: datetime) -> Pulse:
    """Ask no more until it is resumed; an open round ends normally."""
    steered = await lock_steered(session, pulse_id, user_id)
    if steered.status == Status.PAUSED:
        raise AlreadyPaused
    return await _change(session, steered, Status.PAUSED, user_id, now)


async def resume(session: AsyncSession, pulse_id: str, *, user_id: str, now: datetime) -> Pulse:
    """Ask again, from the next occurrence on."""
    steered = await lock_steered(session, pulse_id, user_id)
    if steered.status != Status.PAUSED:
        raise NotPaused
    steered.effective_from = now
    return await _change(session, steered, Status.ACTIVE, user_id, now)


async def stop(session: AsyncSession, pulse_id: str, *, user_id: str, now: datetime) -> Pulse:
    """Never ask again; an open round ends normally."""
    steered = await lock_steered(session, pulse_id, user_id)
    return await _change(session, steered, Status.STOPPED, user_id, now)


async def lock_steered(session: AsyncSession, pulse_id: str, user_id: str) -> Pulse:
    """The pulse, for somebody who may steer it.

    Raises NotOnASide, NotAllowed, or PulseStopped.
    """
    steered = await pulse.lock_pulse(session, pulse_id)
    member = await relationships.find_member(session, steered.relationship_id, user_id)
    require(Act.PULSE_STEER, member, author=steered.created_by)
    if steered.status == Status.STOPPED:
        raise PulseStopped
    return steered


async def find_next(
    session: AsyncSession, planned: Pulse, relationship: Relationship, now: datetime
) -> Occurrence | None:
    """When a pulse is asked next; None where it is not, or nobody is there."""
    if planned.status != Status.ACTIVE:
        return None
    askable = await load_askable(session, planned, relationship)
    running = await pulse.find_open_round(session, planned.id)
    after = max(now, planned.effective_from, running.closes_at if running else now)
    return next_occurrence(schedule_of(planned), zones_of(askable), after)


async def load_askable(
    session: AsyncSession, planned: Pulse, relationship: Relationship
) -> dict[str, Askable]:
    """Everybody who is present, active and on a side, by user id.

    Nobody where one side has nobody: a pulse is asked of both.
    """
    people = await pulse_people.list_askable(session, relationship.id)
    if {one.side for one in people} != set(Side):
        return {}
    return {
        one.user_id: Askable(Side(one.side), find_clock(planned, one.tz, relationship.tz))
        for one in people
    }


def zones_of(askable: Mapping[str, Askable]) -> dict[str, ZoneInfo]:
    return {user_id: one.zone for user_id, one in askable.items()}


def find_clock(planned: Pulse, own: str | None, home: str) -> ZoneInfo:
    """Whose clock counts for somebody: their own, or the relationship's in the channel."""
    return find_zone(home) if planned.in_channel else find_zone(own, home)


def schedule_of(planned: Pulse) -> Schedule:
    return Schedule(planned.schedule["weekday"], time.fromisoformat(planned.schedule["at"]))


async def _change(
    session: AsyncSession, changed: Pulse, status: Status, user_id: str, now: datetime
) -> Pulse:
    changed.status, changed.changed_by = status, user_id
    if changed.post_id is not None:
        await outbox.update_card(session, changed.post_id, now)
    return changed
