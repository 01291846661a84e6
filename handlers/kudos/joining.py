"""Joining kudos that somebody else gave: by the button of their card, or an emoji on it."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.kudos import agreement, posting, service
from handlers import emoji
from handlers.kudos import ids
from handlers.request import Request
from storage import kudos as records
from storage.kudos import Kudos


async def on_join(request: Request) -> None:
    """ "Me too": the card shows it, and its menu has the way back."""
    async with request.change() as session:
        await service.join(
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

    Whoever gives already did so in another way; their emoji is applause and nothing else.
    """
    kudos = await records.lock_kudos(session, card_id)
    if kudos is None:
        return
    name = emoji.read_name(reaction_name)
    if added:
        await _join(request, session, kudos, name)
    elif _is_by(kudos, request.user_id, name):
        await service.leave(
            session, kudos.id, user_id=request.user_id, acted_at=request.acted_at, now=request.now
        )


async def _join(request: Request, session: AsyncSession, kudos: Kudos, name: str) -> None:
    agreed = await agreement.load_rules(session, kudos.relationship_id)
    if name == agreed.emoji and request.user_id not in kudos.giver_ids:
        await service.join(
            session,
            kudos.id,
            user_id=request.user_id,
            acted_at=request.acted_at,
            now=request.now,
            reaction=name,
        )


def _is_by(kudos: Kudos, user_id: str, name: str) -> bool:
    """Whether that emoji is how this person gives, or would be, were it heard in its turn."""
    part = kudos.part_of(user_id)
    return part is None or part.withdrawn_at is not None or part.reaction == name


ACTIONS = {ids.JOIN: on_join}
REACTIONS = {posting.CARD: on_card_reaction}
