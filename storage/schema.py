"""Which migration a database is at, and which this version needs.

To know that takes no Alembic, which is large: it is loaded where something is to be migrated.
"""

import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from storage.engines import is_sqlite, parse_address

REVISIONS = Path(__file__).parent / "migrations" / "versions"


class OldSchema(Exception):
    """The database has not the schema that this version needs."""


def newest_revision() -> str:
    """The revision that this version of the code needs."""
    return _known_revisions()[-1]


@functools.cache
def _known_revisions() -> tuple[str, ...]:
    """All revisions, oldest first: their files are named by them."""
    files = REVISIONS.glob("[0-9]*.py")
    return tuple(sorted(file.name.partition("_")[0] for file in files))


def is_newer(revision: str | None) -> bool:
    """Whether a database that is at this revision was migrated by a newer version than this."""
    return revision is not None and revision not in _known_revisions()


def explain(current: str | None) -> str:
    """What to do about a database that is not at the newest revision."""
    newest = newest_revision()
    if is_newer(current):
        return (
            f"The database is at schema {current}, which only a newer version knows. Run that "
            f"version, or go back with it: `rapport migrate --to {newest}`."
        )
    return (
        f"The database is at schema {current or 'none'}, this version needs {newest}. Run "
        "`rapport migrate` first."
    )


async def current_revision(address: str) -> str | None:
    """The revision that a database is at; None where it is empty."""
    database = Database(address)
    try:
        async with database.read() as session:
            return await read_revision(session)
    finally:
        await database.close()


async def read_revision(session: AsyncSession) -> str | None:
    """The same of a database that is open."""

    def read(connection: Connection) -> str | None:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found

    return await (await session.connection()).run_sync(read)


async def migrate(address: str, revision: str = "head") -> None:
    """Bring a database to a revision, up or down, without losing a row.

    Raises OldSchema where the database is at one that this version does not know, and
    UnknownRevision for one that nobody knows.
    """
    from storage import migrating  # noqa: PLC0415 - as above

    here = await current_revision(address)
    if is_newer(here):
        raise OldSchema(explain(here))
    await migrating.migrate(address, revision)


async def prepare_schema(address: str) -> None:
    """Migrate an SQLite file; raise OldSchema for a Postgres that is not at the newest revision."""
    if not is_sqlite(address):
        await require_schema(address)
    elif await current_revision(address) != newest_revision():
        await migrate(address)


def find_missing_file(address: str) -> Path | None:
    """The SQLite file that `run` would make: whoever only looks must not make it."""
    if not is_sqlite(address):
        return None
    path = Path(str(parse_address(address).database))
    return None if path.exists() else path


async def require_schema(address: str) -> None:
    """Raise OldSchema for a database that is not at the newest revision, or not there at all."""
    missing = find_missing_file(address)
    if missing is not None:
        raise OldSchema(f"There is no database at {missing} yet; `rapport run` makes it.")
    current = await current_revision(address)
    if current != newest_revision():
        raise OldSchema(explain(current))


@asynccontextmanager
async def open_ready(address: str) -> AsyncIterator[Database]:
    """The database, for a command beside a running bot. Raises OldSchema as above."""
    await require_schema(address)
    database = Database(address)
    try:
        yield database
    finally:
        await database.close()
