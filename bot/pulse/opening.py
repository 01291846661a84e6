"""Opening a round and asking everybody in it, inside the caller's transaction."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core import sealing
from bot.core.calendars import find_zone
from bot.core.ids import new_id
from bot.core.people import Side
from bot.pulse import bank, questions
from bot.pulse.audience import (
    Askable,
    Throttle,
    away_of,
    covers_sides,
    find_clock,
    find_spared,
    load_askable,
    sides_of,
    timetable_of,
    zones_of,
)
from bot.pulse.errors import (
    AwayFromChannel,
    ChannelArchived,
    NobodyFree,
    NobodyToAsk,
    RoundOpen,
)
from bot.pulse.questions import kinds
from bot.pulse.reminding import find_reminder
from bot.pulse.rounds import CHANNEL_CARD, QUESTION_CARD
from bot.pulse.schedules.occurrences import Occurrence, closing_time, due_occurrence, is_due
from bot.pulse.service import lock_steered
from bot.relationships.service import direct, place_of
from storage import outbox, pulse, pulse_people, relationships
from storage.outbox import Card, Post
from storage.pulse import Pulse, Round, RoundKey, RoundStatus, Status
from storage.relationships import Relationship

USUAL = Throttle()

Zones = Mapping[str, Collection[str | None]]


async def ask_now(
    session: AsyncSession,
    pulse_id: str,
    *,
    user_id: str,
    now: datetime,
    throttle: Throttle = USUAL,
) -> Round:
    """Open a round outside the schedule, in which all are asked at once who are not away.

    Raises RoundOpen, NobodyToAsk, NobodyFree, AwayFromChannel or ChannelArchived, and what
    `lock_steered` raises.
    """
    asked = await lock_steered(session, pulse_id, user_id)
    relationship = await relationships.get_relationship(session, asked.relationship_id)
    if await pulse.find_open_round(session, asked.id):
        raise RoundOpen
    if relationship.archived:
        raise ChannelArchived
    if not relationship.bot_present:
        raise AwayFromChannel
    askable = await load_askable(session, asked, relationship)
    if not askable:
        raise NobodyToAsk
    here = [user_id for user_id, one in askable.items() if not one.is_away(now)]
    occurrence = Occurrence(f"now:{new_id()}", dict.fromkeys(here, now))
    opened = await _open(
        session,
        asked,
        relationship,
        occurrence=occurrence,
        askable=askable,
        throttle=throttle,
        now=now,
    )
    if opened is None:
        raise NobodyFree(most=throttle.most, days=throttle.days)
    return opened


async def list_due(session: AsyncSession, now: datetime) -> dict[str, str]:
    """The pulses that seem to be due, each with its relationship, by their ids.

    `open_due` looks again, and opens their rounds.
    """
    zones = await pulse_people.list_zones(session)
    return {
        candidate.id: candidate.relationship_id
        for candidate, relationship in await pulse_people.list_schedulable(session)
        if _may_be_due(candidate, relationship, zones.get(candidate.relationship_id, {}), now)
    }


def _may_be_due(candidate: Pulse, relationship: Relationship, zones: Zones, now: datetime) -> bool:
    """`zones` are those of the people of each side."""
    if not sides_of(candidate) <= {Side(side) for side in zones}:
        return False
    everywhere = {zone for own in zones.values() for zone in own}
    try:
        clocks = {find_clock(candidate, zone, relationship.tz) for zone in everywhere}
        timetable = timetable_of(candidate, relationship)
        return is_due(timetable, clocks, effective_from=candidate.effective_from, now=now)
    except ValueError:  # what is wrong with it comes out when it is opened, and in no other's way
        return True


async def open_due(
    session: AsyncSession, pulse_id: str, now: datetime, throttle: Throttle = USUAL
) -> Round | None:
    """Open the round whose time has come, if there is one that was not opened before.

    Those whose own time has come are asked with it.
    """
    due = await pulse.lock_pulse(session, pulse_id)
    if due.status != Status.ACTIVE:
        return None
    relationship = await relationships.get_relationship(session, due.relationship_id)
    askable = await load_askable(session, due, relationship)
    occurrence = due_occurrence(
        timetable_of(due, relationship),
        zones_of(askable),
        effective_from=due.effective_from,
        now=now,
        away=away_of(askable),
    )
    if occurrence is None or not await pulse.may_open_round(session, due.id, occurrence.key):
        return None
    return await _open(
        session,
        due,
        relationship,
        occurrence=occurrence,
        askable=askable,
        throttle=throttle,
        now=now,
    )


async def _open(
    session: AsyncSession,
    asked: Pulse,
    relationship: Relationship,
    *,
    occurrence: Occurrence,
    askable: Mapping[str, Askable],
    throttle: Throttle,
    now: datetime,
) -> Round | None:
    """None where a side has nobody who is neither away nor spared."""
    spared = await find_spared(session, asked, throttle, now)
    asks = {who: moment for who, moment in occurrence.asks.items() if who not in spared}
    if not covers_sides(asked, [askable[who] for who in asks]):
        return None
    opened = _begin(asked, occurrence, closing_time(asks, asked.open_hours, now), now)
    session.add_all([opened, RoundKey(round_id=opened.id, key=sealing.new_key())])
    everybody = {new_id(): who for who in occurrence.asks}
    participants = {one: who for one, who in everybody.items() if who in asks}
    if asked.in_channel:
        opened.post_id = await _ask_in_channel(session, opened, relationship, now)
        posts = dict.fromkeys(participants, opened.post_id)
    else:
        due = {one: who for one, who in participants.items() if asks[who] <= now}
        posts = await _ask(session, relationship, due, now)
    await session.flush()
    rows = [
        {
            "id": one,
            "round_id": opened.id,
            "user_id": who,
            "side": askable[who].side,
            "ask_at": occurrence.asks[who],
            "post_id": posts.get(one),
            "remind_at": find_reminder(asked, opened, occurrence.asks[who], askable[who].home, now),
            "spared": who in spared,
        }
        for one, who in everybody.items()
    ]
    await pulse_people.save_participants(session, rows)
    return opened


def _begin(asked: Pulse, occurrence: Occurrence, closes_at: datetime, now: datetime) -> Round:
    """The round, with the questions that are drawn for it and what is promised for it."""
    every, asked.drawn = bank.resolve(asked.questions, asked.drawn)
    return Round(
        id=new_id(),
        pulse_id=asked.id,
        key=occurrence.key,
        questions=questions.dump(every[:1] if asked.in_channel else every),
        anonymity=asked.anonymity,
        mean_minimum=asked.mean_minimum,
        detail_minimum=asked.detail_minimum,
        status=RoundStatus.OPEN,
        opened_at=now,
        closes_at=closes_at,
        wiped=False,
    )


async def _ask(
    session: AsyncSession,
    relationship: Relationship,
    participants: Mapping[str, str],
    now: datetime,
) -> dict[str, str]:
    """Ask these people, given by participant. Returns their posts, by participant, too."""
    keys = {one: f"{QUESTION_CARD}:{one}" for one in participants}
    posts = [
        Post(keys[one], direct(relationship, user_id), Card(QUESTION_CARD, one))
        for one, user_id in participants.items()
    ]
    ids = await outbox.post_many(session, posts, now)
    return {one: ids[key] for one, key in keys.items()}


async def _ask_in_channel(
    session: AsyncSession, opened: Round, relationship: Relationship, now: datetime
) -> str:
    post_id = await outbox.post(
        session,
        key=f"{CHANNEL_CARD}:{opened.id}",
        place=place_of(relationship),
        card=Card(CHANNEL_CARD, opened.id),
        now=now,
    )
    first, *_ = questions.load(opened.questions)
    for name in kinds.name_reactions(first):
        await outbox.react(session, post_id, name, now)
    return post_id


async def ask_due(session: AsyncSession, round_id: str, now: datetime) -> None:
    """Ask those whose moment has come, if they are still there and on a side."""
    opened = await pulse.lock_round(session, round_id)
    if opened is None or opened.status != RoundStatus.OPEN:
        return
    due = {one.id: one for one in await pulse_people.list_unasked(session, round_id, now)}
    if not due:
        return
    asked = await pulse.get_pulse(session, opened.pulse_id)
    relationship = await relationships.get_relationship(session, asked.relationship_id)
    whom = {one: row.user_id for one, row in due.items()}
    posts = await _ask(session, relationship, whom, now)
    reminders = {
        one: find_reminder(asked, opened, row.ask_at, find_zone(row.tz, relationship.tz), now)
        for one, row in due.items()
    }
    await pulse_people.mark_asked(session, posts, reminders)
