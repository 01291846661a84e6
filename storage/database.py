"""The open database: transactions, and what happens around them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.pool import QueuePool

from storage.engines import open_engines
from storage.engines.postgres import outlast_older
from storage.engines.search import PURGE

# Set in `session.info` by whoever puts something into the outbox.
SOMETHING_TO_SAY = "something_to_say"

# Seconds for transactions that still end when the database is closed.
GIVEN_BACK_WITHIN = 5.0


class Database:
    """One database, SQLite or Postgres.

    Nobody below the code that opened a transaction commits it: it commits when the block ends and
    rolls back when the block raises.
    """

    def __init__(self, address: str) -> None:
        self._engines = open_engines(address)
        self._write = async_sessionmaker(self._engines.write, expire_on_commit=False)
        self._read = async_sessionmaker(self._engines.read, expire_on_commit=False)
        self._on_something_to_say: list[Callable[[], None]] = []

    @property
    def kind(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engines.write.dialect.name

    def on_something_to_say(self, callback: Callable[[], None]) -> None:
        """Call `callback` when this process has committed something to say."""
        self._on_something_to_say.append(callback)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A transaction that may change things."""
        async with self._write() as session, session.begin():
            yield session
        if session.info.get(SOMETHING_TO_SAY):
            for callback in self._on_something_to_say:
                callback()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A transaction that only looks."""
        async with self._read() as session, session.begin():
            yield session

    async def scrub(self, *tables: str) -> bool:
        """Remove what the engine itself still keeps of rows that were erased from `tables`.

        SQLite keeps words in its index until its parts are merged, and older pages in its
        write-ahead log until a checkpoint. Postgres keeps dead
        rows, and their bytes in the free space of a page even after a plain vacuum, so small
        tables are written anew. False where readers were in the way: try again later.
        """
        async with self._engines.write.connect() as connection:
            autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
            if self.kind == "sqlite":
                await autocommit.execute(PURGE)
                busy = await autocommit.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
                return bool(busy.scalar_one() == 0)
            if not await outlast_older(autocommit):
                return False
            for table in tables:
                await autocommit.execute(text(f"VACUUM FULL {table}"))
        return True

    async def close(self) -> None:
        """Close all connections, once whoever uses one has given it back.

        What is given back after closing would belong to nobody and stay open. Who is cancelled
        gives back in a task of its own, which may last a little longer than they do.
        """
        for engine in (self._engines.write, self._engines.read):
            with suppress(TimeoutError):
                async with asyncio.timeout(GIVEN_BACK_WITHIN):
                    while _in_use(engine):  # noqa: ASYNC110  the pool tells nobody
                        await asyncio.sleep(0.005)
            await engine.dispose()


def _in_use(engine: AsyncEngine) -> int:
    """How many connections somebody holds."""
    pool = engine.pool
    return pool.checkedout() if isinstance(pool, QueuePool) else 0


async def database_time(session: AsyncSession) -> datetime:
    """The database's own time in UTC: what leases and back-off are measured with."""
    bind = session.get_bind()
    if bind.dialect.name == "sqlite":
        stamp = await session.scalar(select(func.strftime("%Y-%m-%dT%H:%M:%f", "now")))
        return datetime.fromisoformat(str(stamp)).replace(tzinfo=UTC)
    moment = await session.scalar(select(func.clock_timestamp()))
    return moment.astimezone(UTC)  # type: ignore[union-attr, no-any-return]
