"""Reminding those who have not answered, inside the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.calendars import find_zone
from bot.pulse import questions, rounds, schedules
from bot.pulse.answers import NOTHING, Sheet
from bot.pulse.errors import NotAsked, RoundClosed
from bot.pulse.questions import Kind, Question
from bot.pulse.schedules.quiet import Quiet, leave_quiet, reminder_moments
from bot.relationships.service import direct
from storage import outbox, pulse, pulse_answers, pulse_reminders, relationships
from storage.outbox import Card, Post
from storage.pulse import Pulse, Round, RoundStatus
from storage.pulse_reminders import Due
from storage.relationships import Relationship

REMINDER_CARD = "pulse_reminder"


def find_reminder(
    asked: Pulse, opened: Round, ask_at: datetime, zone: ZoneInfo, now: datetime
) -> datetime | None:
    """When somebody who lives there is reminded next; None where they are not any more."""
    if not asked.reminders:
        return None
    moments = reminder_moments(
        ask_at,
        asked.reminders,
        zone=zone,
        quiet=_quiet_of(asked),
        closes_at=opened.closes_at,
    )
    return next((moment for moment in moments if moment > now), None)


def _quiet_of(asked: Pulse) -> Quiet | None:
    return schedules.load(asked.schedule).quiet


async def remind_due(session: AsyncSession, round_id: str, now: datetime) -> None:
    """Remind those whose moment has come and who have not answered, and note when it comes next.

    It is noted of all alike, so that the rows of a round do not tell who has answered.
    """
    opened = await pulse.lock_round(session, round_id)
    if opened is None or opened.status != RoundStatus.OPEN or opened.closes_at <= now:
        return
    asked = await pulse.get_pulse(session, opened.pulse_id)
    relationship = await relationships.get_relationship(session, asked.relationship_id)
    due = await pulse_reminders.list_due(session, round_id, now)
    key = await pulse_answers.get_key(session, round_id)
    every = questions.load(opened.questions)
    posts = []
    for one in due:
        zone = find_zone(one.tz, relationship.tz)
        awake = leave_quiet(now, zone, _quiet_of(asked))
        if awake > now:  # nobody looked when it was time
            await pulse_reminders.postpone(session, one.id, awake)
            continue
        sheet = rounds.open_draft(key, one.id, one.sealed)
        if waits(every, one.position, sheet) and not _is_away(one, zone, now):
            posts.append(_reminder(relationship, one))
        following = find_reminder(asked, opened, one.ask_at, zone, now)
        await pulse_reminders.mark_reminded(session, one.id, following)
    if posts:
        await outbox.post_many(session, posts, now)


def waits(every: Sequence[Question], position: int, sheet: Sheet) -> bool:
    """Whether the question at which somebody is waits for them; words alone are never urged."""
    answered = not sheet.get(position, NOTHING).is_empty(every[position].kind)
    is_wish = every[position].kind is Kind.TEXT and position > 0
    return not answered and not is_wish


async def decline(session: AsyncSession, round_id: str, *, user_id: str, now: datetime) -> None:
    """Remind somebody of a round no more; answering it is still possible.

    Raises RoundClosed, NotAsked, or NotOnASide for somebody who is on no side any more.
    """
    standing = await pulse_answers.lock_answering(session, round_id, user_id)
    if standing is None or standing.post_id is None:
        raise NotAsked
    if standing.key is None:
        raise RoundClosed
    require(Act.PULSE_ANSWER, standing.member)
    await pulse_reminders.mark_declined(session, standing.participant_id)
    if not standing.in_channel:
        await outbox.update_card(session, standing.post_id, now)


def _is_away(one: Due, zone: ZoneInfo, now: datetime) -> bool:
    return one.away is not None and now.astimezone(zone).date() <= one.away


def _reminder(relationship: Relationship, one: Due) -> Post:
    name = f"{one.id}:{one.reminded + 1}"
    card = Card(REMINDER_CARD, name)
    return Post(f"{REMINDER_CARD}:{name}", direct(relationship, one.user_id), card)
