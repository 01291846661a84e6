"""Who is away is known by person, over all relationships."""

from datetime import date

from storage import absences
from storage.database import Database

FRIDAY, MONDAY = date(2026, 11, 6), date(2026, 11, 9)


async def test_the_last_word_counts(database: Database) -> None:
    async with database.write() as session:
        await absences.save_absence(session, "UANN", FRIDAY)
        await absences.save_absence(session, "UANN", MONDAY)
        await absences.save_absence(session, "UBO", FRIDAY)
    async with database.read() as session:
        found = await absences.load_absences(session, ["UANN", "UBO", "UBEA"])
    assert found == {"UANN": MONDAY, "UBO": FRIDAY}


async def test_who_is_back_is_away_no_more(database: Database) -> None:
    async with database.write() as session:
        await absences.save_absence(session, "UANN", FRIDAY)
        await absences.end_absence(session, "UANN")
        await absences.end_absence(session, "UBO")
    async with database.read() as session:
        assert await absences.load_absences(session, ["UANN", "UBO"]) == {}


async def test_an_absence_that_is_over_is_forgotten(database: Database) -> None:
    async with database.write() as session:
        await absences.save_absence(session, "UANN", FRIDAY)
        await absences.save_absence(session, "UBO", MONDAY)
        await absences.forget_before(session, MONDAY)
    async with database.read() as session:
        assert await absences.load_absences(session, ["UANN", "UBO"]) == {"UBO": MONDAY}
