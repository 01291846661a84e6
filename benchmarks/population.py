"""Organisations and people to measure with, written in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.stand_in import BOT, BOT_USER, TEAM
from bot.core.people import Role, Side
from storage.installations import save_installation
from storage.outbox import Lane
from storage.people import PersonRecord
from storage.relationships import MemberRecord, Relationship, Status

ZONE = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Pair:
    """A relationship with its channel and its people: the first half clients, the rest vendors."""

    id: str
    channel_id: str
    people: tuple[str, ...]

    def side_of(self, user_id: str) -> Side:
        half = len(self.people) // 2
        return Side.CLIENT if self.people.index(user_id) < half else Side.VENDOR


def imagine_pairs(relationships: int, people: int) -> list[Pair]:
    """So many relationships of so many people each."""
    return [
        Pair(
            id=f"{number:032x}",
            channel_id=f"C{number:06}",
            people=tuple(f"U{number:04}P{person:05}" for person in range(people)),
        )
        for number in range(relationships)
    ]


async def populate(session: AsyncSession, pairs: Sequence[Pair]) -> None:
    """Write these relationships down as agreed, and all people as asked about a moment ago."""
    now = datetime.now(UTC)
    await save_installation(
        session,
        team_id=TEAM,
        team_name="Acme",
        url="https://acme.example/",
        bot_user_id=BOT_USER,
        bot_id=BOT,
        now=now,
    )
    await session.execute(insert(Relationship), [_relationship(pair, now) for pair in pairs])
    everybody = [(pair, user_id) for pair in pairs for user_id in pair.people]
    await session.execute(insert(PersonRecord), [_person(user_id, now) for _, user_id in everybody])
    await session.execute(insert(MemberRecord), [_member(*one) for one in everybody])
    await session.execute(
        insert(Lane), [{"lane": f"{TEAM}:{place}"} for pair in pairs for place in _places(pair)]
    )


def _places(pair: Pair) -> tuple[str, ...]:
    return (pair.channel_id, *pair.people)


def _relationship(pair: Pair, now: datetime) -> dict[str, object]:
    return {
        "id": pair.id,
        "installation_id": TEAM,
        "channel_id": pair.channel_id,
        "client_name": "Acme",
        "vendor_name": "Vee",
        "tz": ZONE,
        "revision": 1,
        "status": Status.ACTIVE,
        "proposed_by": pair.people[0],
        "proposed_side": Side.CLIENT,
        "decided_by": pair.people[-1],
        "created_at": now,
        "decided_at": now,
        "bot_present": True,
        "synced_at": now,
    }


def _person(user_id: str, now: datetime) -> dict[str, object]:
    return {
        "user_id": user_id,
        "team_id": TEAM,
        "name": f"Person {user_id}",
        "tz": ZONE,
        "is_bot": False,
        "deleted": False,
        "fetched_at": now,
    }


def _member(pair: Pair, user_id: str) -> dict[str, object]:
    contact = user_id in {pair.people[0], pair.people[-1]}
    return {
        "relationship_id": pair.id,
        "user_id": user_id,
        "side": pair.side_of(user_id),
        "role": Role.CONTACT if contact else Role.MEMBER,
        "present": True,
    }
