"""Actions: what somebody of a side will do by a date; and who was asked to name one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.engines.upsert import insert_all, insert_once
from storage.outbox import OutboxRow


class Status(StrEnum):
    """Where an action stands. What was done or dropped can be opened again."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Answer(StrEnum):
    """What a side said when it was asked for an action."""

    NAMED = "named"
    NOTHING = "nothing"


class Action(Base):
    """Something that `owner`, a person of `side`, will do by the end of the day `due`.

    It came from the source of that kind and id, one of a series: an action of a pulse from a round.
    `first_due` is the day that was meant at first. `thread_post_id` is the post under which its
    card stands.
    """

    __tablename__ = "actions"
    __table_args__ = (
        CheckConstraint("side IN ('client', 'vendor')", name="side"),
        CheckConstraint("status IN ('open', 'done', 'dropped')", name="status"),
        Index("ix_actions_of_relationship", "relationship_id", "status", "due"),
        Index("ix_actions_of_series", "series_id", "status"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    relationship_id: Mapped[str] = mapped_column(ForeignKey("relationships.id", ondelete="CASCADE"))
    side: Mapped[str]
    text: Mapped[str]
    owner: Mapped[str]
    due: Mapped[date]
    first_due: Mapped[date]
    status: Mapped[str]
    source_kind: Mapped[str]
    source_id: Mapped[str]
    series_id: Mapped[str]
    author: Mapped[str]
    created_at: Mapped[datetime]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    post_id: Mapped[str]


class ActionRequest(Base):
    """The contacts of a side were asked for an action. `asked_at` is the moment of what it is
    about; `answer` is None until one of them has answered."""

    __tablename__ = "action_requests"
    __table_args__ = (
        UniqueConstraint("source_id", "side"),
        Index("ix_action_requests_of_series", "series_id", "asked_at"),
        CheckConstraint("side IN ('client', 'vendor')", name="side"),
        CheckConstraint("answer IN ('named', 'nothing')", name="answer"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    relationship_id: Mapped[str] = mapped_column(ForeignKey("relationships.id", ondelete="CASCADE"))
    side: Mapped[str]
    source_kind: Mapped[str]
    source_id: Mapped[str]
    series_id: Mapped[str]
    thread_post_id: Mapped[str]
    asked_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_by: Mapped[str | None]
    action_id: Mapped[str | None]


class ActionRequestPost(Base):
    """The direct message in which a contact was asked."""

    __tablename__ = "action_request_posts"

    request_id: Mapped[str] = mapped_column(
        ForeignKey("action_requests.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[str]


class ActionFollowup(Base):
    """The direct message in which somebody was asked, at the next source of the series, whether an
    action is done. `not_yet` is true once they said that it is not."""

    __tablename__ = "action_followups"

    action_id: Mapped[str] = mapped_column(
        ForeignKey("actions.id", ondelete="CASCADE"), primary_key=True
    )
    source_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[str]
    not_yet: Mapped[bool] = mapped_column(default=False)


@dataclass(frozen=True, slots=True)
class Listed:
    """An action in a list, and where its card stands; None while it was not posted."""

    action: Action
    channel_id: str | None
    ts: str | None


async def add_request(session: AsyncSession, **values: object) -> bool:
    """Write down that a side is asked. False where it was asked about that before."""
    return await insert_once(session, ActionRequest, **values)


async def get_request(session: AsyncSession, request_id: str) -> ActionRequest:
    """The request of that id, which must exist."""
    return await session.get_one(ActionRequest, request_id)


async def lock_request(session: AsyncSession, request_id: str) -> ActionRequest | None:
    """The same or None; nobody else answers it until the transaction ends."""
    return await session.get(
        ActionRequest, request_id, with_for_update=True, populate_existing=True
    )


async def list_requests(
    session: AsyncSession, series_id: str, before: datetime
) -> Sequence[ActionRequest]:
    """What was asked in a series before that moment, the latest first."""
    rows = await session.scalars(
        select(ActionRequest)
        .where(ActionRequest.series_id == series_id, ActionRequest.asked_at < before)
        .order_by(ActionRequest.asked_at.desc(), ActionRequest.side)
    )
    return rows.all()


async def find_requests(session: AsyncSession, source_id: str) -> Sequence[ActionRequest]:
    """What both sides were asked about that source."""
    rows = await session.scalars(
        select(ActionRequest)
        .where(ActionRequest.source_id == source_id)
        .order_by(ActionRequest.side)
    )
    return rows.all()


async def add_request_post(
    session: AsyncSession, request_id: str, user_id: str, post_id: str
) -> None:
    session.add(ActionRequestPost(request_id=request_id, user_id=user_id, post_id=post_id))


async def list_request_posts(session: AsyncSession, request_id: str) -> Sequence[str]:
    """The ids of the posts in which contacts were asked."""
    rows = await session.scalars(
        select(ActionRequestPost.post_id).where(ActionRequestPost.request_id == request_id)
    )
    return rows.all()


async def add_action(session: AsyncSession, **values: object) -> None:
    await insert_all(session, Action, [values])


async def get_action(session: AsyncSession, action_id: str) -> Action:
    """The action of that id, which must exist."""
    return await session.get_one(Action, action_id)


async def find_action(
    session: AsyncSession, action_id: str, *, lock: bool = False
) -> Action | None:
    """The same or None; with `lock`, nobody else changes it until the transaction ends."""
    return await session.get(
        Action, action_id, with_for_update=lock or None, populate_existing=lock
    )


async def list_open(session: AsyncSession, relationship_id: str) -> list[Listed]:
    """The open actions of a relationship, the most urgent first."""
    rows = await session.execute(
        select(Action, OutboxRow.channel_id, OutboxRow.ts)
        .outerjoin(OutboxRow, OutboxRow.id == Action.post_id)
        .where(Action.relationship_id == relationship_id, Action.status == Status.OPEN)
        .order_by(Action.due, Action.created_at, Action.id)
    )
    return [Listed(*row) for row in rows]


async def list_of_series(
    session: AsyncSession, series_id: str, *, changed_after: datetime, named_before: datetime
) -> Sequence[Action]:
    """The actions of a series that are open, or were changed after that moment; oldest first."""
    rows = await session.scalars(
        select(Action)
        .where(
            Action.series_id == series_id,
            Action.created_at < named_before,
            or_(Action.status == Status.OPEN, Action.changed_at > changed_after),
        )
        .order_by(Action.created_at, Action.id)
    )
    return rows.all()


async def add_followup(
    session: AsyncSession, action_id: str, source_id: str, user_id: str, post_id: str
) -> None:
    session.add(
        ActionFollowup(action_id=action_id, source_id=source_id, user_id=user_id, post_id=post_id)
    )


async def list_followups(session: AsyncSession, action_id: str) -> Sequence[ActionFollowup]:
    """Where it was asked whether that action is done."""
    rows = await session.scalars(
        select(ActionFollowup)
        .where(ActionFollowup.action_id == action_id)
        .order_by(ActionFollowup.source_id, ActionFollowup.user_id)
    )
    return rows.all()
