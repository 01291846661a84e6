"""Everything that was published of a relationship's pulses, inside the caller's transaction."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Side
from bot.pulse.exporting import Published, Row, Telling, list_rows
from bot.pulse.past import read_comments, read_past
from bot.pulse.trends import Past
from storage import people, pulse, pulse_answers
from storage.pulse import Pulse
from storage.relationships import Relationship


async def read_rows(
    session: AsyncSession, relationship: Relationship, side: Side | None, number: int | None
) -> list[Row]:
    """What one of this side, or anybody of both, may see of the pulse of that number, or of all."""
    closed = await pulse.list_published(session, relationship.id, number)
    published = [
        await _read(session, own, one.id, past)
        for own, one in closed
        if (past := read_past(one)) is not None
    ]
    names = await _load_names(session, published)
    telling = Telling(relationship.client_name, relationship.vendor_name, names, side)
    return list_rows(published, telling)


async def _read(session: AsyncSession, own: Pulse, round_id: str, past: Past) -> Published:
    took_part = await pulse_answers.count_by_side(session, round_id)
    comments = await read_comments(session, round_id)
    return Published(own.number, own.title, past, took_part, comments)


async def _load_names(session: AsyncSession, published: Sequence[Published]) -> dict[str, str]:
    authors = {comment.user_id for one in published for comment in one.comments}
    known = await people.find_people(session, filter(None, authors))
    return {user_id: person.name for user_id, person in known.items()}
