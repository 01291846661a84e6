"""The two databases: an embedded SQLite file, or a Postgres that many machines share."""

from dataclasses import dataclass

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engines import postgres, sqlite

SQLITE_SCHEMES = ("sqlite", "sqlite+aiosqlite")
POSTGRES_SCHEMES = ("postgres", "postgresql", "postgresql+psycopg")


class UnknownDatabase(ValueError):
    """The address of the database is neither SQLite's nor Postgres'."""


@dataclass(frozen=True)
class Engines:
    """The same database twice: one engine to write with, one to read with."""

    write: AsyncEngine
    read: AsyncEngine


def open_engines(address: str) -> Engines:
    """Open `address` (`sqlite:///file.db` or `postgresql://...`). Raises UnknownDatabase."""
    try:
        url = make_url(address)
    except Exception as error:
        raise UnknownDatabase(address) from error
    if url.drivername in SQLITE_SCHEMES:
        url = url.set(drivername="sqlite+aiosqlite")
        return Engines(write=sqlite.open_writer(url), read=sqlite.open_reader(url))
    if url.drivername in POSTGRES_SCHEMES:
        engine = postgres.open_engine(url.set(drivername="postgresql+psycopg"))
        return Engines(write=engine, read=engine)
    raise UnknownDatabase(address)
