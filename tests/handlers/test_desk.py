"""What was begun after an ack is ended, or cancelled when the bot stops."""

import asyncio
from typing import cast

from bot.core.clock import SystemClock
from handlers.desk import Clients, Desk
from storage.database import Database


def desk_of(database: Database) -> Desk:
    return Desk(database, SystemClock(), cast("Clients", None), operator="nobody")


async def test_closing_waits_for_work_and_cancels_what_does_not_end(database: Database) -> None:
    desk = desk_of(database)
    ended = asyncio.Event()

    async def short() -> None:
        await asyncio.sleep(0.01)
        ended.set()

    quick, endless = desk.spawn(short()), desk.spawn(asyncio.Event().wait())
    async with asyncio.timeout(10):
        await desk.close(0.2)
    assert ended.is_set()
    assert quick.done() and not quick.cancelled()
    assert endless.cancelled()


async def test_closing_does_not_wait_for_what_is_slow_to_let_go(database: Database) -> None:
    desk = desk_of(database)
    may_let_go = asyncio.Event()

    async def hold_on() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await may_let_go.wait()

    clinging = desk.spawn(hold_on())
    async with asyncio.timeout(10):
        await desk.close(0.1)
    assert not clinging.done()
    may_let_go.set()
    await asyncio.wait([clinging])


async def test_work_that_fails_is_no_accident(database: Database) -> None:
    desk = desk_of(database)

    async def fail() -> None:
        raise RuntimeError

    await desk.spawn(fail())
    await desk.finish()
