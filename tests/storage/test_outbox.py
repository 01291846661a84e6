"""The outbox: said once, in order, by one worker at a time."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Person
from storage import budgets, lanes, outbox
from storage.database import Database, database_time
from storage.lanes import Lease, Progress
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


async def test_a_leased_lane_is_left_alone_until_its_lease_runs_out(ready: Database) -> None:
    async with ready.write() as session:
        await outbox.post(session, key="k", place=ROOM, message=HELLO, now=NOW)
    assert await find_due(ready, lease="one") == ["k"]
    assert await find_due(ready) == []
    assert await find_due(ready, after=2 * LEASE) == ["k"]
    assert await find_due(ready, own=["T1:C1"]) == ["k"]
    async with ready.write() as session:
        await lanes.lease_lanes(session, [Lease("T1:C1", None, None, None)])
    assert await find_due(ready) == ["k"]


async def test_rows_of_a_lane_come_in_order_and_wait_for_the_first(ready: Database) -> None:
    async with ready.write() as session:
        for key in ("a", "b"):
            await outbox.post(session, key=key, place=ROOM, message=HELLO, now=NOW)
    assert await find_due(ready) == ["a"]
    for state in (State.SENDING, State.LOOKING):
        await change(ready, "a", state=state)
        assert await find_due(ready) == ["a"]
    for state in (State.SENT, State.FAILED, State.UNKNOWN, State.EMPTY, State.DROPPED):
        await change(ready, "a", state=state)
        assert await find_due(ready) == ["b"]


async def test_what_a_row_needs_of_slack(ready: Database) -> None:
    """One method after the other, and the place where it is needed."""
    person = Place("T1", user_id="U1")
    async with ready.write() as session:
        head = await outbox.post(session, key="head", place=person, card=Card("c", "1"), now=NOW)
    assert await needs(ready) == ("conversations.open", None, None)
    async with ready.write() as session:
        await lanes.save_direct_message(session, "T1", "U1", "D1")
    assert await needs(ready) == ("chat.postMessage", "D1", None)
    await change(ready, "head", state=State.SENDING)
    assert await needs(ready) == ("conversations.history", "D1", None)
    await change(ready, "head", state=State.SENT, channel_id="D1", ts="1.0")
    async with ready.write() as session:
        await outbox.update_card(session, head, NOW)
        await outbox.react(session, head, "one", NOW)
        under = Place("T1", user_id="U1", thread_post_id=head)
        await outbox.post(session, key="reply", place=under, message=HELLO, now=NOW)
    assert await needs(ready) == ("chat.update", "D1", "1.0")
    await finish_first(ready)
    assert await needs(ready) == ("reactions.add", "D1", "1.0")
    await finish_first(ready)
    assert await needs(ready) == ("chat.postMessage", "D1", "1.0")
    await change(ready, "reply", state=State.LOOKING)
    assert await needs(ready) == ("conversations.replies", "D1", "1.0")


async def test_what_may_not_be_called_is_passed_over(ready: Database) -> None:
    async with ready.write() as session:
        await outbox.post(session, key="k", place=ROOM, message=HELLO, now=NOW)
    assert await find_due(ready, without=[("T1", "chat.postMessage")]) == []
    assert await find_due(ready, without=[("T1", "chat.update")]) == ["k"]
    assert await find_due(ready, without=[("T2", "chat.postMessage")]) == ["k"]


async def test_only_the_latest_call_of_a_row_counts(ready: Database) -> None:
    async with ready.write() as session:
        await outbox.post(session, key="k", place=ROOM, message=HELLO, now=NOW)
    await change(ready, "k", state=State.SENDING, attempts=2)
    async with ready.write() as session:
        row = (await session.scalars(select(OutboxRow))).one()
        late = Progress(row.seq, 1, State.SENT, channel_id="C1", ts="1.0")
        await lanes.write_progress(session, [late])
    assert (await only_row(ready)).state == State.SENDING
    async with ready.write() as session:
        await lanes.write_progress(session, [replace(late, attempts=2)])
    done = await only_row(ready)
    assert (done.state, done.ts) == (State.SENT, "1.0")


async def test_what_waits_is_tried_at_once_when_the_token_works_again(ready: Database) -> None:
    later = NOW + timedelta(days=1000)
    async with ready.write() as session:
        for key in ("waits", "is looked for"):
            place = Place("T1", channel_id=key)
            await outbox.post(session, key=key, place=place, message=HELLO, now=NOW)
    await change(ready, "waits", not_before=later)
    await change(ready, "is looked for", not_before=later, state=State.LOOKING)
    assert await find_due(ready) == []
    async with ready.write() as session:
        await lanes.hurry(session, "T2")
    assert await find_due(ready) == []
    async with ready.write() as session:
        await lanes.hurry(session, "T1")
    assert await find_due(ready) == ["waits"]


async def test_budgets_are_spent_and_blocked_for_all(ready: Database) -> None:
    key, later = ("T1", "chat.postMessage"), NOW + timedelta(minutes=5)
    async with ready.write() as session:
        await budgets.lock_budgets(session, [key])
        await budgets.spend(session, {key: NOW})
        await budgets.block(session, *key, later)
        await budgets.block(session, *key, NOW)
    async with ready.read() as session:
        (known,) = await budgets.load_budgets(session)
    assert (known.arrives_at, known.blocked_until) == (NOW, later)
    async with ready.write() as session:
        await budgets.block_installation(session, "T1", later)
        assert len(await budgets.lock_budgets(session, [key])) == 2
        await budgets.unblock_installation(session, "T1")
        assert len(await budgets.lock_budgets(session, [key])) == 1


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
    person = Place("T1", user_id="UBO", relationship_id="R1")
    refused: dict[str, tuple[Place, str]] = {
        "away": (ROOM, "not_in_channel"),
        "archived": (ROOM, "is_archived"),
        "broken": (ROOM, "invalid_blocks"),
        "elsewhere": (Place("T1", channel_id="C2"), "not_in_channel"),
        "card for a person": (person, "user_not_visible"),
        "words for a person": (person, "user_not_visible"),
        "card for the deactivated": (person, "user_disabled"),
    }
    async with ready.write() as session:
        for key, (place, error) in refused.items():
            what: dict[str, Any] = (
                {"card": Card("c", "1")} if key.startswith("card") else {"message": HELLO}
            )
            post_id = await outbox.post(session, key=key, place=place, now=NOW, **what)
            row = await outbox.get_post(session, post_id)
            row.state, row.error = State.FAILED, error
        await session.flush()
        await outbox.revive(session, "R1", "C1")
    async with ready.read() as session:
        rows = await session.scalars(
            select(OutboxRow.key).where(OutboxRow.state == State.WAITING).order_by(OutboxRow.seq)
        )
        assert list(rows) == ["away", "archived", "card for a person"]


async def find_due(
    database: Database,
    *,
    lease: str | None = None,
    after: timedelta = timedelta(),
    most: int = 10,
    without: Sequence[tuple[str, str]] = (),
    own: Sequence[str] = (),
) -> list[str]:
    """The keys of what is due; with `lease` their lanes are leased to that owner."""
    async with database.write() as session:
        moment = await database_time(session) + after
        found = await lanes.find_due(session, moment=moment, most=most, without=without, own=own)
        if lease:
            leases = [Lease(one.lane, lease, moment + LEASE, None) for one in found]
            await lanes.lease_lanes(session, leases)
        rows = {row.seq: row.key for row in await session.scalars(select(OutboxRow))}
    return [rows[one.seq] for one in found]


async def needs(database: Database) -> tuple[str, str | None, str | None]:
    """The method that is needed next, the channel and the message that it is about."""
    async with database.write() as session:
        moment = await database_time(session)
        (due,) = await lanes.find_due(session, moment=moment, most=10)
    return due.method, due.channel_id or due.head_channel_id, due.head_ts


async def change(database: Database, key: str, **values: Any) -> None:
    async with database.write() as session:
        await session.execute(update(OutboxRow).where(OutboxRow.key == key).values(**values))


async def finish_first(database: Database) -> None:
    async with database.write() as session:
        moment = await database_time(session)
        (due,) = await lanes.find_due(session, moment=moment, most=10)
        await lanes.write_progress(session, [Progress(due.seq, due.attempts, State.SENT)])


async def only_row(database: Database) -> OutboxRow:
    async with database.read() as session:
        return (await session.scalars(select(OutboxRow))).one()


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
    assert await find_due(ready) == []


async def test_lanes_that_wait_longest_are_claimed_first(ready: Database) -> None:
    async with ready.write() as session:
        for name in ("C9", "C3", "C7"):
            place = Place("T1", channel_id=name)
            await outbox.post(session, key=name, place=place, message=HELLO, now=NOW)
    assert await find_due(ready, most=2) == ["C9", "C3"]


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
            moment = await database_time(session)
            found = await lanes.find_due(session, moment=moment, most=1)
            if not found:  # it is locked, and passed over until that change is there
                met.set()
                return
            rendered.append(await find_people(session, ["U1"]))
            begun = Progress(found[0].seq, 0, State.SENDING, begins=True)
            await lanes.write_progress(session, [begun])
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
