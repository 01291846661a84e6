"""What happens to kudos, inside the caller's transaction.

Whoever changes kudos locks their relationship first, then the relationship's cards in the outbox,
and nothing else: so two changes never wait for each other's locks. Where a change touches several
relationships, they are locked in the order of their ids. What was read before the lock is read
again.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.errors import InvalidInput
from bot.core.ids import new_id
from bot.core.people import Member
from bot.kudos import allowance, posting, rules
from bot.kudos.agreement import load_rules
from bot.kudos.errors import ForYou, JustGiven, KudosGone, TooLateToChange
from bot.kudos.rules import REASON, VALUE, Draft, Rules
from storage import kudos as records
from storage import kudos_reading, relationships
from storage.kudos import Kudos, KudosGiver, Source, Way
from storage.relationships import Company, Relationship

# Their words are those of a message. What it said before they were given is in them already.
FOLLOWED = (Way.REACTION, Way.MESSAGE, Way.MENTION)


async def give(
    session: AsyncSession,
    relationship: Relationship,
    company: Company,
    draft: Draft,
    *,
    giver: str,
    way: Way,
    now: datetime,
    again: bool,
    source: Source | None = None,
    acted_at: str = "",
    words_ts: str = "",
    reaction: str | None = None,
    collection_id: str | None = None,
    collection_post_id: str | None = None,
) -> Kudos:
    """Thank people in the relationship, which the caller has locked.

    `company` are giver and receivers, as far as they are known; `source` is the channel and
    timestamp of the message it is about, `acted_at` Slack's timestamp of the act, `words_ts` that
    of the latest edit of the words, where they are a message's. Kudos that are collected in
    something else are shown in the card of that, and have none of their own. Where no receiver
    wants to be announced, they are private.
    Raises InvalidInput where somebody cannot be thanked, JustGiven where the same was given within
    a minute, unless it is meant `again`, NotOnASide, and AllowanceUsed.
    """
    member = require(Act.KUDOS_GIVE, company.sides.find(giver))
    terms = await allowance.load_terms(session, relationship, giver, now, draft.receivers)
    thanked = check_draft(draft, member, company, terms.rules, way)
    if not again:
        await _check_repetition(session, relationship, draft, giver, now)
    allowance.check(terms, relationship)
    draft = replace(draft, private=draft.private or len(terms.quiet) == len(thanked))
    kudos_id = new_id()
    post_id = collection_post_id
    if not draft.private and collection_id is None:
        post_id = await posting.post_card(session, kudos_id, relationship, now)
    kudos = await records.add_kudos(
        session,
        giver=member,
        receivers=thanked,
        quiet=terms.quiet,
        source=source,
        acted_ts=acted_at,
        reaction=reaction,
        id=kudos_id,
        relationship_id=relationship.id,
        text=draft.reason,
        created_at=now,
        post_id=post_id,
        value_id=draft.value_id,
        private=draft.private,
        contact_too=draft.contact_too,
        way=way,
        source_edited_ts=max(acted_at, words_ts) if draft.reason and way in FOLLOWED else None,
        collection_id=collection_id,
    )
    if draft.private or terms.quiet:
        await posting.tell_privately(session, kudos, relationship, now)
    if collection_post_id is not None:
        await posting.redraw(session, kudos, now)
    return kudos


def check_draft(
    draft: Draft, giver: Member, company: Company, agreed: Rules, way: Way
) -> list[Member]:
    """Whom it thanks. A reaction needs no words."""
    if draft.value_id is not None and agreed.find(draft.value_id) not in agreed.offered:
        raise InvalidInput({VALUE: "That value is not used any more. Please pick another one."})
    reason = draft.reason or ("-" if way == Way.REACTION else "")
    return rules.check(
        giver.user_id, draft.receivers, reason, known=company.known, sides=company.sides
    )


async def _check_repetition(
    session: AsyncSession, relationship: Relationship, draft: Draft, giver: str, now: datetime
) -> None:
    since = now - rules.REPEAT_WITHIN
    lately = await kudos_reading.list_given_since(session, relationship.id, giver, since)
    if rules.is_repeated(draft.receivers, draft.reason, lately):
        raise JustGiven


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
    kudos, gone_at = await records.find_reacted(session, relationship.id, source, giver)
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
    return await give(
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
        await records.remember_overtaken(session, source, user_id, acted_at, now)
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
    kudos = await lock(session, kudos_id)
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
    return await records.was_overtaken(session, kudos.source, user_id, acted_at)


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
    kudos = await lock(session, kudos_id)
    part = kudos.part_of(user_id)
    if part is None:
        member = await relationships.find_member(session, kudos.relationship_id, user_id)
        part = _new_part(kudos, require(Act.KUDOS_JOIN, member))
        part.given_at = part.withdrawn_at = now
        part.acted_ts = acted_at
    else:
        await give_up_part(session, kudos, part, acted_at, now)
    return kudos


async def take_back(
    session: AsyncSession, kudos_id: str, *, user_id: str, now: datetime, acted_at: str = ""
) -> Kudos:
    """The same by whoever thinks better of it, within CHANGE_WITHIN of giving it.

    Raises KudosGone, NotOnASide, NotAllowed or TooLateToChange.
    """
    kudos = await lock(session, kudos_id)
    part = kudos.part_of(user_id)
    member = await relationships.find_member(session, kudos.relationship_id, user_id)
    require(Act.KUDOS_TAKE_BACK, member, author=part.user_id if part else None)
    if part is not None:
        if part.withdrawn_at is None:
            _check_time(part.given_at, now)
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
    kudos = await lock(session, kudos_id)
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
    kudos = await lock(session, kudos_id)
    member = await relationships.find_member(session, kudos.relationship_id, contact)
    require(Act.KUDOS_HIDE, member)
    if kudos.private:
        raise KudosGone
    return kudos


async def lock(session: AsyncSession, kudos_id: str) -> Kudos:
    """The kudos; nobody else changes anything of their relationship. Raises KudosGone."""
    kudos = await records.lock_kudos(session, kudos_id)
    if kudos is None:
        raise KudosGone
    return kudos
