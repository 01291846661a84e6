"""Joining kudos that somebody else gave: by the button of their card, or an emoji on it."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.kudos import agreement, joining, posting
from handlers import emoji
from handlers.kudos import ids
from handlers.request import Request
from storage import kudos as records
from storage.kudos import Kudos


async def on_join(request: Request) -> None:
    """ "Me too": the card shows it, and its menu has the way back."""
    async with request.change() as session:
        await joining.join(
            session,
            request.value,
            user_id=request.user_id,
            acted_at=request.acted_at,
            now=request.now,
        )


async def on_card_reaction(
    request: Request, session: AsyncSession, card_id: str, reaction_name: str, added: bool
) -> None:
    """An emoji on the card: the one that thanks joins, and leaves when it is taken away.

    Of who gives already in another way it is applause and nothing else.
    """
    kudos = await records.lock_kudos(session, card_id)
    if kudos is None:
        return
    name = emoji.read_name(reaction_name)
    part = kudos.part_of(request.user_id)
    if part is not None and part.withdrawn_at is None:
        meant = part.reaction
    else:
        meant = (await agreement.load_rules(session, kudos.relationship_id)).emoji
    if name != meant:
        return
    if added:
        await _join(request, session, kudos, name)
    elif request.user_id not in kudos.receiver_ids:
        await joining.leave(
            session, kudos.id, user_id=request.user_id, acted_at=request.acted_at, now=request.now
        )


async def _join(request: Request, session: AsyncSession, kudos: Kudos, name: str) -> None:
    await joining.join(
        session,
        kudos.id,
        user_id=request.user_id,
        acted_at=request.acted_at,
        now=request.now,
        reaction=name,
    )


ACTIONS = {ids.JOIN: on_join}
REACTIONS = {posting.CARD: on_card_reaction}
