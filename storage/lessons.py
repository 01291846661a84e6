"""Lessons: what a relationship learnt, who holds it, and whom it helped since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    case,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.counting import next_in
from storage.engines.upsert import insert_all, insert_all_once, replace
from storage.outbox import OutboxRow
from storage.relationships import Relationship, is_reachable

# The states of `bot.lessons.rules` that queries ask for.
JOINT, RETIRED = "joint", "retired"
# As literal SQL, for an engine uses a partial index only where a query says the very same.
IS_JOINT = text("lessons.state = 'joint'")
_JOINT = text("state = 'joint'")


class Lesson(Base):
    """What was learnt, in the words of `author` on that `side`.

    It is held by both sides since the other one's `answered_by` said so, until its words are
    changed. `origin_kind` and `origin_id` say where it was learnt; of a message they are not an id
    but `source_channel_id` and `source_ts`. `checked_at` is when a contact said last that it is
    still true; `fresh_at` is when that, or anything like it, happened last: it was held, brought
    back, or contacts were asked. `state` is one of `bot.lessons.rules`.
    """

    __tablename__ = "lessons"
    __table_args__ = (
        UniqueConstraint("relationship_id", "number"),
        CheckConstraint("state IN ('proposed', 'joint', 'objected', 'retired')", name="state"),
        CheckConstraint("side IN ('client', 'vendor')", name="side"),
        Index("ix_lessons_fresh", "fresh_at", sqlite_where=_JOINT, postgresql_where=_JOINT),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    relationship_id: Mapped[str] = mapped_column(ForeignKey("relationships.id", ondelete="CASCADE"))
    number: Mapped[int]
    origin_kind: Mapped[str]
    origin_id: Mapped[str | None]
    problem_id: Mapped[str | None] = mapped_column(
        ForeignKey("problems.id", ondelete="CASCADE"), index=True
    )
    source_channel_id: Mapped[str | None]
    source_ts: Mapped[str | None]
    happened: Mapped[str]
    learnt: Mapped[str]
    now_do: Mapped[str]
    theme: Mapped[str | None]
    author: Mapped[str]
    side: Mapped[str]
    state: Mapped[str]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    fresh_at: Mapped[datetime]
    post_id: Mapped[str | None]

    @property
    def version(self) -> str:
        """Tells its words from those that it had before they were changed."""
        return f"{(self.edited_at or self.created_at).timestamp():.6f}"


class LessonTag(Base):
    __tablename__ = "lesson_tags"

    lesson_id: Mapped[str] = mapped_column(
        ForeignKey("lessons.id", ondelete="CASCADE"), primary_key=True
    )
    tag: Mapped[str] = mapped_column(primary_key=True, index=True)


class LessonAddition(Base):
    """What somebody added to a lesson, or has against it."""

    __tablename__ = "lesson_additions"
    __table_args__ = (CheckConstraint("side IN ('client', 'vendor')", name="side"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    lesson_id: Mapped[str] = mapped_column(ForeignKey("lessons.id", ondelete="CASCADE"), index=True)
    side: Mapped[str]
    author: Mapped[str]
    words: Mapped[str]
    objection: Mapped[bool]
    at: Mapped[datetime]


class LessonUse(Base):
    """Whether a lesson was useful to somebody to whom it was offered at that `place`."""

    __tablename__ = "lesson_uses"

    lesson_id: Mapped[str] = mapped_column(
        ForeignKey("lessons.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    useful: Mapped[bool]
    at: Mapped[datetime]


class LessonCheck(Base):
    """A contact was asked at that time whether a lesson is still true, by that post."""

    __tablename__ = "lesson_checks"

    lesson_id: Mapped[str] = mapped_column(
        ForeignKey("lessons.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(primary_key=True)
    post_id: Mapped[str]


@dataclass(frozen=True, slots=True)
class Told:
    """A lesson with what hangs on it; additions are oldest first.

    `uses` is to how many people it was offered who said whether it was useful, `useful` how many
    said that it was. `channel_id` and `ts` are where its card stands, None where it does not yet.
    """

    lesson: Lesson
    tags: Sequence[str]
    additions: Sequence[LessonAddition]
    useful: int
    uses: int
    channel_id: str | None
    ts: str | None


async def add_lesson(session: AsyncSession, **values: Any) -> Lesson:
    """A new lesson under the next number. The caller holds the lock on the relationship."""
    home = values["relationship_id"]
    number = await next_in(session, Lesson.number, where=Lesson.relationship_id == home)
    lesson = Lesson(number=number, **values)
    session.add(lesson)
    await session.flush()
    return lesson


async def save_tags(session: AsyncSession, lesson_id: str, tags: Sequence[str]) -> None:
    """These tags and no others."""
    await session.execute(delete(LessonTag).where(LessonTag.lesson_id == lesson_id))
    if tags:
        rows = [{"lesson_id": lesson_id, "tag": tag} for tag in tags]
        await insert_all(session, LessonTag, rows)


async def find_lesson(
    session: AsyncSession, lesson_id: str, *, lock: bool = False
) -> Lesson | None:
    """The lesson of that id; with `lock`, nobody else changes it until the transaction ends."""
    return await session.get(Lesson, lesson_id, with_for_update=lock, populate_existing=lock)


async def get_lesson(session: AsyncSession, lesson_id: str) -> Lesson:
    """The lesson of that id, which must exist."""
    return await session.get_one(Lesson, lesson_id)


async def get_addition(session: AsyncSession, addition_id: str) -> LessonAddition:
    """The addition of that id, which must exist."""
    return await session.get_one(LessonAddition, addition_id)


async def find_number(session: AsyncSession, relationship_id: str, number: int) -> Lesson | None:
    """The lesson of that number."""
    found: Lesson | None = await session.scalar(
        select(Lesson).where(Lesson.relationship_id == relationship_id, Lesson.number == number)
    )
    return found


async def list_of_problem(session: AsyncSession, problem_id: str) -> Sequence[Lesson]:
    """What was learnt from that problem, oldest first: one for each time it was closed."""
    rows = await session.scalars(
        select(Lesson).where(Lesson.problem_id == problem_id).order_by(Lesson.number)
    )
    return rows.all()


async def list_lessons(
    session: AsyncSession,
    relationship_id: str,
    *,
    most: int,
    tag: str | None = None,
    theme: str | None = None,
    before: int | None = None,
) -> Sequence[Lesson]:
    """The lessons that are not retired, newest first, of a tag or theme; below a number."""
    query = select(Lesson).where(Lesson.relationship_id == relationship_id, Lesson.state != RETIRED)
    if tag is not None:
        query = query.join(LessonTag, LessonTag.lesson_id == Lesson.id).where(LessonTag.tag == tag)
    if theme is not None:
        query = query.where(Lesson.theme == theme)
    if before is not None:
        query = query.where(Lesson.number < before)
    return (await session.scalars(query.order_by(Lesson.number.desc()).limit(most))).all()


async def count_tags(session: AsyncSession, relationship_id: str, most: int) -> list[str]:
    """The tags of lessons that are not retired, the most used first."""
    rows = await session.scalars(
        select(LessonTag.tag)
        .join(Lesson, Lesson.id == LessonTag.lesson_id)
        .where(Lesson.relationship_id == relationship_id, Lesson.state != RETIRED)
        .group_by(LessonTag.tag)
        .order_by(func.count().desc(), LessonTag.tag)
        .limit(most)
    )
    return list(rows)


async def get_all(session: AsyncSession, lesson_ids: Sequence[str]) -> list[Lesson]:
    """These lessons, in this order; without those that are not there any more."""
    rows = await session.scalars(select(Lesson).where(Lesson.id.in_(lesson_ids)))
    found = {lesson.id: lesson for lesson in rows}
    return [found[lesson_id] for lesson_id in lesson_ids if lesson_id in found]


async def tell_all(session: AsyncSession, lessons: Sequence[Lesson]) -> list[Told]:
    """These lessons with what hangs on them, in this order."""
    ids = [lesson.id for lesson in lessons]
    tags = await _group(
        session, select(LessonTag.lesson_id, LessonTag.tag), LessonTag.lesson_id, LessonTag.tag, ids
    )
    additions = await _group(
        session,
        select(LessonAddition.lesson_id, LessonAddition),
        LessonAddition.lesson_id,
        LessonAddition.at,
        ids,
    )
    uses = await _count_uses(session, ids)
    places = await _find_places(session, lessons)
    return [
        Told(
            lesson,
            tags.get(lesson.id, ()),
            additions.get(lesson.id, ()),
            *uses.get(lesson.id, (0, 0)),
            *places.get(lesson.post_id or "", (None, None)),
        )
        for lesson in lessons
    ]


async def _group(
    session: AsyncSession, query: Any, column: Any, order: Any, ids: Sequence[str]
) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for lesson_id, found in await session.execute(query.where(column.in_(ids)).order_by(order)):
        grouped.setdefault(lesson_id, []).append(found)
    return grouped


async def _count_uses(session: AsyncSession, ids: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """How many found each of them useful, and how many said whether they did."""
    rows = await session.execute(
        select(
            LessonUse.lesson_id,
            func.sum(case((LessonUse.useful, 1), else_=0)),
            func.count(),
        )
        .where(LessonUse.lesson_id.in_(ids))
        .group_by(LessonUse.lesson_id)
    )
    return {lesson_id: (int(useful), int(uses)) for lesson_id, useful, uses in rows}


async def _find_places(
    session: AsyncSession, lessons: Sequence[Lesson]
) -> Mapping[str, tuple[str | None, str | None]]:
    posts = [lesson.post_id for lesson in lessons if lesson.post_id]
    rows = await session.execute(
        select(OutboxRow.id, OutboxRow.channel_id, OutboxRow.ts).where(OutboxRow.id.in_(posts))
    )
    return {post_id: (channel_id, ts) for post_id, channel_id, ts in rows}


async def add_addition(session: AsyncSession, **values: Any) -> None:
    """Something that somebody says about a lesson."""
    session.add(LessonAddition(**values))
    await session.flush()


async def save_use(session: AsyncSession, **values: Any) -> None:
    """Whether it was useful to them there; what they say last counts."""
    await replace(session, LessonUse, ("lesson_id", "user_id", "place"), **values)


async def list_stale(session: AsyncSession, since: datetime) -> Sequence[str]:
    """The jointly held lessons that have not been fresh since then, the oldest first.

    Only those of relationships in whose channel the bot can speak.
    """
    rows = await session.scalars(
        select(Lesson.id)
        .join(Relationship, Relationship.id == Lesson.relationship_id)
        .where(is_reachable(), IS_JOINT, Lesson.fresh_at < since)
        .order_by(Lesson.fresh_at, Lesson.id)
    )
    return rows.all()


async def add_checks(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """These contacts were asked."""
    await insert_all_once(session, LessonCheck, rows)


async def list_asked(session: AsyncSession, lesson_id: str, since: datetime) -> Sequence[str]:
    """The contacts who were asked after that moment."""
    rows = await session.scalars(
        select(LessonCheck.user_id).where(
            LessonCheck.lesson_id == lesson_id, LessonCheck.asked_at > since
        )
    )
    return rows.all()


async def list_check_posts(session: AsyncSession, lesson_id: str) -> Sequence[str]:
    """The posts by which contacts were asked, ever."""
    rows = await session.scalars(
        select(LessonCheck.post_id).where(LessonCheck.lesson_id == lesson_id)
    )
    return rows.all()
