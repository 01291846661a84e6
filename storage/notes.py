"""Anonymous notes, what is written under them, and the way back to whoever wrote them.

Nothing here names the writer but the way back, which is sealed with a key of the note's own; both
are erased when the note is closed. Nothing tells the moment of what the writer did, either: only
days are kept, so that no other row can be laid beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    delete,
    exists,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.counting import next_in
from storage.database import database_time
from storage.engines.upsert import insert_once
from storage.relationships import MemberRecord

# As literal SQL, for an engine uses a partial index only where a query says the very same.
IS_UNFINISHED = text("NOT notes.wiped")
_UNFINISHED = text("NOT wiped")

# What leads back to the writer while a note is open; emptied for good when it is closed.
SEALED_TABLES = ("note_ways_back", "note_keys")

# How long one process alone tries to tell the writer something; longer than a try can take.
LEASE = timedelta(minutes=2)


class Note(Base):
    """A note. `side` is where it comes from, if that may be told.

    `readers` says whose contacts read it, `last_day` when something was written last. Until
    `show_after` it is kept back. `ending` is None while it is open; `ended_by` and `blocked_by` are
    contacts. `wiped` is true once the engine itself keeps nothing of the way back.
    """

    __tablename__ = "notes"
    __table_args__ = (
        Index(
            "ix_notes_unfinished",
            "last_day",
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    relationship_id: Mapped[str] = mapped_column(
        ForeignKey("relationships.id", ondelete="CASCADE"), index=True
    )
    side: Mapped[str | None]
    readers: Mapped[str]
    text: Mapped[str]
    day: Mapped[date]
    last_day: Mapped[date]
    show_after: Mapped[datetime | None]
    blocked_by: Mapped[str | None]
    ending: Mapped[str | None]
    ended_by: Mapped[str | None]
    wiped: Mapped[bool]


class NoteWord(Base):
    """What was written under a note: by a contact (`author`), or by its writer (None).

    `doubtful` is true where nobody knows whether it reached the writer.
    """

    __tablename__ = "note_words"
    __table_args__ = (UniqueConstraint("note_id", "seq"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"))
    seq: Mapped[int]
    author: Mapped[str | None]
    text: Mapped[str]
    doubtful: Mapped[bool]


class NoteCard(Base):
    """Where a contact sees the note: the id of the post in their direct message."""

    __tablename__ = "note_cards"

    note_id: Mapped[str] = mapped_column(
        ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[str]


class NoteKey(Base):
    """What the way back is sealed with."""

    __tablename__ = "note_keys"

    note_id: Mapped[str] = mapped_column(
        ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[bytes]


class WayBack(Base):
    """Who wrote the note, sealed."""

    __tablename__ = "note_ways_back"

    note_id: Mapped[str] = mapped_column(
        ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[bytes]


class NoteDelivery(Base):
    """Something that is still to be said to the writer; gone once it was said.

    It is not in the outbox, whose rows name the person that they go to. `kind` says what it is,
    `word_id` which word under the note. `worker` tries until `leased_until` (database time);
    `attempts` counts those that were begun.
    """

    __tablename__ = "note_deliveries"
    __table_args__ = (UniqueConstraint("note_id", "seq"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"))
    seq: Mapped[int]
    kind: Mapped[str]
    word_id: Mapped[str | None]
    since: Mapped[date]
    attempts: Mapped[int]
    worker: Mapped[str | None]
    leased_until: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Errand:
    """A delivery that this process alone tries now. `again` is true where one was begun before."""

    id: str
    kind: str
    word_id: str | None
    since: date
    again: bool


async def add_note(session: AsyncSession, key: bytes, sealed: bytes, **values: object) -> bool:
    """Write a new note down with its sealed way back. False where that id is taken."""
    if not await insert_once(session, Note, **values):
        return False
    note_id = values["id"]
    session.add_all([NoteKey(note_id=note_id, key=key), WayBack(note_id=note_id, sealed=sealed)])
    return True


async def get_note(session: AsyncSession, note_id: str) -> Note:
    """The note of that id, which must exist."""
    return await session.get_one(Note, note_id)


async def lock_note(session: AsyncSession, note_id: str) -> Note:
    """The same, and nobody else changes it or what hangs on it until the transaction ends."""
    return await session.get_one(Note, note_id, with_for_update=True, populate_existing=True)


async def find_way_back(session: AsyncSession, note_id: str) -> tuple[bytes, bytes] | None:
    """The key of a note, and what it opens; None once they are erased."""
    row = (
        await session.execute(
            select(NoteKey.key, WayBack.sealed)
            .join(WayBack, WayBack.note_id == NoteKey.note_id)
            .where(NoteKey.note_id == note_id)
        )
    ).first()
    return (row.key, row.sealed) if row is not None else None


async def erase_way_back(session: AsyncSession, note_id: str) -> None:
    """Nobody finds the writer any more, and nothing waits to be said to them."""
    for record in (WayBack, NoteKey, NoteDelivery):
        await session.execute(delete(record).where(record.note_id == note_id))


async def add_word(
    session: AsyncSession, note_id: str, *, word_id: str, author: str | None, text: str
) -> bool:
    """Write under a note. The caller holds its lock. False where that id is taken."""
    seq = await next_in(session, NoteWord.seq, where=NoteWord.note_id == note_id)
    return await insert_once(
        session,
        NoteWord,
        id=word_id,
        note_id=note_id,
        seq=seq,
        author=author,
        text=text,
        doubtful=False,
    )


async def get_word(session: AsyncSession, word_id: str) -> NoteWord:
    """The word of that id, which must exist."""
    return await session.get_one(NoteWord, word_id)


async def list_words(session: AsyncSession, note_id: str) -> Sequence[NoteWord]:
    """What was written under a note, oldest first."""
    rows = await session.scalars(
        select(NoteWord).where(NoteWord.note_id == note_id).order_by(NoteWord.seq)
    )
    return rows.all()


async def erase_words(session: AsyncSession, note: Note) -> None:
    """All that was written in it and under it."""
    note.text = ""
    await session.execute(delete(NoteWord).where(NoteWord.note_id == note.id))


async def add_card(session: AsyncSession, note_id: str, user_id: str, post_id: str) -> None:
    session.add(NoteCard(note_id=note_id, user_id=user_id, post_id=post_id))


async def list_cards(session: AsyncSession, note: Note, sides: Sequence[str]) -> Sequence[NoteCard]:
    """The cards of those who are contacts of one of these sides still, in a stable order."""
    rows = await session.scalars(
        select(NoteCard)
        .join(MemberRecord, MemberRecord.user_id == NoteCard.user_id)
        .where(
            NoteCard.note_id == note.id,
            MemberRecord.relationship_id == note.relationship_id,
            MemberRecord.present,
            MemberRecord.role == "contact",
            MemberRecord.side.in_(sides),
        )
        .order_by(NoteCard.user_id)
    )
    return rows.all()


async def list_to_show(session: AsyncSession, now: datetime) -> list[str]:
    """The notes that were kept back for long enough."""
    return await _list(session, Note.ending.is_(None), Note.show_after <= now)


async def list_quiet(session: AsyncSession, day: date) -> list[str]:
    """The open notes under which nothing was written on that day or later."""
    return await _list(session, Note.ending.is_(None), Note.last_day < day)


async def list_unwiped(session: AsyncSession) -> list[str]:
    """The closed notes whose way back is erased, and of which the engine may keep something."""
    kept = exists().where(NoteKey.note_id == Note.id)
    return await _list(session, Note.ending.is_not(None), ~kept)


async def _list(session: AsyncSession, *conditions: ColumnElement[bool]) -> list[str]:
    rows = await session.scalars(
        select(Note.id).where(IS_UNFINISHED, *conditions).order_by(Note.id)
    )
    return list(rows)


async def mark_wiped(session: AsyncSession, note_ids: Sequence[str]) -> None:
    await session.execute(update(Note).where(Note.id.in_(note_ids)).values(wiped=True))


async def add_delivery(
    session: AsyncSession,
    note_id: str,
    *,
    delivery_id: str,
    kind: str,
    today: date,
    word_id: str | None = None,
) -> None:
    """Have something said to the writer. The caller holds the note's lock, or has just made it."""
    seq = await next_in(session, NoteDelivery.seq, where=NoteDelivery.note_id == note_id)
    session.add(
        NoteDelivery(
            id=delivery_id,
            note_id=note_id,
            seq=seq,
            kind=kind,
            word_id=word_id,
            since=today,
            attempts=0,
        )
    )
    await session.flush()


async def list_waiting(session: AsyncSession) -> list[str]:
    """The notes of which something is to be said to the writer."""
    rows = await session.scalars(select(NoteDelivery.note_id).distinct())
    return sorted(rows)


async def claim_delivery(session: AsyncSession, note_id: str, worker: str) -> Errand | None:
    """Let `worker` alone try what is to be said first, and count the try as begun.

    None where nothing is, or somebody else tries it.
    """
    moment = await database_time(session)
    first = (
        select(NoteDelivery.id)
        .where(NoteDelivery.note_id == note_id)
        .order_by(NoteDelivery.seq)
        .limit(1)
        .scalar_subquery()
    )
    claimed = await session.execute(
        update(NoteDelivery)
        .where(
            NoteDelivery.id == first,
            or_(NoteDelivery.leased_until.is_(None), NoteDelivery.leased_until < moment),
        )
        .values(worker=worker, leased_until=moment + LEASE, attempts=NoteDelivery.attempts + 1)
        .returning(
            NoteDelivery.id,
            NoteDelivery.kind,
            NoteDelivery.word_id,
            NoteDelivery.since,
            NoteDelivery.attempts,
        )
    )
    row = claimed.first()
    if row is None:
        return None
    return Errand(row.id, row.kind, row.word_id, row.since, again=row.attempts > 1)


async def end_delivery(session: AsyncSession, errand: Errand, worker: str) -> bool:
    """Nothing more is to be said of that one. False where somebody else tries it by now."""
    ended = await session.execute(
        delete(NoteDelivery)
        .where(NoteDelivery.id == errand.id, NoteDelivery.worker == worker)
        .returning(NoteDelivery.id)
    )
    return ended.first() is not None


async def count_waiting(session: AsyncSession, note_id: str) -> int:
    """How many things are to be said to the writer of that note."""
    rows = await session.scalars(select(NoteDelivery.id).where(NoteDelivery.note_id == note_id))
    return len(rows.all())


async def mark_doubtful(session: AsyncSession, word_id: str) -> None:
    """Nobody knows whether that word reached the writer."""
    await session.execute(update(NoteWord).where(NoteWord.id == word_id).values(doubtful=True))
