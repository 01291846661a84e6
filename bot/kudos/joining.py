"""Several people give the same kudos: by an emoji on a message, by one on the card, by "Me too".
Of what one person did the latest counts. Locks are taken as `bot.kudos.service` says."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.people import Member
from bot.kudos import allowance, posting, rules, service
from bot.kudos.errors import ForYou, KudosGone
from bot.kudos.rules import Draft
from storage import kudos_sources, relationships
from storage.kudos import Kudos, KudosGiver, Source, Way
from storage.relationships import Company, Relationship


async def react(
    session: AsyncSession,
    relationship: Relationship,
    company: Company,
    *,
    channel_id: str,
    ts: str,
    author: str,
    words: str,
    giver: str,
    reaction: str,
    added: bool,
    acted_at: str,
    now: datetime,
    words_ts: str = "",
) -> Kudos | None:
    """Somebody put the emoji on a message, or took it away; the caller has locked the relationship.

    The first on a message makes the card, others join it. Of what one person did the latest counts,
    in whichever order it is heard; what was heard before changes nothing. `words` are those of the
    message, as far as they are known, and `words_ts` Slack's timestamp of their latest edit. Raises
    what `give` raises; None where nothing came of it.
    """
    source = (channel_id, ts)
    kudos, gone_at = await kudos_sources.find_reacted(session, relationship.id, source, giver)
    if not added:
        return await _unreact(
            session,
            kudos,
            source=source,
            user_id=giver,
            reaction=reaction,
            acted_at=acted_at,
            now=now,
        )
    if kudos is not None:
        member = require(Act.KUDOS_JOIN, company.sides.find(giver))
        await _take_part(
            session, kudos, relationship, member, acted_at=acted_at, now=now, reaction=reaction
        )
        return kudos
    if gone_at is not None and gone_at >= acted_at:
        return None
    return await service.give(
        session,
        relationship,
        company,
        Draft((author,), words),
        giver=giver,
        way=Way.REACTION,
        now=now,
        again=True,
        source=source,
        acted_at=acted_at,
        words_ts=words_ts,
        reaction=reaction,
    )


async def _unreact(
    session: AsyncSession,
    kudos: Kudos | None,
    *,
    source: Source,
    user_id: str,
    reaction: str,
    acted_at: str,
    now: datetime,
) -> Kudos | None:
    part = kudos.part_of(user_id) if kudos is not None else None
    if kudos is None or part is None:
        await kudos_sources.remember_overtaken(session, source, user_id, acted_at, now)
    elif part.reaction in (None, reaction):
        await give_up_part(session, kudos, part, acted_at, now)
    return kudos


async def join(
    session: AsyncSession,
    kudos_id: str,
    *,
    user_id: str,
    acted_at: str,
    now: datetime,
    reaction: str | None = None,
) -> Kudos:
    """Somebody says "Me too", perhaps by an emoji on the card. Doing it twice changes nothing.

    Raises KudosGone, ForYou, AllowanceUsed or NotOnASide.
    """
    kudos = await service.lock(session, kudos_id)
    member = await relationships.find_member(session, kudos.relationship_id, user_id)
    member = require(Act.KUDOS_JOIN, member)
    if not kudos.stands or kudos.private:
        raise KudosGone
    relationship = await relationships.get_relationship(session, kudos.relationship_id)
    await _take_part(
        session, kudos, relationship, member, acted_at=acted_at, now=now, reaction=reaction
    )
    return kudos


async def _take_part(
    session: AsyncSession,
    kudos: Kudos,
    relationship: Relationship,
    member: Member,
    *,
    acted_at: str,
    now: datetime,
    reaction: str | None = None,
) -> None:
    if member.user_id in kudos.receiver_ids:
        raise ForYou
    part = kudos.part_of(member.user_id)
    if part is not None and not rules.is_newer(acted_at, part.acted_ts):
        return
    if part is None and await _was_overtaken(session, kudos, member.user_id, acted_at):
        return
    if part is not None and part.withdrawn_at is None:
        part.acted_ts, part.reaction = acted_at or part.acted_ts, reaction or part.reaction
        return
    terms = await allowance.load_terms(session, relationship, member.user_id, now)
    allowance.check(terms, relationship)
    if part is None:
        part = _new_part(kudos, member)
    part.given_at, part.withdrawn_at = now, None
    part.acted_ts, part.reaction = acted_at or part.acted_ts, reaction
    if kudos.withdrawn_at is None:
        await posting.redraw(session, kudos, now)
    else:
        kudos.withdrawn_at = None
        await posting.show_again(session, kudos, relationship, now)


async def _was_overtaken(session: AsyncSession, kudos: Kudos, user_id: str, acted_at: str) -> bool:
    if not acted_at or kudos.source is None:
        return False
    return await kudos_sources.was_overtaken(session, kudos.source, user_id, acted_at)


def _new_part(kudos: Kudos, member: Member) -> KudosGiver:
    part = KudosGiver(
        kudos_id=kudos.id,
        user_id=member.user_id,
        side=str(member.side),
        relationship_id=kudos.relationship_id,
        created_at=kudos.created_at,
        acted_ts="",
    )
    kudos.givers.append(part)
    return part


async def leave(
    session: AsyncSession, kudos_id: str, *, user_id: str, acted_at: str, now: datetime
) -> Kudos:
    """Somebody takes their own part back; doing it twice changes nothing.

    It may be heard before what it takes back. Raises KudosGone, or NotOnASide.
    """
    kudos = await service.lock(session, kudos_id)
    part = kudos.part_of(user_id)
    if part is None:
        member = await relationships.find_member(session, kudos.relationship_id, user_id)
        part = _new_part(kudos, require(Act.KUDOS_JOIN, member))
        part.given_at = part.withdrawn_at = now
        part.acted_ts = acted_at
    else:
        await give_up_part(session, kudos, part, acted_at, now)
    return kudos


async def give_up_part(
    session: AsyncSession, kudos: Kudos, part: KudosGiver, acted_at: str, now: datetime
) -> None:
    """Withdraw one giver; the kudos go with the last of them."""
    if not rules.is_newer(acted_at, part.acted_ts):
        return
    part.acted_ts = acted_at or part.acted_ts
    if part.withdrawn_at is not None:
        return
    part.withdrawn_at = now
    if not kudos.standing:
        kudos.withdrawn_at = now
    await posting.redraw(session, kudos, now)
