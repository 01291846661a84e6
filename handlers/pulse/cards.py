"""Loads what a card shows, when it is sent."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.pulse import closing, rounds, service
from bot.pulse.results import paginate, summarise
from handlers.pulse import digest_views, question_views, views
from handlers.pulse.views import Listed
from storage import outbox, pulse, pulse_answers, relationships
from storage.outbox import Message
from storage.pulse import Pulse, Round, RoundStatus
from storage.relationships import Relationship


async def list_entry(
    session: AsyncSession, own: Pulse, relationship: Relationship, now: datetime
) -> Listed:
    """A pulse with what is coming."""
    coming = await service.find_next(session, own, relationship, now)
    running = await pulse.find_open_round(session, own.id)
    return Listed(own, coming, running.closes_at if running else None)


async def render_plan(session: AsyncSession, pulse_id: str) -> Message:
    own = await pulse.get_pulse(session, pulse_id)
    relationship = await relationships.get_relationship(session, own.relationship_id)
    return views.card(await list_entry(session, own, relationship, own.effective_from))


async def render_question(session: AsyncSession, participant_id: str) -> Message | None:
    """A question in a direct message. None where its time was over before it could be asked."""
    participant = await pulse_answers.get_participant(session, participant_id)
    asked, own, relationship = await _load(session, participant.round_id)
    if await _is_too_late(session, asked, participant.post_id):
        return None
    if asked.status == RoundStatus.CLOSED:
        return question_views.closed(relationship, own)
    answer = await rounds.read_answer(session, participant)
    return question_views.question(relationship, own, asked, answer)


async def render_channel_question(session: AsyncSession, round_id: str) -> Message | None:
    """A question in the channel. None where its time was over before it could be asked."""
    asked, own, relationship = await _load(session, round_id)
    if await _is_too_late(session, asked, asked.post_id):
        return None
    if asked.status == RoundStatus.CLOSED:
        return question_views.closed(relationship, own)
    return question_views.channel_question(relationship, own, asked)


async def render_digest(session: AsyncSession, round_id: str) -> Message:
    _, own, relationship = await _load(session, round_id)
    kept = await pulse_answers.list_results(session, round_id)
    pages = paginate(closing.read_comments(kept))
    return digest_views.digest(
        relationship,
        own,
        summarise(
            await pulse_answers.count_by_side(session, round_id),
            closing.read_scores(kept),
            anonymous=own.anonymous,
        ),
        pages[0] if pages else [],
        more=len(pages) > 1,
    )


async def render_comments(session: AsyncSession, card_id: str) -> Message:
    round_id, page = card_id.split(":")
    _, _, relationship = await _load(session, round_id)
    kept = await pulse_answers.list_results(session, round_id)
    comments = paginate(closing.read_comments(kept))[int(page)]
    return digest_views.comment_page(relationship, comments)


async def _load(session: AsyncSession, round_id: str) -> tuple[Round, Pulse, Relationship]:
    asked = await pulse.get_round(session, round_id)
    own = await pulse.get_pulse(session, asked.pulse_id)
    return asked, own, await relationships.get_relationship(session, own.relationship_id)


async def _is_too_late(session: AsyncSession, asked: Round, post_id: str | None) -> bool:
    """Whether the round's time is over while the question does not stand in Slack."""
    is_over = asked.status == RoundStatus.CLOSED or asked.reading_since is not None
    return is_over and not await outbox.stands_in_slack(session, post_id)


RENDERERS = {
    service.PLAN_CARD: render_plan,
    rounds.QUESTION_CARD: render_question,
    rounds.CHANNEL_CARD: render_channel_question,
    closing.DIGEST_CARD: render_digest,
    closing.COMMENTS_CARD: render_comments,
}
