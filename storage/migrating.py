"""Bringing a database from one revision to another, with Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from storage.engines import open_migrator
from storage.migrations.errors import UnknownRevision

SCRIPTS = Path(__file__).parent / "migrations"


async def migrate(address: str, revision: str) -> None:
    """Up or down, without losing a row. Raises UnknownRevision."""
    engine = open_migrator(address)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_go_to, revision)
    except CommandError as error:
        raise UnknownRevision(str(error)) from error
    finally:
        await engine.dispose()


def _go_to(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    here = MigrationContext.configure(connection).get_current_revision()
    if _is_below(script, here, revision):
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)


def _is_below(script: ScriptDirectory, here: str | None, revision: str) -> bool:
    if here is None or revision in {"head", "heads"}:
        return True
    if revision == "base":
        return False
    older = {step.revision for step in script.iterate_revisions(here, "base")}
    return revision not in older
