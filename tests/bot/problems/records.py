"""A relationship to raise problems in, written straight into the database."""

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Member, Person, Role, Side
from bot.problems import service
from bot.problems.rules import Description
from storage import people, relationships
from storage.database import Database
from storage.problems import Problem
from tests.factories import make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
HOME = "R1"

ROSTER = (
    Member("UANN", Side.CLIENT, Role.CONTACT),
    Member("UAMIR", Side.CLIENT),
    Member("UADA", Side.CLIENT),
    Member("UBO", Side.VENDOR, Role.CONTACT),
    Member("UBEA", Side.VENDOR),
    Member("UNEW", None),
)

EXPORT = Description("Nightly export fails", "No file since Monday", "Billing", "UAMIR", "UBEA")


async def write_relationship(session: AsyncSession, relationship_id: str = HOME) -> None:
    """Acme and Vee, confirmed, with the roster above."""
    await make_relationship(session, id=relationship_id, channel_id=f"C{relationship_id}")
    for member in ROSTER:
        person = Person(member.user_id, "T1", member.user_id.removeprefix("U").title())
        await people.save_person(session, person, NOW)
    await relationships.replace_roster(session, relationship_id, ROSTER)


async def raise_one(database: Database, description: Description = EXPORT) -> Problem:
    """Ann raises a problem."""
    async with database.write() as session:
        return await service.raise_problem(
            session, HOME, description=description, user_id="UANN", now=NOW
        )
