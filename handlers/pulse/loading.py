"""What several listeners and cards of pulses look for."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.pulse.errors import UnknownPulse
from handlers.words import read_number
from storage import pulse, relationships
from storage.pulse import Pulse, Round
from storage.relationships import Relationship


async def load_round(session: AsyncSession, round_id: str) -> tuple[Round, Pulse, Relationship]:
    """The round of that id, which must exist, with its pulse and relationship."""
    found = await pulse.get_round(session, round_id)
    own = await pulse.get_pulse(session, found.pulse_id)
    return found, own, await relationships.get_relationship(session, own.relationship_id)


async def find_named(session: AsyncSession, relationship: Relationship, text: str) -> Pulse:
    """The pulse of the number that somebody wrote, with or without a #. Raises UnknownPulse."""
    number = read_number(text.removeprefix("#"))
    named = None if number is None else await pulse.find_by_number(session, relationship.id, number)
    if named is None:
        raise UnknownPulse
    return named
