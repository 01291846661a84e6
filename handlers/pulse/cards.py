"""Loads what a card shows, when it is sent."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Side, Sides
from bot.pulse import questions, rounds, service
from bot.pulse.answers import NOTHING
from bot.pulse.bank import fill
from bot.pulse.questions import Question
from handlers.pulse import digest_cards, question_views, views
from handlers.pulse.loading import load_round
from handlers.pulse.question_views import Asked
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
    left_out = service.list_left_out(own, relationship, coming, now)
    return Listed(own, coming, running.closes_at if running else None, left_out)


async def render_plan(session: AsyncSession, pulse_id: str) -> Message:
    own = await pulse.get_pulse(session, pulse_id)
    relationship = await relationships.get_relationship(session, own.relationship_id)
    sides = Sides(relationship.client_name, relationship.vendor_name, ())
    return views.card(await list_entry(session, own, relationship, own.effective_from), sides)


async def render_question(session: AsyncSession, card_id: str) -> Message | None:
    """A question in a direct message. None where its time was over before it could be asked."""
    participant_id, position = rounds.read_card_id(card_id)
    participant = await pulse_answers.get_participant(session, participant_id)
    asked, own, relationship = await load_round(session, participant.round_id)
    posts = await pulse_answers.load_posts_of(session, participant)
    if await _is_too_late(session, asked, posts.get(position)):
        return None
    every = questions.load(asked.questions)
    question = every[position]
    wording = _say(relationship, question, Side(participant.side))
    if asked.status == RoundStatus.CLOSED:
        return question_views.closed(relationship, own, wording)
    sheet = await rounds.read_sheet(session, participant)
    shown = Asked(
        asked,
        question,
        wording,
        position=position,
        count=len(every),
        answer=sheet.get(position, NOTHING),
        declined=participant.declined,
        moves_on=position + 1 < len(every) and position + 1 not in posts,
    )
    return question_views.question(relationship, own, shown)


def _say(relationship: Relationship, question: Question, side: Side) -> str:
    return fill(question, side, relationship.client_name, relationship.vendor_name)


def _say_to_both(relationship: Relationship, question: Question) -> str:
    """The words for both sides at once; where they differ, whom each of them asks."""
    client, vendor = (_say(relationship, question, side) for side in Side)
    if client == vendor:
        return client
    return f"{relationship.client_name}: {client}\n{relationship.vendor_name}: {vendor}"


async def render_channel_question(session: AsyncSession, round_id: str) -> Message | None:
    """A question in the channel. None where its time was over before it could be asked."""
    asked, own, relationship = await load_round(session, round_id)
    if await _is_too_late(session, asked, asked.post_id):
        return None
    first, *_ = questions.load(asked.questions)
    wording = _say_to_both(relationship, first)
    if asked.status == RoundStatus.CLOSED:
        return question_views.closed(relationship, own, wording)
    return question_views.channel_question(relationship, own, Asked(asked, first, wording))


async def _is_too_late(session: AsyncSession, asked: Round, post_id: str | None) -> bool:
    """Whether the round's time is over while the question does not stand in Slack."""
    is_over = asked.status == RoundStatus.CLOSED or asked.reading_since is not None
    return is_over and not await outbox.stands_in_slack(session, post_id)


RENDERERS = {
    service.PLAN_CARD: render_plan,
    rounds.QUESTION_CARD: render_question,
    rounds.CHANNEL_CARD: render_channel_question,
    **digest_cards.RENDERERS,
}
