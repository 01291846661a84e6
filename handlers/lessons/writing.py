"""Writing a lesson down: by the form, whichever way it was opened."""

from typing import Any

from bot.core.authority import Act, require
from bot.core.errors import InvalidInput
from bot.lessons import rules, service
from bot.lessons.rules import LessonDraft, Origin, OriginKind
from handlers import words
from handlers.blocks import cut
from handlers.lessons import forms, ids, list_views
from handlers.request import Request, find_member, find_relationship, tell_silence
from storage import people

NOTHING = LessonDraft("", "")
OWN = Origin()


async def open_form(
    request: Request,
    draft: LessonDraft = NOTHING,
    origin: Origin = OWN,
    *,
    thread_post_id: str | None = None,
) -> None:
    """The form with that draft in it, for what was learnt there.

    The card stands in the thread of that post, or in that of its origin. Raises NotOnASide.
    """
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        require(Act.LESSON_WRITE, await find_member(request, session, relationship))
    if origin.kind == OriginKind.MESSAGE and origin.id != relationship.channel_id:
        origin = OWN  # not everybody of both sides may see that message
    metadata = {
        "relationship": relationship.id,
        "from": request.channel_id or "",
        "kind": origin.kind,
        "id": origin.id or "",
        "ts": origin.ts or "",
        "thread": thread_post_id or "",
    }
    await request.open(forms.write_form(draft, metadata))


async def open_typed(request: Request) -> None:
    """The form, with what was typed as what was learnt. Raises InvalidInput where it is long."""
    typed = await _read(request, request.text.strip())
    if len(typed) > rules.LONGEST:
        sentence = f"Begin with at most {rules.LONGEST:,} characters; others can add to it."
        raise InvalidInput({rules.LEARNT: sentence})
    await open_form(request, LessonDraft("", typed))


async def on_new(request: Request) -> None:
    """A button that says which relationship it belongs to."""
    request.relationship_id = request.value
    await open_form(request)


async def on_shortcut(request: Request) -> None:
    """ "Save as a lesson": what was said in a message is what happened."""
    message: dict[str, Any] = request.message
    said = str(message.get("text") or "")
    origin = Origin(OriginKind.MESSAGE, request.channel_id, str(message["ts"]))
    # Should the relationship have to be asked for, it goes on as this command.
    request.become("/lesson", f"{rules.HAPPENED} {said}")
    await on_happened(request, said, origin)


async def on_happened(request: Request, said: str, origin: Origin = OWN) -> None:
    """The form, with these words as what happened."""
    happened = cut(await _read(request, said), rules.LONGEST)
    await open_form(request, LessonDraft(happened, ""), origin)


async def _read(request: Request, text: str) -> str:
    """Slack's notation as people read it."""
    async with request.desk.database.read() as session:
        named = await people.find_people(session, words.find_users(text))
    return words.unescape(text, {user_id: person.name for user_id, person in named.items()})


def read_draft(request: Request) -> LessonDraft:
    """What stands in a form of a lesson."""
    return LessonDraft(
        request.text_of(rules.HAPPENED),
        request.text_of(rules.LEARNT),
        request.text_of(rules.NOW_DO),
        rules.read_tags(request.text_of(rules.TAGS)),
        request.text_of(rules.THEME) or None,
    )


async def on_form(request: Request) -> None:
    given = request.metadata
    async with request.change() as session:
        relationship = await find_relationship(request, session)
        lesson = await service.write(
            session,
            relationship,
            read_draft(request),
            origin=Origin(given["kind"], given["id"] or None, given["ts"] or None),
            user_id=request.user_id,
            now=request.now,
            thread_post_id=given["thread"] or None,
        )
    silent = await tell_silence(request, relationship)
    if not silent and given["from"] != relationship.channel_id:
        await request.tell(list_views.written(lesson.number, relationship))


ACTIONS = {ids.NEW: on_new}
FORMS = {ids.FORM: on_form}
SHORTCUTS = {ids.SHORTCUT: on_shortcut}
