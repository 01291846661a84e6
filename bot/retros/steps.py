"""How a retro goes on: both sides say so, or one alone after it waited; and how it goes back.

All of it inside the caller's transaction.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.ids import new_id
from bot.core.people import Side
from bot.retros import rules, service
from bot.retros.errors import (
    NoNotes,
    NothingProposed,
    NotStalled,
    OwnSideReady,
    TooManyTopics,
)
from bot.retros.rules import Look, Stage
from bot.retros.service import Steered
from storage import relationships, retros, retros_reading
from storage.outbox import Card
from storage.retros import Retro


async def go_on(
    session: AsyncSession, retro_id: str, *, seen: Stage, user_id: str, now: datetime
) -> Retro:
    """A facilitator is ready for the next stage; where the other side is, too, it begins.

    Raises what `service.check_steering` raises, NoNotes, TooManyTopics, or OwnSideReady.
    """
    steered = await service.check_steering(session, retro_id, user_id, seen, lock=True)
    retro, side = steered.retro, steered.side
    await _check_ready(session, retro)
    if retro.proposed_side == side:
        raise OwnSideReady
    if retro.proposed_by is None:
        retro.proposed_by, retro.proposed_side, retro.proposed_at = user_id, side, now
        await service.plan_look(session, retro, now)
        await service.redraw(session, retro, now)
    else:
        await _move(session, retro, now, by=retro.proposed_by, confirmed_by=user_id)
    return retro


async def go_alone(
    session: AsyncSession, retro_id: str, *, seen: Stage, user_id: str, now: datetime
) -> Retro:
    """The side that is ready goes on without the other, which did not answer for days.

    Raises what `go_on` raises, NothingProposed, and NotStalled.
    """
    steered = await service.check_steering(session, retro_id, user_id, seen, lock=True)
    retro = _check_own(steered)
    if not retro.stalled:
        raise NotStalled(days=rules.ALONE_AFTER)
    await _check_ready(session, retro)
    await _move(session, retro, now, by=user_id, alone_side=steered.side)
    return retro


async def take_back(
    session: AsyncSession, retro_id: str, *, seen: Stage, user_id: str, now: datetime
) -> Retro:
    """Their own side is not ready after all.

    Raises what `service.check_steering` raises, and NothingProposed.
    """
    steered = await service.check_steering(session, retro_id, user_id, seen, lock=True)
    retro = _check_own(steered)
    await service.settle(session, retro, now)
    return retro


async def go_back(
    session: AsyncSession, retro_id: str, *, reason: str, user_id: str, now: datetime
) -> Retro:
    """A facilitator leads it from the vote back to the headings; the votes are deleted.

    The caller says the reason with `service.explain`. Raises what `service.check_steering` raises,
    and InvalidInput for the field REASON.
    """
    steered = await service.check_steering(session, retro_id, user_id, Stage.VOTE, lock=True)
    rules.check_reason(reason)
    await retros.forget_hidden(session, retro_id, notes=False)
    await _loosen_singles(session, steered.retro)
    await service.write_move(session, steered.retro, Stage.GROUP, by=user_id, now=now)
    return steered.retro


def _check_own(steered: Steered) -> Retro:
    if steered.retro.proposed_side != steered.side:
        raise NothingProposed
    return steered.retro


async def _check_ready(session: AsyncSession, retro: Retro) -> None:
    """What the stage needs before it can be left."""
    if retro.stage in rules.WRITABLE and not any(
        (await retros.count_notes(session, retro.id)).values()
    ):
        raise NoNotes
    if retro.stage == Stage.GROUP:
        board = await retros_reading.load_board(session, retro)
        topics = len(board.headings) + len(board.under(None))
        if topics > rules.MOST_TOPICS:
            raise TooManyTopics(count=topics, most=rules.MOST_TOPICS)


async def _move(
    session: AsyncSession,
    retro: Retro,
    now: datetime,
    *,
    by: str,
    confirmed_by: str | None = None,
    alone_side: Side | None = None,
) -> None:
    to = rules.NEXT[Stage(retro.stage)]
    if to is Stage.VOTE:
        await _name_singles(session, retro, now)
    await service.write_move(
        session, retro, to, by=by, confirmed_by=confirmed_by, alone_side=alone_side, now=now
    )
    if to is Stage.GROUP:
        retro.board_post_id = await service.say(session, retro, Card(service.BOARD, retro.id), now)


async def _name_singles(session: AsyncSession, retro: Retro, now: datetime) -> None:
    """A note that was put under no heading is one itself, so that it can be voted for."""
    board = await retros_reading.load_board(session, retro)
    singles = [(new_id(), note) for note in board.under(None)]
    rows = [
        {"id": heading_id, "name": _shorten(note.text), "theme": None, "created_at": now}
        for heading_id, note in singles
    ]
    await retros.add_headings(session, retro.id, rows)
    for heading_id, note in singles:
        await retros.put_under(session, retro.id, [note.id], heading_id)


async def _loosen_singles(session: AsyncSession, retro: Retro) -> None:
    """Notes that became headings for the vote stand on their own again."""
    board = await retros_reading.load_board(session, retro)
    for heading in board.headings:
        notes = board.under(heading.id)
        if [_shorten(note.text) for note in notes] == [heading.name] and heading.theme is None:
            await retros.put_under(session, retro.id, [notes[0].id], None)
    await retros.forget_empty_headings(session, retro.id)


def _shorten(words: str) -> str:
    most = rules.LONGEST_NAME
    return words if len(words) <= most else f"{words[: most - 1]}…"


async def look(session: AsyncSession, retro_id: str, now: datetime) -> None:
    """Remind of what waits, if it is time. Doing it twice changes nothing."""
    retro = await retros.find_retro(session, retro_id, lock=True)
    if retro is None or retro.look_at is None or retro.look_at > now:
        return
    relationship = await relationships.get_relationship(session, retro.relationship_id)
    looks = service.list_looks(retro, relationship)
    due = rules.due_look(looks, now)
    retro.look_at = rules.next_look(looks, now)
    if due is None:
        return
    if due is Look.STALLED:
        retro.stalled = True
        await service.redraw(session, retro, now)
    about = f"{retro.id}:{due}:{retro.stage}:{service.name_wait(retro)}"
    await service.say(session, retro, Card(service.PROMPT, about), now)
