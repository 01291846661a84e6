"""Messages of a problem's thread that somebody marked become entries, and follow their message.

The caller opens the transaction. Timestamps of Slack are texts that sort as the moments they name.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act
from bot.core.ids import new_id
from bot.problems import entries
from bot.problems.description import Source
from bot.problems.errors import AuthorOutside, WithoutWords
from bot.problems.rules import Kind, Stage
from bot.problems.speaking import require_member
from bot.problems.thread import touch
from storage import problems, relationships
from storage.problems import Entry, Problem


async def capture(
    session: AsyncSession,
    problem: Problem,
    *,
    kind: Kind,
    source: Source,
    author: str,
    text: str,
    edited_ts: str,
    captured_by: str,
    acted_at: str,
    added: bool,
    now: datetime,
) -> Entry | None:
    """Somebody marks a message as that kind of entry, or takes their mark away.

    `acted_at` is Slack's timestamp of that, `edited_ts` that of the message's latest edit. The
    latest act of each person and kind counts, in whatever order they are heard of; the entry stands
    while anybody's mark does, unless its author took it back or named it otherwise. Returns it
    where it stands. To a closed problem nothing happens until it is reopened: see `follow_marks`.
    Raises NotOnASide, AuthorOutside where the
    message was written by nobody of both sides, and WithoutWords.
    """
    problem = await problems.lock_problem(session, problem.id)
    await require_member(session, problem, captured_by, Act.PROBLEM_ADD)
    side = await _find_side(session, problem, author)
    text = text.strip()
    is_closed = problem.stage == Stage.CLOSED
    if is_closed and added:
        return None
    if added and not text:
        raise WithoutWords
    mark = problems.Reaction(
        problem_id=problem.id,
        source_channel_id=source.channel_id,
        source_ts=source.ts,
        kind=kind,
        user_id=captured_by,
        acted_ts=acted_at,
        added=added,
    )
    await problems.take_mark(session, mark)
    if is_closed:
        return None
    marked_by = await problems.find_marker(session, mark) if text else None
    entry = await _find(session, problem, kind, source)
    # Where somebody marked it before, there was an entry, and its author named it otherwise.
    if entry is None and added and marked_by == captured_by:
        entry = await _write(session, problem, mark, author=author, side=side, text=text)
        entry.captured_by, entry.source_edited_ts = marked_by, edited_ts or None
        await touch(session, problem, now)
    elif entry is not None:
        is_reworded = _reword(entry, text, edited_ts, now)
        if _follow_marks(entry, marked_by, now) or is_reworded:
            await entries.show(session, problem, entry, now)
    return entry if entry is not None and entry.withdrawn_at is None else None


async def _find_side(session: AsyncSession, problem: Problem, author: str) -> str:
    """The side of whoever wrote a message, even where they left since."""
    known = await relationships.find_known_member(session, problem.relationship_id, author)
    if known is None or known.side is None:
        raise AuthorOutside
    return known.side


async def _find(
    session: AsyncSession, problem: Problem, kind: Kind, source: Source
) -> Entry | None:
    found = await problems.find_captured(session, source.channel_id, source.ts, problem.id)
    return next((entry for entry in found if entry.kind == kind), None)


async def _write(
    session: AsyncSession,
    problem: Problem,
    mark: problems.Reaction,
    *,
    author: str,
    side: str,
    text: str,
) -> Entry:
    entry = Entry(
        id=new_id(),
        problem_id=problem.id,
        seq=await problems.next_seq(session, Entry, problem.id),
        stage=problem.stage,
        kind=mark.kind,
        round=problem.round,
        text=text,
        author=author,
        side=side,
        created_at=datetime.fromtimestamp(float(mark.source_ts), UTC),
        source_channel_id=mark.source_channel_id,
        source_ts=mark.source_ts,
    )
    session.add(entry)
    return entry


def _follow_marks(entry: Entry, marked_by: str | None, now: datetime) -> bool:
    """Nobody stands for an entry without `captured_by`: that is why it does not stand, either.

    What its author took back, or its message took along, stays as it is. Returns whether anything
    changed.
    """
    is_over = entry.withdrawn_at is not None and entry.captured_by is not None
    if is_over or entry.source_gone or entry.captured_by == marked_by:
        return False
    entry.captured_by, entry.withdrawn_at = marked_by, None if marked_by else now
    return True


async def follow_marks(session: AsyncSession, problem: Problem, now: datetime) -> None:
    """A problem is reopened: what lost its last mark while it was closed stands no more."""
    for entry in await problems.list_unmarked(session, problem.id):
        if _follow_marks(entry, None, now):
            await entries.show(session, problem, entry, now)


def _reword(entry: Entry, text: str, edited_ts: str, now: datetime) -> bool:
    """The entry says what its message says since that edit, unless a later one was followed.

    Where that is nothing any more, nothing stands. Returns whether anything changed.
    """
    if not edited_ts or (entry.source_edited_ts or "") >= edited_ts:
        return False
    entry.source_edited_ts = edited_ts
    if text and entry.text != text:
        entry.text, entry.edited_at = text, now
        return True
    return not text and entry.withdrawn_at is None and _follow_marks(entry, None, now)


async def follow_edit(
    session: AsyncSession, channel_id: str, ts: str, text: str, *, edited_ts: str, now: datetime
) -> Sequence[Entry]:
    """What was captured from a message says what the message says now.

    Edits may be heard of in any order; the latest counts. Returns the entries that were changed.
    """
    changed = []
    for problem, entry in await _lock_captured(session, channel_id, ts):
        if _reword(entry, text.strip(), edited_ts, now):
            await entries.show(session, problem, entry, now)
            changed.append(entry)
    return changed


async def follow_deletion(
    session: AsyncSession, channel_id: str, ts: str, now: datetime
) -> Sequence[Entry]:
    """What was captured from a message that is gone counts as taken back by its author.

    Returns the entries that were taken back.
    """
    gone = []
    for problem, entry in await _lock_captured(session, channel_id, ts):
        if not entry.source_gone:
            entry.source_gone = True
            entry.withdrawn_at = entry.withdrawn_at or now
            await entries.show(session, problem, entry, now)
            gone.append(entry)
    return gone


async def _lock_captured(
    session: AsyncSession, channel_id: str, ts: str
) -> list[tuple[Problem, Entry]]:
    """Problem by problem in one order for everybody, or two could wait for each other."""
    locked = []
    for entry in await problems.find_captured(session, channel_id, ts):
        problem = await problems.lock_problem(session, entry.problem_id)
        await session.refresh(entry)
        locked.append((problem, entry))
    return locked
