"""A room for tests of kudos: two relationships, the same people in both, and what they do there."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from bot.core.people import Member, Person, Role, Side
from bot.kudos import changing, joining, service, sources
from bot.kudos.rules import Draft
from storage import kudos as records
from storage import people, relationships
from storage.database import Database
from storage.kudos import Kudos, Way
from storage.outbox import Kind, OutboxRow
from tests.factories import make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
ROSTER = (
    Member("U1", Side.CLIENT, Role.CONTACT),
    Member("U2", Side.CLIENT),
    Member("U3", Side.VENDOR, Role.CONTACT),
    Member("U4", None),
    Member("U5", Side.VENDOR),
)
# The message that is thanked for.
CHANNEL, MESSAGE = "C1", "1.000000"
ACTS: dict[str, Callable[..., Awaitable[Kudos]]] = {
    "join": joining.join,
    "leave": joining.leave,
    "take_back": changing.take_back,
    "edit": changing.edit,
    "hide": changing.hide,
    "show": changing.show,
}


async def furnish(database: Database, roster: tuple[Member, ...] = ROSTER) -> None:
    """The relationships R1 and R2, with these people in both."""
    async with database.write() as session:
        for member in roster:
            person = Person(member.user_id, "T1", member.user_id)
            await people.save_person(session, person, NOW)
        for relationship_id, channel_id in (("R1", "C1"), ("R2", "C2")):
            await make_relationship(session, id=relationship_id, channel_id=channel_id)
            await relationships.replace_roster(session, relationship_id, roster)


async def give(
    database: Database,
    relationship_id: str = "R1",
    *,
    giver: str = "U1",
    receivers: tuple[str, ...] = ("U3", "U2"),
    reason: str = "help",
    now: datetime = NOW,
    again: bool = True,
    way: Way = Way.COMMAND,
    value_id: str | None = None,
    private: bool = False,
    contact_too: bool = False,
    **traits: Any,
) -> Kudos:
    async with database.write() as session:
        relationship = await relationships.lock_relationship(session, relationship_id)
        return await service.give(
            session,
            relationship,
            await relationships.load_company(session, relationship, (giver, *receivers), NOW),
            Draft(receivers, reason, value_id, private, contact_too),
            giver=giver,
            way=way,
            now=now,
            again=again,
            **traits,
        )


async def react(
    database: Database,
    giver: str,
    acted_at: str,
    *,
    added: bool = True,
    author: str = "U3",
    words: str = "It runs again.",
    reaction: str = "star2",
    now: datetime = NOW,
) -> Kudos | None:
    async with database.write() as session:
        relationship = await relationships.lock_relationship(session, "R1")
        return await joining.react(
            session,
            relationship,
            await relationships.load_company(session, relationship, (giver, author), NOW),
            channel_id=CHANNEL,
            ts=MESSAGE,
            author=author,
            words=words,
            giver=giver,
            reaction=reaction,
            added=added,
            acted_at=acted_at,
            now=now,
        )


async def act(database: Database, name: str, kudos_id: str, **how: Any) -> Kudos:
    """Something done with kudos that were given: one of ACTS."""
    async with database.write() as session:
        return await ACTS[name](session, kudos_id, **{"now": NOW, **how})


async def follow(database: Database, name: str, *words: str, **how: Any) -> None:
    """What became of the message that is thanked for."""
    async with database.write() as session:
        await getattr(sources, name)(session, CHANNEL, MESSAGE, *words, **{"now": NOW, **how})


async def load(database: Database, kudos_id: str) -> Kudos:
    async with database.read() as session:
        found = await records.find_kudos(session, kudos_id)
        assert found is not None
        return found


async def said(database: Database, kind: Kind) -> list[OutboxRow]:
    async with database.read() as session:
        rows = await session.scalars(
            select(OutboxRow).where(OutboxRow.kind == kind).order_by(OutboxRow.seq)
        )
        return list(rows)
