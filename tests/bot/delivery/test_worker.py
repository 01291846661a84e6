"""Delivery against a local Slack: in order, once, and patient."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.clients import TIMEOUT_SECONDS, SlackClients
from bot.delivery.limits import UNLIMITED
from bot.delivery.worker import LEASE, Worker
from handlers.manifest import build_manifest
from sandbox.client import Channel, Installation, Message, Person, Sandbox
from sandbox.slack import Slack
from storage import outbox
from storage.database import Database
from storage.outbox import Card, OutboxRow, Place, State
from tests.factories import NOW, make_installation

DEADLINE_SECONDS = 10
# The id of a card that no renderer can make sense of.
BROKEN = "broken"


@dataclass
class Post:
    """A local Slack, a worker that delivers to it, and what its card says at the moment."""

    box: Sandbox
    database: Database
    worker: Worker
    room: Channel
    ann: Person
    inst: Installation
    shown: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    @property
    def place(self) -> Place:
        return Place(self.inst.team_id, channel_id=self.room.id)

    async def say(self, text: str, place: Place | None = None) -> str:
        async with self.database.write() as session:
            return await outbox.post(
                session,
                key=text,
                place=place or self.place,
                message={"text": text, "blocks": []},
                now=NOW,
            )

    async def row(self, post_id: str) -> OutboxRow:
        async with self.database.read() as session:
            return await outbox.get_post(session, post_id)

    async def until(self, post_id: str, state: State) -> OutboxRow:
        async with asyncio.timeout(DEADLINE_SECONDS):
            while (row := await self.row(post_id)).state != state:
                await asyncio.sleep(0.02)
        return row

    async def texts(self) -> list[str]:
        return [m.text for m in await self.ann.sees(self.room)]

    async def calls(self, method: str) -> list[dict[str, Any]]:
        return [entry for entry in await self.box.wire() if entry.get("out") == method]


@asynccontextmanager
async def delivering(database: Database) -> AsyncIterator[Post]:
    slack = Slack(limits="off")
    await slack.start()
    box = await Sandbox.connect(slack.url)
    acme = await box.workspace("Acme")
    ann = await acme.person("Ann Berg")
    room = await acme.channel("room", members=[ann])
    inst = await (await box.app(build_manifest())).install(acme)
    await room.add_bot(inst)
    clients = SlackClients(slack.api_url)
    await clients.open()
    clients.add(inst.team_id, inst.bot_token)
    shown: dict[str, str] = {}
    refused: list[str] = []

    async def render(_session: AsyncSession, card_id: str) -> Message | None:
        if card_id == BROKEN:
            raise KeyError(card_id)
        return {"text": shown[card_id], "blocks": []} if card_id in shown else None

    async def note(_session: AsyncSession, _row: OutboxRow, error: str) -> None:
        refused.append(error)

    async with database.write() as session:
        await make_installation(session, inst.team_id)
    worker = Worker(database, clients, {"card": render}, UNLIMITED, note)
    database.on_something_to_say(worker.wake)
    running = asyncio.create_task(worker.run())
    try:
        yield Post(box, database, worker, room, ann, inst, shown, refused)
    finally:
        worker.stop()
        await running
        await clients.close()
        await box.close()
        await slack.stop()


@pytest.fixture
async def post(database: Database) -> AsyncIterator[Post]:
    async with delivering(database) as opened:
        yield opened


async def test_messages_of_a_conversation_leave_in_order(post: Post) -> None:
    said = [await post.say(f"message {number}") for number in range(10)]
    await post.until(said[-1], State.SENT)
    assert await post.texts() == [f"message {number}" for number in range(10)]


async def test_a_post_carries_its_delivery_id_and_nothing_else(post: Post) -> None:
    said = await post.say("hello")
    await post.until(said, State.SENT)
    body = (await post.calls("chat.postMessage"))[0]["body"]
    assert body["metadata"] == {"event_type": "rapport_delivery", "event_payload": {"id": said}}


async def test_a_rate_limit_is_waited_out_and_the_order_stays(post: Post) -> None:
    await post.box.fail("chat.postMessage", retry_after=1, times=1)
    first, second = await post.say("first"), await post.say("second")
    await post.until(second, State.SENT)
    assert await post.texts() == ["first", "second"]
    assert (await post.row(first)).state == State.SENT


async def test_a_server_error_is_tried_again(post: Post) -> None:
    await post.box.fail("chat.postMessage", status=500, times=1)
    said = await post.say("hello")
    row = await post.until(said, State.SENT)
    assert row.attempts == 2
    assert await post.texts() == ["hello"]


async def test_a_refusal_for_good_is_kept_and_the_next_message_leaves(post: Post) -> None:
    await post.box.fail("chat.postMessage", error="msg_blocks_too_long", times=1)
    bad, good = await post.say("bad"), await post.say("good")
    await post.until(good, State.SENT)
    row = await post.row(bad)
    assert (row.state, row.error) == (State.FAILED, "msg_blocks_too_long")
    assert post.refused == ["msg_blocks_too_long"]


async def test_no_send_outlasts_its_lease() -> None:
    """A first direct message is two calls; each waits for its budget, then for Slack's answer."""
    assert 4 * timedelta(seconds=TIMEOUT_SECONDS) < LEASE


async def test_a_lost_answer_to_a_post_is_not_said_again(post: Post) -> None:
    await post.box.fail("chat.postMessage", drop="after", times=1)
    lost = await post.say("said or not?")
    await post.until(lost, State.UNKNOWN)
    after = await post.say("next")
    await post.until(after, State.SENT)
    assert await post.texts() == ["said or not?", "next"]


async def test_a_card_is_rendered_when_it_is_sent_and_updated_in_place(post: Post) -> None:
    post.shown["1"] = "one"
    async with post.database.write() as session:
        said = await outbox.post(
            session, key="card", place=post.place, card=Card("card", "1"), now=NOW
        )
    await post.until(said, State.SENT)
    post.shown["1"] = "two"
    await post.box.fail("chat.update", drop="after", times=1)
    async with post.database.write() as session:
        await outbox.update_card(session, said, NOW)
    async with asyncio.timeout(DEADLINE_SECONDS):
        while await post.texts() != ["two"] or post.worker.busy:
            await asyncio.sleep(0.02)
    assert len(await post.calls("chat.postMessage")) == 1


async def test_a_card_with_nothing_to_show_is_not_sent(post: Post) -> None:
    async with post.database.write() as session:
        said = await outbox.post(
            session, key="card", place=post.place, card=Card("card", "gone"), now=NOW
        )
    await post.until(said, State.EMPTY)
    assert await post.texts() == []


async def test_a_card_that_cannot_be_rendered_does_not_hold_up_what_follows(post: Post) -> None:
    async with post.database.write() as session:
        broken = await outbox.post(
            session, key="card", place=post.place, card=Card("card", BROKEN), now=NOW
        )
    good = await post.say("good")
    await post.until(good, State.SENT)
    row = await post.row(broken)
    assert (row.state, row.error) == (State.FAILED, "cannot_be_shown")
    assert post.refused == ["cannot_be_shown"]


async def test_a_message_of_a_workspace_without_a_token_waits_for_one(post: Post) -> None:
    async with post.database.write() as session:
        await make_installation(session, "TOLD")
    said = await post.say("hello", Place("TOLD", channel_id="C1"))
    async with asyncio.timeout(DEADLINE_SECONDS):
        while (row := await post.row(said)).error is None:
            await asyncio.sleep(0.02)
    assert (row.state, row.error) == (State.WAITING, "not_installed")


async def test_a_direct_message_is_opened_once_and_kept(post: Post) -> None:
    place = Place(post.inst.team_id, user_id=post.ann.id)
    said = [await post.say(text, place) for text in ("one", "two")]
    await post.until(said[-1], State.SENT)
    assert [m.text for m in await post.ann.sees_dm(post.inst)] == ["one", "two"]
    assert len(await post.calls("conversations.open")) == 1
    row = await post.row(said[1])
    assert row.channel_id is not None and row.channel_id.startswith("D")


async def test_a_reply_stands_in_the_thread_of_its_post(post: Post) -> None:
    head = await post.say("head")
    reply = await post.say(
        "reply", Place(post.inst.team_id, channel_id=post.room.id, thread_post_id=head)
    )
    await post.until(reply, State.SENT)
    message = (await post.ann.sees(post.room))[0]
    assert [m.text for m in await post.ann.sees_thread(message)] == ["head", "reply"]


async def test_a_reaction_is_put_under_its_post(post: Post) -> None:
    said = await post.say("how is it going?")
    async with post.database.write() as session:
        for name in ("one", "two"):
            await outbox.react(session, said, name, NOW)
        rows = list(await session.scalars(select(OutboxRow.id).order_by(OutboxRow.seq)))
    await post.until(rows[-1], State.SENT)
    assert list((await post.ann.sees(post.room))[0].reactions) == ["one", "two"]


async def test_what_was_in_hand_when_a_process_died_is_kept_for_a_person(post: Post) -> None:
    post.worker.stop()
    async with asyncio.timeout(DEADLINE_SECONDS):
        while post.worker.busy:
            await asyncio.sleep(0.02)
    said = await post.say("half-sent")
    async with post.database.write() as session:
        (await outbox.get_post(session, said)).state = State.SENDING
    async with delivering(post.database):
        row = await post.until(said, State.UNKNOWN)
    assert row.error == "interrupted"
