"""Giving kudos, inside the caller's transaction.

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
from bot.kudos.errors import JustGiven, KudosGone
from bot.kudos.rules import VALUE, Draft, Rules
from storage import kudos as records
from storage import kudos_reading
from storage.kudos import Kudos, Source, Way
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
    known, sides = company.known, company.sides
    if way == Way.REACTION:
        return rules.check_receivers(giver.user_id, draft.receivers, known=known, sides=sides)
    return rules.check(giver.user_id, draft.receivers, draft.reason, known=known, sides=sides)


async def _check_repetition(
    session: AsyncSession, relationship: Relationship, draft: Draft, giver: str, now: datetime
) -> None:
    since = now - rules.REPEAT_WITHIN
    lately = await kudos_reading.list_given_since(session, relationship.id, giver, since)
    if rules.is_repeated(draft.receivers, draft.reason, lately):
        raise JustGiven


async def lock(session: AsyncSession, kudos_id: str) -> Kudos:
    """The kudos; nobody else changes anything of their relationship. Raises KudosGone."""
    kudos = await records.lock_kudos(session, kudos_id)
    if kudos is None:
        raise KudosGone
    return kudos
