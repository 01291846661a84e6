"""Who is asked in a round of a pulse, their drafts, and what is left of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Select, delete, func, or_, select, true, update
from sqlalchemy import bindparam as given
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Member, Role, Side
from storage.engines.locks import lock_rows
from storage.engines.upsert import insert_all_once, replace
from storage.outbox import Kind, OutboxRow, State
from storage.pulse import (
    IS_OPEN,
    Draft,
    Followup,
    Participant,
    Pulse,
    Result,
    ResultKind,
    Round,
    RoundKey,
)
from storage.pulse_roster import with_roster
from storage.relationships import MemberRecord, Relationship

# The states of a post that people may have seen.
MAY_BE_SEEN = (State.SENT, State.SENDING, State.LOOKING, State.UNKNOWN)


async def get_participant(session: AsyncSession, participant_id: str) -> Participant:
    """The participant of that id, who must exist."""
    return await session.get_one(Participant, participant_id)


@dataclass(frozen=True, slots=True)
class Answering:
    """What an answer needs to be taken.

    `post_id` is the first question, which in a direct message shows the answer. `questions` are
    those of the round. `key` and `sealed` are None in a round that is closed, or while nothing was
    answered; `member` is None for somebody who is on the roster no more.
    """

    participant_id: str
    side: Side
    post_id: str | None
    questions: list[dict[str, Any]]
    in_channel: bool
    closes_at: datetime
    member: Member | None
    key: bytes | None
    sealed: bytes | None


# Made once, for making a statement takes longer than executing it.
_IS_THEIRS = (Participant.round_id == given("round_id")) & (Participant.user_id == given("user_id"))
_THEIRS = select(Participant.id).where(_IS_THEIRS)
_ANSWERING = (
    select(
        *(Participant.id, Participant.side.label("asked_side"), Participant.post_id),
        *(Round.questions, Round.post_id, Round.closes_at),
        *(MemberRecord.user_id, MemberRecord.side, MemberRecord.role),
        *(RoundKey.key, Draft.sealed),
    )
    .select_from(Participant)
    .join(Round, Round.id == Participant.round_id)
    .join(Pulse, Pulse.id == Round.pulse_id)
    .outerjoin(
        MemberRecord,
        (MemberRecord.relationship_id == Pulse.relationship_id)
        & (MemberRecord.user_id == Participant.user_id)
        & MemberRecord.present,
    )
    .outerjoin(RoundKey, RoundKey.round_id == Participant.round_id)
    .outerjoin(Draft, Draft.participant_id == Participant.id)
    .where(_IS_THEIRS)
)


async def lock_answering(session: AsyncSession, round_id: str, user_id: str) -> Answering | None:
    """How things stand for somebody in a round; None where they are not in it.

    Nobody else changes their answer, and the round is not closed, until the transaction ends.
    """
    person = {"round_id": round_id, "user_id": user_id}
    await lock_rows(session, _THEIRS, person)
    found: Any = (await session.execute(_ANSWERING, person)).one_or_none()
    if found is None:
        return None
    who, asked_side, post_id, questions, channel_post_id, closes_at, *standing = found
    known, side, role, key, sealed = standing
    member = Member(user_id, Side(side) if side else None, Role(role)) if known else None
    return Answering(
        participant_id=who,
        side=Side(asked_side),
        post_id=post_id,
        questions=questions,
        in_channel=channel_post_id is not None,
        closes_at=closes_at,
        member=member,
        key=key,
        sealed=sealed,
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open round in which somebody was asked, and the question it is at."""

    round: Round
    pulse: Pulse
    relationship: Relationship
    participant: Participant
    position: int
    sealed: bytes | None
    key: bytes


async def list_waiting(
    session: AsyncSession,
    user_id: str,
    installation_id: str,
    *,
    post_id: str | None = None,
    in_channel: bool = False,
) -> list[Waiting]:
    """The rounds in which that person can answer the bot of that installation, oldest first.

    Those by direct message, and those `in_channel` if asked for. With a `post_id` the one in which
    that post asks them, at the question that it asks.
    """
    latest = (
        select(func.max(Followup.position))
        .where(Followup.participant_id == Participant.id)
        .correlate(Participant)
        .scalar_subquery()
    )
    asking = (
        select(Followup.position)
        .where(Followup.participant_id == Participant.id, Followup.post_id == post_id)
        .correlate(Participant)
        .scalar_subquery()
    )
    at = func.coalesce(latest if post_id is None else asking, 0)
    found = (
        with_roster(
            select(
                *(Round, Pulse, Relationship, Participant, at, Draft.sealed, RoundKey.key)
            ).select_from(Participant)
        )
        .join(RoundKey, RoundKey.round_id == Round.id)
        .outerjoin(Draft, Draft.participant_id == Participant.id)
        .where(
            IS_OPEN,
            Participant.user_id == user_id,
            Participant.post_id.is_not(None),
            true() if in_channel else Round.post_id.is_(None),
            Relationship.installation_id == installation_id,
            MemberRecord.present,
            MemberRecord.side.is_not(None),
        )
        .order_by(Round.opened_at, Round.id)
    )
    if post_id is not None:
        found = found.where(or_(Participant.post_id == post_id, asking.is_not(None)))
    rows = (await session.execute(found)).all()
    return [Waiting(*row) for row in rows]


async def load_followups(session: AsyncSession, participant_id: str) -> dict[int, str]:
    """The posts of the further questions that somebody was asked, by their positions."""
    rows = await session.execute(
        select(Followup.position, Followup.post_id)
        .where(Followup.participant_id == participant_id)
        .order_by(Followup.position)
    )
    return {row.position: row.post_id for row in rows}


async def load_posts_of(session: AsyncSession, participant: Participant) -> dict[int, str]:
    """The posts of all questions that somebody was asked, by their positions."""
    first = {} if participant.post_id is None else {0: participant.post_id}
    return first | await load_followups(session, participant.id)


async def save_followup(
    session: AsyncSession, participant_id: str, position: int, post_id: str
) -> None:
    session.add(Followup(participant_id=participant_id, position=position, post_id=post_id))
    await session.flush()


def list_posts(round_id: str) -> CompoundSelect[str | None]:
    """The posts of all questions of a round, those in direct messages as well as the channel's."""
    asked = Participant.round_id == round_id
    followups = select(Followup.post_id).join(
        Participant, Participant.id == Followup.participant_id
    )
    return (
        select(Participant.post_id)
        .where(asked, Participant.post_id.is_not(None))
        .union(followups.where(asked))
    )


async def load_posts(session: AsyncSession, round_id: str) -> list[str]:
    return [str(post_id) for post_id in await session.scalars(list_posts(round_id))]


async def find_participant(
    session: AsyncSession, round_id: str, user_id: str
) -> Participant | None:
    found: Participant | None = await session.scalar(_of_person(round_id, user_id))
    return found


def _of_person(round_id: str, user_id: str) -> Select[Participant]:
    return select(Participant).where(
        Participant.round_id == round_id, Participant.user_id == user_id
    )


async def lock_participants(session: AsyncSession, round_id: str) -> list[Participant]:
    """Everybody in a round, in an order that says nothing; nobody changes an answer until the
    transaction ends."""
    rows = await session.scalars(
        select(Participant)
        .where(Participant.round_id == round_id)
        .order_by(Participant.id)
        .with_for_update()
    )
    return list(rows)


async def mark_answered(
    session: AsyncSession, round_id: str, participant_ids: Iterable[str]
) -> None:
    """Write down who took part; nobody is reminded any more.

    One statement writes all rows of the round anew, so that not even the engine's own marks
    (Postgres: who was locked by which transaction) tell one participant from another.
    """
    await session.execute(
        update(Participant)
        .where(Participant.round_id == round_id)
        .values(answered=Participant.id.in_(list(participant_ids)), remind_at=None)
    )


async def get_key(session: AsyncSession, round_id: str) -> bytes:
    """The key of an open round."""
    return (await session.get_one(RoundKey, round_id)).key


async def find_key(session: AsyncSession, round_id: str) -> bytes | None:
    """The key of a round, unless it was closed meanwhile."""
    found: bytes | None = await session.scalar(
        select(RoundKey.key).where(RoundKey.round_id == round_id)
    )
    return found


async def save_draft(session: AsyncSession, participant_id: str, sealed: bytes) -> None:
    await replace(session, Draft, ("participant_id",), participant_id=participant_id, sealed=sealed)


async def find_draft(session: AsyncSession, participant_id: str) -> bytes | None:
    found: bytes | None = await session.scalar(
        select(Draft.sealed).where(Draft.participant_id == participant_id)
    )
    return found


async def load_drafts(session: AsyncSession, round_id: str) -> dict[str, bytes]:
    """All drafts of a round by participant."""
    rows = await session.execute(
        select(Draft.participant_id, Draft.sealed)
        .join(Participant, Participant.id == Draft.participant_id)
        .where(Participant.round_id == round_id)
    )
    return {row.participant_id: row.sealed for row in rows}


async def erase_drafts(session: AsyncSession, round_id: str) -> None:
    """Erase all drafts of a round, and the key that opened them."""
    own = select(Participant.id).where(Participant.round_id == round_id)
    await session.execute(delete(Draft).where(Draft.participant_id.in_(own)))
    await session.execute(delete(RoundKey).where(RoundKey.round_id == round_id))


async def save_results(session: AsyncSession, results: Sequence[Mapping[str, Any]]) -> None:
    """Write results, in exactly this order."""
    await insert_all_once(session, Result, results)


async def list_results(session: AsyncSession, round_id: str, *kinds: ResultKind) -> list[Result]:
    """What of these kinds, or of all, a closed round left, ordered by its random ids."""
    rows = await session.scalars(
        select(Result)
        .where(Result.round_id == round_id, Result.kind.in_(kinds or ResultKind))
        .order_by(Result.id)
    )
    return list(rows)


async def count_by_side(session: AsyncSession, round_id: str) -> dict[Side, tuple[int, int]]:
    """How many of each side were asked, and how many of them answered a closed round.

    Whose question Slack refused, or did not take before the round closed, was not asked.
    """
    rows = await session.execute(
        select(Participant.side, Participant.answered, func.count())
        .join(OutboxRow, OutboxRow.id == Participant.post_id)
        .where(Participant.round_id == round_id, OutboxRow.state.in_(MAY_BE_SEEN))
        .group_by(Participant.side, Participant.answered)
    )
    counts = {(side, answered): count for side, answered, count in rows}
    return {
        side: (
            counts.get((side, True), 0) + counts.get((side, False), 0),
            counts.get((side, True), 0),
        )
        for side in Side
    }


async def forget_updates(session: AsyncSession, round_id: str, before: datetime | None) -> bool:
    """Erase the outbox's updates of a round's questions: their number and times would tell who
    answered how often. False where one of them is just being sent.

    `before` spares those that were asked for at that moment or later.
    """
    updates = [OutboxRow.kind == Kind.UPDATE, OutboxRow.about_post_id.in_(list_posts(round_id))]
    if before is not None:
        updates.append(OutboxRow.created_at < before)
    await session.execute(delete(OutboxRow).where(*updates, OutboxRow.state != State.SENDING))
    return await session.scalar(select(OutboxRow.seq).where(*updates).limit(1)) is None
