"""Lessons that are written down from a retro."""

from bot.lessons import rules as lesson_rules
from bot.lessons.rules import LessonDraft, Origin, OriginKind
from bot.retros import service
from bot.retros.rules import COUNTED
from handlers.blocks import cut
from handlers.lessons import writing
from handlers.request import Request
from handlers.retros import ids, list_views
from storage import retros_reading


async def on_lesson(request: Request) -> None:
    """The button of the card: from which heading?"""
    async with request.desk.database.read() as session:
        retro, _ = await service.check_part(
            session, request.value.partition(":")[0], request.user_id, *COUNTED
        )
        board = await retros_reading.load_board(session, retro)
    await request.tell(list_views.choice(retro, board.ranked))


async def on_lesson_of(request: Request) -> None:
    """The form of a lesson, in which what was said under that heading is what happened."""
    retro_id, _, heading_id = request.value.partition(":")
    async with request.desk.database.read() as session:
        retro, _ = await service.check_part(session, retro_id, request.user_id, *COUNTED)
        board = await retros_reading.load_board(session, retro)
    heading = next(one for one in board.headings if one.id == heading_id)
    said = [note.text for note in board.under(heading_id)]
    happened = "\n".join(said if heading.name in said else [heading.name, *said])
    draft = LessonDraft(cut(happened, lesson_rules.LONGEST), "", theme=heading.theme)
    request.relationship_id = retro.relationship_id
    origin = Origin(OriginKind.RETRO, retro.id)
    await writing.open_form(request, draft, origin, thread_post_id=retro.post_id)


ACTIONS = {ids.LESSON: on_lesson, ids.LESSON_OF: on_lesson_of}
