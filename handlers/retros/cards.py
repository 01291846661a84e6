"""Loads what is shown of retros, when it is sent."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Side
from bot.retros import planning, service
from bot.retros.rules import Look
from handlers.retros import board_views, list_views, views
from handlers.retros.views import Shown
from storage import installations, relationships, retros, retros_reading
from storage.outbox import Message


async def load(session: AsyncSession, retro_id: str) -> Shown:
    head = await retros_reading.load_head(session, retro_id)
    installation = await installations.get_installation(session, head.relationship.installation_id)
    sides = await relationships.load_sides(session, head.relationship)
    askable = {side: service.find_facilitators(head.retro, side, sides) for side in Side}
    return Shown(head, installation.url, askable)


async def render_card(session: AsyncSession, retro_id: str) -> Message:
    return views.card(await load(session, retro_id))


async def render_board(session: AsyncSession, retro_id: str) -> Message:
    retro = await retros.get_retro(session, retro_id)
    relationship = await relationships.get_relationship(session, retro.relationship_id)
    return board_views.board(await retros_reading.load_board(session, retro), relationship)


async def render_move(session: AsyncSession, card_id: str) -> Message:
    retro_id, seq = card_id.split(":")
    shown = await load(session, retro_id)
    return views.moved(shown, next(one for one in shown.head.moves if one.seq == int(seq)))


async def render_prompt(session: AsyncSession, card_id: str) -> Message | None:
    """None where it is settled before anybody saw it."""
    retro_id, why, stage, wait = card_id.split(":")
    shown = await load(session, retro_id)
    if shown.retro.stage != stage or service.name_wait(shown.retro) != wait:
        return None
    return views.prompt(shown, Look(why))


async def render_schedule(session: AsyncSession, card_id: str) -> Message:
    relationship_id, user_id = card_id.split(":")
    relationship = await relationships.get_relationship(session, relationship_id)
    schedule = await retros.find_schedule(session, relationship_id)
    return list_views.changed(relationship, user_id, schedule)


async def render_left_out(session: AsyncSession, relationship_id: str) -> Message | None:
    """None where both sides have contacts again before anybody saw it."""
    relationship = await relationships.get_relationship(session, relationship_id)
    sides = await relationships.load_sides(session, relationship)
    missing = [side for side in Side if not sides.contacts(side)]
    return list_views.left_out(relationship, missing) if missing else None


RENDERERS = {
    service.CARD: render_card,
    service.BOARD: render_board,
    service.MOVE: render_move,
    service.PROMPT: render_prompt,
    planning.CHANGE: render_schedule,
    planning.LEFT_OUT: render_left_out,
}
