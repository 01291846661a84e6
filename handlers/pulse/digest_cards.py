"""Loads what is shown of a closed round: the digest, and what stands in its thread."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.pulse import closing
from bot.pulse.comments import count_in_digest, paginate
from bot.pulse.past import look_back, read_comments
from bot.pulse.trends import Past
from handlers.pulse import digest_views, trend_views
from handlers.pulse.loading import load_round
from storage import pulse_answers, pulse_people
from storage.outbox import Message
from storage.pulse import Round


async def render_digest(session: AsyncSession, round_id: str) -> Message | None:
    """The result of a closed round. None of a round of before there were figures."""
    closed, own, relationship = await load_round(session, round_id)
    rounds = await _look_back(session, closed)
    if not rounds:
        return None
    pages = paginate(await read_comments(session, round_id))
    own_pages = count_in_digest(rounds[-1].questions)
    return digest_views.digest(
        relationship,
        own,
        rounds,
        await pulse_answers.count_by_side(session, round_id),
        [comment for page in pages[:own_pages] for comment in page],
        round_id=round_id,
        more=len(pages) > own_pages,
        spared=await pulse_people.count_spared(session, round_id),
    )


async def render_comments(session: AsyncSession, card_id: str) -> Message | None:
    round_id, page = card_id.split(":")
    closed, _, relationship = await load_round(session, round_id)
    rounds = await _look_back(session, closed)
    comments = paginate(await read_comments(session, round_id))[int(page)]
    return digest_views.comment_page(relationship, rounds[-1], comments) if rounds else None


async def render_chart(session: AsyncSession, round_id: str) -> Message | None:
    """The rounds until that one as a drawing. None where there is nothing to draw."""
    closed, _, relationship = await load_round(session, round_id)
    return trend_views.chart(relationship, await _look_back(session, closed))


async def render_numbers(session: AsyncSession, round_id: str) -> Message | None:
    """The same in words."""
    closed, _, relationship = await load_round(session, round_id)
    return trend_views.numbers(relationship, await _look_back(session, closed))


async def _look_back(session: AsyncSession, closed: Round) -> list[Past]:
    """The closed round and those before it; nothing where it has no figures."""
    if closed.closed_at is None or closed.figures is None:
        return []
    return await look_back(session, closed.pulse_id, closed.closed_at)


RENDERERS = {
    closing.DIGEST_CARD: render_digest,
    closing.COMMENTS_CARD: render_comments,
    closing.CHART_CARD: render_chart,
    closing.NUMBERS_CARD: render_numbers,
}
