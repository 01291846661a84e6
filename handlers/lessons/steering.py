"""The buttons of a lesson's card: holding, adding, objecting, changing, retiring."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.lessons import checking, rules, service
from bot.lessons.rules import Step
from handlers.lessons import cards, forms, ids, views
from handlers.lessons.writing import read_draft
from handlers.request import Request, tell_silence
from storage import lessons, outbox, relationships
from storage.lessons import Lesson

Change = Callable[..., Awaitable[Lesson]]


async def on_hold(request: Request) -> None:
    lesson_id, _, seen = request.value.partition(":")
    await _change(request, service.hold, lesson_id, seen=seen)


async def on_retire(request: Request) -> None:
    await _change(request, service.retire, request.value)


async def on_restore(request: Request) -> None:
    await _change(request, service.restore, request.value)


async def on_check(request: Request) -> None:
    """A contact says that it is still true."""
    await _change(request, checking.confirm, request.value)


async def _change(request: Request, change: Change, lesson_id: str, **facts: Any) -> None:
    """Change the lesson; whoever pressed the button of a private copy sees how it is now."""
    async with request.desk.database.write() as session:
        lesson = await change(session, lesson_id, user_id=request.user_id, now=request.now, **facts)
        is_copy = not await _is_ours(request, session)
        shown = await cards.load(session, lesson)
    if is_copy:
        await request.tell(views.card(shown))
    await tell_silence(request, shown.relationship)


async def _is_ours(request: Request, session: AsyncSession) -> bool:
    """Whether the message of the button is drawn anew by itself."""
    ts = str(request.message.get("ts", ""))
    return await outbox.find_post(session, str(request.channel_id), ts) is not None


async def on_add(request: Request) -> None:
    await _open_words(request, Step.ADD)


async def on_object(request: Request) -> None:
    await _open_words(request, Step.OBJECT)


async def _open_words(request: Request, step: Step) -> None:
    async with request.desk.database.read() as session:
        lesson, _ = await service.check(session, request.value, request.user_id, step)
    await request.open(forms.words_form(lesson, objection=step is Step.OBJECT))


async def on_words_form(request: Request) -> None:
    objection = bool(request.metadata["objection"])
    words = request.text_of(rules.WORDS)
    await _submit(request, service.add_words, words, objection=objection)


async def on_edit(request: Request) -> None:
    async with request.desk.database.read() as session:
        lesson, _ = await service.check(session, request.value, request.user_id, Step.EDIT)
        (told,) = await lessons.tell_all(session, [lesson])
    await request.open(forms.edit_form(lesson, tuple(told.tags)))


async def on_edit_form(request: Request) -> None:
    seen = request.metadata["seen"]
    await _submit(request, service.edit, read_draft(request), seen=seen)


async def _submit(request: Request, change: Change, *given: Any, **facts: Any) -> None:
    """Change the lesson of a form; where its card cannot show it now, say why."""
    async with request.change() as session:
        lesson = await change(
            session,
            request.metadata["lesson"],
            *given,
            user_id=request.user_id,
            now=request.now,
            **facts,
        )
        relationship = await relationships.get_relationship(session, lesson.relationship_id)
    await tell_silence(request, relationship)


ACTIONS = {
    ids.HOLD: on_hold,
    ids.ADD: on_add,
    ids.OBJECT: on_object,
    ids.EDIT: on_edit,
    ids.RETIRE: on_retire,
    ids.RESTORE: on_restore,
    ids.CHECK: on_check,
}
FORMS = {ids.WORDS_FORM: on_words_form, ids.EDIT_FORM: on_edit_form}
