"""What both sides agree on about kudos: emoji, allowance and values. And who is not announced."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.ids import new_id
from bot.core.people import Side
from bot.kudos.errors import ProposalDecided
from bot.kudos.rules import Rules, Value
from bot.relationships.service import place_of
from storage import kudos_rules as records
from storage import outbox, relationships
from storage.kudos_rules import Found, KudosProposal
from storage.outbox import Card
from storage.relationships import Relationship

CARD = "kudos_rules"

DEFAULTS = Rules()


async def load_rules(session: AsyncSession, relationship_id: str) -> Rules:
    """What a relationship agreed on; the defaults where it agreed on nothing."""
    return read_rules(await records.find_rules(session, relationship_id))


def read_rules(found: Found | None) -> Rules:
    """The same from what is on record; None where nothing is."""
    if found is None:
        return DEFAULTS
    emoji, allowance, values = found
    return Rules(emoji, allowance, tuple(Value(**one) for one in values))


def read_proposal(proposal: KudosProposal) -> Rules:
    """The rules that are proposed."""
    values = tuple(Value(**one) for one in proposal.values)
    return Rules(proposal.emoji, proposal.allowance, values)


async def propose(
    session: AsyncSession, relationship: Relationship, rules: Rules, *, user_id: str, now: datetime
) -> KudosProposal:
    """A contact proposes other rules in a relationship that the caller has locked.

    The card in the channel asks the contacts of the other side. It takes the place of what was
    proposed before and is not answered. Raises NotOnASide or NotAllowed.
    """
    member = require(
        Act.KUDOS_RULES, await relationships.find_member(session, relationship.id, user_id)
    )
    for earlier in await records.list_open_proposals(session, relationship.id):
        earlier.decided_at = now
        await outbox.update_card(session, earlier.post_id, now)
    proposal_id = new_id()
    post_id = await outbox.post(
        session,
        key=f"{CARD}:{proposal_id}",
        place=place_of(relationship),
        card=Card(CARD, proposal_id),
        now=now,
    )
    return await records.add_proposal(
        session,
        id=proposal_id,
        relationship_id=relationship.id,
        emoji=rules.emoji,
        allowance=rules.allowance,
        values=[asdict(value) for value in rules.values],
        proposed_by=user_id,
        proposed_side=member.side,
        created_at=now,
        post_id=post_id,
    )


async def decide(
    session: AsyncSession, proposal_id: str, *, user_id: str, accept: bool, now: datetime
) -> KudosProposal:
    """A contact of the other side answers; the rules hold from then on.

    Raises ProposalDecided, NotOnASide or NotAllowed.
    """
    proposal = await records.find_proposal(session, proposal_id)
    if proposal is None:
        raise ProposalDecided
    await relationships.lock_relationship(session, proposal.relationship_id)
    await session.refresh(proposal)
    member = await relationships.find_member(session, proposal.relationship_id, user_id)
    require(Act.KUDOS_RULES_ANSWER, member, asked=Side(proposal.proposed_side).other)
    if not proposal.is_open:
        raise ProposalDecided
    proposal.decided_by, proposal.decided_at, proposal.accepted = user_id, now, accept
    if accept:
        await records.save_rules(
            session,
            relationship_id=proposal.relationship_id,
            emoji=proposal.emoji,
            allowance=proposal.allowance,
            values=proposal.values,
            decided_at=now,
        )
    await outbox.update_card(session, proposal.post_id, now)
    return proposal


async def set_quiet(session: AsyncSession, user_id: str, quiet: bool) -> None:
    """That person does not want to be named when they are thanked, or does again.

    It holds for kudos from now on, in all relationships.
    """
    await records.set_quiet(session, user_id, quiet)


async def is_quiet(session: AsyncSession, user_id: str) -> bool:
    return bool(await records.find_quiet(session, [user_id]))
