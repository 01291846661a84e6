"""A round while it is open: opening it, asking, and answering, inside the caller's transaction.

Whoever changes a round locks it first. Whoever changes an answer locks its participant, so that
many can answer at once; closing locks the round and then everybody in it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.errors import RapportError
from bot.core.ids import new_id
from bot.pulse import answers, bank, questions, sealing
from bot.pulse.answers import NOTHING, Answer, Sheet
from bot.pulse.errors import (
    AwayFromChannel,
    ChannelArchived,
    NobodyToAsk,
    NotAsked,
    RoundClosed,
    RoundOpen,
)
from bot.pulse.questions import Kind, Question, kinds
from bot.pulse.rules import Occurrence, closing_time, due_occurrence, is_due
from bot.pulse.service import (
    Askable,
    find_clock,
    load_askable,
    lock_steered,
    schedule_of,
    zones_of,
)
from bot.relationships.service import direct, place_of
from storage import outbox, pulse, pulse_answers, pulse_people, relationships
from storage.outbox import Card, Post
from storage.pulse import Participant, Pulse, Round, RoundKey, RoundStatus, Status
from storage.pulse_answers import Answering
from storage.relationships import Relationship

QUESTION_CARD = "pulse_question"
CHANNEL_CARD = "pulse_channel_question"

Change = Callable[[Answer], Answer]


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was taken, in a round that closes then. `is_last` is of a direct message:
    nothing more is asked."""

    question: Question
    answer: Answer
    in_channel: bool
    is_last: bool
    closes_at: datetime


def card_id(participant_id: str, position: int) -> str:
    """How the card of a question in a direct message is called."""
    return f"{participant_id}:{position}" if position else participant_id


def read_card_id(text: str) -> tuple[str, int]:
    """The participant, and the position of the question."""
    participant_id, _, position = text.partition(":")
    return participant_id, int(position or 0)


async def ask_now(session: AsyncSession, pulse_id: str, *, user_id: str, now: datetime) -> Round:
    """Open a round outside the schedule, in which all are asked at once.

    Raises RoundOpen, NobodyToAsk, AwayFromChannel or ChannelArchived, and what `lock_steered`
    raises.
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
    everybody = Occurrence(f"now:{new_id()}", dict.fromkeys(askable, now))
    return await _open(session, asked, relationship, occurrence=everybody, askable=askable, now=now)


async def list_due(session: AsyncSession, now: datetime) -> dict[str, str]:
    """The pulses that seem to be due, each with its relationship, by their ids.

    `open_due` looks again, and opens their rounds.
    """
    zones = await pulse_people.list_zones(session)
    return {
        candidate.id: candidate.relationship_id
        for candidate, home in await pulse_people.list_schedulable(session)
        if _may_be_due(candidate, zones.get(candidate.relationship_id, []), home, now)
    }


def _may_be_due(candidate: Pulse, zones: Collection[str | None], home: str, now: datetime) -> bool:
    try:
        clocks = {find_clock(candidate, zone, home) for zone in zones}
        effective_from = candidate.effective_from
        return is_due(schedule_of(candidate), clocks, effective_from=effective_from, now=now)
    except ValueError:  # what is wrong with it comes out when it is opened, and in no other's way
        return True


async def open_due(session: AsyncSession, pulse_id: str, now: datetime) -> Round | None:
    """Open the round whose time has come, if there is one that was not opened before.

    Those whose own time has come are asked with it.
    """
    due = await pulse.lock_pulse(session, pulse_id)
    if due.status != Status.ACTIVE:
        return None
    relationship = await relationships.get_relationship(session, due.relationship_id)
    askable = await load_askable(session, due, relationship)
    occurrence = due_occurrence(
        schedule_of(due), zones_of(askable), effective_from=due.effective_from, now=now
    )
    if occurrence is None or not await pulse.may_open_round(session, due.id, occurrence.key):
        return None
    return await _open(session, due, relationship, occurrence=occurrence, askable=askable, now=now)


async def _open(
    session: AsyncSession,
    asked: Pulse,
    relationship: Relationship,
    *,
    occurrence: Occurrence,
    askable: Mapping[str, Askable],
    now: datetime,
) -> Round:
    every, asked.drawn = bank.resolve(asked.questions, asked.drawn)
    opened = Round(
        id=new_id(),
        pulse_id=asked.id,
        key=occurrence.key,
        questions=questions.dump(every[:1] if asked.in_channel else every),
        status=RoundStatus.OPEN,
        opened_at=now,
        closes_at=closing_time(occurrence.asks, asked.open_hours, now),
        wiped=False,
    )
    session.add_all([opened, RoundKey(round_id=opened.id, key=sealing.new_key())])
    participants = {new_id(): user_id for user_id in occurrence.asks}
    if asked.in_channel:
        opened.post_id = await _ask_in_channel(session, opened, relationship, now)
        posts = dict.fromkeys(participants, opened.post_id)
    else:
        due = {one: who for one, who in participants.items() if occurrence.asks[who] <= now}
        posts = await _ask(session, relationship, due, now)
    await session.flush()
    rows = [
        {
            "id": one,
            "round_id": opened.id,
            "user_id": user_id,
            "side": askable[user_id].side,
            "ask_at": occurrence.asks[user_id],
            "post_id": posts.get(one),
        }
        for one, user_id in participants.items()
    ]
    await pulse_people.save_participants(session, rows)
    return opened


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
    due = {one.id: one.user_id for one in await pulse_people.list_unasked(session, round_id, now)}
    if not due:
        return
    asked = await pulse.get_pulse(session, opened.pulse_id)
    relationship = await relationships.get_relationship(session, asked.relationship_id)
    await pulse_people.mark_asked(session, await _ask(session, relationship, due, now))


async def answer(
    session: AsyncSession,
    round_id: str,
    position: int,
    *,
    user_id: str,
    now: datetime,
    change: Change,
) -> Given:
    """Change somebody's answer while the round is open, show it on their question, and ask the
    next one.

    Raises RoundClosed, NotAsked, or NotOnASide for somebody who is on no side any more.
    """
    standing, key = await _lock_answering(session, round_id, user_id)
    posts = await _load_posts(session, standing)
    if position not in posts and not standing.in_channel:
        raise NotAsked
    asked = questions.load(standing.questions)
    sheet = open_draft(key, standing.participant_id, standing.sealed)
    before = sheet.get(position, NOTHING)
    after = change(before)
    if after != before:
        await keep_draft(session, key, standing.participant_id, {**sheet, position: after})
        if posts.get(position) is not None and not standing.in_channel:
            await outbox.update_card(session, posts[position], now)
    if _leads_on(asked[position], after):
        await _ask_next(session, standing, position, posts, now)
    return Given(
        question=asked[position],
        answer=after,
        in_channel=standing.in_channel,
        is_last=position + 1 == len(asked),
        closes_at=standing.closes_at,
    )


async def move_on(
    session: AsyncSession, round_id: str, position: int, *, user_id: str, now: datetime
) -> None:
    """Ask the next question without an answer to this one, or with all of its options chosen.

    Raises what `answer` raises.
    """
    standing, _ = await _lock_answering(session, round_id, user_id)
    posts = await _load_posts(session, standing)
    if position not in posts:
        raise NotAsked
    if await _ask_next(session, standing, position, posts, now):
        await outbox.update_card(session, posts[position], now)


async def _lock_answering(
    session: AsyncSession, round_id: str, user_id: str
) -> tuple[Answering, bytes]:
    standing = await pulse_answers.lock_answering(session, round_id, user_id)
    if standing is None:
        raise await _find_reason(session, round_id, user_id)
    if standing.key is None:
        raise RoundClosed
    require(Act.PULSE_ANSWER, standing.member)
    return standing, standing.key


async def _load_posts(session: AsyncSession, standing: Answering) -> dict[int, str]:
    """The questions that somebody was asked, by position."""
    posts = {} if standing.post_id is None else {0: standing.post_id}
    if len(standing.questions) > 1:
        posts |= await pulse_answers.load_followups(session, standing.participant_id)
    return posts


def _leads_on(question: Question, answer: Answer) -> bool:
    """Whether nothing more is to be said to a question. Several options take several presses."""
    if question.kind is Kind.TEXT:
        return bool(answer.comment)
    return question.kind is not Kind.CHOICES and answer.find_value(question.kind) is not None


async def _ask_next(
    session: AsyncSession,
    standing: Answering,
    position: int,
    posts: Mapping[int, str],
    now: datetime,
) -> bool:
    """Ask the question after that one. False where there is none, or it was asked before."""
    following = position + 1
    if following in posts or following >= len(standing.questions) or standing.in_channel:
        return False
    name = card_id(standing.participant_id, following)
    head = await outbox.get_post(session, posts[position])
    post_id = await outbox.post(
        session,
        key=f"{QUESTION_CARD}:{name}",
        place=outbox.place_of(head),
        card=Card(QUESTION_CARD, name),
        now=now,
    )
    await pulse_answers.save_followup(session, standing.participant_id, following, post_id)
    return True


async def _find_reason(session: AsyncSession, round_id: str, user_id: str) -> RapportError:
    """Why somebody who is not in a round cannot answer in it."""
    asked = await pulse.find_round(session, round_id)
    if asked is None or asked.status != RoundStatus.OPEN:
        return RoundClosed()
    own = await pulse.get_pulse(session, asked.pulse_id)
    member = await relationships.find_member(session, own.relationship_id, user_id)
    require(Act.PULSE_ANSWER, member)
    return NotAsked()


async def keep_draft(session: AsyncSession, key: bytes, participant_id: str, sheet: Sheet) -> None:
    """Write answers down, sealed. The caller has locked the participant."""
    sealed = sealing.seal(key, participant_id, answers.dump(sheet))
    await pulse_answers.save_draft(session, participant_id, sealed)


async def read_sheet(session: AsyncSession, participant: Participant) -> Sheet:
    """What somebody has answered so far; nothing once the round is closed."""
    key = await pulse_answers.find_key(session, participant.round_id)
    sealed = await pulse_answers.find_draft(session, participant.id)
    return {} if key is None else open_draft(key, participant.id, sealed)


def open_draft(key: bytes, owner: str, sealed: bytes | None) -> Sheet:
    """The answers in a sealed draft; none where there is no draft."""
    return {} if sealed is None else answers.load(sealing.unseal(key, owner, sealed))
