"""One `rapport run` for each SQLite file; a Postgres serves many.

The lock is SQLite's own, on an empty file beside the database: it holds wherever the database
does, and it ends with the process, whichever way that ends.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.engines import is_sqlite, parse_address


class AlreadyServed(Exception):
    """Another process serves this file."""


@contextmanager
def serve_alone(address: str) -> Iterator[None]:
    """Be the only one on that database, if it is a file; every path to a file is that file.

    Raises AlreadyServed, or OSError where nothing can be written beside it.
    """
    if not is_sqlite(address):
        yield
        return
    path = Path(str(parse_address(address).database)).resolve()
    with closing(_open_beside(path)) as lock:
        _take(lock, path)
        yield


def _open_beside(path: Path) -> sqlite3.Connection:
    beside = path.with_name(f"{path.name}-lock")
    try:
        return sqlite3.connect(beside, timeout=0, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise OSError(f"{error}: {beside}") from error


def _take(lock: sqlite3.Connection, path: Path) -> None:
    try:
        lock.execute("PRAGMA journal_mode = MEMORY")  # no second file beside the first
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise OSError(f"{error}: {path}-lock") from error
        raise AlreadyServed(
            f"Another `rapport run` or `rapport migrate` is at work on {path}. Stop it first; only "
            "a Postgres (DATABASE_URL) serves several."
        ) from error
