"""What contacts are told when Slack refuses a message for good, or nobody knows what became of it.

A row that was refused is kept; what its error means for people, and what they can do, stands here.
"""

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from handlers import notices, words
from storage import outbox, relationships
from storage.outbox import ARCHIVED, AWAY, Kind, OutboxRow
from storage.relationships import Relationship

# Slack's words for a message that somebody deleted: there is nothing left to change.
DELETED = "message_not_found"
# Slack's word for a person who was deactivated.
DEACTIVATED = "user_disabled"

log = structlog.get_logger(__name__)


async def tell_contacts(session: AsyncSession, row: OutboxRow, error: str, now: datetime) -> None:
    """Tell the contacts of the relationship that this row is about, once a day for each reason.

    Of changes to a direct message nobody is told: when they were made is the person's own affair.
    """
    log.error("delivery_refused", delivery=row.id, error=error, channel=row.channel_id)
    is_post = row.kind == Kind.POST
    if row.user_id is not None and error == DEACTIVATED:
        await notices.learn_deactivated(session, row.user_id, now)
        return
    relationship = await _find_relationship(session, row)
    if relationship is None or notices.is_notice(row):
        return
    if row.user_id is not None:
        if is_post:
            await _tell_of_person(session, relationship, row.user_id, error, now)
        return
    if error in ARCHIVED:
        await notices.learn_archived(session, relationship, now)
        return
    if error in AWAY:
        if row.channel_id != relationship.channel_id:
            return  # it moved to another id while this was said, and its posts with it
        relationship.bot_present = False
    if is_post or error != DELETED:
        where = str(row.channel_id)
        await notices.tell_contacts(
            session,
            relationship,
            about=f"refused:{where}:{row.kind}:{error}:{now:%Y-%m-%d}",
            sentence=_name_channel_trouble(where, error, is_post=is_post),
            now=now,
        )


async def tell_unknown(session: AsyncSession, row: OutboxRow, reason: str, now: datetime) -> None:
    """Tell them that this post may stand in Slack or not, and that we may not look.

    `reason` is why: a word of Slack's or ours, for whoever operates the bot.
    """
    relationship = await _find_relationship(session, row)
    if relationship is None or notices.is_notice(row):
        return
    where = words.channel(str(row.channel_id))
    if row.user_id is not None:
        where = f"my direct messages with {words.person(row.user_id)}"
    await notices.tell_contacts(
        session,
        relationship,
        about=f"unknown:{row.id}",
        sentence=(
            f"Slack did not answer when I posted a message in {where}, and does not let me look "
            f"whether it stands there (`{reason}`). It may or may not have been posted. Whoever "
            "operates me can decide with `rapport outbox`: `retry` says it again, `drop` leaves "
            "it."
        ),
        now=now,
        but=[row.user_id] if row.user_id else (),
    )


async def _find_relationship(session: AsyncSession, row: OutboxRow) -> Relationship | None:
    """What the row is about; rows of older versions only tell their channel."""
    if row.relationship_id is not None:
        return await relationships.find_relationship(session, row.relationship_id)
    if row.channel_id is not None and row.user_id is None:
        return await relationships.find_by_channel(session, row.channel_id)
    return None


async def _tell_of_person(
    session: AsyncSession, relationship: Relationship, user_id: str, error: str, now: datetime
) -> None:
    await notices.tell_contacts(
        session,
        relationship,
        about=f"unreachable:{user_id}:{error}:{now:%Y-%m-%d}",
        sentence=_name_person_trouble(relationship, user_id, error),
        now=now,
        but=[user_id],
    )


def _name_channel_trouble(channel_id: str, error: str, *, is_post: bool) -> str:
    where = words.channel(channel_id)
    if error in AWAY:
        return (
            f"I could not post in {where}, because I am not in it any more. Invite me there with "
            "`/invite`, and what waits is posted."
        )
    done = "posted" if is_post else "brought up to date"
    return f"A message of mine could not be {done} in {where} (`{error}`). {_name_remedy(error)}"


def _name_person_trouble(relationship: Relationship, user_id: str, error: str) -> str:
    who = words.person(user_id)
    start = f"I cannot reach {who} by direct message (`{error}`)."
    match error:
        case "channel_not_found" | "user_not_found" | outbox.OUT_OF_REACH:
            where = words.channel(relationship.channel_id)
            return (
                f"{start} I can write only to people who share a channel with me. If they still "
                f"work with you, invite them to {where}."
            )
        case "messages_tab_disabled":
            return (
                f"{start} The messages tab of my app is switched off; the people who operate me "
                "can switch it on, as `rapport manifest` has it."
            )
    return f"A message of mine to {who} could not be posted (`{error}`). {_name_remedy(error)}"


def _name_remedy(error: str) -> str:
    match error.partition("_")[0]:
        case "restricted" | "slack":
            return (
                "It is kept. Slack does not let me write there; an administrator of the workspace "
                "can change that."
            )
        case "missing":
            return (
                "It is kept. My app lacks a permission; please ask the people who operate me to "
                "reinstall it with the scopes that `rapport manifest` lists."
            )
    return "It is kept; please tell the people who operate me."
