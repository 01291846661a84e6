"""Pulses, their rounds, and what becomes of the answers.

While a round is open an answer is a sealed draft under its participant. Closing writes what may be
kept to results, and erases drafts and key. Results carry neither moments nor, in anonymous rounds,
any name; their ids are random and nothing else refers to them.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, null, or_, select, text, update
from sqlalchemy import bindparam as given
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.counting import next_in

# As literal SQL, for an engine uses a partial index only where a query says the very same.
IS_OPEN = text("pulse_rounds.status = 'open'")
IS_UNFINISHED = text("NOT pulse_rounds.wiped")
_OPEN = text("status = 'open'")
_UNFINISHED = text("NOT wiped")
_UNASKED = text("post_id IS NULL")
_REMINDED = text("remind_at IS NOT NULL")

# What holds answers while a round is open; emptied for good when it closes.
SEALED_TABLES = ("pulse_drafts", "pulse_round_keys")


class Status(StrEnum):
    """Whether a pulse is asked. A stopped one never is again."""

    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"


class RoundStatus(StrEnum):
    """Whether answers are taken."""

    OPEN = "open"
    CLOSED = "closed"


class ResultKind(StrEnum):
    """A score and a comment of the same person are two results, which nothing joins."""

    SCORE = "score"
    COMMENT = "comment"


class Audience(StrEnum):
    """Who of a relationship is asked."""

    EVERYBODY = "everybody"
    CLIENT = "client"
    VENDOR = "vendor"
    CONTACTS = "contacts"
    PICKED = "picked"


class Pulse(Base):
    """What is asked, of whom, and when.

    `questions` are entries of `bot.pulse.questions`, `schedule` is one of its own kind; `picked`
    are the user ids of a picked audience. People are reminded so many hours after they were asked
    as `reminders` says. Means are shown from `mean_minimum` answers on, the rest from
    `detail_minimum`. `drawn` holds the keys of what was drawn from the bank since all were,
    `skips` the occurrence that is left out. Occurrences before `effective_from` are not asked.
    `changed_by` paused, resumed or stopped it, `edited_by` planned it anew.
    """

    __tablename__ = "pulses"
    __table_args__ = (UniqueConstraint("relationship_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    relationship_id: Mapped[str] = mapped_column(ForeignKey("relationships.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str]
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    anonymity: Mapped[str]
    in_channel: Mapped[bool]
    audience: Mapped[str] = mapped_column(default=Audience.EVERYBODY)
    picked: Mapped[list[str]] = mapped_column(JSON, default=list)
    schedule: Mapped[dict[str, Any]] = mapped_column(JSON)
    open_hours: Mapped[int]
    reminders: Mapped[list[int]] = mapped_column(JSON, default=list)
    mean_minimum: Mapped[int] = mapped_column(default=3)
    detail_minimum: Mapped[int] = mapped_column(default=5)
    drawn: Mapped[list[str]] = mapped_column(JSON, default=list)
    skips: Mapped[str | None]
    status: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    effective_from: Mapped[datetime]
    changed_by: Mapped[str | None]
    edited_by: Mapped[str | None]
    post_id: Mapped[str | None]

    @property
    def anonymous(self) -> bool:
        return self.anonymity != "named"

    @property
    def name(self) -> str:
        """Its title, or else its first question."""
        return self.title or str(self.questions[0]["client"])


class Round(Base):
    """One occurrence of a pulse; `key` says which. `post_id` is the question of a channel round.

    `questions` are those of this round. `anonymity` and both minimums are what people were promised
    when it began: who edits the pulse changes later rounds. `figures` are what may be shown of a
    closed one: all that is ever said of it is made from them.

    `wiped` is true once the engine itself keeps nothing of the answers' former places. Once its
    time is over, the reactions on its questions are read back: `reading_since` says when that was
    first tried, and `reader` is the process that does it until `reading_until` (database time).
    """

    __tablename__ = "pulse_rounds"
    __table_args__ = (
        UniqueConstraint("pulse_id", "key"),
        Index(
            "uq_pulse_rounds_one_open",
            "pulse_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "ix_pulse_rounds_unfinished",
            "status",
            "closes_at",
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index("ix_pulse_rounds_closed", "pulse_id", "closed_at"),
        Index("ix_pulse_rounds_closed_at", "closed_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    pulse_id: Mapped[str] = mapped_column(ForeignKey("pulses.id", ondelete="CASCADE"))
    key: Mapped[str]
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    anonymity: Mapped[str] = mapped_column(default="anonymous")
    mean_minimum: Mapped[int] = mapped_column(default=3)
    detail_minimum: Mapped[int] = mapped_column(default=5)
    figures: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    status: Mapped[str]
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    post_id: Mapped[str | None]
    digest_post_id: Mapped[str | None]
    wiped: Mapped[bool]
    reading_since: Mapped[datetime | None]
    reader: Mapped[str | None]
    reading_until: Mapped[datetime | None]

    @property
    def anonymous(self) -> bool:
        return self.anonymity != "named"


class Participant(Base):
    """A person in a round. `post_id` is their first question, None until they were asked.

    An answer never changes this row: `answered` is written for all at once when the round closes.
    `read_back` is true once Slack said, or refused to say, how they have reacted. They are reminded
    at `remind_at`, which was done `reminded` times, unless they have `declined` this round. Who is
    `spared` is not asked, for they were asked often enough lately.
    """

    __tablename__ = "pulse_participants"
    __table_args__ = (
        UniqueConstraint("round_id", "user_id"),
        Index(
            "ix_pulse_participants_unasked",
            "round_id",
            "ask_at",
            sqlite_where=_UNASKED,
            postgresql_where=_UNASKED,
        ),
        Index(
            "ix_pulse_participants_reminders",
            "remind_at",
            sqlite_where=_REMINDED,
            postgresql_where=_REMINDED,
        ),
        Index("ix_pulse_participants_person", "user_id", "ask_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("pulse_rounds.id", ondelete="CASCADE"))
    user_id: Mapped[str]
    side: Mapped[str]
    ask_at: Mapped[datetime]
    post_id: Mapped[str | None]
    answered: Mapped[bool]
    read_back: Mapped[bool] = mapped_column(default=False)
    remind_at: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(default=0)
    declined: Mapped[bool] = mapped_column(default=False)
    spared: Mapped[bool] = mapped_column(default=False)


class Followup(Base):
    """A further question that somebody was asked: the one at `position`, which is 1 or more."""

    __tablename__ = "pulse_followups"

    participant_id: Mapped[str] = mapped_column(
        ForeignKey("pulse_participants.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[str] = mapped_column(index=True)
    read_back: Mapped[bool] = mapped_column(default=False)


class RoundKey(Base):
    """What the drafts of an open round are sealed with."""

    __tablename__ = "pulse_round_keys"

    round_id: Mapped[str] = mapped_column(
        ForeignKey("pulse_rounds.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[bytes]


class Draft(Base):
    """Somebody's answers while their round is open."""

    __tablename__ = "pulse_drafts"

    participant_id: Mapped[str] = mapped_column(
        ForeignKey("pulse_participants.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[bytes]


class Result(Base):
    """What is left of the answer to the question at `position`. `user_id` only in named rounds."""

    __tablename__ = "pulse_results"

    id: Mapped[str] = mapped_column(primary_key=True)
    round_id: Mapped[str] = mapped_column(
        ForeignKey("pulse_rounds.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    side: Mapped[str]
    kind: Mapped[str]
    score: Mapped[int | None]
    text: Mapped[str | None]
    user_id: Mapped[str | None]


# Made once, for making a statement takes longer than executing it.
_IN_THE_WAY = (
    select(Round.id)
    .where(Round.pulse_id == given("pulse_id"), or_(IS_OPEN, Round.key == given("key")))
    .limit(1)
)


async def next_number(session: AsyncSession, relationship_id: str) -> int:
    """The number of a new pulse. The caller has locked the relationship."""
    return await next_in(session, Pulse.number, where=Pulse.relationship_id == relationship_id)


async def get_pulse(session: AsyncSession, pulse_id: str) -> Pulse:
    """The pulse of that id, which must exist."""
    return await session.get_one(Pulse, pulse_id)


async def lock_pulse(session: AsyncSession, pulse_id: str) -> Pulse:
    """The same, and nobody else steers or opens it until the transaction ends."""
    return await session.get_one(Pulse, pulse_id, with_for_update=True, populate_existing=True)


async def list_pulses(session: AsyncSession, relationship_id: str) -> list[Pulse]:
    """The pulses of a relationship that were not stopped, in the order of their numbers."""
    rows = await session.scalars(
        select(Pulse)
        .where(Pulse.relationship_id == relationship_id, Pulse.status != Status.STOPPED)
        .order_by(Pulse.number)
    )
    return list(rows)


async def find_by_number(session: AsyncSession, relationship_id: str, number: int) -> Pulse | None:
    found: Pulse | None = await session.scalar(
        select(Pulse).where(Pulse.relationship_id == relationship_id, Pulse.number == number)
    )
    return found


async def find_round(session: AsyncSession, round_id: str) -> Round | None:
    return await session.get(Round, round_id)


async def get_round(session: AsyncSession, round_id: str) -> Round:
    """The round of that id, which must exist."""
    return await session.get_one(Round, round_id)


async def lock_round(session: AsyncSession, round_id: str) -> Round | None:
    """The same or None; nobody else answers in it or closes it until the transaction ends."""
    return await session.get(Round, round_id, with_for_update=True, populate_existing=True)


async def find_open_round(session: AsyncSession, pulse_id: str) -> Round | None:
    found: Round | None = await session.scalar(
        select(Round).where(Round.pulse_id == pulse_id, IS_OPEN)
    )
    return found


async def list_closed(
    session: AsyncSession, pulse_id: str, until: datetime, most: int
) -> list[Round]:
    """The last rounds with figures that were closed by then, oldest first."""
    rows = await session.scalars(
        select(Round)
        .where(Round.pulse_id == pulse_id, Round.closed_at <= until, Round.figures.is_not(null()))
        .order_by(Round.closed_at.desc())
        .limit(most)
    )
    return list(rows)[::-1]


async def list_published(
    session: AsyncSession, relationship_id: str, number: int | None
) -> list[tuple[Pulse, Round]]:
    """The closed rounds with figures of the pulse of that number, or of all, oldest first."""
    wanted = [Pulse.relationship_id == relationship_id, Round.figures.is_not(null())]
    if number is not None:
        wanted.append(Pulse.number == number)
    rows = await session.execute(
        select(Pulse, Round)
        .join(Round, Round.pulse_id == Pulse.id)
        .where(*wanted)
        .order_by(Pulse.number, Round.closed_at)
    )
    return [(own, closed) for own, closed in rows]


async def may_open_round(session: AsyncSession, pulse_id: str, key: str) -> bool:
    """Whether no round of that pulse is open, and that occurrence had none."""
    in_the_way = await session.scalar(_IN_THE_WAY, {"pulse_id": pulse_id, "key": key})
    return in_the_way is None


async def list_unwiped(session: AsyncSession) -> list[str]:
    """The ids of closed rounds of which the engine may still keep something."""
    rows = await session.scalars(
        select(Round.id).where(Round.status == RoundStatus.CLOSED, IS_UNFINISHED)
    )
    return list(rows)


async def mark_wiped(session: AsyncSession, round_ids: Sequence[str]) -> None:
    await session.execute(update(Round).where(Round.id.in_(round_ids)).values(wiped=True))
