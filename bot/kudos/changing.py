"""What their givers, and contacts, change about kudos that stand there. Locks are taken as
`bot.kudos.service` says."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.errors import InvalidInput
from bot.kudos import joining, posting, rules, service
from bot.kudos.agreement import load_rules
from bot.kudos.errors import KudosGone, TooLateToChange
from bot.kudos.rules import REASON, VALUE
from storage import kudos as records
from storage import relationships
from storage.kudos import Kudos, Way


async def take_back(
    session: AsyncSession, kudos_id: str, *, user_id: str, now: datetime, acted_at: str = ""
) -> Kudos:
    """Somebody takes their own part back by a button or menu, within CHANGE_WITHIN of giving it.

    Raises KudosGone, NotOnASide, NotAllowed or TooLateToChange.
    """
    kudos = await service.lock(session, kudos_id)
    part = kudos.part_of(user_id)
    member = await relationships.find_member(session, kudos.relationship_id, user_id)
    require(Act.KUDOS_TAKE_BACK, member, author=part.user_id if part else None)
    if part is not None:
        if part.withdrawn_at is None:
            _check_time(part.given_at, now)
        await joining.give_up_part(session, kudos, part, acted_at, now)
    return kudos


async def edit(
    session: AsyncSession,
    kudos_id: str,
    *,
    user_id: str,
    reason: str,
    value_id: str | None,
    now: datetime,
) -> Kudos:
    """Whoever began the kudos changes their words or value, within CHANGE_WITHIN.

    Of kudos by reaction only the value, for their words are those of a message. Raises KudosGone,
    NotOnASide, NotAllowed, TooLateToChange or InvalidInput.
    """
    kudos = await service.lock(session, kudos_id)
    await _check_editable(session, kudos, user_id, now)
    text = kudos.text if kudos.way == Way.REACTION else reason.strip()
    if not text and kudos.way != Way.REACTION:
        raise InvalidInput({REASON: "Say what it is for, in your own words."})
    agreed = await load_rules(session, kudos.relationship_id)
    if value_id not in (None, kudos.value_id, *(one.id for one in agreed.offered)):
        raise InvalidInput({VALUE: "That value is not used any more. Please pick another one."})
    if (text, value_id) != (kudos.text, kudos.value_id):
        kudos.text, kudos.value_id, kudos.edited_at = text, value_id, now
        await posting.redraw(session, kudos, now)
    return kudos


async def find_editable(
    session: AsyncSession, kudos_id: str, *, user_id: str, now: datetime
) -> Kudos:
    """The kudos, if that person may change them now. Raises what `edit` raises of that."""
    kudos = await records.find_kudos(session, kudos_id)
    if kudos is None:
        raise KudosGone
    await _check_editable(session, kudos, user_id, now)
    return kudos


async def _check_editable(session: AsyncSession, kudos: Kudos, user_id: str, now: datetime) -> None:
    member = await relationships.find_member(session, kudos.relationship_id, user_id)
    require(Act.KUDOS_EDIT, member, author=kudos.giver)
    if user_id not in kudos.giver_ids:
        raise KudosGone
    _check_time(kudos.created_at, now)


def _check_time(since: datetime, now: datetime) -> None:
    if now - since > rules.CHANGE_WITHIN:
        raise TooLateToChange(hours=int(rules.CHANGE_WITHIN.total_seconds()) // 3600)


async def hide(session: AsyncSession, kudos_id: str, *, user_id: str, now: datetime) -> Kudos:
    """A contact of either side takes kudos out of everybody's sight. Twice changes nothing.

    Raises KudosGone, NotOnASide or NotAllowed.
    """
    kudos = await _lock_public(session, kudos_id, user_id)
    if kudos.hidden_at is None:
        kudos.hidden_at, kudos.hidden_by = now, user_id
        await posting.redraw(session, kudos, now)
    return kudos


async def show(session: AsyncSession, kudos_id: str, *, user_id: str, now: datetime) -> Kudos:
    """The same the other way round."""
    kudos = await _lock_public(session, kudos_id, user_id)
    if kudos.hidden_at is not None:
        kudos.hidden_at = kudos.hidden_by = None
        relationship = await relationships.get_relationship(session, kudos.relationship_id)
        await posting.show_again(session, kudos, relationship, now)
    return kudos


async def _lock_public(session: AsyncSession, kudos_id: str, contact: str) -> Kudos:
    """Kudos that contacts look after: what is private is none of their business."""
    kudos = await service.lock(session, kudos_id)
    member = await relationships.find_member(session, kudos.relationship_id, contact)
    require(Act.KUDOS_HIDE, member)
    if kudos.private:
        raise KudosGone
    return kudos
