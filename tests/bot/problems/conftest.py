"""A database in which two organisations have come together."""

import pytest

from storage.database import Database
from tests.bot.problems.records import write_relationship


@pytest.fixture
async def home(database: Database) -> Database:
    async with database.write() as session:
        await write_relationship(session)
    return database
