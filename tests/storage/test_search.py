"""Full-text search: the same on both engines, in any language, and never syntax."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.words import storable
from storage import search
from storage.database import Database
from storage.search import Kind
from tests.factories import make_relationship

# What is to be found: id, title, body, tags.
SHELF = (
    ("nightly", "The nightly export fails", "No file since Monday; the disk is full", ("disk",)),
    ("disk", "Watch the disk", "Exports failed until somebody looked", ()),
    ("handover", "Übergaben brauchen Zeit", "Große Straßen, kleine Schritte", ("ÜBERGABE",)),
    ("invoice", "Invoices are late", "They wait for a signature: cost-centre 4711", ("billing",)),
    ("japanese", "引き継ぎは早めに", "テストを先に書く", ()),
    ("arabic", "العقد قبل العمل", "نوقّع أولاً", ()),
    ("hindi", "हस्तांतरण जल्दी करें", "", ()),
    ("greek", "Οι συμβάσεις πρώτα", "", ()),
)
# Words of which an engine keeps all, or little, or something else.
WORDS = (
    "added",
    "anonymous",
    "car",
    "carpet",
    "communication",
    "late-deliveries",
    "flexibility",
    "happiness",
    "happily",
    "management",
    "operating",
    "organizations",
    "responsibilities",
    "theoretical",
    "somewhere",
    "university",
    "vertraulichkeiten",
)


@pytest.fixture
async def shelf(database: Database) -> AsyncIterator[Database]:
    """Two relationships with the same words in both; those of the other have other ids."""
    async with database.write() as session:
        for home in ("R1", "R2"):
            await make_relationship(session, id=home, channel_id=f"C{home}")
        for name, title, body, tags in SHELF:
            await put(session, name, title, body, tags)
            await put(session, f"{name} of others", title, body, tags)
    yield database


async def put(
    session: AsyncSession, name: str, title: str, body: str = "", tags: Sequence[str] = ()
) -> None:
    home = "R2" if name.endswith("of others") else "R1"
    await search.index(
        session, Kind.LESSON, name, relationship_id=home, title=title, body=body, tags=tags
    )


async def find(database: Database, words: str, **how: object) -> list[str]:
    async with database.read() as session:
        found = await search.search(session, "R1", words, **{"most": 10, **how})
    assert [one.rank for one in found] == sorted((one.rank for one in found), reverse=True)
    return [one.subject_id for one in found]


async def test_what_is_in_the_title_comes_before_what_is_only_said(shelf: Database) -> None:
    assert await find(shelf, "disk") == ["disk", "nightly"]
    assert await find(shelf, "export") == ["nightly", "disk"]
    assert await find(shelf, "fail") == ["nightly", "disk"], "in its other forms, too"
    assert await find(shelf, "export signature") == [], "every word has to be there"
    assert set(await find(shelf, "export signature", every=False)) == {
        "nightly",
        "disk",
        "invoice",
    }
    assert await find(shelf, "the export of the disk", most=1) == ["nightly"]
    for empty in ("against", "over", "once", "yourselves", "don't"):
        assert await find(shelf, f"disk {empty}") == ["disk", "nightly"], "it says nothing"


async def test_any_language_and_the_beginning_of_the_last_word(shelf: Database) -> None:
    expected = {
        "ubergabe": "handover",
        "ÜBERGABE": "handover",
        "STRAßEN schritt": "handover",
        "strasse": "handover",
        "late inv": "invoice",
        "cost-centre": "invoice",
        "471": "invoice",
        "引き継ぎ": "japanese",
        "テスト": "japanese",
        "العقد": "arabic",
        "نوقع": "arabic",
        "हस्तांतरण": "hindi",
        "συμβασεις": "greek",
    }
    assert {words: await find(shelf, words) for words in expected} == {
        words: [name] for words, name in expected.items()
    }
    assert await find(shelf, "inv late") == [], "only the last word may be the beginning of one"
    assert await find(shelf, "centre-cost") == [], "a word of two stands as it was typed"


async def test_a_word_is_found_however_much_of_it_is_typed(database: Database) -> None:
    """Also where the engine keeps less of it than is typed: of "university" it keeps "univers"."""
    async with database.write() as session:
        await make_relationship(session, id="R1")
        for word in WORDS:
            await put(session, word, "A word", f"We talked of {word} then")
    missed = [
        word[:length]
        for word in WORDS
        for length in range(3, len(word) + 1)
        if word not in await find(database, word[:length], most=len(WORDS))
    ]
    assert not missed, missed
    assert await find(database, "carpe") == await find(database, "carpet") == ["carpet"]
    assert await find(database, "then cost-effectiv") == [], "they have to stand side by side"
    assert await find(database, "late-deliveri") == ["late-deliveries"]
    assert await find(database, "universi talked") == [], "only the last word may go on"


async def test_words_that_look_like_syntax_are_words(shelf: Database) -> None:
    nothing = ["", "  ", "'", '"', "*", "()", ":*", "&|", "--", "\\", "disk NO1", "NEAR(disk no1)"]
    assert not any([await find(shelf, words) for words in nothing])
    disks = ["disk OR", "AND disk", "disk*", '"disk"', "disk:*", "(disk", "disk'; --", "^disk"]
    assert {words: await find(shelf, words) for words in disks} == {
        words: ["disk", "nightly"] for words in disks
    }


async def test_others_and_other_kinds_are_never_found(shelf: Database) -> None:
    async with shelf.write() as session:
        await search.index(
            session, Kind.PROBLEM, "nightly", relationship_id="R1", title="Disk", body=""
        )
        found = await search.search(session, "R1", "disk", kinds=[Kind.PROBLEM], most=9)
        assert [(one.kind, one.subject_id) for one in found] == [(Kind.PROBLEM, "nightly")]
        assert await search.search(session, "R3", "disk", most=9) == []
        assert await search.search(session, "R1", "R1", most=9) == [], "nor by their ids"
    for words in ("disk", "export", "R2", "others", "disk R2"):
        assert not any("others" in one for one in await find(shelf, words))


async def test_what_was_changed_is_found_by_its_new_words_only(shelf: Database) -> None:
    async with shelf.write() as session:
        await put(session, "disk", "Watch the memory")
        await search.forget(session, Kind.LESSON, "nightly")
    assert await find(shelf, "disk") == []
    assert await find(shelf, "memory") == ["disk"]
    async with shelf.write() as session:
        await session.execute(text("DELETE FROM relationships WHERE id = 'R1'"))
    assert await find(shelf, "memory") == []


async def test_more_words_than_an_engine_takes_are_no_failure(shelf: Database) -> None:
    async with shelf.write() as session:
        await put(session, "disk", "Watch it", " ".join(map(str, range(300_000))))
    assert await find(shelf, "watch") == ["disk"]
    assert await find(shelf, "17") == ["disk"]
    for endless in ("引" * 10_000, "a-b-" * 2_500, "x" * 10_000, "disk " * 2_000 + "no1"):
        assert await find(shelf, endless) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_erased_words_leave_the_index_of_the_file(shelf: Database) -> None:
    async with shelf.write() as session:
        await put(session, "disk", "zanzibarish")
    async with shelf.write() as session:
        await put(session, "disk", "nothing of it")
    assert await shelf.scrub()
    async with shelf.read() as session:
        pages = await session.scalars(text("SELECT block FROM search_index_data"))
        assert not any(b"zanzibarish" in page for page in pages)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_backup_without_free_space_is_searched_the_same(
    shelf: Database, database_url: str, tmp_path: Path
) -> None:
    async with shelf.write() as session:  # so that rows could move
        await search.forget(session, Kind.LESSON, "nightly")
        await search.forget(session, Kind.LESSON, "handover of others")
    copy = tmp_path / "backup.db"
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
        connection.execute("VACUUM")
        check = "INSERT INTO search_index(search_index, rank) VALUES ('integrity-check', 1)"
        connection.execute(check)
    backup = Database(f"sqlite:///{copy}")
    for database in (shelf, backup):
        assert await find(database, "disk") == ["disk"]
        assert await find(database, "ubergabe") == ["handover"]
    await backup.close()


def test_nothing_that_is_typed_breaks_a_search(database_url: str) -> None:
    with asyncio.Runner() as runner:
        database = Database(database_url)

        @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
        @given(words=st.text(max_size=60), every=st.booleans())
        def type_in(words: str, every: bool) -> None:
            runner.run(find(database, str(storable(words)), every=every))

        type_in()
        runner.run(database.close())
