"""The outbox: said once, in order, by one worker at a time."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Person
from storage import lanes, outbox
from storage.database import Database, database_time
from storage.outbox import Card, Kind, OutboxRow, Place, State
from storage.people import find_people, save_person
from tests.factories import NOW, make_installation

ROOM = Place("T1", channel_id="C1")
HELLO = {"text": "hello", "blocks": []}
LEASE = timedelta(seconds=60)


@pytest.fixture
async def ready(database: Database) -> Database:
    async with database.write() as session:
        await make_installation(session)
    return database


async def test_the_same_key_is_said_once(ready: Database) -> None:
    async with ready.write() as session:
        first = await outbox.post(session, key="k", place=ROOM, message=HELLO, now=NOW)
        again = await outbox.post(session, key="k", place=ROOM, message=HELLO, now=NOW)
        rows = (await session.scalars(select(OutboxRow))).all()
    assert first == again
    assert len(rows) == 1


async def test_updates_that_wait_are_one_update(ready: Database) -> None:
    async with ready.write() as session:
        post_id = await outbox.post(session, key="k", place=ROOM, card=Card("c", "1"), now=NOW)
        for _ in range(10):
            await outbox.update_card(session, post_id, NOW)
        rows = (await session.scalars(select(OutboxRow).order_by(OutboxRow.seq))).all()
    assert [row.kind for row in rows] == [Kind.POST, Kind.UPDATE]
    assert rows[1].card == Card("c", "1")


async def test_a_change_while_an_update_is_being_sent_is_another_update(ready: Database) -> None:
    async with ready.write() as session:
        post_id = await outbox.post(session, key="k", place=ROOM, card=Card("c", "1"), now=NOW)
        await outbox.update_card(session, post_id, NOW)
        update = await session.scalar(select(OutboxRow).where(OutboxRow.kind == Kind.UPDATE))
        update.state = State.SENDING
        await session.flush()
        await outbox.update_card(session, post_id, NOW)
        rows = (await session.scalars(select(OutboxRow))).all()
    assert len(rows) == 3


async def test_a_lane_has_one_owner_until_its_lease_runs_out(ready: Database) -> None:
    async def claim(owner: str, after: timedelta = timedelta()) -> list[str]:
        async with ready.write() as session:
            moment = await database_time(session) + after
            return await lanes.claim_lanes(
                session, owner=owner, moment=moment, until=moment + LEASE, most=10
            )

    async with ready.write() as session:
        await outbox.post(session, key="k", place=ROOM, message=HELLO, now=NOW)
    assert await claim("one") == ["T1:C1"]
    assert await claim("two") == []
    assert await claim("two", after=2 * LEASE) == ["T1:C1"]
    async with ready.write() as session:
        assert not await lanes.extend_lease(session, "T1:C1", "one", NOW)


async def test_rows_of_a_lane_come_in_order_and_wait_for_the_first(ready: Database) -> None:
    async with ready.write() as session:
        for key in ("a", "b"):
            await outbox.post(session, key=key, place=ROOM, message=HELLO, now=NOW)
        first = await lanes.first_open(session, "T1:C1")
        assert first is not None and first.key == "a"
        first.state = State.WAITING
        first.not_before = await database_time(session) + timedelta(hours=1)
        await session.flush()
        again = await lanes.first_open(session, "T1:C1")
    assert again is not None and again.key == "a"


async def test_a_post_is_found_by_its_slack_message(ready: Database) -> None:
    async with ready.write() as session:
        post_id = await outbox.post(session, key="k", place=ROOM, card=Card("c", "1"), now=NOW)
        (await outbox.get_post(session, post_id)).ts = "1.000100"
        await session.flush()
        found = await outbox.find_post(session, "C1", "1.000100")
        assert await outbox.find_post(session, "C1", "2.000100") is None
    assert found is not None and found.card == Card("c", "1")


async def test_old_payloads_are_forgotten_and_posts_stay_known(ready: Database) -> None:
    async with ready.write() as session:
        sent = await outbox.post(session, key="old", place=ROOM, message=HELLO, now=NOW)
        waiting = await outbox.post(session, key="new", place=ROOM, message=HELLO, now=NOW)
        (await outbox.get_post(session, sent)).state = State.SENT
        await session.flush()
        await outbox.forget_sent_before(session, NOW + timedelta(days=1))
    async with ready.read() as session:
        assert (await outbox.get_post(session, sent)).payload is None
        assert (await outbox.get_post(session, waiting)).payload == HELLO


async def test_only_posts_refused_for_absence_come_back_when_the_bot_does(ready: Database) -> None:
    async with ready.write() as session:
        for key, error in (("away", "not_in_channel"), ("broken", "invalid_blocks")):
            post_id = await outbox.post(session, key=key, place=ROOM, message=HELLO, now=NOW)
            row = await outbox.get_post(session, post_id)
            row.state, row.error = State.FAILED, error
        await session.flush()
        await outbox.revive(session, "C1")
    async with ready.read() as session:
        rows = await session.scalars(select(OutboxRow).order_by(OutboxRow.seq))
        assert [row.state for row in rows] == [State.WAITING, State.FAILED]


async def claim_all(database: Database, most: int = 10) -> list[str]:
    async with database.write() as session:
        moment = await database_time(session)
        return await lanes.claim_lanes(
            session, owner="one", moment=moment, until=moment + LEASE, most=most
        )


async def wait_in_line(session: AsyncSession, key: str, place: Place) -> None:
    """A row whose time is not come, and another behind it."""
    first = await outbox.post(session, key=f"{key}:1", place=place, message=HELLO, now=NOW)
    await outbox.post(session, key=f"{key}:2", place=place, message=HELLO, now=NOW)
    later = await database_time(session) + timedelta(hours=1)
    (await outbox.get_post(session, first)).not_before = later


async def test_a_lane_whose_first_row_waits_is_not_claimed_for_those_behind(
    ready: Database,
) -> None:
    async with ready.write() as session:
        await wait_in_line(session, "wait", ROOM)
        assert await lanes.count_due(session) == 0
    assert await claim_all(ready) == []


async def test_lanes_that_wait_longest_are_claimed_first(ready: Database) -> None:
    async with ready.write() as session:
        for name in ("C9", "C3", "C7"):
            place = Place("T1", channel_id=name)
            await outbox.post(session, key=name, place=place, message=HELLO, now=NOW)
    assert await claim_all(ready, most=2) == ["T1:C9", "T1:C3"]


@pytest.mark.parametrize("changes_first", [True, False])
async def test_a_change_is_shown_by_the_update_that_waits_or_by_another(
    ready: Database, changes_first: bool
) -> None:
    """However feature and delivery meet, the last thing rendered is what was committed."""
    async with ready.write() as session:
        post_id = await outbox.post(session, key="k", place=ROOM, card=Card("c", "1"), now=NOW)
        (await outbox.get_post(session, post_id)).state = State.SENT
        await outbox.update_card(session, post_id, NOW)
    met, rendered = asyncio.Event(), []

    async def change() -> None:
        async with ready.write() as session:
            await save_person(session, Person("U1", "T1", "changed"), NOW)
            await outbox.update_card(session, post_id, NOW)
            met.set()
            await asyncio.sleep(0.3)  # long enough for the other to go wrong

    async def deliver() -> None:
        async with ready.write() as session:
            row = await lanes.first_open(session, "T1:C1")
            assert row is not None
            rendered.append(await find_people(session, ["U1"]))
            row.state = State.SENDING
            await session.flush()
            met.set()
            await asyncio.sleep(0.3)  # long enough for the other to go wrong

    first, second = (change, deliver) if changes_first else (deliver, change)
    running = asyncio.create_task(first())
    await met.wait()
    await second()
    await running
    async with ready.read() as session:
        states = select(OutboxRow.state).where(OutboxRow.kind == Kind.UPDATE)
        still_waits = State.WAITING in (await session.scalars(states)).all()
    assert still_waits or rendered != [{}]
