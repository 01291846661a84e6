"""What happens to lessons, inside the caller's transaction."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.ids import new_id
from bot.core.people import Member, Side
from bot.lessons import rules
from bot.lessons.errors import LessonGone, OtherWords, OwnLesson
from bot.lessons.rules import LessonDraft, Origin, OriginKind, State, Step
from bot.relationships.service import place_of
from storage import lessons, milestones, outbox, problems, relationships, search
from storage.lessons import Lesson
from storage.outbox import Card
from storage.relationships import Relationship

CARD = "lesson"
ADDITION = "lesson_addition"
ASKED_ANEW = "lesson_asked_anew"

ACTS = {
    Step.EDIT: Act.LESSON_EDIT,
    Step.ADD: Act.LESSON_ADD,
    Step.HOLD: Act.LESSON_HOLD,
    Step.OBJECT: Act.LESSON_ADD,
    Step.RETIRE: Act.LESSON_RETIRE,
    Step.RESTORE: Act.LESSON_RETIRE,
    Step.CHECK: Act.LESSON_CHECK,
}


async def write(
    session: AsyncSession,
    relationship: Relationship,
    draft: LessonDraft,
    *,
    origin: Origin,
    user_id: str,
    now: datetime,
    confirmed_by: str | None = None,
    thread_post_id: str | None = None,
) -> Lesson:
    """A new lesson, and its card: in the thread of that post, of its origin, or in the channel.

    Both sides hold it at once where somebody of the other side `confirmed_by` agreed to its words
    already. Raises NotOnASide, and InvalidInput with sentences by field.
    """
    await relationships.lock_relationship(session, relationship.id)
    side = await _find_side(session, relationship, user_id, confirmed_by)
    rules.check(draft)
    lesson_id = new_id()
    post_id = await outbox.post(
        session,
        key=f"{CARD}:{lesson_id}",
        place=place_of(relationship, thread_post_id or await _find_thread(session, origin)),
        card=Card(CARD, lesson_id),
        now=now,
    )
    is_message = origin.kind == OriginKind.MESSAGE
    lesson = await lessons.add_lesson(
        session,
        id=lesson_id,
        relationship_id=relationship.id,
        origin_kind=origin.kind,
        origin_id=None if is_message else origin.id,
        problem_id=origin.id if origin.kind == OriginKind.PROBLEM else None,
        source_channel_id=origin.id if is_message else None,
        source_ts=origin.ts,
        author=user_id,
        side=side,
        state=State.JOINT if confirmed_by else State.PROPOSED,
        answered_by=confirmed_by,
        answered_at=now if confirmed_by else None,
        created_at=now,
        fresh_at=now,
        post_id=post_id,
        **_read_words(draft),
    )
    await lessons.save_tags(session, lesson.id, draft.tags)
    await _index(session, lesson)
    return lesson


async def _find_side(
    session: AsyncSession, relationship: Relationship, user_id: str, confirmed_by: str | None
) -> Side:
    """Whose words they are. Raises NotOnASide.

    Of words that were confirmed it is the side opposite to that: who wrote them may stand on none
    by now.
    """
    asked = await relationships.find_member(session, relationship.id, confirmed_by or user_id)
    side = Side(str(require(Act.LESSON_WRITE, asked).side))
    return side.other if confirmed_by else side


def _read_words(draft: LessonDraft) -> dict[str, str | None]:
    return {name: value for name, value in asdict(draft).items() if name != rules.TAGS}


async def _find_thread(session: AsyncSession, origin: Origin) -> str | None:
    match origin.kind:
        case OriginKind.PROBLEM:
            return (await problems.get_problem(session, str(origin.id))).post_id
        case OriginKind.MILESTONE:
            return (await milestones.get_milestone(session, str(origin.id))).celebration_post_id
        case _:
            return None


async def load(session: AsyncSession, lesson_id: str, *, lock: bool = False) -> Lesson:
    """The lesson; with `lock`, nobody else changes it meanwhile. Raises LessonGone."""
    lesson = await lessons.find_lesson(session, lesson_id, lock=lock)
    if lesson is None:
        raise LessonGone
    return lesson


async def check(
    session: AsyncSession, lesson_id: str, user_id: str, step: Step, *, lock: bool = False
) -> tuple[Lesson, Member]:
    """The lesson, and who they are, if they may take that step now; with `lock`, to take it.

    Raises LessonGone, NotOnASide, NotAllowed, OwnLesson or LessonChanged.
    """
    lesson = await load(session, lesson_id, lock=lock)
    member = await relationships.find_member(session, lesson.relationship_id, user_id)
    side = Side(lesson.side)
    is_for_others = step in (Step.HOLD, Step.OBJECT)
    if is_for_others and member is not None and (member.side is side or user_id == lesson.author):
        raise OwnLesson  # also who wrote it and stands on the other side by now
    asked = side.other if is_for_others else side
    member = require(ACTS[step], member, author=lesson.author, asked=asked)
    rules.take(step, State(lesson.state))
    return lesson, member


async def edit(
    session: AsyncSession,
    lesson_id: str,
    draft: LessonDraft,
    *,
    seen: str,
    user_id: str,
    now: datetime,
) -> Lesson:
    """Other words, for which the other side is asked anew; other tags or another theme are not.

    `seen` is the version of the words that were changed, so that two people who write at once do
    not undo each other's. Raises what `check` raises, and InvalidInput.
    """
    lesson, _ = await check(session, lesson_id, user_id, Step.EDIT, lock=True)
    rules.check(draft)
    rules.check_seen(seen, lesson.version)
    was = lesson.state
    _put(lesson, draft, now)
    if lesson.state != was:
        await _say(session, lesson, Card(ASKED_ANEW, f"{lesson.id}:{now.timestamp():.6f}"), now)
    await lessons.save_tags(session, lesson.id, draft.tags)
    await _index(session, lesson)
    await redraw(session, lesson, now)
    return lesson


def _put(lesson: Lesson, draft: LessonDraft, now: datetime) -> None:
    lesson.theme = draft.theme
    words = (draft.happened, draft.learnt, draft.now_do)
    if words != (lesson.happened, lesson.learnt, lesson.now_do):
        lesson.happened, lesson.learnt, lesson.now_do = words
        lesson.state, lesson.answered_by, lesson.answered_at = State.PROPOSED, None, None
        lesson.edited_at = now
    elif lesson.state == State.OBJECTED:  # the same words are asked about once more
        lesson.state = State.PROPOSED


async def hold(
    session: AsyncSession, lesson_id: str, *, seen: str, user_id: str, now: datetime
) -> Lesson:
    """A contact of the other side says that it holds the lesson, too.

    `seen` is the version of its words that they read. Raises what `check` raises, and OtherWords.
    """
    lesson, _ = await check(session, lesson_id, user_id, Step.HOLD, lock=True)
    if seen != lesson.version:
        raise OtherWords
    lesson.state, lesson.answered_by = State.JOINT, user_id
    lesson.answered_at = lesson.fresh_at = now
    await redraw(session, lesson, now)
    return lesson


async def add_words(
    session: AsyncSession,
    lesson_id: str,
    words: str,
    *,
    user_id: str,
    now: datetime,
    objection: bool = False,
) -> Lesson:
    """Somebody adds to a lesson; or, with `objection`, the other side does not hold it.

    It is said in the thread, too. Raises what `check` raises, and InvalidInput.
    """
    step = Step.OBJECT if objection else Step.ADD
    lesson, member = await check(session, lesson_id, user_id, step, lock=True)
    rules.check_words(words)
    if objection:
        lesson.state, lesson.answered_by, lesson.answered_at = State.OBJECTED, None, None
    addition_id = new_id()
    await lessons.add_addition(
        session,
        id=addition_id,
        lesson_id=lesson.id,
        side=str(member.side),
        author=user_id,
        words=words,
        objection=objection,
        at=now,
    )
    await _say(session, lesson, Card(ADDITION, addition_id), now)
    await _index(session, lesson)
    await redraw(session, lesson, now)
    return lesson


async def _say(session: AsyncSession, lesson: Lesson, card: Card, now: datetime) -> None:
    """In the thread of the card, or in that in which the card stands."""
    relationship = await relationships.get_relationship(session, lesson.relationship_id)
    thread_post_id = lesson.post_id
    if lesson.post_id:
        thread_post_id = (await outbox.get_post(session, lesson.post_id)).thread_post_id
    await outbox.post(
        session,
        key=f"{card.kind}:{card.id}",
        place=place_of(relationship, thread_post_id or lesson.post_id),
        card=card,
        now=now,
    )


async def retire(session: AsyncSession, lesson_id: str, *, user_id: str, now: datetime) -> Lesson:
    """It is not true any more: it is found and offered no more. Raises what `check` raises."""
    lesson, _ = await check(session, lesson_id, user_id, Step.RETIRE, lock=True)
    lesson.state = State.RETIRED
    await search.forget(session, search.Kind.LESSON, lesson.id)
    await redraw(session, lesson, now)
    return lesson


async def restore(session: AsyncSession, lesson_id: str, *, user_id: str, now: datetime) -> Lesson:
    """It is true again, and held by whom it was. Raises what `check` raises."""
    lesson, _ = await check(session, lesson_id, user_id, Step.RESTORE, lock=True)
    lesson.state = State.JOINT if lesson.answered_at else State.PROPOSED
    lesson.checked_at = lesson.fresh_at = now
    await _index(session, lesson)
    await redraw(session, lesson, now)
    return lesson


async def rate(
    session: AsyncSession, lesson_id: str, *, place: str, useful: bool, user_id: str, now: datetime
) -> Lesson:
    """Somebody to whom it was offered says whether it was useful; what they say last counts.

    `place` is what it was offered for. Raises LessonGone or NotOnASide.
    """
    lesson = await load(session, lesson_id)
    require(Act.LOOK, await relationships.find_member(session, lesson.relationship_id, user_id))
    await lessons.save_use(
        session, lesson_id=lesson_id, user_id=user_id, place=place, useful=useful, at=now
    )
    await redraw(session, lesson, now)
    return lesson


async def redraw(session: AsyncSession, lesson: Lesson, now: datetime) -> None:
    """Show the lesson as it is now: on its card, where contacts were asked about it, and on the
    card of the problem that it was learnt from."""
    posts = {lesson.post_id, *await lessons.list_check_posts(session, lesson.id)}
    if lesson.problem_id:
        posts.add((await problems.get_problem(session, lesson.problem_id)).post_id)
    await outbox.update_cards(session, [post_id for post_id in posts if post_id], now)


async def _index(session: AsyncSession, lesson: Lesson) -> None:
    """Let it be found by its words as they are now, and by what others added."""
    (told,) = await lessons.tell_all(session, [lesson])
    added = [one.words for one in told.additions]
    await search.index(
        session,
        search.Kind.LESSON,
        lesson.id,
        relationship_id=lesson.relationship_id,
        title=lesson.learnt,
        body=" ".join([lesson.happened, lesson.now_do, *added]),
        tags=[*told.tags, *([lesson.theme] if lesson.theme else [])],
    )
