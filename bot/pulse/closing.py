"""Closing a round, inside the caller's transaction: what is kept, what is erased, what is said."""

from collections.abc import Mapping
from datetime import datetime
from random import SystemRandom
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.ids import new_id
from bot.core.people import Side
from bot.pulse import questions
from bot.pulse.answers import NOTHING, Sheet
from bot.pulse.questions import Question
from bot.pulse.results import Comment, Given, Score, keep_anonymous, keep_named, paginate
from bot.pulse.rounds import open_draft
from bot.relationships.service import place_of
from storage import outbox, pulse, pulse_answers, relationships
from storage.outbox import Card
from storage.pulse import Participant, Pulse, Result, ResultKind, Round, RoundStatus

DIGEST_CARD = "pulse_digest"
COMMENTS_CARD = "pulse_comments"

_shuffle = SystemRandom().shuffle


async def close(session: AsyncSession, round_id: str, now: datetime) -> bool:
    """End a round whose time is over: keep what may be kept, erase the rest, and post the digest.

    Afterwards `wipe` has to follow in a transaction of its own. False where it is closed already.
    """
    closed = await pulse.lock_round(session, round_id)
    if closed is None or closed.status != RoundStatus.OPEN or closed.closes_at > now:
        return False
    own = await pulse.lock_pulse(session, closed.pulse_id)
    participants = await pulse_answers.lock_participants(session, closed.id)
    sheets = await _open_drafts(session, closed)
    results = []
    answered: set[str] = set()
    for position, question in enumerate(questions.load(closed.questions)):
        given = _read_given(question, position, participants, sheets)
        kept = keep_anonymous(given) if own.anonymous else keep_named(given)
        results += [_to_result(closed, position, one) for one in kept]
        answered |= {one.user_id for one in given if one.is_answer}
    _shuffle(results)
    await pulse_answers.save_results(session, results)
    took_part = [one.id for one in participants if one.user_id in answered]
    await pulse_answers.mark_answered(session, closed.id, took_part)
    await pulse_answers.erase_drafts(session, closed.id)
    if own.anonymous:
        await pulse_answers.forget_updates(session, closed.id, before=None)
    closed.status, closed.closed_at, closed.wiped = RoundStatus.CLOSED, now, not own.anonymous
    own.effective_from = max(now, own.effective_from)
    await outbox.update_cards(session, await pulse_answers.load_posts(session, closed.id), now)
    await _post_digest(session, closed, own, now)
    return True


async def _open_drafts(session: AsyncSession, closed: Round) -> dict[str, Sheet]:
    """The answers of those who gave any, by participant."""
    key = await pulse_answers.get_key(session, closed.id)
    drafts = await pulse_answers.load_drafts(session, closed.id)
    return {one: open_draft(key, one, sealed) for one, sealed in drafts.items()}


def _read_given(
    question: Question,
    position: int,
    participants: list[Participant],
    sheets: Mapping[str, Sheet],
) -> list[Given]:
    given = []
    for one in participants:
        own = sheets.get(one.id, {}).get(position, NOTHING)
        value = own.find_value(question.kind)
        given.append(Given(one.user_id, Side(one.side), value, own.comment, question.kind))
    return given


def _to_result(closed: Round, position: int, kept: Score | Comment) -> dict[str, Any]:
    is_score = isinstance(kept, Score)
    return {
        "id": new_id(),
        "round_id": closed.id,
        "position": position,
        "side": kept.side,
        "kind": ResultKind.SCORE if is_score else ResultKind.COMMENT,
        "score": kept.score if isinstance(kept, Score) else None,
        "text": None if isinstance(kept, Score) else kept.text,
        "user_id": kept.user_id,
    }


async def _post_digest(
    session: AsyncSession,
    closed: Round,
    own: Pulse,
    now: datetime,
) -> None:
    """The digest, and under it the pages of comments that it has no room for."""
    relationship = await relationships.get_relationship(session, own.relationship_id)
    closed.digest_post_id = await outbox.post(
        session,
        key=f"{DIGEST_CARD}:{closed.id}",
        place=place_of(relationship),
        card=Card(DIGEST_CARD, closed.id),
        now=now,
    )
    comments = paginate(read_comments(await pulse_answers.list_results(session, closed.id)))
    for page in range(1, len(comments)):
        await outbox.post(
            session,
            key=f"{COMMENTS_CARD}:{closed.id}:{page}",
            place=place_of(relationship, thread_post_id=closed.digest_post_id),
            card=Card(COMMENTS_CARD, f"{closed.id}:{page}"),
            now=now,
        )


def read_scores(kept: list[Result]) -> list[Score]:
    return [Score(Side(one.side), one.score, one.user_id) for one in kept if one.score is not None]


def read_comments(kept: list[Result]) -> list[Comment]:
    """The comments, those of one side after those of the other."""
    comments = [
        Comment(Side(one.side), one.text, one.user_id) for one in kept if one.text is not None
    ]
    return sorted(comments, key=lambda one: one.side)


async def wipe(session: AsyncSession, round_id: str) -> bool:
    """Erase what the outbox still knows of when answers were shown. False if it is too early."""
    closed = await pulse.get_round(session, round_id)
    return await pulse_answers.forget_updates(session, round_id, before=closed.closed_at)
