"""Notes on both engines: who may do what, who is told, and what is said to the writer once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.core.errors import InvalidInput, NotAllowed, NotOnASide
from bot.core.ids import new_id
from bot.core.people import Member, Role, Side
from bot.notes import rules, service
from bot.notes.errors import NoteBlocked, NoteClosed, NotTheWriter
from bot.notes.rules import Ending, Readers
from bot.notes.service import Draft, Writer
from storage import notes as records
from storage import relationships
from storage.database import Database
from storage.notes import (
    Errand,
    Note,
    NoteCard,
    NoteDelivery,
    NoteKey,
    NoteWord,
    WayBack,
)
from storage.outbox import Kind, OutboxRow
from storage.relationships import Relationship
from tests.factories import make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
LATER = NOW + rules.SHOWN_WITHIN


@pytest.fixture
async def memory(database: Database) -> Database:
    """A database with the relationship R1: UANN and UBO are contacts, UADA is a client."""
    async with database.write() as session:
        await make_relationship(session, id="R1")
    return database


async def leave(
    database: Database,
    user_id: str = "UADA",
    *,
    note_id: str = "N1",
    readers: Readers = Readers.BOTH,
    text: str = "the call is tense",
    shown: bool = True,
) -> bool:
    async with database.write() as session:
        kept = await service.leave(
            session, "R1", Draft(note_id, readers, text), writer=Writer(user_id, "T1"), now=NOW
        )
    if shown:
        async with database.write() as session:
            await service.show(session, note_id, LATER)
    return kept


async def answer(
    database: Database, user_id: str = "UBO", text: str = "hm", word: str = ""
) -> bool:
    async with database.write() as session:
        return await service.answer(
            session, "N1", word_id=word or new_id(), text=text, user_id=user_id, now=LATER
        )


async def write_more(database: Database, user_id: str = "UADA", word: str = "") -> bool:
    async with database.write() as session:
        return await service.write_more(
            session, "N1", word_id=word or new_id(), text="more", user_id=user_id, now=LATER
        )


async def close(database: Database, user_id: str = "UBO") -> None:
    async with database.write() as session:
        await service.close_as_reader(session, "N1", user_id=user_id, now=LATER)


async def note(database: Database) -> Note:
    async with database.read() as session:
        return await records.get_note(session, "N1")


async def all_of(database: Database, record: type) -> list:
    async with database.read() as session:
        return list(await session.scalars(select(record)))


async def posts(database: Database, kind: str) -> list[str | None]:
    """To whom something of that kind is posted."""
    rows = await all_of(database, OutboxRow)
    return [row.user_id for row in rows if row.kind == Kind.POST and row.card_kind == kind]


async def claim(database: Database, worker: str) -> Errand | None:
    async with database.write() as session:
        return await records.claim_delivery(session, "N1", worker)


async def say(
    database: Database, errand: Errand, worker: str = "W1", doubtful: bool = False
) -> None:
    async with database.write() as session:
        await service.end_errand(session, "N1", errand, worker=worker, doubtful=doubtful, now=LATER)


async def test_a_note_names_nobody_and_leads_back_to_its_writer(memory: Database) -> None:
    assert await leave(memory)
    kept = await note(memory)
    assert (kept.side, kept.readers, kept.day) == (Side.CLIENT, "both", NOW.date())
    assert kept.show_after is None
    async with memory.read() as session:
        assert await service.find_writer(session, "N1") == Writer("UADA", "T1")
    assert sorted(map(str, await posts(memory, service.CARD))) == ["UANN", "UBO"]


async def test_it_is_kept_back_for_a_random_while(memory: Database) -> None:
    moments = set()
    for number in range(20):
        await leave(memory, note_id=f"N{number}", shown=False)
    for kept in await all_of(memory, Note):
        assert NOW <= kept.show_after < LATER
        moments.add(kept.show_after)
    assert len(moments) > 5
    async with memory.read() as session:
        early = await records.list_to_show(session, NOW - timedelta(seconds=1))
        assert (early, len(await records.list_to_show(session, LATER))) == ([], 20)
    async with memory.write() as session:
        await service.show(session, "N1", NOW - timedelta(seconds=1))
    assert await posts(memory, service.CARD) == []


async def test_the_same_form_counts_once_at_once(memory: Database) -> None:
    kept = await asyncio.gather(*(leave(memory, shown=False) for _ in range(5)))
    assert sorted(kept) == [False] * 4 + [True]
    await leave(memory)
    heard = await asyncio.gather(*(answer(memory, word="W") for _ in range(5)))
    assert sorted(heard) == [False] * 4 + [True]
    assert len(await all_of(memory, NoteWord)) == 1
    assert {row.kind for row in await all_of(memory, NoteDelivery)} == {"left", "answered"}


async def test_only_people_of_a_side_leave_notes(memory: Database) -> None:
    async with memory.write() as session:
        await relationships.save_member(session, "R1", Member("USAM", None))
    for stranger in ("USAM", "UNOBODY"):
        with pytest.raises(NotOnASide):
            await leave(memory, stranger)
    with pytest.raises(InvalidInput):
        await leave(memory, text="")
    assert await all_of(memory, Note) == []


async def test_only_contacts_who_read_it_answer_close_or_block(memory: Database) -> None:
    await leave(memory, readers=Readers.VENDOR)
    for other in ("UANN", "UADA", "UBEA"):
        with pytest.raises(NotAllowed):
            await answer(memory, other)
        with pytest.raises(NotAllowed):
            await close(memory, other)
        with pytest.raises(NotAllowed):
            async with memory.write() as session:
                await service.block(session, "N1", user_id=other, now=LATER)
    assert await answer(memory, "UBO")


async def test_only_the_writer_writes_more_or_closes_as_such(memory: Database) -> None:
    await leave(memory)
    for other in ("UAMIR", "UANN", "UNOBODY"):
        with pytest.raises(NotTheWriter):
            await write_more(memory, other)
        with pytest.raises(NotTheWriter):
            async with memory.write() as session:
                await service.close_as_writer(session, "N1", user_id=other, now=LATER)
    assert await write_more(memory)
    async with memory.write() as session:
        await relationships.mark_absent(session, "R1", "UADA")
    with pytest.raises(NotOnASide):
        await write_more(memory)


async def test_after_blocking_the_writer_is_silent_and_contacts_are_not(memory: Database) -> None:
    await leave(memory)
    for contact in ("UBO", "UANN"):
        async with memory.write() as session:
            await service.block(session, "N1", user_id=contact, now=LATER)
    assert (await note(memory)).blocked_by == "UBO"
    with pytest.raises(NoteBlocked):
        await write_more(memory)
    assert await answer(memory)


async def test_who_is_no_contact_any_more_is_told_nothing_more(memory: Database) -> None:
    await leave(memory)
    assert len(await all_of(memory, NoteCard)) == 2
    async with memory.write() as session:
        await relationships.save_member(session, "R1", Member("UANN", Side.CLIENT, Role.MEMBER))
    await write_more(memory)
    assert await posts(memory, service.WORD) == ["UBO"]


async def test_the_author_of_an_answer_is_not_told_of_it_but_the_writer_is(
    memory: Database,
) -> None:
    await leave(memory, "UBO")
    await answer(memory, "UANN")
    assert await posts(memory, service.WORD) == ["UBO"]
    async with memory.write() as session:
        await service.write_more(session, "N1", word_id="W", text="more", user_id="UBO", now=LATER)
    assert sorted(map(str, await posts(memory, service.WORD))) == ["UANN", "UBO", "UBO"]


async def test_closed_by_a_contact_the_way_back_ends_with_the_last_word(memory: Database) -> None:
    await leave(memory)
    await answer(memory)
    await close(memory)
    with pytest.raises(NoteClosed):
        await answer(memory)
    with pytest.raises(NoteClosed):
        await write_more(memory)
    for kind in ("left", "answered", "closed"):
        assert len(await all_of(memory, NoteKey)) == len(await all_of(memory, WayBack)) == 1
        errand = await claim(memory, "W1")
        assert errand is not None and errand.kind == kind
        await say(memory, errand)
    assert await all_of(memory, NoteKey) == await all_of(memory, WayBack) == []
    async with memory.read() as session:
        assert await records.list_unwiped(session) == ["N1"]
    async with memory.write() as session:
        await records.mark_wiped(session, ["N1"])
    async with memory.read() as session:
        assert await records.list_unwiped(session) == []


async def test_closed_by_the_writer_nothing_leads_back_at_once(memory: Database) -> None:
    await leave(memory)
    await answer(memory)
    async with memory.write() as session:
        await service.close_as_writer(session, "N1", user_id="UADA", now=LATER)
    for record in (NoteKey, WayBack, NoteDelivery):
        assert await all_of(memory, record) == []
    assert (await note(memory)).ending == Ending.WRITER
    assert sorted(map(str, await posts(memory, service.ENDED))) == ["UANN", "UBO"]


async def test_what_nobody_has_read_is_erased_when_the_writer_closes(memory: Database) -> None:
    await leave(memory, shown=False)
    await write_more(memory)
    async with memory.write() as session:
        await service.close_as_writer(session, "N1", user_id="UADA", now=NOW)
    async with memory.write() as session:
        await service.show(session, "N1", LATER)
    assert (await note(memory)).text == ""
    assert await all_of(memory, NoteWord) == []
    assert await posts(memory, service.CARD) == []


async def test_one_worker_tries_until_its_lease_is_over(memory: Database) -> None:
    await leave(memory)
    claims = await asyncio.gather(*(claim(memory, f"W{number}") for number in range(5)))
    (first,) = [one for one in claims if one is not None]
    assert not first.again
    async with memory.write() as session:
        await session.execute(update(NoteDelivery).values(leased_until=NOW - timedelta(days=9)))
    second = await claim(memory, "W9")
    assert second is not None and second.again
    assert second.id == first.id
    await say(memory, first, "W1")
    assert len(await all_of(memory, NoteDelivery)) == 1, "it is another's by now"
    await say(memory, second, "W9")
    assert await all_of(memory, NoteDelivery) == []
    assert await claim(memory, "W1") is None


async def test_a_doubtful_word_is_marked(memory: Database) -> None:
    await leave(memory)
    await answer(memory)
    for doubtful in (True, True):
        errand = await claim(memory, "W1")
        assert errand is not None
        await say(memory, errand, doubtful=doubtful)
    (word,) = await all_of(memory, NoteWord)
    assert word.doubtful


async def test_a_lost_writer_closes_a_note_once(memory: Database) -> None:
    await leave(memory)
    for _ in range(2):
        async with memory.write() as session:
            await service.lose_writer(session, "N1", LATER)
    assert (await note(memory)).ending == Ending.UNREACHABLE
    assert await all_of(memory, WayBack) == []
    assert len(await posts(memory, service.ENDED)) == 2


async def test_a_quiet_note_is_closed_after_its_days(memory: Database) -> None:
    await leave(memory)
    quiet = NOW + rules.QUIET
    async with memory.read() as session:
        assert await records.list_quiet(session, NOW.date()) == []
        assert await records.list_quiet(session, NOW.date() + timedelta(days=1)) == ["N1"]
    for now, ending in ((quiet, None), (quiet + timedelta(days=1), Ending.QUIET)):
        async with memory.write() as session:
            await service.close_quiet(session, "N1", now)
        assert (await note(memory)).ending == ending


async def test_notes_go_with_their_relationship(memory: Database) -> None:
    await leave(memory)
    await answer(memory)
    async with memory.write() as session:
        await session.execute(delete(Relationship).where(Relationship.id == "R1"))
    for record in (Note, NoteWord, NoteCard, NoteKey, WayBack, NoteDelivery):
        assert await all_of(memory, record) == []
