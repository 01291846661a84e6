"""`/lesson list | find | show | retire`, and the same as buttons."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.lessons import finding, rules, service
from handlers import words
from handlers.lessons import cards, export, forms, ids, list_views, views
from handlers.lessons.list_views import FOUND, LISTED, TAGS_SHOWN, About
from handlers.request import Request, find_relationship, require_member
from storage import lessons
from storage.lessons import Lesson


async def on_list(request: Request, _text: str) -> None:
    await _show_list(request, About())


async def on_older(request: Request) -> None:
    """The page after the one that was looked at."""
    request.relationship_id, about, before = list_views.read_older(request.value)
    await _show_list(request, about, before)


async def _show_list(request: Request, about: About, before: int | None = None) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        listed = await lessons.list_lessons(
            session,
            relationship.id,
            most=LISTED + 1,
            tag=about.tag,
            theme=about.theme,
            before=before,
        )
        told = await lessons.tell_all(session, listed[:LISTED])
        tags = await lessons.count_tags(session, relationship.id, TAGS_SHOWN)
    more = len(listed) > LISTED
    await request.tell(list_views.listing(relationship, told, tags, about, more=more))


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
    await _find(request, request.text_of(rules.WORDS), request.text_of(rules.THEME) or None)


async def _find(request: Request, asked: str, theme: str | None = None) -> None:
    """ "#export" is a tag, and listed; "trust" is looked for in what was said, too."""
    tags = rules.read_tags(asked)
    is_tag = asked.startswith("#") and len(tags) == 1
    if is_tag or not asked:
        await _show_list(request, About(tags[0] if is_tag else None, theme))
    else:
        await _search(request, asked, theme)


async def _search(request: Request, asked: str, theme: str | None) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        matches = await finding.find(session, relationship.id, asked, FOUND + 1, theme)
        told = await lessons.tell_all(session, matches.lessons[:FOUND])
    about = f"{asked} ({theme})" if theme else asked
    more = len(matches.lessons) > FOUND
    await request.tell(list_views.found(relationship, about, told, exact=matches.exact, more=more))


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
    ids.OLDER: on_older,
    ids.FIND: on_find_button,
    ids.TAG: on_tag,
    ids.SHOW: on_show_button,
    ids.EXPORT: on_export_button,
}
FORMS = {ids.FIND_FORM: on_find_form}
