"""Rows for tests: sound by default, each field can be given."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.ids import new_id
from bot.core.people import Member, Person, Role, Side
from bot.pulse.questions import Anonymity, Kind, Question, dump
from bot.pulse.rules import Plan
from storage.installations import save_installation
from storage.people import save_person
from storage.relationships import Relationship, Status, replace_roster

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


async def make_installation(session: AsyncSession, team_id: str = "T1") -> str:
    installation = await save_installation(
        session,
        team_id=team_id,
        team_name="Acme",
        url="https://acme.example/",
        bot_user_id="UBOT",
        bot_id="BBOT",
        now=NOW,
    )
    return installation.id


async def make_person(session: AsyncSession, user_id: str, **traits: Any) -> Person:
    person = Person(**{"user_id": user_id, "team_id": "T1", "name": user_id, **traits})
    await save_person(session, person, NOW)
    return person


async def make_relationship(
    session: AsyncSession,
    *,
    clients: tuple[str, ...] = ("UANN", "UAMIR", "UADA"),
    vendors: tuple[str, ...] = ("UBO", "UBEA", "UBOB"),
    channel_id: str = "C1",
    **traits: Any,
) -> Relationship:
    """An active relationship; the first person of each side is its contact."""
    installation_id = await make_installation(session)
    relationship = Relationship(
        **{
            "id": new_id(),
            "installation_id": installation_id,
            "channel_id": channel_id,
            "client_name": "Acme",
            "vendor_name": "Vee",
            "tz": "Europe/Berlin",
            "revision": 1,
            "status": Status.ACTIVE,
            "proposed_by": clients[0],
            "proposed_side": Side.CLIENT,
            "created_at": NOW,
            "bot_present": True,
            "synced_at": NOW,
            **traits,
        }
    )
    session.add(relationship)
    await session.flush()
    for people, team in ((clients, "T1"), (vendors, "T2")):
        for user_id in people:
            await make_person(session, user_id, team_id=team)
    members = [
        Member(user_id, side, Role.CONTACT if number == 0 else Role.MEMBER)
        for side, people in ((Side.CLIENT, clients), (Side.VENDOR, vendors))
        for number, user_id in enumerate(people)
    ]
    await replace_roster(session, relationship.id, members)
    return relationship


def make_plan(text: str = "How?", *, named: bool = False, **traits: Any) -> Plan:
    """One scale question every Monday at ten; anonymous, or named."""
    return Plan(
        **{
            "questions": dump([Question(Kind.SCALE, text, text)]),
            "anonymity": Anonymity.NAMED if named else Anonymity.ANONYMOUS,
            "in_channel": False,
            "schedule": {"weekday": 0, "at": "10:00"},
            "open_hours": 24,
            **traits,
        }
    )
