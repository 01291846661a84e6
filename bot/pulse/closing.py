"""Closing a round, inside the caller's transaction: what is kept, what is erased, what is said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.ids import new_id
from bot.core.people import Side
from bot.pulse import questions
from bot.pulse.answers import Sheet
from bot.pulse.comments import count_in_digest, paginate
from bot.pulse.figures import (
    Comment,
    Given,
    Minimums,
    Score,
    kept_scores,
    kept_texts,
    publish,
)
from bot.pulse.past import look_back, read_comments
from bot.pulse.questions import Anonymity, Kind, Question
from bot.pulse.rounds import open_draft
from bot.relationships.service import place_of
from storage import outbox, pulse, pulse_answers, relationships
from storage.outbox import Card
from storage.pulse import Participant, Pulse, ResultKind, Round, RoundStatus

DIGEST_CARD = "pulse_digest"
COMMENTS_CARD = "pulse_comments"
CHART_CARD = "pulse_chart"
NUMBERS_CARD = "pulse_numbers"


async def close(session: AsyncSession, round_id: str, now: datetime) -> bool:
    """End a round whose time is over: keep what may be kept, erase the rest, and post the digest.

    Afterwards `wipe` has to follow in a transaction of its own. False where it is closed already.
    """
    closed = await pulse.lock_round(session, round_id)
    if closed is None or closed.status != RoundStatus.OPEN or closed.closes_at > now:
        return False
    own = await pulse.lock_pulse(session, closed.pulse_id)
    participants = await pulse_answers.lock_participants(session, closed.id)
    asked = questions.load(closed.questions)
    given = await _open_drafts(session, closed, participants)
    minimums = Minimums(closed.mean_minimum, closed.detail_minimum)
    figures = publish(asked, given, Anonymity(closed.anonymity), minimums)
    kept: list[Score | Comment] = [*kept_scores(asked, given, figures), *kept_texts(given, figures)]
    await pulse_answers.save_results(session, [_to_result(closed, one) for one in kept])
    answered = {one.user_id for one in given if _took_part(asked, one)}
    took_part = [one.id for one in participants if one.user_id in answered]
    await pulse_answers.mark_answered(session, closed.id, took_part)
    await pulse_answers.erase_drafts(session, closed.id)
    if closed.anonymous:
        await pulse_answers.forget_updates(session, closed.id, before=None)
    closed.status, closed.closed_at, closed.wiped = RoundStatus.CLOSED, now, not closed.anonymous
    closed.figures = figures.to_json()
    own.effective_from = max(closed.closes_at, own.effective_from)
    await outbox.update_cards(session, await pulse_answers.load_posts(session, closed.id), now)
    await _post_digest(session, closed, own, now)
    return True


async def _open_drafts(
    session: AsyncSession, closed: Round, participants: list[Participant]
) -> list[Given]:
    """What everybody answered; nothing of those who did not."""
    key = await pulse_answers.get_key(session, closed.id)
    drafts = await pulse_answers.load_drafts(session, closed.id)
    asked = questions.load(closed.questions)
    return [
        _read_given(one, open_draft(key, one.id, drafts.get(one.id)), asked) for one in participants
    ]


def _read_given(participant: Participant, sheet: Sheet, asked: Sequence[Question]) -> Given:
    values = {place: one.find_value(asked[place].kind) for place, one in sheet.items()}
    return Given(
        participant.user_id,
        Side(participant.side),
        {place: value for place, value in values.items() if value is not None},
        {place: one.comment for place, one in sheet.items() if one.comment},
    )


def _took_part(asked: Sequence[Question], given: Given) -> bool:
    """A comment alone is an answer only where words are all that is asked for."""
    return bool(given.values) or any(asked[place].kind is Kind.TEXT for place in given.texts)


def _to_result(closed: Round, kept: Score | Comment) -> dict[str, Any]:
    is_score = isinstance(kept, Score)
    return {
        "id": new_id(),
        "round_id": closed.id,
        "position": kept.position,
        "side": kept.group,
        "kind": ResultKind.SCORE if is_score else ResultKind.COMMENT,
        "score": kept.value if isinstance(kept, Score) else None,
        "text": None if isinstance(kept, Score) else kept.text,
        "user_id": kept.user_id,
    }


async def _post_digest(session: AsyncSession, closed: Round, own: Pulse, now: datetime) -> None:
    """The digest, and in its thread the comments that it has no room for and the rounds before."""
    relationship = await relationships.get_relationship(session, own.relationship_id)
    closed.digest_post_id = await outbox.post(
        session,
        key=f"{DIGEST_CARD}:{closed.id}",
        place=place_of(relationship),
        card=Card(DIGEST_CARD, closed.id),
        now=now,
    )
    pages = paginate(await read_comments(session, closed.id))
    first = count_in_digest(questions.load(closed.questions))
    cards = [Card(COMMENTS_CARD, f"{closed.id}:{page}") for page in range(first, len(pages))]
    if len(await look_back(session, closed.pulse_id, now)) > 1:
        cards += [Card(CHART_CARD, closed.id), Card(NUMBERS_CARD, closed.id)]
    for card in cards:
        await outbox.post(
            session,
            key=f"{card.kind}:{card.id}",
            place=place_of(relationship, thread_post_id=closed.digest_post_id),
            card=card,
            now=now,
        )


async def wipe(session: AsyncSession, round_id: str) -> bool:
    """Erase what the outbox still knows of when answers were shown. False if it is too early."""
    closed = await pulse.get_round(session, round_id)
    return await pulse_answers.forget_updates(session, round_id, before=closed.closed_at)
