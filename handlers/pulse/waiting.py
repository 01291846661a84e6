"""What waits for somebody's answer, and what they can still change."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.pulse import questions, rounds
from bot.pulse.answers import NOTHING
from handlers.links import find_link
from handlers.pulse.waiting_views import Open
from handlers.request import Request
from storage import pulse_answers
from storage.pulse_answers import Waiting


async def list_open(request: Request, session: AsyncSession) -> list[Open]:
    """The open rounds of all relationships in which this person was asked, oldest first."""
    found = await pulse_answers.list_waiting(
        session, request.user_id, request.installation_id, in_channel=True
    )
    return [await _describe(session, one) for one in found]


async def _describe(session: AsyncSession, one: Waiting) -> Open:
    every = questions.load(one.round.questions)
    sheet = rounds.open_draft(one.key, one.participant.id, one.sealed)
    answered = sum(
        not sheet.get(place, NOTHING).is_empty(question.kind)
        for place, question in enumerate(every)
    )
    posts = await pulse_answers.load_posts_of(session, one.participant)
    return Open(
        names=one.relationship.both,
        number=one.pulse.number,
        answered=answered,
        count=len(every),
        closes_at=one.round.closes_at,
        link=await find_link(session, posts[one.position]),
    )
