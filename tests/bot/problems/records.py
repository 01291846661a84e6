"""A relationship to raise problems in, written straight into the database."""

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Member, Person, Role, Side
from bot.problems import service
from bot.problems.rules import Description
from storage import installations, people, relationships
from storage.database import Database
from storage.problems import Problem
from storage.relationships import Relationship, Status

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
    await installations.save_installation(
        session,
        team_id="T1",
        team_name="Acme",
        url="https://acme.slack.example/",
        bot_user_id="UBOT",
        bot_id="B1",
        now=NOW,
    )
    session.add(
        Relationship(
            id=relationship_id,
            installation_id="T1",
            channel_id=f"C{relationship_id}",
            client_name="Acme",
            vendor_name="Vee",
            tz="Europe/Berlin",
            status=Status.ACTIVE,
            proposed_by="UANN",
            proposed_side=Side.CLIENT,
            created_at=NOW,
            bot_present=True,
            synced_at=NOW,
        )
    )
    await session.flush()
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
