"""Planning a pulse and steering it, inside the caller's transaction."""

from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.ids import new_id
from bot.pulse.audience import away_of, load_askable, timetable_of, zones_of
from bot.pulse.errors import (
    AlreadyPaused,
    NothingSkipped,
    NothingToSkip,
    NotPaused,
    PulseStopped,
)
from bot.pulse.rules import Plan
from bot.pulse.schedules import occurrences
from bot.pulse.schedules.occurrences import Occurrence, next_occurrence
from bot.relationships.service import place_of
from storage import outbox, pulse, relationships
from storage.outbox import Card
from storage.pulse import Pulse, Status
from storage.relationships import Relationship

PLAN_CARD = "pulse_plan"


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
        status=Status.ACTIVE,
        created_by=user_id,
        created_at=now,
        effective_from=now,
        **asdict(plan),
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


async def skip_next(session: AsyncSession, pulse_id: str, *, user_id: str, now: datetime) -> Pulse:
    """Leave out the next occurrence. Raises NothingToSkip, or what `lock_steered` raises."""
    steered = await lock_steered(session, pulse_id, user_id)
    relationship = await relationships.get_relationship(session, steered.relationship_id)
    steered.skips = None
    coming = await find_next(session, steered, relationship, now)
    if coming is None:
        raise NothingToSkip
    steered.skips = coming.key
    return await _change(session, steered, Status.ACTIVE, user_id, now)


async def ask_skipped(
    session: AsyncSession, pulse_id: str, *, user_id: str, now: datetime
) -> Pulse:
    """Ask the occurrence after all that was to be left out. Raises NothingSkipped."""
    steered = await lock_steered(session, pulse_id, user_id)
    if steered.skips is None:
        raise NothingSkipped
    steered.skips = None
    return await _change(session, steered, Status(steered.status), user_id, now)


async def stop(session: AsyncSession, pulse_id: str, *, user_id: str, now: datetime) -> Pulse:
    """Never ask again; an open round ends normally."""
    steered = await lock_steered(session, pulse_id, user_id)
    return await _change(session, steered, Status.STOPPED, user_id, now)


async def lock_steered(session: AsyncSession, pulse_id: str, user_id: str) -> Pulse:
    """The pulse, for somebody who may steer it.

    Raises NotOnASide, NotAllowed, or PulseStopped.
    """
    return await _check_steered(session, await pulse.lock_pulse(session, pulse_id), user_id)


async def find_steered(session: AsyncSession, pulse_id: str, user_id: str) -> Pulse:
    """The same, to look at it only."""
    return await _check_steered(session, await pulse.get_pulse(session, pulse_id), user_id)


async def _check_steered(session: AsyncSession, steered: Pulse, user_id: str) -> Pulse:
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
    return next_occurrence(
        timetable_of(planned, relationship), zones_of(askable), after, away_of(askable)
    )


def list_left_out(
    planned: Pulse, relationship: Relationship, coming: Occurrence | None, now: datetime
) -> list[tuple[date, str]]:
    """The days before the coming occurrence on which a pulse is not asked, and why."""
    if coming is None:
        return []
    timetable = timetable_of(planned, relationship)
    yesterday = now.astimezone(timetable.home).date() - timedelta(days=1)
    return occurrences.list_left_out(timetable, yesterday, date.fromisoformat(coming.key))


async def _change(
    session: AsyncSession, changed: Pulse, status: Status, user_id: str, now: datetime
) -> Pulse:
    changed.status, changed.changed_by = status, user_id
    if changed.post_id is not None:
        await outbox.update_card(session, changed.post_id, now)
    return changed
