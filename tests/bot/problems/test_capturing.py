"""Messages that are marked become entries, whoever is heard of first, and follow their message."""

from itertools import permutations

import pytest

from bot.core.errors import NotOnASide
from bot.problems import capturing, entries, errors, steps
from bot.problems.description import Source
from bot.problems.rules import Kind, Stage, Step
from storage import problems
from storage.database import Database
from storage.problems import Entry
from tests.bot.problems.records import NOW, Room, raise_one

SAID = Source("CR1", "1793600000.000100")


async def mark(
    room: Room,
    by: str,
    at: str,
    *,
    added: bool = True,
    kind: Kind = Kind.FACT,
    author: str = "UBEA",
    text: str = "It fails at two",
    source: Source = SAID,
    edited: str = "",
) -> Entry | None:
    async with room.database.write() as session:
        return await capturing.capture(
            session,
            await problems.get_problem(session, room.problem_id),
            kind=kind,
            source=source,
            author=author,
            text=text,
            edited_ts=edited,
            captured_by=by,
            acted_at=at,
            added=added,
            now=NOW,
        )


async def test_a_marked_message_is_one_entry_of_its_author_while_a_mark_stands(
    home: Database,
) -> None:
    room = Room(home, (await raise_one(home)).id)
    first, again = await mark(room, "UANN", "1.1"), await mark(room, "UBO", "1.2")
    assert first is not None
    assert again is not None
    assert first.id == again.id
    assert (first.author, first.side, first.captured_by) == ("UBEA", "vendor", "UANN")
    assert first.created_at.timestamp() == float(SAID.ts)
    assert await mark(room, "UANN", "1.3", added=False) is not None
    assert (await room.dossier()).entries[0].captured_by == "UBO"
    assert await mark(room, "UBO", "1.4", added=False) is None
    assert await mark(room, "UBO", "1.5") is not None
    async with home.write() as session:
        await entries.withdraw(session, first.id, user_id="UBEA", now=NOW)
    assert await mark(room, "UADA", "1.6") is None, "what its author took back stays so"
    assert await mark(room, "UADA", "1.7", kind=Kind.IDEA) is not None
    whole = await room.dossier()
    assert [(one.kind, one.withdrawn_at is None) for one in whole.entries] == [
        ("fact", False),
        ("idea", True),
    ]


async def test_the_latest_act_of_a_person_counts_in_whatever_order_it_is_heard(
    home: Database,
) -> None:
    room = Room(home, (await raise_one(home)).id)
    acts = [("1.1", True), ("1.2", False), ("1.3", True)]
    for number, order in enumerate(permutations(acts), 1):
        source = Source("CR1", f"{number}.0")
        for at, added in order:
            await mark(room, "UANN", at, added=added, source=source)
            await mark(room, "UBO", at, added=not added, source=source, kind=Kind.IDEA)
        head = await room.head()
        assert (head.count(Kind.FACT), head.count(Kind.IDEA)) == (number, 0)


async def test_what_nobody_of_both_sides_wrote_or_marked_is_not_kept(home: Database) -> None:
    room = Room(home, (await raise_one(home)).id)
    with pytest.raises(NotOnASide):
        await mark(room, "UNEW", "1.1")
    with pytest.raises(errors.AuthorOutside):
        await mark(room, "UANN", "1.1", author="UBOT")
    with pytest.raises(errors.WithoutWords):
        await mark(room, "UANN", "1.1", text=" ")
    await room.answer(await room.propose("UAMIR", Step.CLOSE_EARLY, reason="It is gone"), "UBEA")
    assert await mark(room, "UANN", "1.2") is None
    assert (await room.dossier()).entries == []


async def test_marks_taken_away_while_it_is_closed_do_not_count_once_it_is_reopened(
    home: Database,
) -> None:
    room, other = Room(home, (await raise_one(home)).id), Source("CR1", "1793600001.000100")
    for by in ("UANN", "UBO"):
        await mark(room, by, "1.1")
    await mark(room, "UANN", "1.1", source=other)
    await room.answer(await room.propose("UAMIR", Step.CLOSE_EARLY, reason="It is gone"), "UBEA")
    for source in (SAID, other):
        assert await mark(room, "UANN", "1.2", added=False, source=source) is None
    assert (await room.head()).count(Kind.FACT) == 2, "nothing happens to a closed problem"
    async with home.write() as session:
        again = {"to": Stage.DEFINE, "reason": "It is back", "user_id": "UBEA", "now": NOW}
        await steps.reopen(session, room.problem_id, **again)
    assert [one.withdrawn_at is None for one in (await room.dossier()).entries] == [True, False]


async def edit(room: Room, text: str, at: str) -> int:
    """That somebody edited the message is heard; how many entries changed."""
    async with room.database.write() as session:
        return len(
            await capturing.follow_edit(
                session, SAID.channel_id, SAID.ts, text, edited_ts=at, now=NOW
            )
        )


async def test_an_edit_is_followed_once_and_a_deletion_takes_the_entry_back(
    home: Database,
) -> None:
    room = Room(home, (await raise_one(home)).id)
    await mark(room, "UANN", "1.1")

    assert [await edit(room, "At three", "2.2"), await edit(room, "At one", "2.1")] == [1, 0]
    assert await edit(room, "At three", "2.2") == 0
    (entry,) = (await room.dossier()).entries
    assert (entry.text, entry.edited_at) == ("At three", NOW)
    for found in (1, 0):
        async with home.write() as session:
            gone = await capturing.follow_deletion(session, SAID.channel_id, SAID.ts, NOW)
        assert len(gone) == found
    assert await mark(room, "UBO", "1.9") is None
    (entry,) = (await room.dossier()).entries
    assert entry.source_gone
    assert (await room.head()).count(Kind.FACT) == 0


async def test_no_older_words_come_back(home: Database) -> None:
    """Slack told of the words after their second edit, and we hear of the first one late."""
    room = Room(home, (await raise_one(home)).id)
    await mark(room, "UANN", "3.1", text="Third", edited="2.2")
    assert await edit(room, "Second", "2.1") == 0
    await mark(room, "UBO", "3.3", text="Fourth", edited="3.2")
    assert await edit(room, "Third", "2.3") == 0
    (entry,) = (await room.dossier()).entries
    assert (entry.text, entry.captured_by) == ("Fourth", "UANN")


async def test_where_an_edit_leaves_no_words_nothing_stands(home: Database) -> None:
    room = Room(home, (await raise_one(home)).id)
    await mark(room, "UANN", "1.1")
    assert await edit(room, " ", "2.1") == 1
    assert (await room.head()).count(Kind.FACT) == 0
    assert await mark(room, "UBO", "2.2", added=False, text="", edited="2.1") is None
    again = await mark(room, "UBO", "2.4", text="At three", edited="2.3")
    assert again is not None
    assert (again.text, (await room.head()).count(Kind.FACT)) == ("At three", 1)


async def test_what_was_captured_can_be_named_otherwise_but_not_twice(home: Database) -> None:
    room = Room(home, (await raise_one(home)).id)
    await room.go_on()
    assert (await room.head()).problem.stage == Stage.CAUSES
    fact = await mark(room, "UANN", "1.1")
    cause = await mark(room, "UANN", "1.2", kind=Kind.CAUSE)
    assert fact is not None
    assert cause is not None
    async with home.write() as session:
        with pytest.raises(errors.AlreadyThat):
            await entries.move_kind(session, fact.id, kind=Kind.CAUSE, user_id="UBEA", now=NOW)
        await entries.move_kind(session, fact.id, kind=Kind.OUTSIDE, user_id="UBEA", now=NOW)
    assert await mark(room, "UBO", "1.3") is None
    assert await mark(room, "UBO", "1.4", added=False) is None
    kinds = [one.kind for one in (await room.dossier()).entries]
    assert kinds == [Kind.OUTSIDE, Kind.CAUSE], "its author knows what it is"
