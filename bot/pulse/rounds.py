"""A round while it is open: answering in it, inside the caller's transaction.

Whoever changes a round locks it first. Whoever changes an answer locks its participant, so that
many can answer at once; closing locks the round and then everybody in it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core import sealing
from bot.core.authority import Act, require
from bot.core.errors import RapportError
from bot.pulse import answers, questions
from bot.pulse.answers import NOTHING, Answer, Sheet
from bot.pulse.errors import NotAsked, RoundClosed
from bot.pulse.questions import Kind, Question
from storage import outbox, pulse, pulse_answers, relationships
from storage.outbox import Card
from storage.pulse import Participant, RoundStatus
from storage.pulse_answers import Answering

QUESTION_CARD = "pulse_question"
CHANNEL_CARD = "pulse_channel_question"

Change = Callable[[Answer], Answer]


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was taken, in a round that closes then."""

    question: Question
    answer: Answer
    in_channel: bool
    closes_at: datetime


def card_id(participant_id: str, position: int) -> str:
    """How the card of a question in a direct message is called."""
    return f"{participant_id}:{position}" if position else participant_id


def read_card_id(text: str) -> tuple[str, int]:
    """The participant, and the position of the question."""
    participant_id, _, position = text.partition(":")
    return participant_id, int(position or 0)


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
