"""Where nobody knows whether Slack took a message, it is looked for, and said once."""

import asyncio
from datetime import timedelta

import pytest

from bot.delivery.worker import LEASE_SECONDS
from storage.database import Database
from storage.outbox import Place, State
from tests.bot.delivery.test_worker import DEADLINE_SECONDS, HISTORY, Post, delivering, office

# What leaves us in doubt, and whether the message stands in Slack after it.
DOUBTS = {
    "answer lost after posting": ({"drop": "after"}, True),
    "connection lost before posting": ({"drop": "before"}, False),
    "fatal_error after posting": ({"error": "fatal_error", "done": True}, True),
    "fatal_error before posting": ({"error": "fatal_error"}, False),
    "internal_error after posting": ({"error": "internal_error", "done": True}, True),
    "500 after posting": ({"status": 500, "done": True}, True),
    "500 before posting": ({"status": 500}, False),
    "503 after posting": ({"status": 503, "done": True}, True),
    "service_unavailable after posting": ({"error": "service_unavailable", "done": True}, True),
}


async def let_it_be_found(post: Post, post_id: str) -> None:
    """Wait out every wait until the message is said."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while (await post.row(post_id)).state != State.SENT:
            await post.wait_out()
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(("fault", "stands"), DOUBTS.values(), ids=DOUBTS.keys())
async def test_in_a_direct_message_it_is_said_exactly_once(
    database: Database, fault: dict, stands: bool
) -> None:
    async with delivering(database) as post:
        await post.box.fail("chat.postMessage", times=1, **fault)
        doubtful = await post.say("said or not?", post.direct)
        following = await post.say("next", post.direct)
        await let_it_be_found(post, following)
        assert await post.direct_texts() == ["said or not?", "next"]
        assert len(await post.calls("chat.postMessage")) == (2 if stands else 3)
        row = await post.row(doubtful)
        assert (row.state, row.error, bool(row.ts)) == (State.SENT, None, True)
        assert post.unknown == post.refused == []


@pytest.mark.parametrize(("fault", "stands"), DOUBTS.values(), ids=DOUBTS.keys())
async def test_in_a_thread_it_is_looked_for_among_the_replies(
    database: Database, fault: dict, stands: bool
) -> None:
    async with delivering(database) as post:
        head = await post.say("head")
        await post.until(head, State.SENT)
        await post.box.fail("chat.postMessage", times=1, **fault)
        place = Place(post.inst.team_id, channel_id=post.room.id, thread_post_id=head)
        reply = await post.say("reply", place)
        await let_it_be_found(post, reply)
        message = (await post.ann.sees(post.room))[0]
        assert [m.text for m in await post.ann.sees_thread(message)] == ["head", "reply"]
        assert await post.calls("conversations.replies")


async def test_a_lost_answer_is_not_looked_for_before_its_time(database: Database) -> None:
    """A slow Slack may take the message later than we cared to wait."""
    async with delivering(database) as post:
        await post.box.fail("chat.postMessage", drop="after", times=1)
        said = await post.say("hello", post.direct)
        await post.until(said, State.LOOKING)
        await post.wait_out(10)
        await asyncio.sleep(0.3)
        assert await post.calls("conversations.history") == []
        assert (await post.row(said)).state == State.LOOKING


@pytest.mark.parametrize("fault", [{"drop": "after"}, {"error": "fatal_error", "done": True}])
async def test_where_history_cannot_be_read_a_person_decides_and_the_rest_goes_on(
    database: Database, fault: dict
) -> None:
    async with delivering(database, HISTORY) as post:
        await post.box.fail("chat.postMessage", times=1, **fault)
        doubtful, following = await post.say("said or not?"), await post.say("next")
        await let_it_be_found(post, following)
        assert (await post.row(doubtful)).state == State.UNKNOWN
        assert await post.texts() == ["said or not?", "next"]
        assert len(post.unknown) == 1


async def test_after_a_plain_server_error_it_is_said_again_where_history_cannot_be_read(
    database: Database,
) -> None:
    async with delivering(database, HISTORY) as post:
        await post.box.fail("chat.postMessage", status=500, times=2)
        said = await post.say("hello")
        await let_it_be_found(post, said)
        assert await post.texts() == ["hello"]
        assert post.unknown == []


async def test_who_may_read_history_once_a_minute_asks_a_person(database: Database) -> None:
    async with delivering(database) as post:
        await post.box.fail("conversations.history", retry_after=60, times=9)
        await post.box.fail("chat.postMessage", drop="after", times=1)
        said = await post.say("hello", post.direct)
        await post.until(said, State.LOOKING)
        await post.wait_out()
        await post.until(said, State.UNKNOWN)
        assert await post.direct_texts() == ["hello"]
        assert len(post.unknown) == 1


async def test_it_is_found_however_far_our_clock_is_from_slacks(database: Database) -> None:
    async with office(database) as post:
        await post.box.fail("chat.postMessage", drop="after", times=1)
        said = await post.say("hello", post.direct)
        async with database.write() as session:
            (await session.merge(await post.row(said))).created_at += timedelta(hours=1)
        async with post.working():
            await let_it_be_found(post, said)
        assert await post.direct_texts() == ["hello"]


async def test_looking_is_as_patient_as_posting(database: Database) -> None:
    async with delivering(database) as post:
        await post.box.fail("chat.postMessage", drop="after", times=1)
        await post.box.fail("conversations.history", status=503, times=1)
        await post.box.fail("conversations.history", drop="before", times=1)
        await post.box.fail("conversations.history", retry_after=1, times=1)
        said = await post.say("hello", post.direct)
        await let_it_be_found(post, said)
        assert await post.direct_texts() == ["hello"]
        assert len(await post.calls("conversations.history")) == 4


async def test_what_was_in_hand_when_a_process_died_is_looked_for(database: Database) -> None:
    async with office(database) as post:
        async with post.working():
            said = [await post.say(text, post.direct) for text in ("said", "not said")]
            await post.until(said[-1], State.SENT)
        async with database.write() as session:  # as a process leaves it that is killed
            rows = [await session.merge(await post.row(one)) for one in said]
            for row in rows:
                row.state, row.ts = State.SENDING, None
            rows[1].id = "another"
        async with post.working():
            await let_it_be_found(post, "another")
        assert await post.direct_texts() == ["said", "not said", "not said"]


async def test_a_lease_that_has_not_run_out_is_left_alone(database: Database) -> None:
    """However far the machines' own clocks are apart: leases are the database's time."""
    async with office(database) as post:
        await post.box.fail("chat.postMessage", delay=1.0, times=1)
        async with post.working(), post.working():
            said = await post.say("slow", post.direct)
            await post.until(said, State.SENT)
        assert await post.direct_texts() == ["slow"]
        assert len(await post.calls("chat.postMessage")) == 1
        assert await post.calls("conversations.history") == []


async def test_a_call_whose_lease_has_run_out_is_not_begun(database: Database) -> None:
    """A machine that stood still for a while leaves the message to whoever has it now."""
    async with office(database) as post:
        watch = post.timing.watch
        async with post.working() as worker:
            post.timing.watch = lambda: watch() + LEASE_SECONDS * len(worker._in_hand)
            said = await post.say("hello")
            await asyncio.sleep(0.3)
            assert await post.texts() == []
            del post.timing.watch
            await post.until(said, State.SENT)
        assert await post.texts() == ["hello"]
