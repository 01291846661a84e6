"""What people add to a problem with the buttons, change, and take back.

The caller opens the transaction. Everything raises NotOnASide or NotAllowed for people who may not,
and AlreadyClosed once the problem is closed.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act
from bot.core.errors import InvalidInput
from bot.core.ids import new_id
from bot.problems import moving, scores, thread
from bot.problems.description import check_text
from bot.problems.errors import AlreadyClosed, AlreadyThat, NotNow, NotThere, StillHidden, Withdrawn
from bot.problems.rules import BEGINS, CAUSES, Kind, Stage, list_kinds
from bot.problems.speaking import require_member, require_speaker
from storage import outbox, problems, problems_steps
from storage.outbox import Card
from storage.problems import Entry, Problem


async def add(
    session: AsyncSession,
    problem_id: str,
    *,
    kind: Kind,
    text: str,
    user_id: str,
    now: datetime,
    parent_id: str | None = None,
) -> Entry:
    """Somebody adds an entry; it is said in the thread, unless it is an idea that is hidden still.

    `parent_id` is the cause behind which this one lies. Raises NotNow for a kind whose stage has
    not come, NotThere, and InvalidInput for the field `text`.
    """
    problem = await problems.lock_problem(session, problem_id)
    _, side = await require_member(session, problem, user_id, Act.PROBLEM_ADD)
    stage = _check_open(problem)
    if kind not in list_kinds(stage):
        raise NotNow(stages=BEGINS[kind], stage=stage)
    entry = Entry(
        id=new_id(),
        problem_id=problem.id,
        seq=await problems.next_seq(session, Entry, problem.id),
        stage=stage,
        kind=kind,
        round=problem.round,
        text=check_text(text),
        author=user_id,
        side=side,
        created_at=now,
        hidden=_is_hidden(problem, kind),
        parent_id=await _check_parent(session, problem, kind, parent_id),
    )
    session.add(entry)
    if entry.hidden:
        problem.first_idea_at = problem.first_idea_at or now
    else:
        entry.post_id = await thread.say(session, problem, Card(thread.ENTRY, entry.id), now)
    await thread.touch(session, problem, now)
    return entry


def _is_hidden(problem: Problem, kind: Kind) -> bool:
    """Ideas are, while they are collected and not shown yet."""
    is_collected = problem.stage == Stage.OPTIONS and problem.ideas_shown_at is None
    return kind is Kind.IDEA and is_collected


def _check_open(problem: Problem) -> Stage:
    if problem.stage == Stage.CLOSED:
        raise AlreadyClosed
    return Stage(problem.stage)


async def _check_parent(
    session: AsyncSession, problem: Problem, kind: Kind, parent_id: str | None
) -> str | None:
    if parent_id is None or kind not in CAUSES:
        return None
    parent = await problems.get_entry(session, parent_id)
    if parent.problem_id != problem.id or parent.kind not in CAUSES or parent.withdrawn_at:
        raise NotThere
    return parent_id


async def edit(
    session: AsyncSession, entry_id: str, *, text: str, user_id: str, now: datetime
) -> Entry:
    """The author says it in other words. Raises Withdrawn, and InvalidInput for `text`."""
    problem, entry = await _lock_own(session, entry_id, user_id)
    text = check_text(text)
    if entry.text != text:
        entry.text, entry.edited_at = text, now
        await show(session, problem, entry, now)
    return entry


async def withdraw(session: AsyncSession, entry_id: str, *, user_id: str, now: datetime) -> Problem:
    """The author takes an entry back: it stays on record as taken back. Raises Withdrawn."""
    problem, entry = await _lock_own(session, entry_id, user_id)
    entry.withdrawn_at = now
    if entry.hidden:
        hidden = await problems.list_hidden(session, problem.id)
        given = [idea.created_at for idea in hidden if idea.round == problem.round]
        problem.first_idea_at = min(given, default=None)
    await show(session, problem, entry, now)
    return problem


async def move_kind(
    session: AsyncSession, entry_id: str, *, kind: Kind, user_id: str, now: datetime
) -> Entry:
    """The author says that it is of another kind.

    Raises Withdrawn, StillHidden, NotNow, or AlreadyThat.
    """
    problem, entry = await _lock_own(session, entry_id, user_id)
    if entry.hidden:
        raise StillHidden
    if kind not in list_kinds(Stage(problem.stage)):
        raise NotNow(stages=BEGINS[kind], stage=problem.stage)
    if entry.kind != kind:
        await _free_source(session, entry, kind)
        await _free_merged(session, entry)
        entry.kind, entry.edited_at, entry.merged_into = kind, now, None
        entry.parent_id = entry.parent_id if kind in CAUSES else None
        await show(session, problem, entry, now)
    return entry


async def _free_source(session: AsyncSession, entry: Entry, kind: Kind) -> None:
    """A message is one entry of each kind. Raises AlreadyThat."""
    if entry.source_ts is None:
        return
    same = await problems.find_captured(
        session, str(entry.source_channel_id), entry.source_ts, entry.problem_id
    )
    if any(other.kind == kind for other in same):
        raise AlreadyThat


async def _free_merged(session: AsyncSession, entry: Entry) -> None:
    """What was merged into an idea stands for itself again where that does not any more."""
    if entry.kind == Kind.IDEA:
        await problems.lead_merged(session, entry, None)


async def _lock_own(session: AsyncSession, entry_id: str, user_id: str) -> tuple[Problem, Entry]:
    problem, entry = await _lock(session, entry_id)
    await require_member(session, problem, user_id, Act.PROBLEM_WITHDRAW, author=entry.author)
    _check_open(problem)
    if entry.withdrawn_at is not None:
        raise Withdrawn
    return problem, entry


async def _lock(session: AsyncSession, entry_id: str) -> tuple[Problem, Entry]:
    entry = await problems.get_entry(session, entry_id)
    problem = await problems.lock_problem(session, entry.problem_id)
    await session.refresh(entry)
    return problem, entry


async def merge(
    session: AsyncSession, entry_id: str, into_id: str, *, user_id: str, now: datetime
) -> Entry:
    """A facilitator puts an idea that both sides see together with another one.

    Raises NotThere where one of them is not to be seen (any more), and InvalidInput for `into`.
    """
    if entry_id == into_id:
        raise InvalidInput({"into": "Pick another idea than the first."})
    problem, entry = await _lock(session, entry_id)
    await require_speaker(session, problem, user_id)
    _check_open(problem)
    standing = {idea.id for idea in await problems.list_standing(session, problem.id, Kind.IDEA)}
    if not {entry_id, into_id} <= standing:
        raise NotThere
    entry.merged_into = into_id
    await problems.lead_merged(session, entry, into_id)
    await show(session, problem, entry, now)
    return entry


async def show(session: AsyncSession, problem: Problem, entry: Entry, now: datetime) -> None:
    """An entry was changed: what shows it is rendered anew, also where it is quoted."""
    if entry.withdrawn_at is not None:
        await _free_merged(session, entry)
    posts = [entry.post_id] if entry.post_id is not None else []
    if entry.kind in CAUSES:
        posts += await problems.list_explaining(session, entry, CAUSES)
    await outbox.update_cards(session, posts, now)
    if entry.kind == Kind.IDEA:
        await scores.redraw(session, problem, now)
    pending = await problems_steps.find_pending(session, problem.id)
    if pending is not None and entry.id in pending.payload.get("idea_ids", ()):
        await moving.redraw(session, pending, now)
    await thread.touch(session, problem, now)
