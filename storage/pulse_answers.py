"""Who is asked in a round of a pulse, their drafts, and what is left of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Side
from storage.engines.upsert import replace
from storage.outbox import Kind, OutboxRow, State
from storage.pulse import Draft, Participant, Result, RoundKey

# The states of a post that people may have seen.
MAY_BE_SEEN = (State.SENT, State.SENDING, State.LOOKING, State.UNKNOWN)


async def get_participant(session: AsyncSession, participant_id: str) -> Participant:
    """The participant of that id, who must exist."""
    return await session.get_one(Participant, participant_id)


async def find_participant(
    session: AsyncSession, round_id: str, user_id: str
) -> Participant | None:
    found: Participant | None = await session.scalar(
        select(Participant).where(Participant.round_id == round_id, Participant.user_id == user_id)
    )
    return found


async def list_participants(session: AsyncSession, round_id: str) -> list[Participant]:
    """Everybody in a round, in an order that says nothing."""
    rows = await session.scalars(
        select(Participant).where(Participant.round_id == round_id).order_by(Participant.id)
    )
    return list(rows)


async def mark_answered(
    session: AsyncSession, round_id: str, participant_ids: Iterable[str]
) -> None:
    """Write down who took part.

    One statement writes all rows of the round anew, so that not even the engine's own marks
    (Postgres: who was locked by which transaction) tell one participant from another.
    """
    await session.execute(
        update(Participant)
        .where(Participant.round_id == round_id)
        .values(answered=Participant.id.in_(list(participant_ids)))
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


async def save_results(session: AsyncSession, results: Sequence[Result]) -> None:
    """Write results one after the other, in exactly this order."""
    for result in results:
        await session.execute(
            insert(Result).values(
                id=result.id,
                round_id=result.round_id,
                side=result.side,
                kind=result.kind,
                score=result.score,
                text=result.text,
                user_id=result.user_id,
            )
        )


async def list_results(session: AsyncSession, round_id: str) -> list[Result]:
    """What a closed round left, ordered by its random ids."""
    rows = await session.scalars(
        select(Result).where(Result.round_id == round_id).order_by(Result.id)
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
    own = select(Participant.post_id).where(
        Participant.round_id == round_id, Participant.post_id.is_not(None)
    )
    updates = [OutboxRow.kind == Kind.UPDATE, OutboxRow.about_post_id.in_(own)]
    if before is not None:
        updates.append(OutboxRow.created_at < before)
    await session.execute(delete(OutboxRow).where(*updates, OutboxRow.state != State.SENDING))
    return await session.scalar(select(OutboxRow.seq).where(*updates).limit(1)) is None
