"""Which migration a database is at, and bringing it to another one."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.engines import is_sqlite, open_migrator

MIGRATIONS = Path(__file__).parent / "migrations"


class OldSchema(Exception):
    """The database has not the schema that this version needs."""


def newest_revision() -> str:
    """The revision that this version of the code needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


async def current_revision(address: str) -> str | None:
    """The revision that a database is at; None where it is empty."""

    def read(connection: Connection) -> str | None:
        return MigrationContext.configure(connection).get_current_revision()

    engine = open_migrator(address)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(read)
    finally:
        await engine.dispose()


async def migrate(address: str, revision: str = "head") -> None:
    """Bring a database to a revision, up or down, without losing a row."""

    def run(connection: Connection) -> None:
        config = _config(connection=connection)
        script = ScriptDirectory.from_config(config)
        here = MigrationContext.configure(connection).get_current_revision()
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
        return
    current = await current_revision(address)
    if current != newest_revision():
        raise OldSchema(
            f"The database is at schema {current or 'none'}, this version needs "
            f"{newest_revision()}. Run `rapport migrate` first."
        )


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
