"""Reminders of a pulse, and not wanting any."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.pulse import questions, reminding, rounds
from handlers.links import find_link
from handlers.pulse import ids, reminder_views
from handlers.pulse.loading import load_round
from handlers.request import Request
from storage import pulse_answers
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
    asked, own, relationship = await load_round(session, participant.round_id)
    if participant.declined or asked.status != RoundStatus.OPEN or asked.reading_since is not None:
        return None
    posts = await pulse_answers.load_posts_of(session, participant)
    every, position = questions.load(asked.questions), max(posts)
    if not reminding.waits(every, position, await rounds.read_sheet(session, participant)):
        return None
    return reminder_views.reminder(
        relationship,
        own,
        asked,
        position=position,
        link=await find_link(session, posts[position]),
    )


ACTIONS = {ids.DECLINE: on_decline}
RENDERERS = {reminding.REMINDER_CARD: render_reminder}
