"""Taking a person out of what the bot said to them and is still to say."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.ids import GONE, gone_id, new_id
from storage.database import SOMETHING_TO_SAY
from storage.engines.upsert import in_batches, insert_all
from storage.outbox import Kind, Message, OutboxRow, State
from storage.relationships import MemberRecord

# The length of our own ids.
ID = 32
# What does not stand in Slack, and will not unless a person decides otherwise.
_UNSAID = (State.WAITING, State.FAILED, State.EMPTY, State.DROPPED)


async def list_direct(session: AsyncSession, user_id: str, cards: Collection[str]) -> list[str]:
    """The posts with cards of these kinds that went, or are to go, to that person alone."""
    rows = await session.scalars(
        select(OutboxRow.id).where(
            OutboxRow.user_id == user_id,
            OutboxRow.kind == Kind.POST,
            OutboxRow.card_kind.in_(cards),
        )
    )
    return sorted(rows)


async def list_at_home(session: AsyncSession, user_id: str, card: str) -> list[str]:
    """The posts with cards of that kind in the relationships on whose roster that person is."""
    homes = select(MemberRecord.relationship_id).where(MemberRecord.user_id == user_id)
    rows = await session.scalars(
        select(OutboxRow.id).where(
            OutboxRow.kind == Kind.POST,
            OutboxRow.card_kind == card,
            OutboxRow.relationship_id.in_(homes),
        )
    )
    return sorted(rows)


async def empty_posts(
    session: AsyncSession, post_ids: Sequence[str], emptied: Message, now: datetime
) -> int:
    """Show `emptied` in place of these direct messages, and forget what they were about.

    What was not said yet never is. The rows of the others are forgotten with what was sent: see
    `forget_emptied_before`. Returns how many those are.
    """
    count = 0
    for some in in_batches(post_ids):
        await _drop_unsaid(session, some)
        count += await _empty(session, some, emptied, now)
    return count


async def _drop_unsaid(session: AsyncSession, post_ids: Sequence[str]) -> None:
    """Posts that nobody has seen, and updates that nobody waits for any more."""
    posts = and_(OutboxRow.id.in_(post_ids), OutboxRow.state.in_(_UNSAID))
    updates = and_(
        OutboxRow.about_post_id.in_(post_ids), OutboxRow.state.in_((*_UNSAID, State.SENT))
    )
    for unsaid in (posts, updates):
        await session.execute(delete(OutboxRow).where(unsaid))


async def _empty(
    session: AsyncSession, post_ids: Sequence[str], emptied: Message, now: datetime
) -> int:
    rows = await session.scalars(
        select(OutboxRow).where(OutboxRow.id.in_(post_ids)).order_by(OutboxRow.seq)
    )
    posts = rows.all()
    for post in posts:
        post.key, post.payload = gone_id(), dict(emptied)
        post.card_kind = post.card_id = None
        if post.state == State.SENT:  # what is on its way may be looked for by its moment
            post.created_at = now
    await session.flush()
    # An update that is just being made shows what was; the one behind it does not.
    await session.execute(
        update(OutboxRow)
        .where(OutboxRow.about_post_id.in_(post_ids))
        .values(card_kind=None, card_id=None, payload=dict(emptied))
    )
    if posts:
        session.info[SOMETHING_TO_SAY] = True
        await insert_all(session, OutboxRow, [_update_of(post, emptied, now) for post in posts])
    return len(posts)


def _update_of(post: OutboxRow, emptied: Message, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "key": gone_id(),
        "kind": Kind.UPDATE,
        "lane": post.lane,
        "installation_id": post.installation_id,
        "user_id": post.user_id,
        "relationship_id": post.relationship_id,
        "about_post_id": post.id,
        "payload": dict(emptied),
        "state": State.WAITING,
        "attempts": 0,
        "created_at": now,
    }


async def list_about(session: AsyncSession, ids: Sequence[str]) -> list[str]:
    """The posts whose cards show one of these, or something of it (`<id>:...`)."""
    found: list[str] = []
    for some in in_batches(ids):
        rows = await session.scalars(
            select(OutboxRow.id).where(
                OutboxRow.kind == Kind.POST, func.substr(OutboxRow.card_id, 1, ID).in_(some)
            )
        )
        found += rows
    return found


async def forget_emptied_before(session: AsyncSession, moment: datetime) -> None:
    """Erase the rows of posts that were emptied before `moment`."""
    done = OutboxRow.state.in_((State.SENT, State.EMPTY, State.DROPPED))
    await session.execute(
        delete(OutboxRow).where(
            done,
            OutboxRow.created_at < moment,
            OutboxRow.key.startswith(GONE, autoescape=True),
        )
    )
