"""Reminders of a pulse, and not wanting any."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.pulse import questions, reminding, rounds
from handlers.links import build_link
from handlers.pulse import ids, reminder_views
from handlers.request import Request
from storage import outbox, pulse, pulse_answers, relationships
from storage.outbox import Message
from storage.pulse import RoundStatus


async def on_decline(request: Request) -> None:
    """Not this time: no reminder of this round any more."""
    async with request.change() as session:
        await reminding.decline(session, request.value, user_id=request.user_id, now=request.now)
    await request.tell(reminder_views.declined())


async def render_reminder(session: AsyncSession, card_id: str) -> Message | None:
    """A reminder; None where it has become needless before it could be said."""
    participant = await pulse_answers.get_participant(session, card_id.partition(":")[0])
    asked = await pulse.get_round(session, participant.round_id)
    if participant.declined or asked.status != RoundStatus.OPEN or asked.reading_since is not None:
        return None
    posts = {0: participant.post_id}
    posts |= await pulse_answers.load_followups(session, participant.id)
    every, position = questions.load(asked.questions), max(posts)
    if not reminding.waits(every, position, await rounds.read_sheet(session, participant)):
        return None
    own = await pulse.get_pulse(session, asked.pulse_id)
    return reminder_views.reminder(
        await relationships.get_relationship(session, own.relationship_id),
        own,
        asked,
        position=position,
        link=await _find_link(session, posts[position]),
    )


async def _find_link(session: AsyncSession, post_id: str | None) -> str | None:
    if post_id is None:
        return None
    post = await outbox.get_post(session, post_id)
    if post.channel_id is None or post.ts is None:
        return None
    return await build_link(session, post.installation_id, post.channel_id, post.ts)


ACTIONS = {ids.DECLINE: on_decline}
RENDERERS = {reminding.REMINDER_CARD: render_reminder}
