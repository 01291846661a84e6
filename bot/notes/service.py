"""What happens to notes, inside the caller's transaction.

Where a form may be submitted twice, its effect is told apart by the id that it was opened with:
for what the writer does no view id is kept, as its moment would say when they were here.
"""

import json
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core import sealing
from bot.core.authority import Act, require
from bot.core.ids import new_id
from bot.notes import rules
from bot.notes.errors import NoteBlocked, NoteClosed, NotTheWriter
from bot.notes.rules import Ending, Readers
from bot.relationships.service import direct, tell
from storage import notes, outbox, relationships
from storage.notes import Errand, Note
from storage.outbox import Card, Post

CARD = "note"
WORD = "note_word"
ENDED = "note_ended"

# What is said to the writer.
LEFT, ANSWERED, CLOSED = "left", "answered", "closed"


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote a note, and whose bot they talk to."""

    user_id: str
    installation_id: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form of a new note says; `note_id` is from when it was opened."""

    note_id: str
    readers: Readers
    text: str


async def leave(
    session: AsyncSession, relationship_id: str, draft: Draft, *, writer: Writer, now: datetime
) -> bool:
    """Keep a new note, which is shown to its readers a little later. False where it was kept
    before.

    Raises NotOnASide, and InvalidInput with sentences by field.
    """
    relationship = await relationships.get_relationship(session, relationship_id)
    member = await relationships.find_member(session, relationship_id, writer.user_id)
    member = require(Act.NOTE_LEAVE, member)
    sides = await relationships.load_sides(session, relationship)
    rules.check_text(draft.text)
    rules.check_readers(rules.find_readers(sides, draft.readers))
    key, today = sealing.new_key(), now.date()
    kept = await notes.add_note(
        session,
        key,
        sealing.seal(key, draft.note_id, json.dumps([writer.user_id, writer.installation_id])),
        id=draft.note_id,
        relationship_id=relationship_id,
        side=rules.find_told_side(sides, member.side) if member.side else None,
        readers=draft.readers,
        text=draft.text,
        day=today,
        last_day=today,
        show_after=_pick_moment(now),
        wiped=False,
    )
    if kept:
        await _tell_writer(session, draft.note_id, LEFT, now)
    return kept


def _pick_moment(now: datetime) -> datetime:
    """A random one within the time for which a note is kept back."""
    most = int(rules.SHOWN_WITHIN.total_seconds())
    return now + timedelta(seconds=secrets.randbelow(most))


async def show(session: AsyncSession, note_id: str, now: datetime) -> None:
    """Give each reader a card of the note, once it was kept back for long enough."""
    note = await notes.lock_note(session, note_id)
    if note.ending is not None or note.show_after is None or note.show_after > now:
        return
    note.show_after = None
    relationship = await relationships.get_relationship(session, note.relationship_id)
    sides = await relationships.load_sides(session, relationship)
    for contact in rules.find_readers(sides, Readers(note.readers)):
        post_id = await tell(session, relationship, contact.user_id, Card(CARD, note.id), now)
        await notes.add_card(session, note.id, contact.user_id, post_id)


async def check_reader(session: AsyncSession, note_id: str, user_id: str) -> Note:
    """The note, if it is open and this person is a contact who reads it; nobody else changes it
    until the transaction ends.

    Raises NotOnASide, NotAllowed or NoteClosed.
    """
    note = await notes.lock_note(session, note_id)
    member = await relationships.find_member(session, note.relationship_id, user_id)
    require(Act.NOTE_ANSWER, member, readers=Readers(note.readers).sides)
    if note.ending is not None:
        raise NoteClosed
    return note


async def check_writer(session: AsyncSession, note_id: str, user_id: str) -> Note:
    """The same for the person who wrote it. Raises NoteClosed or NotTheWriter."""
    note = await notes.lock_note(session, note_id)
    if note.ending is not None:
        raise NoteClosed
    writer = await find_writer(session, note_id)
    if writer is None or writer.user_id != user_id:
        raise NotTheWriter
    return note


async def check_may_write(session: AsyncSession, note_id: str, user_id: str) -> Note:
    """The same, if they may write more under it. Raises NotOnASide and NoteBlocked, too."""
    note = await check_writer(session, note_id, user_id)
    require(Act.NOTE_LEAVE, await relationships.find_member(session, note.relationship_id, user_id))
    if note.blocked_by is not None:
        raise NoteBlocked
    return note


async def find_writer(session: AsyncSession, note_id: str) -> Writer | None:
    """Who wrote it; None once the way back is erased."""
    found = await notes.find_way_back(session, note_id)
    if found is None:
        return None
    key, sealed = found
    return Writer(*json.loads(sealing.unseal(key, note_id, sealed)))


async def answer(
    session: AsyncSession, note_id: str, *, word_id: str, text: str, user_id: str, now: datetime
) -> bool:
    """A contact answers. False where that was heard before.

    Raises what `check_reader` raises, and InvalidInput for the field `text`.
    """
    note = await check_reader(session, note_id, user_id)
    if not await _write(session, note, word_id=word_id, author=user_id, text=text, now=now):
        return False
    await _tell_writer(session, note_id, ANSWERED, now, word_id)
    return True


async def write_more(
    session: AsyncSession, note_id: str, *, word_id: str, text: str, user_id: str, now: datetime
) -> bool:
    """The writer writes more under their note. False where that was heard before.

    Raises what `check_may_write` raises, and InvalidInput for the field `text`.
    """
    note = await check_may_write(session, note_id, user_id)
    return await _write(session, note, word_id=word_id, author=None, text=text, now=now)


async def _write(
    session: AsyncSession, note: Note, *, word_id: str, author: str | None, text: str, now: datetime
) -> bool:
    rules.check_text(text)
    if not await notes.add_word(session, note.id, word_id=word_id, author=author, text=text):
        return False
    note.last_day = now.date()
    await _tell_readers(session, note, Card(WORD, word_id), now, but=author)
    return True


async def block(session: AsyncSession, note_id: str, *, user_id: str, now: datetime) -> None:
    """A contact wants no more of the writer's words under this note.

    Raises what `check_reader` raises.
    """
    note = await check_reader(session, note_id, user_id)
    if note.blocked_by is None:
        note.blocked_by = user_id
        await update_cards(session, note, now)


async def close_as_reader(
    session: AsyncSession, note_id: str, *, user_id: str, now: datetime
) -> None:
    """A contact closes the note; the writer is told, and then the way back is erased.

    Raises what `check_reader` raises.
    """
    note = await check_reader(session, note_id, user_id)
    note.ended_by = user_id
    await _close(session, note, Ending.CONTACT, now)


async def close_as_writer(
    session: AsyncSession, note_id: str, *, user_id: str, now: datetime
) -> None:
    """The writer closes it: the way back is erased at once, and so is what nobody has read yet.

    Raises what `check_writer` raises.
    """
    note = await check_writer(session, note_id, user_id)
    await notes.erase_way_back(session, note.id)
    if note.show_after is not None:
        await notes.erase_words(session, note)
    await _end(session, note, Ending.WRITER, now)


async def close_quiet(session: AsyncSession, note_id: str, now: datetime) -> None:
    """Close a note under which nobody has written for long."""
    note = await notes.lock_note(session, note_id)
    if note.ending is None and note.last_day < (now - rules.QUIET).date():
        await _close(session, note, Ending.QUIET, now)


async def _close(session: AsyncSession, note: Note, ending: Ending, now: datetime) -> None:
    await _tell_writer(session, note.id, CLOSED, now)
    await _end(session, note, ending, now)


async def _end(session: AsyncSession, note: Note, ending: Ending, now: datetime) -> None:
    note.ending, note.show_after = ending, None
    await _tell_readers(session, note, Card(ENDED, note.id), now, but=note.ended_by)


async def end_errand(
    session: AsyncSession,
    note_id: str,
    errand: Errand,
    *,
    worker: str,
    doubtful: bool,
    now: datetime,
) -> None:
    """Something was said to the writer; `doubtful` where nobody knows. After the last word of a
    closed note the way back is erased.
    """
    note = await notes.lock_note(session, note_id)
    if not await notes.end_delivery(session, errand, worker):
        return
    if doubtful and errand.word_id is not None:
        await notes.mark_doubtful(session, errand.word_id)
        await update_cards(session, note, now)
    if note.ending is not None and not await notes.count_waiting(session, note_id):
        await notes.erase_way_back(session, note_id)


async def lose_writer(session: AsyncSession, note_id: str, now: datetime) -> None:
    """The writer cannot be reached any more: the note is closed, the way back erased."""
    note = await notes.lock_note(session, note_id)
    await notes.erase_way_back(session, note_id)
    if note.ending is None:
        await _end(session, note, Ending.UNREACHABLE, now)


async def update_cards(session: AsyncSession, note: Note, now: datetime) -> None:
    """Have the cards of those who read it still show how it stands."""
    cards = await notes.list_cards(session, note, Readers(note.readers).sides)
    await outbox.update_cards(session, [card.post_id for card in cards], now)


async def _tell_readers(
    session: AsyncSession, note: Note, news: Card, now: datetime, *, but: str | None
) -> None:
    """Under each reader's card, and on it. Whoever did it (`but`) sees it on the card only.

    A writer who reads the note, too, is told like everybody.
    """
    relationship = await relationships.get_relationship(session, note.relationship_id)
    cards = await notes.list_cards(session, note, Readers(note.readers).sides)
    await outbox.update_cards(session, [card.post_id for card in cards], now)
    posts = [
        Post(
            key=f"{news.kind}:{news.id}:{card.user_id}",
            place=replace(direct(relationship, card.user_id), thread_post_id=card.post_id),
            card=news,
        )
        for card in cards
        if card.user_id != but
    ]
    await outbox.post_many(session, posts, now)


async def _tell_writer(
    session: AsyncSession, note_id: str, kind: str, now: datetime, word_id: str | None = None
) -> None:
    await notes.add_delivery(
        session,
        note_id,
        delivery_id=new_id(),
        kind=kind,
        word_id=word_id,
        today=now.date(),
    )
