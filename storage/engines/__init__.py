"""The two databases: an embedded SQLite file, or a Postgres that many machines share."""

from dataclasses import dataclass

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
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


def parse_address(address: str) -> URL:
    """The address with the driver we use. Raises UnknownDatabase."""
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise UnknownDatabase(address) from error
    if url.drivername in SQLITE_SCHEMES and url.database not in {None, "", ":memory:"}:
        return url.set(drivername="sqlite+aiosqlite")
    if url.drivername in POSTGRES_SCHEMES:
        return url.set(drivername="postgresql+psycopg")
    raise UnknownDatabase(address)


def is_sqlite(address: str) -> bool:
    """Whether that address is a file of our own rather than a server. Raises UnknownDatabase."""
    return parse_address(address).get_backend_name() == "sqlite"


def open_engines(address: str) -> Engines:
    """Open `address` (`sqlite:///file.db` or `postgresql://...`). Raises UnknownDatabase."""
    url = parse_address(address)
    if is_sqlite(address):
        return Engines(write=sqlite.open_writer(url), read=sqlite.open_reader(url))
    engine = postgres.open_engine(url)
    return Engines(write=engine, read=engine)


def open_migrator(address: str) -> AsyncEngine:
    """An engine for changing the schema. Raises UnknownDatabase."""
    url = parse_address(address)
    return sqlite.open_migrator(url) if is_sqlite(address) else postgres.open_engine(url)
