"""Who may do what to a problem, and who speaks for a side."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.people import Member, Side
from bot.problems.patience import Calendar
from storage import relationships
from storage.problems import Problem
from storage.relationships import Relationship


async def require_member(
    session: AsyncSession, problem: Problem, user_id: str, act: Act, *, author: str | None = None
) -> tuple[Member, Side]:
    """That person and their side, if they may do it. Raises NotOnASide or NotAllowed."""
    member = await relationships.find_member(session, problem.relationship_id, user_id)
    member = require(act, member, author=author)
    return member, Side(str(member.side))


async def require_speaker(
    session: AsyncSession,
    problem: Problem,
    user_id: str,
    *,
    side: Side | None = None,
    contacts_too: bool = False,
) -> Side:
    """The side for which that person speaks: the one that is given, or their own.

    Raises NotOnASide or NotAllowed.
    """
    member = await relationships.find_member(session, problem.relationship_id, user_id)
    asked = side or (member.side if member is not None else None)
    speakers = (
        await find_speakers(session, problem, asked, contacts_too=contacts_too) if asked else []
    )
    member = require(Act.PROBLEM_STEER, member, facilitators=speakers)
    return Side(str(member.side))


async def find_speakers(
    session: AsyncSession, problem: Problem, side: Side, *, contacts_too: bool = False
) -> list[str]:
    """Who speaks for a side: its facilitator, or its contacts where they are not on it any more."""
    relationship = await relationships.get_relationship(session, problem.relationship_id)
    sides = await relationships.load_sides(session, relationship)
    speakers = sides.find_askable(problem.facilitator(side), side)
    if contacts_too:
        speakers += [one.user_id for one in sides.contacts(side) if one.user_id not in speakers]
    return speakers


def calendar_of(relationship: Relationship) -> Calendar:
    """When both of its sides work."""
    return Calendar(relationship.tz, (relationship.client_country, relationship.vendor_country))


async def load_calendar(session: AsyncSession, problem: Problem) -> Calendar:
    relationship = await relationships.get_relationship(session, problem.relationship_id)
    return calendar_of(relationship)
