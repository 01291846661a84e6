"""Delivery against a local Slack: in order, once, and patient."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.clients import SlackClients
from bot.delivery.ledger import Notices
from bot.delivery.limits import UNLIMITED, Limits
from bot.delivery.retry import TIMEOUT_SECONDS
from bot.delivery.timing import Timing
from bot.delivery.worker import Worker
from handlers.manifest import bot_scopes, build_manifest
from sandbox.client import Channel, Installation, Message, Person, Sandbox
from sandbox.slack import Slack
from storage import outbox
from storage.database import Database
from storage.outbox import Card, OutboxRow, Place, State
from tests.factories import NOW, make_installation

DEADLINE_SECONDS = 10
# The id of a card that no renderer can make sense of.
BROKEN = "broken"
HISTORY = ("channels:history", "groups:history")


class Ahead(Timing):
    """The database's time, and how far a test has moved it ahead."""

    def __init__(self) -> None:
        self.by = timedelta()

    async def now(self, session: AsyncSession) -> datetime:
        return await super().now(session) + self.by


@dataclass
class Post:
    """A local Slack, a worker that delivers to it, and what its card says at the moment."""

    slack: Slack
    box: Sandbox
    database: Database
    room: Channel
    ann: Person
    inst: Installation
    limits: Limits = UNLIMITED
    timing: Ahead = field(default_factory=Ahead)
    shown: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)

    @property
    def place(self) -> Place:
        return Place(self.inst.team_id, channel_id=self.room.id)

    @property
    def direct(self) -> Place:
        return Place(self.inst.team_id, user_id=self.ann.id)

    @property
    def worker(self) -> Worker:
        return self.workers[-1]

    @asynccontextmanager
    async def working(self, *also: Installation, patience: float = 5) -> AsyncIterator[Worker]:
        """A worker for this installation and others, until the end of the block."""

        async def render(_session: AsyncSession, card_id: str) -> Message | None:
            if card_id == BROKEN:
                raise KeyError(card_id)
            return {"text": self.shown[card_id], "blocks": []} if card_id in self.shown else None

        async def note(_session: AsyncSession, _row: OutboxRow, error: str) -> None:
            self.refused.append(error)

        async def ask(_session: AsyncSession, _row: OutboxRow, reason: str) -> None:
            self.unknown.append(reason)

        clients = SlackClients(self.slack.api_url)
        await clients.open()
        for installation in (self.inst, *also):
            clients.add(installation.team_id, installation.bot_token)
        worker = Worker(
            self.database,
            clients,
            {"card": render},
            self.limits,
            notices=Notices(note, ask),
            timing=self.timing,
        )
        self.database.on_something_to_say(worker.wake)
        self.workers.append(worker)
        running = asyncio.create_task(worker.run())
        try:
            yield worker
        finally:
            worker.stop(patience)
            await running
            self.workers.remove(worker)
            await clients.close()

    async def say(self, text: str, place: Place | None = None) -> str:
        async with self.database.write() as session:
            return await outbox.post(
                session,
                key=text,
                place=place or self.place,
                message={"text": text, "blocks": []},
                now=self.slack.clock.now(),
            )

    async def row(self, post_id: str) -> OutboxRow:
        async with self.database.read() as session:
            return await outbox.get_post(session, post_id)

    async def until(self, post_id: str, state: State) -> OutboxRow:
        async with asyncio.timeout(DEADLINE_SECONDS):
            while (row := await self.row(post_id)).state != state:
                await asyncio.sleep(0.02)
        return row

    async def wait_out(self, seconds: float = TIMEOUT_SECONDS + 1) -> None:
        """Let the database's time pass, once nothing is in hand: no call outlasts its lease."""
        while any(worker.busy for worker in self.workers):
            await asyncio.sleep(0.01)
        self.timing.by += timedelta(seconds=seconds)
        for worker in self.workers:
            worker.wake()

    async def texts(self) -> list[str]:
        return [m.text for m in await self.ann.sees(self.room)]

    async def direct_texts(self) -> list[str]:
        return [m.text for m in await self.ann.sees_dm(self.inst)]

    async def calls(self, method: str) -> list[dict[str, Any]]:
        return [entry for entry in await self.box.wire() if entry.get("out") == method]


@asynccontextmanager
async def office(
    database: Database,
    without: tuple[str, ...] = (),
    limits: Limits = UNLIMITED,
    slack_limits="off",
) -> AsyncIterator[Post]:
    """A local Slack with one workspace, in which nobody delivers yet; `without` these scopes."""
    slack = Slack(limits=slack_limits)
    await slack.start()
    box = await Sandbox.connect(slack.url)
    try:
        acme = await box.workspace("Acme")
        ann = await acme.person("Ann Berg")
        room = await acme.channel("room", members=[ann])
        manifest = build_manifest()
        manifest["oauth_config"]["scopes"]["bot"] = [
            one for one in bot_scopes() if one not in without
        ]
        inst = await (await box.app(manifest)).install(acme)
        await room.add_bot(inst)
        async with database.write() as session:
            await make_installation(session, inst.team_id)
        yield Post(slack, box, database, room, ann, inst, limits)
    finally:
        await box.close()
        await slack.stop()


@asynccontextmanager
async def delivering(database: Database, without: tuple[str, ...] = ()) -> AsyncIterator[Post]:
    async with office(database, without) as post, post.working():
        yield post


@pytest.fixture
async def post(database: Database) -> AsyncIterator[Post]:
    async with delivering(database) as opened:
        yield opened


async def test_messages_of_a_conversation_leave_in_order(post: Post) -> None:
    said = [await post.say(f"message {number}") for number in range(10)]
    await post.until(said[-1], State.SENT)
    assert await post.texts() == [f"message {number}" for number in range(10)]


async def test_who_hurries_does_not_wait_for_the_rest_between_two_turns(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pause in ("REST_SECONDS", "LIVELY_SECONDS", "IDLE_SECONDS"):
        monkeypatch.setattr(f"bot.delivery.worker.{pause}", 2 * DEADLINE_SECONDS)
    async with office(database) as post, post.working() as worker:
        said = await post.say("hello")
        worker.hurry()
        await post.until(said, State.SENT)


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


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_server_error_is_tried_again(post: Post, status: int) -> None:
    await post.box.fail("chat.postMessage", status=status, times=1)
    said = await post.say("hello")
    await post.until(said, State.SENT)
    assert await post.texts() == ["hello"]
    assert len(await post.calls("chat.postMessage")) == 2


async def test_a_refusal_for_good_is_kept_and_the_next_message_leaves(post: Post) -> None:
    await post.box.fail("chat.postMessage", error="msg_blocks_too_long", times=1)
    bad, good = await post.say("bad"), await post.say("good")
    await post.until(good, State.SENT)
    row = await post.row(bad)
    assert (row.state, row.error) == (State.FAILED, "msg_blocks_too_long")
    assert post.refused == ["msg_blocks_too_long"]


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
    said = [await post.say(text, post.direct) for text in ("one", "two")]
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


async def test_changes_that_wait_leave_as_one(post: Post) -> None:
    post.shown["1"] = "one"
    async with post.database.write() as session:
        said = await outbox.post(
            session, key="card", place=post.place, card=Card("card", "1"), now=NOW
        )
        for _ in range(10):
            await outbox.update_card(session, said, NOW)
    await post.until(said, State.SENT)
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not await post.calls("chat.update") or post.worker.busy:
            await asyncio.sleep(0.02)
    assert len(await post.calls("chat.update")) == 1
