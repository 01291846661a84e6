"""Beginning a retro, changing and ending it, inside the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.calendars import day_in
from bot.core.ids import new_id
from bot.core.people import Member, Side, Sides
from bot.relationships.service import place_of
from bot.retros import rules
from bot.retros.errors import NotInvited, RetroGone, RetroRunning
from bot.retros.rules import Draft, Stage
from storage import outbox, relationships, retros
from storage.outbox import Card, Message, Place
from storage.relationships import Relationship
from storage.retros import Retro

CARD = "retro"
BOARD = "retro_board"
MOVE = "retro_move"
PROMPT = "retro_prompt"


@dataclass(frozen=True, slots=True)
class Steered:
    """A retro, and the side for which somebody steers it."""

    retro: Retro
    relationship: Relationship
    side: Side


async def start(
    session: AsyncSession, relationship_id: str, draft: Draft, *, user_id: str, now: datetime
) -> Retro:
    """Somebody begins a retro; its card stands in the channel.

    Raises NotOnASide, RetroRunning, and InvalidInput with sentences by field.
    """
    relationship = await relationships.lock_relationship(session, relationship_id)
    member = await relationships.find_member(session, relationship_id, user_id)
    require(Act.RETRO_START, member)
    await check_none_runs(session, relationship_id)
    sides = await relationships.load_sides(session, relationship)
    notes_until = rules.check_draft(draft, sides, day_in(relationship.tz, now))
    return await begin(session, relationship, draft, notes_until, started_by=user_id, now=now)


async def check_none_runs(session: AsyncSession, relationship_id: str) -> None:
    """Raises RetroRunning."""
    running = await retros.find_running(session, relationship_id)
    if running is not None:
        raise RetroRunning(title=running.title)


async def begin(
    session: AsyncSession,
    relationship: Relationship,
    draft: Draft,
    notes_until: date,
    *,
    now: datetime,
    started_by: str | None = None,
    occurrence: str | None = None,
) -> Retro:
    """Write a sound retro down. The relationship is locked, and none runs in it."""
    retro_id = new_id()
    post_id = await outbox.post(
        session,
        key=f"{CARD}:{retro_id}",
        place=place_of(relationship),
        card=Card(CARD, retro_id),
        now=now,
    )
    retro = await retros.add_retro(
        session,
        id=retro_id,
        relationship_id=relationship.id,
        number=await retros.next_number(session, relationship.id),
        title=draft.title,
        client_facilitator=draft.facilitators[Side.CLIENT],
        vendor_facilitator=draft.facilitators[Side.VENDOR],
        invited=list(draft.invited),
        notes_until=notes_until,
        stage=Stage.COLLECT,
        started_by=started_by,
        created_at=now,
        occurrence=occurrence,
        post_id=post_id,
    )
    await plan_look(session, retro, now)
    return retro


async def load(session: AsyncSession, retro_id: str, *, lock: bool = False) -> Retro:
    """The retro; with `lock`, nobody else changes it meanwhile. Raises RetroGone."""
    retro = await retros.find_retro(session, retro_id, lock=lock)
    if retro is None:
        raise RetroGone
    return retro


async def check_part(
    session: AsyncSession, retro_id: str, user_id: str, *stages: Stage, lock: bool = False
) -> tuple[Retro, Member]:
    """The retro, if that person takes part and it is at one of these stages.

    Raises RetroGone, NotOnASide, NotInvited or RetroMovedOn.
    """
    retro = await load(session, retro_id, lock=lock)
    member = require(
        Act.RETRO_TAKE_PART,
        await relationships.find_member(session, retro.relationship_id, user_id),
    )
    everybody = (*retro.invited, retro.client_facilitator, retro.vendor_facilitator)
    if retro.invited and user_id not in everybody:
        raise NotInvited
    rules.check_stage(Stage(retro.stage), *stages)
    return retro, member


async def check_steering(
    session: AsyncSession, retro_id: str, user_id: str, *stages: Stage, lock: bool = False
) -> Steered:
    """The retro, if that person facilitates it for their side and it is at one of these stages.

    Where a facilitator is gone, the contacts of their side stand in. Raises RetroGone, NotOnASide,
    NotAllowed or RetroMovedOn.
    """
    retro = await load(session, retro_id, lock=lock)
    relationship = await relationships.get_relationship(session, retro.relationship_id)
    sides = await relationships.load_sides(session, relationship)
    facilitators = [one for side in Side for one in find_facilitators(retro, side, sides)]
    member = require(Act.RETRO_STEER, sides.find(user_id), facilitators=facilitators)
    rules.check_stage(Stage(retro.stage), *stages)
    return Steered(retro, relationship, Side(str(member.side)))


def find_facilitators(retro: Retro, side: Side, sides: Sides) -> Sequence[str]:
    """Who steers it for that side: its facilitator, or the contacts of where they are gone."""
    return sides.find_askable(retro.facilitator(side), side)


async def check_owned(
    session: AsyncSession, retro_id: str, user_id: str, *stages: Stage, lock: bool = False
) -> Retro:
    """The retro, if it is at one of these stages (or runs, where none is named) and that person
    may change or cancel it.

    Raises RetroGone, NotOnASide, NotAllowed or RetroMovedOn.
    """
    retro = await load(session, retro_id, lock=lock)
    member = await relationships.find_member(session, retro.relationship_id, user_id)
    facilitators = (retro.client_facilitator, retro.vendor_facilitator)
    require(Act.RETRO_CHANGE, member, author=retro.started_by, facilitators=facilitators)
    rules.check_stage(Stage(retro.stage), *(stages or rules.RUNNING))
    return retro


async def change(
    session: AsyncSession, retro_id: str, draft: Draft, *, user_id: str, now: datetime
) -> Retro:
    """Another title, other people, or more time for notes.

    Raises what `check_owned` raises, and InvalidInput with sentences by field.
    """
    retro = await check_owned(session, retro_id, user_id, lock=True)
    relationship = await relationships.get_relationship(session, retro.relationship_id)
    sides = await relationships.load_sides(session, relationship)
    own = sides.find(user_id)
    if own is not None and own.side is not None:
        rules.check_change(read_draft_of(retro), draft, Stage(retro.stage), own.side, sides)
    today = day_in(relationship.tz, now)
    # A day that is over may stay, where only people change.
    earliest = min(today, retro.notes_until)
    retro.notes_until = rules.check_draft(draft, sides, earliest)
    retro.title, retro.invited = draft.title, list(draft.invited)
    retro.client_facilitator = draft.facilitators[Side.CLIENT]
    retro.vendor_facilitator = draft.facilitators[Side.VENDOR]
    await plan_look(session, retro, now)
    await redraw(session, retro, now)
    return retro


def read_draft_of(retro: Retro) -> Draft:
    """What its form says now."""
    facilitators = {side: retro.facilitator(side) for side in Side}
    return Draft(retro.title, facilitators, retro.invited, retro.notes_until)


async def cancel(
    session: AsyncSession,
    retro_id: str,
    *,
    seen: Stage,
    reason: str,
    user_id: str,
    now: datetime,
) -> Retro:
    """It ends here. Notes that were not opened and votes that were not counted are deleted.

    What that is depends on the stage that the person saw. The caller says the reason with
    `explain`. Raises what `check_owned` raises, and InvalidInput for the field REASON.
    """
    retro = await check_owned(session, retro_id, user_id, seen, lock=True)
    rules.check_reason(reason)
    if seen not in rules.COUNTED:
        await retros.forget_hidden(session, retro.id, notes=seen is Stage.COLLECT)
    await write_move(session, retro, Stage.CANCELLED, by=user_id, now=now)
    return retro


async def write_move(
    session: AsyncSession,
    retro: Retro,
    to: Stage,
    *,
    by: str,
    now: datetime,
    confirmed_by: str | None = None,
    alone_side: Side | None = None,
) -> None:
    """It goes to that stage; whatever one side proposed before is settled by it.

    A step forward is said in the thread, too; of others the caller says why.
    """
    is_forward = rules.NEXT.get(Stage(retro.stage)) is to
    seq = await retros.add_move(
        session,
        retro.id,
        from_stage=retro.stage,
        to_stage=to,
        by=by,
        confirmed_by=confirmed_by,
        alone_side=alone_side,
        at=now,
    )
    retro.stage = to
    if to not in rules.RUNNING:
        retro.closed_at = now
    await settle(session, retro, now)
    if is_forward:
        await say(session, retro, Card(MOVE, f"{retro.id}:{seq}"), now)


async def settle(session: AsyncSession, retro: Retro, now: datetime) -> None:
    """No side waits for the other any more."""
    retro.proposed_by = retro.proposed_side = retro.proposed_at = None
    retro.stalled = False
    await plan_look(session, retro, now)
    await redraw(session, retro, now)


async def plan_look(session: AsyncSession, retro: Retro, now: datetime) -> None:
    """When it is looked at next, if nothing happens."""
    relationship = await relationships.get_relationship(session, retro.relationship_id)
    retro.look_at = rules.next_look(list_looks(retro, relationship), now)


def list_looks(retro: Retro, relationship: Relationship) -> list[tuple[rules.Look, datetime]]:
    return rules.list_looks(
        Stage(retro.stage),
        retro.notes_until,
        retro.proposed_at,
        relationship.tz,
        (relationship.client_country, relationship.vendor_country),
    )


def name_wait(retro: Retro) -> str:
    """What a retro waits for now, told from whatever it waited for at the same stage before."""
    if retro.proposed_at is not None:
        return str(int(retro.proposed_at.timestamp()))
    return retro.notes_until.isoformat()


async def say(session: AsyncSession, retro: Retro, card: Card, now: datetime) -> str:
    """Something that is said once in the thread of its card."""
    place = await _find_thread(session, retro)
    key = f"{card.kind}:{card.id}"
    return await outbox.post(session, key=key, place=place, card=card, now=now)


async def explain(
    session: AsyncSession, retro: Retro, seq: int, message: Message, now: datetime
) -> None:
    """Why somebody took the step of that number, in the thread: no record keeps their words."""
    place = await _find_thread(session, retro)
    key = f"{MOVE}:{retro.id}:{seq}"
    await outbox.post(session, key=key, place=place, message=message, now=now)


async def _find_thread(session: AsyncSession, retro: Retro) -> Place:
    relationship = await relationships.get_relationship(session, retro.relationship_id)
    return place_of(relationship, retro.post_id)


async def redraw(session: AsyncSession, retro: Retro, now: datetime) -> None:
    """Show it as it is now: the card, and the board where there is one."""
    posts = [retro.post_id, *([retro.board_post_id] if retro.board_post_id else [])]
    await outbox.update_cards(session, posts, now)
