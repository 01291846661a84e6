"""Lessons that are offered because they may help, and whether they did."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.lessons import finding, service
from handlers import blocks
from handlers.blocks import Block, View
from handlers.lessons import ids, list_views
from handlers.request import Request

YES = "yes"
# What Slack takes back of a view that it sent.
KEPT = ("type", "callback_id", "title", "submit", "close", "private_metadata", "blocks")


async def find_offers(
    session: AsyncSession, relationship_id: str, text: str, place: str
) -> list[Block]:
    """Lessons that are about the same as that text, for a message or form; nothing if none is."""
    similar = await finding.find_similar(session, relationship_id, text)
    if not similar.lessons:
        return []
    head = blocks.section("*What you learnt together before may help:*")
    return [head, *list_views.offers(similar.lessons, place)]


async def on_rate(request: Request) -> None:
    """ "Useful" or "Not useful", wherever the lesson was offered."""
    lesson_id, answer, place = request.value.split(":", 2)
    useful = answer == YES
    async with request.desk.database.write() as session:
        lesson = await service.rate(
            session,
            lesson_id,
            place=place,
            useful=useful,
            user_id=request.user_id,
            now=request.now,
        )
    noted = list_views.thanked(lesson.number, useful=useful)
    if request.shown_in.get("type") == "modal":
        view = note(request.shown_in, lesson_id, noted["blocks"])
        await request.client.views_update(view_id=request.shown_in["id"], view=view)
    else:
        await request.tell(noted)


def note(view: View, lesson_id: str, noted: list[Block]) -> View:
    """The form as it was, with that below the buttons; what was entered stays, and so do they."""
    note_id = f"lesson_noted:{lesson_id}"
    shown: list[Block] = []
    for block in view["blocks"]:
        if block.get("block_id") != note_id:
            shown.append(block)
        if block.get("block_id") == f"lesson_offer:{lesson_id}":
            shown += blocks.named(note_id, noted)
    return {**{key: view[key] for key in KEPT if view.get(key)}, "blocks": shown}


ACTIONS = {ids.RATE: on_rate}
