"""Pages that stand open are told what to look at again, whoever changed it."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from sandbox.live import HELLO, MOST_WAITING, Live
from sandbox.page import serving
from sandbox.slack import Slack
from tests.sandbox.town import Town

Notice = dict[str, Any]


class Page:
    """Reads the notices of one open page."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def line(self) -> str:
        async with asyncio.timeout(10):
            return (await self.response.content.readline()).decode()

    async def next(self) -> Notice:
        while not (line := await self.line()).startswith("data: "):
            assert line, "the stream is over"
        return dict(json.loads(line.removeprefix("data: ")))

    async def until(self, kind: str, **what: Any) -> list[Notice]:
        """All that is told until this notice comes."""
        told = [await self.next()]
        while (told[-1] | what) != told[-1] or told[-1]["type"] != kind:
            told.append(await self.next())
        return told


@asynccontextmanager
async def open_page(url: str) -> AsyncIterator[Page]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{url}/sandbox/live") as response,
    ):
        assert response.content_type == "text/event-stream"
        page = Page(response)
        assert await page.next() == HELLO
        yield page


@pytest.fixture
async def page(listened: Town) -> AsyncIterator[Page]:
    async with open_page(listened.slack.url) as page:
        yield page


async def test_what_happens_to_messages_is_told_in_order(listened: Town, page: Page) -> None:
    room = {"channel": listened.room.id}
    first = await listened.ann.says("hi", in_=listened.room)
    assert (await page.next()) == {"type": "message", **room, "ts": first.ts, "thread_ts": None}
    reply = await listened.vic.says("ho", in_=listened.room, thread=first)
    await page.until("message", ts=reply.ts, thread_ts=first.ts)
    for change in (
        listened.ann.edits(first, "hello"),
        listened.vic.reacts(first, "one"),
        listened.vic.unreacts(first, "one"),
        listened.ann.deletes(first),
    ):
        await change
        await page.until("message", ts=first.ts)


async def test_what_only_one_sees_and_what_is_read_is_told(listened: Town, page: Page) -> None:
    town = listened
    answer = await town.client().chat_postEphemeral(
        channel=town.room.id, user=town.ann.id, text="psst"
    )
    ts = answer["message_ts"]
    assert "psst" not in json.dumps(await page.until("message", ts=ts))
    await town.box._wire.ask("person.dismisses", person=town.ann.id, channel=town.room.id, ts=ts)
    await page.until("message", ts=ts)
    message = await town.vic.says("hi", in_=town.room)
    await town.ann.reads(town.room)
    await page.until("read", person=town.ann.id, channel=town.room.id)
    assert message.ts > ts


async def test_rooms_people_and_apps_are_told(listened: Town, page: Page) -> None:
    town = listened
    other = await town.acme.channel("other", members=[town.ann])
    await page.until("conversations")
    for change in (
        other.add(town.cy),
        other.remove(town.cy),
        other.share(town.vee),
        other.look(town.vee, "ours"),
        other.unshare(town.vee),
        other.change_id(),
        other.archive(),
        other.unarchive(),
        town.vic.dm(town.inst),
    ):
        await change
        await page.until("conversations")
    for change in (
        town.acme.person("Dee"),
        town.cy.changes(tz="Asia/Tokyo"),
        town.cy.deactivated(),
        town.cy.reactivated(),
        town.app.install(town.vee),
    ):
        await change
        await page.until("people")
    await town.inst.uninstall()
    await page.until("conversations")


async def test_views_the_wire_and_the_clock_are_told(listened: Town, page: Page) -> None:
    town = listened
    home = {"type": "home", "blocks": []}
    await town.client().views_publish(user_id=town.ann.id, view=home)
    told = await page.until("home", person=town.ann.id, bot=town.inst.bot_user_id)
    number = next(notice["number"] for notice in told if notice["type"] == "wire")
    assert (await town.box.wire())[number]["out"] == "views.publish"
    core = town.slack.core
    modal = {"type": "modal", "title": {"type": "plain_text", "text": "t"}, "blocks": []}
    installation = core.world.installations[0]
    core.views.open(installation, core.views.issue_trigger(installation, town.ann.id), modal)
    await page.until("modals", person=town.ann.id)
    await town.ann.closes()
    await page.until("modals", person=town.ann.id)
    await town.box.move_clock(by=timedelta(minutes=1))
    await page.until("clock")


async def test_a_silent_page_is_kept_open(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "HEARTBEAT_SECONDS", 0.05)
    async with open_page(slack.url) as page:
        lines = [await page.line() for _ in range(5)]
    assert ":\n" in lines


async def test_who_has_gone_is_forgotten(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "HEARTBEAT_SECONDS", 0.02)
    live = slack.core.live
    for _ in range(3):
        async with open_page(slack.url):
            assert len(live._listeners) == 1
        deadline = time.monotonic() + 10
        while live._listeners:
            assert time.monotonic() < deadline
            live.people()
            await asyncio.sleep(0.01)


async def test_open_pages_do_not_keep_the_sandbox_from_stopping() -> None:
    slack = Slack()
    await slack.start()
    async with open_page(slack.url) as page, open_page(slack.url):
        began = time.monotonic()
        await slack.stop()
        assert time.monotonic() - began < 5
        assert await page.line() in ("\n", ":\n", "")


async def test_a_page_that_reads_nothing_does_not_either() -> None:
    slack = Slack()
    await slack.start()
    where = urlsplit(slack.url)
    with socket.create_connection((where.hostname or "", where.port or 0)) as deaf:
        deaf.sendall(f"GET /sandbox/live HTTP/1.1\r\nHost: {where.netloc}\r\n\r\n".encode())
        live = slack.core.live
        async with asyncio.timeout(10):
            while not live._listeners:
                await asyncio.sleep(0.01)
        (listener,) = live._listeners
        async with asyncio.timeout(60):
            while len(listener._waiting) < MOST_WAITING // 2:
                for number in range(MOST_WAITING // 2):
                    live.message("C" * 1000, str(number), None)
                await asyncio.sleep(0)
        began = time.monotonic()
        await slack.stop()
        assert time.monotonic() - began < 5


async def test_each_thing_is_told_once_and_in_the_order_in_which_it_came() -> None:
    live, heard = Live(), []
    live.on_change(heard.append)
    with live.listening() as listener:
        live.people()
        live.wire(7)
        live.people()
        told = [json.loads(notice) for notice in await listener.next(0)]
        assert told == [HELLO, {"type": "people"}, {"type": "wire", "number": 7}]
        assert await listener.next(0) == []
        live.people()
        assert await listener.next(0) == ['{"type": "people"}']
    assert [notice["type"] for notice in heard] == ["people", "wire", "people", "people"]
    live.people()
    assert await listener.next(0) == []


async def test_who_does_not_keep_up_is_told_to_look_at_everything() -> None:
    live = Live()
    with live.listening() as listener:
        await listener.next(0)
        for number in range(MOST_WAITING + 3):
            live.wire(number)
        told = [json.loads(notice) for notice in await listener.next(0)]
    assert told[0] == HELLO
    assert [notice["number"] for notice in told[1:]] == [
        MOST_WAITING,
        MOST_WAITING + 1,
        MOST_WAITING + 2,
    ]
