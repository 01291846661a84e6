"""Actions: what somebody of a side will do by a date, wherever it was named.

Who was asked for one, and who was written to about one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    or_,
    select,
    text,
    union,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.engines.upsert import insert_once, replace
from storage.outbox import OutboxRow

# As literal SQL, for an engine uses a partial index only where a query says the same.
_TO_NUDGE = text("nudge_at IS NOT NULL")
_TO_ASK = text("ask_at IS NOT NULL")


class Status(StrEnum):
    """Where an action stands. What was done or dropped can be opened again."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Helped(StrEnum):
    """What whoever did it says of its effect, on the day that was set for that."""

    YES = "yes"
    NOT_YET = "not_yet"
    NO = "no"


class Answer(StrEnum):
    """What a side said when it was asked for an action."""

    NAMED = "named"
    NOTHING = "nothing"


class Action(Base):
    """Something that `owner`, a person of `side`, will do by the end of the day `due`.

    It came from the source of that kind and id, one of a series: of a pulse from a round. What is
    no part of a series is a series of its own. `first_due` is the day that was meant at first.
    `nudge_at` is when somebody is told next that it is overdue; `nudged_at` when whoever does it
    was. On the day `review_on`, at `ask_at`, they are asked whether it `helped`. `by_mark` is
    true where it was finished by an emoji on its card.
    """

    __tablename__ = "actions"
    __table_args__ = (
        CheckConstraint("side IN ('client', 'vendor')", name="side"),
        CheckConstraint("status IN ('open', 'done', 'dropped')", name="status"),
        CheckConstraint("helped IN ('yes', 'not_yet', 'no')", name="helped"),
        Index("ix_actions_of_relationship", "relationship_id", "status", "due"),
        Index("ix_actions_of_series", "series_id", "status"),
        Index("ix_actions_of_source", "source_id", "status"),
        Index("ix_actions_nudge", "nudge_at", sqlite_where=_TO_NUDGE, postgresql_where=_TO_NUDGE),
        Index("ix_actions_ask", "ask_at", sqlite_where=_TO_ASK, postgresql_where=_TO_ASK),
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
    by_mark: Mapped[bool] = mapped_column(default=False)
    nudge_at: Mapped[datetime | None]
    nudged_at: Mapped[datetime | None]
    review_on: Mapped[date | None]
    ask_at: Mapped[datetime | None]
    helped: Mapped[str | None]
    helped_words: Mapped[str | None]
    helped_by: Mapped[str | None]
    helped_at: Mapped[datetime | None]


class ActionMark(Base):
    """Somebody put the emoji that finishes an action on its card, or took it away.

    `acted_ts` is Slack's timestamp of what they did last.
    """

    __tablename__ = "action_marks"

    action_id: Mapped[str] = mapped_column(
        ForeignKey("actions.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    acted_ts: Mapped[str]
    added: Mapped[bool]


class ActionPrompt(Base):
    """The direct message in which somebody was written to about an action, as a card."""

    __tablename__ = "action_prompts"

    action_id: Mapped[str] = mapped_column(
        ForeignKey("actions.id", ondelete="CASCADE"), primary_key=True
    )
    post_id: Mapped[str] = mapped_column(primary_key=True)


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


async def list_of_source(session: AsyncSession, source_id: str) -> Sequence[Action]:
    """What was named at that source, the most urgent first."""
    rows = await session.scalars(
        select(Action)
        .where(Action.source_id == source_id)
        .order_by(Action.due, Action.created_at, Action.id)
    )
    return rows.all()


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


# The cards of these show who does what, so they change with their actions.
_SHOWN_ABOVE = ("problem", "retro")


async def list_posts(session: AsyncSession, action: Action) -> list[str]:
    """All posts that show that action: its card, that above it, what people were asked or told."""
    shown: list[Select[Any]] = [
        select(ActionFollowup.post_id).where(ActionFollowup.action_id == action.id),
        select(ActionPrompt.post_id).where(ActionPrompt.action_id == action.id),
    ]
    if action.source_kind in _SHOWN_ABOVE:
        above = OutboxRow.thread_post_id
        shown.append(select(above).where(OutboxRow.id == action.post_id, above.is_not(None)))
    return [action.post_id, *await session.scalars(union(*shown))]


async def add_prompt(session: AsyncSession, action_id: str, post_id: str) -> None:
    await insert_once(session, ActionPrompt, action_id=action_id, post_id=post_id)


async def take_mark(
    session: AsyncSession, action_id: str, user_id: str, acted_ts: str, *, added: bool
) -> bool:
    """Write down what somebody did with that emoji, unless they did something later already.

    The caller holds the lock on the action. False where it is no news.
    """
    before = await session.get(ActionMark, (action_id, user_id), populate_existing=True)
    if before is not None and before.acted_ts >= acted_ts:
        return False
    await replace(
        session,
        ActionMark,
        ("action_id", "user_id"),
        action_id=action_id,
        user_id=user_id,
        acted_ts=acted_ts,
        added=added,
    )
    return True


async def is_marked(session: AsyncSession, action_id: str) -> bool:
    """Whether anybody's emoji stands on its card."""
    found = await session.scalar(
        select(ActionMark.user_id)
        .where(ActionMark.action_id == action_id, ActionMark.added)
        .limit(1)
    )
    return found is not None
