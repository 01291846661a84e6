"""Where kudos are shown: a card in the channel, and direct messages. All of them are redrawn
whenever something about the kudos changes.

A card in the channel has the id of the kudos, a direct message `<id of the kudos>:<user id>`.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.ids import new_id
from bot.core.people import Side
from bot.relationships.service import direct, place_of
from storage import kudos as records
from storage import outbox, relationships
from storage.kudos import Kudos
from storage.outbox import Card, State
from storage.relationships import Relationship

CARD = "kudos"
PRIVATE = "kudos_private"


async def post_card(
    session: AsyncSession, kudos_id: str, relationship: Relationship, now: datetime, again: str = ""
) -> str:
    """The card in the channel; `again` tells it from one of which nothing was to be seen."""
    return await outbox.post(
        session,
        key=f"{CARD}:{kudos_id}{again}",
        place=place_of(relationship),
        card=Card(CARD, kudos_id),
        now=now,
    )


async def tell_privately(
    session: AsyncSession, kudos: Kudos, relationship: Relationship, now: datetime
) -> None:
    """Tell those in their direct messages whom the channel does not tell, each of them once."""
    told = {one.user_id for one in await records.list_posts(session, kudos.id)}
    for user_id in await _find_audience(session, kudos, relationship):
        if user_id not in told:
            await _post_privately(session, kudos.id, relationship, user_id, now=now)


async def _find_audience(
    session: AsyncSession, kudos: Kudos, relationship: Relationship
) -> list[str]:
    """Who is told privately: the receivers, and the contacts of their sides where that is meant."""
    receivers = [one for one in kudos.receivers if kudos.private or not one.announced]
    audience = [one.user_id for one in receivers]
    if kudos.private and kudos.contact_too:
        sides = await relationships.load_sides(session, relationship)
        for side in Side:
            if any(one.side == side for one in receivers):
                audience += [contact.user_id for contact in sides.contacts(side)]
    givers = set(kudos.giver_ids)
    return [user_id for user_id in dict.fromkeys(audience) if user_id not in givers]


async def _post_privately(
    session: AsyncSession,
    kudos_id: str,
    relationship: Relationship,
    user_id: str,
    *,
    now: datetime,
    again: str = "",
) -> None:
    post_id = await outbox.post(
        session,
        key=f"{PRIVATE}:{kudos_id}:{user_id}{again}",
        place=direct(relationship, user_id),
        card=Card(PRIVATE, f"{kudos_id}:{user_id}"),
        now=now,
    )
    await records.add_post(session, kudos_id, user_id, post_id)


async def redraw(session: AsyncSession, kudos: Kudos, now: datetime) -> None:
    """Something about the kudos changed: whatever shows them is rendered anew."""
    posts = [one.post_id for one in await records.list_posts(session, kudos.id)]
    if kudos.post_id is not None:
        posts.append(kudos.post_id)
    if posts:
        await outbox.update_cards(session, posts, now)


async def show_again(
    session: AsyncSession, kudos: Kudos, relationship: Relationship, now: datetime
) -> None:
    """The kudos stand again. What was not said because they did not is said now."""
    again = f":{new_id()}"
    for told in await records.list_posts(session, kudos.id):
        if await _was_empty(session, told.post_id):
            await _post_privately(
                session, kudos.id, relationship, told.user_id, now=now, again=again
            )
    if kudos.post_id is not None and await _was_empty(session, kudos.post_id):
        kudos.post_id = await post_card(session, kudos.id, relationship, now, again)
    await redraw(session, kudos, now)


async def _was_empty(session: AsyncSession, post_id: str) -> bool:
    return await outbox.lock_state(session, post_id) == State.EMPTY
