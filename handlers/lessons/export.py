"""`/lesson export`: all lessons of a relationship as a Markdown file in a direct message."""

from collections.abc import AsyncIterator, Iterator, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.calendars import find_zone
from bot.core.ids import is_gone
from bot.core.markdown import quote, write_line
from bot.core.people import Side
from bot.lessons.rules import NAMES, State
from handlers import blocks
from handlers.blocks import escape
from handlers.files import send_files
from handlers.lessons.views import tell_verb
from handlers.request import Request, find_relationship, require_member
from storage import lessons, people
from storage.lessons import Told
from storage.relationships import Relationship

# How many are read at once.
PAGE = 200
SENT = "I sent you the file in a direct message."
OTHERWISE = "`/lesson list` shows the newest of what is in it"


async def on_export(request: Request, _text: str) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        told = [one async for one in _walk(session, relationship.id)]
        names = await _load_names(session, told)
    if not told:
        text = f"No lesson of {escape(relationship.both)} is written down yet."
        await request.tell(blocks.message(text))
        return
    text = write_markdown(relationship, told, names)
    above = f"The lessons of {escape(relationship.both)}, the newest first, without retired ones."
    await send_files(request, {"lessons.md": text.encode()}, above, otherwise=OTHERWISE)
    await request.tell(blocks.message(SENT))


async def _walk(session: AsyncSession, relationship_id: str) -> AsyncIterator[Told]:
    before = None
    while page := await lessons.list_lessons(session, relationship_id, most=PAGE, before=before):
        for one in await lessons.tell_all(session, page):
            yield one
        before = page[-1].number


async def _load_names(session: AsyncSession, told: Sequence[Told]) -> dict[str, str]:
    ids = {one.lesson.author for one in told} | {
        addition.author for one in told for addition in one.additions
    }
    known = await people.find_people(session, ids)
    return {user_id: person.name for user_id, person in known.items()}


def write_markdown(relationship: Relationship, told: Sequence[Told], names: dict[str, str]) -> str:
    """The file. Pure; `names` are those of people by their ids."""
    title = write_line(relationship.both)
    lines = [f"# Lessons of {title}"]
    for one in told:
        lines += ["", *_write_lesson(relationship, one, names)]
    return "\n".join([*lines, ""])


def _write_lesson(relationship: Relationship, one: Told, names: dict[str, str]) -> Iterator[str]:
    lesson = one.lesson
    yield f"## Lesson {lesson.number}"
    yield from ["", *quote(lesson.learnt)]
    for heading, text in (
        ("What happened", lesson.happened),
        ("What we do now", lesson.now_do),
    ):
        if text:
            yield from ["", f"### {heading}", "", *quote(text)]
    for addition in one.additions:
        who = _name(relationship, names, addition.author, addition.side)
        yield from ["", f"{who} {tell_verb(addition, lesson)}:", "", *quote(addition.words)]
    yield from ["", *_facts(relationship, one, names)]


def _facts(relationship: Relationship, one: Told, names: dict[str, str]) -> Iterator[str]:
    lesson = one.lesson
    who = _name(relationship, names, lesson.author, lesson.side)
    day = lesson.created_at.astimezone(find_zone(relationship.tz)).date()
    yield f"- Written down by {who} on {day.isoformat()}; {NAMES[State(lesson.state)]}"
    if lesson.theme:
        yield f"- Theme: {lesson.theme}"
    if one.tags:
        yield f"- Tags: {', '.join(write_line(tag) for tag in one.tags)}"
    if one.uses:
        yield f"- Useful {one.useful} of {one.uses} times that somebody said whether it was"


def _name(relationship: Relationship, names: dict[str, str], user_id: str, side: str) -> str:
    name = "Someone" if is_gone(user_id) else names.get(user_id, user_id)
    return write_line(f"{name} ({relationship.name(Side(side))})")
