"""A round while it is open: opening it, asking, and answering, inside the caller's transaction.

Whoever changes a round or an answer in it locks the round first.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.ids import new_id
from bot.pulse import answers, sealing
from bot.pulse.answers import Answer
from bot.pulse.errors import AwayFromChannel, NobodyToAsk, NotAsked, RoundClosed, RoundOpen
from bot.pulse.rules import Occurrence, closing_time, due_occurrence
from bot.pulse.service import load_askable, load_zones, lock_steered, schedule_of
from bot.relationships.service import direct, place_of
from storage import outbox, pulse, pulse_answers, relationships
from storage.outbox import Card
from storage.pulse import Participant, Pulse, Round, RoundKey, RoundStatus, Status
from storage.relationships import Relationship

QUESTION_CARD = "pulse_question"
CHANNEL_CARD = "pulse_channel_question"

Change = Callable[[Answer], Answer]


async def ask_now(session: AsyncSession, pulse_id: str, *, user_id: str, now: datetime) -> Round:
    """Open a round outside the schedule, in which all are asked at once.

    Raises RoundOpen, NobodyToAsk or AwayFromChannel, and what `lock_steered` raises.
    """
    asked = await lock_steered(session, pulse_id, user_id)
    relationship = await relationships.get_relationship(session, asked.relationship_id)
    if await pulse.find_open_round(session, asked.id):
        raise RoundOpen
    if not relationship.bot_present:
        raise AwayFromChannel
    members = await load_askable(session, relationship)
    if not members:
        raise NobodyToAsk
    everybody = Occurrence(f"now:{new_id()}", dict.fromkeys(members, now))
    opened = await _open(session, asked, relationship, everybody, now)
    await ask_due(session, opened.id, now)
    return opened


async def find_due(session: AsyncSession, due: Pulse, now: datetime) -> Occurrence | None:
    """The occurrence of a pulse whose time has come and that had no round yet."""
    if due.status != Status.ACTIVE or await pulse.find_open_round(session, due.id):
        return None
    relationship = await relationships.get_relationship(session, due.relationship_id)
    members = await load_askable(session, relationship)
    zones = await load_zones(session, due, relationship, members)
    occurrence = due_occurrence(schedule_of(due), zones, effective_from=due.effective_from, now=now)
    if occurrence is None or await pulse.has_round(session, due.id, occurrence.key):
        return None
    return occurrence


async def open_due(session: AsyncSession, pulse_id: str, now: datetime) -> Round | None:
    """Open the round whose time has come, if there is one that was not opened before."""
    due = await pulse.lock_pulse(session, pulse_id)
    occurrence = await find_due(session, due, now)
    if occurrence is None:
        return None
    relationship = await relationships.get_relationship(session, due.relationship_id)
    return await _open(session, due, relationship, occurrence, now)


async def _open(
    session: AsyncSession,
    asked: Pulse,
    relationship: Relationship,
    occurrence: Occurrence,
    now: datetime,
) -> Round:
    opened = Round(
        id=new_id(),
        pulse_id=asked.id,
        key=occurrence.key,
        status=RoundStatus.OPEN,
        opened_at=now,
        closes_at=closing_time(occurrence.asks, asked.open_hours, now),
        wiped=False,
    )
    session.add(opened)
    await session.flush()
    session.add(RoundKey(round_id=opened.id, key=sealing.new_key()))
    if asked.in_channel:
        opened.post_id = await _ask_in_channel(session, opened, relationship, now)
    members = await load_askable(session, relationship)
    for user_id, ask_at in occurrence.asks.items():
        participant = Participant(
            id=new_id(),
            round_id=opened.id,
            user_id=user_id,
            side=members[user_id].side,
            ask_at=ask_at,
            post_id=opened.post_id,
            answered=False,
        )
        session.add(participant)
    await session.flush()
    return opened


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
    for name in answers.EMOJI:
        await outbox.react(session, post_id, name, now)
    return post_id


async def ask_due(session: AsyncSession, round_id: str, now: datetime) -> None:
    """Ask those whose moment has come, if they are still there and on a side."""
    opened = await pulse.lock_round(session, round_id)
    if opened is None or opened.status != RoundStatus.OPEN:
        return
    asked = await pulse.get_pulse(session, opened.pulse_id)
    relationship = await relationships.get_relationship(session, asked.relationship_id)
    members = await load_askable(session, relationship)
    for participant in await pulse_answers.list_participants(session, opened.id):
        due = participant.post_id is None and participant.ask_at <= now
        if due and participant.user_id in members:
            participant.post_id = await outbox.post(
                session,
                key=f"{QUESTION_CARD}:{participant.id}",
                place=direct(relationship, participant.user_id),
                card=Card(QUESTION_CARD, participant.id),
                now=now,
            )


async def answer(
    session: AsyncSession, round_id: str, *, user_id: str, now: datetime, change: Change
) -> Answer:
    """Change somebody's answer while the round is open, and show it on their question.

    Raises RoundClosed, NotAsked, or NotOnASide for somebody who is on no side any more.
    """
    participant = await _lock_answering(session, round_id, user_id)
    key = await pulse_answers.get_key(session, round_id)
    before = open_draft(
        key, participant.id, await pulse_answers.find_draft(session, participant.id)
    )
    after = change(before)
    if after == before:
        return after
    sealed = sealing.seal(key, participant.id, answers.dump(after))
    await pulse_answers.save_draft(session, participant.id, sealed)
    asked = await pulse.get_round(session, round_id)
    if participant.post_id is not None and asked.post_id is None:
        await outbox.update_card(session, participant.post_id, now)
    return after


async def _lock_answering(session: AsyncSession, round_id: str, user_id: str) -> Participant:
    asked = await pulse.lock_round(session, round_id)
    if asked is None or asked.status != RoundStatus.OPEN:
        raise RoundClosed
    own = await pulse.get_pulse(session, asked.pulse_id)
    member = await relationships.find_member(session, own.relationship_id, user_id)
    require(Act.PULSE_ANSWER, member)
    participant = await pulse_answers.find_participant(session, round_id, user_id)
    if participant is None:
        raise NotAsked
    return participant


async def read_answer(session: AsyncSession, participant: Participant) -> Answer:
    """What somebody has answered so far; nothing once the round is closed."""
    key = await pulse_answers.find_key(session, participant.round_id)
    sealed = await pulse_answers.find_draft(session, participant.id)
    return Answer() if key is None else open_draft(key, participant.id, sealed)


def open_draft(key: bytes, owner: str, sealed: bytes | None) -> Answer:
    """The answer in a sealed draft; an empty one where there is no draft."""
    return Answer() if sealed is None else answers.load(sealing.unseal(key, owner, sealed))
