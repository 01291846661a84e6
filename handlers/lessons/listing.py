"""`/lesson list | find | show | retire`, and the same as buttons."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.lessons import finding, rules, service
from handlers import words
from handlers.lessons import cards, export, forms, ids, list_views, views
from handlers.lessons.list_views import FOUND, LISTED, TAGS_SHOWN
from handlers.request import Request, find_relationship, require_member
from storage import lessons
from storage.lessons import Lesson, Told
from storage.relationships import Relationship


async def on_list(request: Request, _text: str) -> None:
    await _show_list(request)


async def on_earlier(request: Request) -> None:
    relationship_id, _, before = request.value.partition(":")
    request.relationship_id = relationship_id
    await _show_list(request, int(before))


async def _show_list(request: Request, before: int | None = None) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        listed = await lessons.list_lessons(
            session, relationship.id, most=LISTED + 1, before=before
        )
        told = await lessons.tell_all(session, listed[:LISTED])
        tags = await lessons.count_tags(session, relationship.id, TAGS_SHOWN)
    more = len(listed) > LISTED
    await request.tell(list_views.listing(relationship, told, tags, more=more))


async def on_find(request: Request, text: str) -> None:
    """What was typed is looked for; nothing opens the form."""
    asked = words.unescape(text).strip()
    if asked:
        await _find(request, asked)
    else:
        await _open_find_form(request)


async def _open_find_form(request: Request) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
    await request.open(forms.find_form({"relationship": relationship.id}))


async def on_find_button(request: Request) -> None:
    request.relationship_id = request.value
    await _open_find_form(request)


async def on_tag(request: Request) -> None:
    relationship_id, _, tag = request.value.partition(":")
    request.relationship_id = relationship_id
    await _find(request, f"#{tag}")


async def on_find_form(request: Request) -> None:
    """Words, a theme, or both; neither is everything."""
    asked, theme = request.text_of(rules.WORDS), request.text_of(rules.THEME)
    if not asked and not theme:
        await _show_list(request)
    else:
        await _find(request, asked, theme or None)


async def _find(request: Request, asked: str, theme: str | None = None) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        told, exact = await _look_up(session, relationship, asked, theme)
    about = f"{asked} ({theme})" if asked and theme else asked or str(theme)
    await request.tell(list_views.found(relationship, about, told, exact=exact))


async def _look_up(
    session: AsyncSession, relationship: Relationship, asked: str, theme: str | None
) -> tuple[list[Told], bool]:
    """The lessons, and whether they have all that was asked for. "#export" is a tag; "trust" is
    looked for in what was said, too."""
    key, tags = relationship.id, rules.read_tags(asked)
    is_tag = asked.startswith("#") and len(tags) == 1
    if is_tag or not asked:
        tag = tags[0] if is_tag else None
        listed = await lessons.list_lessons(session, key, most=FOUND, tag=tag, theme=theme)
        return await lessons.tell_all(session, listed), True
    matches = await finding.find(session, key, asked, FOUND, theme)
    return await lessons.tell_all(session, matches.lessons), matches.exact


async def on_show(request: Request, text: str) -> None:
    async with request.desk.database.read() as session:
        lesson = await _find_number(request, session, text)
        shown = await cards.load(session, lesson) if lesson else None
    await request.tell(views.card(shown) if shown else list_views.unknown(text))


async def _find_number(request: Request, session: AsyncSession, text: str) -> Lesson | None:
    relationship = await find_relationship(request, session)
    await require_member(request, session, relationship)
    number = words.read_number(text.strip().removeprefix("#"))
    if number is None:
        return None
    return await lessons.find_number(session, relationship.id, number)


async def on_show_button(request: Request) -> None:
    async with request.desk.database.read() as session:
        lesson = await service.load(session, request.value)
        shown = await cards.load(session, lesson)
        await require_member(request, session, shown.relationship)
    await request.tell(views.card(shown))


async def on_retire(request: Request, text: str) -> None:
    """It is shown as retired, with the way back."""
    async with request.desk.database.write() as session:
        lesson = await _find_number(request, session, text)
        if lesson is not None:
            lesson = await service.retire(
                session, lesson.id, user_id=request.user_id, now=request.now
            )
        shown = await cards.load(session, lesson) if lesson else None
    await request.tell(views.card(shown) if shown else list_views.unknown(text))


async def on_export_button(request: Request) -> None:
    request.relationship_id = request.value
    await export.on_export(request, "")


ACTIONS = {
    ids.EARLIER: on_earlier,
    ids.FIND: on_find_button,
    ids.TAG: on_tag,
    ids.SHOW: on_show_button,
    ids.EXPORT: on_export_button,
}
FORMS = {ids.FIND_FORM: on_find_form}
