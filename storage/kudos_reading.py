"""What was given: lists and counts. All of them cost the same however much there is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from storage.kudos import IS_SHOWN, Kudos, KudosGiver
from storage.outbox import OutboxRow

# Where a list goes on: the moment and the id of the last one shown.
Cursor = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """Kudos in a list, and where their card stands; None while it was not posted."""

    kudos: Kudos
    channel_id: str | None
    ts: str | None

    @property
    def cursor(self) -> Cursor:
        """Where the list goes on after these."""
        return self.kudos.created_at, self.kudos.id


async def list_kudos(
    session: AsyncSession,
    relationship_id: str,
    *,
    most: int,
    before: Cursor | None = None,
    value_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Listed]:
    """What everybody of a relationship may see, newest first: at most so many, after `before`.

    Of that value; given at `since` or later, and before `until`.
    """
    chosen = (
        select(Kudos, OutboxRow.channel_id, OutboxRow.ts)
        .outerjoin(OutboxRow, OutboxRow.id == Kudos.post_id)
        .where(Kudos.relationship_id == relationship_id, IS_SHOWN)
        .order_by(Kudos.created_at.desc(), Kudos.id.desc())
        .limit(most)
    )
    if before is not None:
        chosen = chosen.where(tuple_(Kudos.created_at, Kudos.id) < tuple_(*before))
    if value_id is not None:
        chosen = chosen.where(Kudos.value_id == value_id)
    if since is not None:
        chosen = chosen.where(Kudos.created_at >= since)
    if until is not None:
        chosen = chosen.where(Kudos.created_at < until)
    return [Listed(*row) for row in await session.execute(chosen)]


_GIVEN_SINCE = select(func.count()).where(
    KudosGiver.user_id == bindparam("user_id"),
    KudosGiver.relationship_id == bindparam("relationship_id"),
    KudosGiver.given_at >= bindparam("since"),
    text("kudos_givers.withdrawn_at IS NULL"),
)


async def count_given_since(
    session: AsyncSession, relationship_id: str, user_id: str, since: datetime
) -> int:
    """How often that person gave, or joined, at that moment or later, and did not take it back."""
    found = await session.scalar(
        _GIVEN_SINCE, {"relationship_id": relationship_id, "user_id": user_id, "since": since}
    )
    return found or 0
