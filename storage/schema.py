"""Which migration a database is at, and bringing it to another one."""

import functools
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from storage.engines import is_sqlite, open_migrator, parse_address

MIGRATIONS = Path(__file__).parent / "migrations"


class OldSchema(Exception):
    """The database has not the schema that this version needs."""


@functools.cache
def newest_revision() -> str:
    """The revision that this version of the code needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


@functools.cache
def _known_revisions() -> frozenset[str]:
    steps = ScriptDirectory.from_config(_config()).walk_revisions()
    return frozenset(step.revision for step in steps)


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
        return MigrationContext.configure(connection).get_current_revision()

    return await (await session.connection()).run_sync(read)


async def migrate(address: str, revision: str = "head") -> None:
    """Bring a database to a revision, up or down, without losing a row.

    Raises OldSchema where the database is at one that this version does not know.
    """

    def run(connection: Connection) -> None:
        config = _config(connection=connection)
        script = ScriptDirectory.from_config(config)
        here = MigrationContext.configure(connection).get_current_revision()
        if is_newer(here):
            raise OldSchema(explain(here))
        if _is_below(script, here, revision):
            command.upgrade(config, revision)
        else:
            command.downgrade(config, revision)

    engine = open_migrator(address)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()


async def prepare_schema(address: str) -> None:
    """Migrate an SQLite file; raise OldSchema for a Postgres that is not at the newest revision."""
    if is_sqlite(address):
        await migrate(address)
    else:
        await require_schema(address)


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


def _is_below(script: ScriptDirectory, here: str | None, revision: str) -> bool:
    if here is None or revision in {"head", "heads"}:
        return True
    if revision == "base":
        return False
    older = {step.revision for step in script.iterate_revisions(here, "base")}
    return revision not in older


def _config(**attributes: Any) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes.update(attributes)
    return config
