"""The outbox: said once, in order, by one worker at a time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import outbox
from storage.database import Database, database_time
from storage.outbox import Card, Kind, OutboxRow, Place, State
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
            return await outbox.claim_lanes(
                session, owner=owner, moment=moment, until=moment + LEASE, most=10
            )

    async with ready.write() as session:
        await outbox.post(session, key="k", place=ROOM, message=HELLO, now=NOW)
    assert await claim("one") == ["T1:C1"]
    assert await claim("two") == []
    assert await claim("two", after=2 * LEASE) == ["T1:C1"]
    async with ready.write() as session:
        assert not await outbox.extend_lease(session, "T1:C1", "one", NOW)


async def test_rows_of_a_lane_come_in_order_and_wait_for_the_first(ready: Database) -> None:
    async with ready.write() as session:
        for key in ("a", "b"):
            await outbox.post(session, key=key, place=ROOM, message=HELLO, now=NOW)
        first = await outbox.first_open(session, "T1:C1")
        assert first is not None and first.key == "a"
        first.state = State.WAITING
        first.not_before = await database_time(session) + timedelta(hours=1)
        await session.flush()
        again = await outbox.first_open(session, "T1:C1")
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
