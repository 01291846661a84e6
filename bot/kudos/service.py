"""What happens to kudos, inside the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.ids import new_id
from bot.kudos import rules
from bot.kudos.errors import JustGiven, KudosGone
from bot.relationships.service import place_of
from storage import kudos as records
from storage import outbox, relationships
from storage.kudos import Kudos
from storage.outbox import Card
from storage.relationships import Company, Relationship

CARD = "kudos"


async def give(
    session: AsyncSession,
    relationship: Relationship,
    company: Company,
    *,
    giver: str,
    receivers: Sequence[str],
    reason: str,
    now: datetime,
    again: bool,
    source: tuple[str, str] | None = None,
) -> Kudos:
    """Thank people in the channel of the relationship, which the caller has locked.

    `company` are giver and receivers, as far as they are known; `source` is the channel and
    timestamp of the message it is about. Raises InvalidInput where somebody cannot be thanked, and
    JustGiven where the same was given within a minute, unless it is meant `again`.
    """
    member = require(Act.KUDOS_GIVE, company.sides.find(giver))
    thanked = rules.check(giver, receivers, reason, known=company.known, sides=company.sides)
    if not again:
        lately = await records.list_given_since(
            session, relationship.id, giver, now - rules.REPEAT_WITHIN
        )
        if rules.is_repeated(receivers, reason, lately):
            raise JustGiven
    kudos_id = new_id()
    return await records.add_kudos(
        session,
        kudos_id=kudos_id,
        post_id=await _post(session, kudos_id, relationship, now),
        relationship_id=relationship.id,
        giver=member,
        receivers=thanked,
        text=reason,
        source=source,
        now=now,
    )


async def _post(
    session: AsyncSession, kudos_id: str, relationship: Relationship, now: datetime
) -> str:
    return await outbox.post(
        session,
        key=f"{CARD}:{kudos_id}",
        place=place_of(relationship),
        card=Card(CARD, kudos_id),
        now=now,
    )


async def take_back(session: AsyncSession, kudos_id: str, *, user_id: str, now: datetime) -> Kudos:
    """The giver thinks better of it; the card says so from then on. Doing it twice changes nothing.

    Raises KudosGone, NotOnASide or NotAllowed.
    """
    kudos = await records.find_kudos(session, kudos_id, lock=True)
    if kudos is None:
        raise KudosGone
    member = await relationships.find_member(session, kudos.relationship_id, user_id)
    require(Act.KUDOS_TAKE_BACK, member, author=kudos.giver)
    if kudos.withdrawn_at is None:
        kudos.withdrawn_at = now
        await outbox.update_card(session, str(kudos.post_id), now)
    return kudos
