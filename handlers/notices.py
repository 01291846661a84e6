"""What the contacts of a relationship are told by direct message when something is in its way."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Person
from bot.relationships.service import direct
from handlers import blocks, words
from storage import outbox, people, relationships
from storage.outbox import OutboxRow
from storage.relationships import Relationship

PREFIX = "notice:"


def is_notice(row: OutboxRow) -> bool:
    """Whether a row is a notice itself: one that cannot be said begets no further ones."""
    return row.key.startswith(PREFIX)


async def tell_contacts(
    session: AsyncSession,
    relationship: Relationship,
    *,
    about: str,
    sentence: str,
    now: datetime,
    but: Collection[str] = (),
) -> None:
    """Tell the contacts of both sides, except those of the user ids `but`.

    The same `about` is told once to each of them, however often it is asked for.
    """
    sides = await relationships.load_sides(session, relationship)
    for member in sides.members:
        if member.is_contact and member.user_id not in but:
            await outbox.post(
                session,
                key=f"{PREFIX}{relationship.id}:{about}:{member.user_id}",
                place=direct(relationship, member.user_id),
                message=blocks.message(sentence),
                now=now,
            )


async def learn_archived(session: AsyncSession, relationship: Relationship, now: datetime) -> None:
    """The channel is archived: contacts are told when that is news."""
    if relationship.archived:
        return
    relationship.archived = True
    where, names = words.channel(relationship.channel_id), blocks.escape(relationship.both)
    await tell_contacts(
        session,
        relationship,
        about=f"archived:{now:%Y-%m-%d}",
        sentence=(
            f"{where}, the channel of {names}, was archived. I ask no pulses and post nothing "
            "there until it is unarchived; everything is kept, and what waits is posted then."
        ),
        now=now,
    )


async def learn_person(session: AsyncSession, person: Person, now: datetime) -> None:
    """Remember what Slack says about a person; that they were deactivated is told to contacts."""
    is_news = person.deleted and await people.mark_deactivated(session, person.user_id)
    await people.save_person(session, person, now)
    if is_news:
        await _tell_deactivated(session, person.user_id, now)


async def learn_deactivated(session: AsyncSession, user_id: str, now: datetime) -> None:
    """The same, where Slack only says that a person cannot be written to any more."""
    if await people.mark_deactivated(session, user_id):
        await _tell_deactivated(session, user_id, now)


async def _tell_deactivated(session: AsyncSession, user_id: str, now: datetime) -> None:
    for relationship in await relationships.find_by_person(session, user_id):
        member = await relationships.find_member(session, relationship.id, user_id)
        sides = await relationships.load_sides(session, relationship)
        sentence = (
            f"I cannot reach {words.person(user_id)} any more: their account in Slack was "
            "deactivated (`user_disabled`), so I ask them nothing."
        )
        if member is not None and member.side and not sides.contacts(member.side):
            name = blocks.escape(sides.name(member.side))
            sentence += f" {name} has no contact now; `/rapport setup` names another."
        await tell_contacts(
            session,
            relationship,
            about=f"deactivated:{user_id}:{now:%Y-%m-%d}",
            sentence=sentence,
            now=now,
        )
