"""Reading the wire bit by bit, with when it was and how long the answer took."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta

import pytest

from sandbox.client import Refused
from sandbox.clock import Clock
from sandbox.live import Live
from sandbox.wire import Wire
from tests.sandbox.town import Town


async def test_entries_have_numbers_times_and_topics(listened: Town) -> None:
    ask = listened.box._wire.ask
    before = len(listened.slack.wire)
    began = listened.slack.clock.now()
    await listened.box.move_clock(by=timedelta(days=3))
    await listened.ann.command("/hello", in_=listened.room)
    await listened.client().auth_test()
    entries = (await ask("wire.read", after=before - 1))["entries"]
    assert [entry["number"] for entry in entries] == [before, before + 1]
    heard, called = entries
    assert (heard["in"], heard["topics"]) == ("slash_commands", ["hello"])
    assert (called["out"], called["topics"]) == ("auth.test", ["other"])
    for entry in entries:
        assert datetime.fromisoformat(entry["at"]) - began > timedelta(days=2)
        assert 0 <= entry["seconds"] < 60
    everything = (await ask("wire.read"))["entries"]
    assert everything[before:] == entries
    assert everything[1:3] == (await ask("wire.read", after=0, limit=2))["entries"]
    assert (await ask("wire.read", limit=2))["entries"] == entries
    assert (await ask("wire.read", limit=999))["entries"] == everything
    assert (await ask("wire.read", after=before + 1))["entries"] == []
    assert (await ask("wire.read", after=before + 99, limit=5))["entries"] == []
    assert (await ask("wire.read", after=-7, limit=1))["entries"] == everything[:1]


@pytest.mark.parametrize("body", [{"after": "1"}, {"limit": 0}, {"limit": "2"}, {"limit": 1.5}])
async def test_odd_numbers_are_refused(town: Town, body: dict[str, object]) -> None:
    with pytest.raises(Refused, match="invalid_value"):
        await town.box._wire.ask("wire.read", **body)


async def test_what_is_not_answered_has_taken_no_time_yet() -> None:
    wire = Wire(Clock(), Live())
    number = wire.record_call("chat.postMessage", {"text": "x", "token": "xoxb-1"})
    assert wire.numbered()[0]["seconds"] is None
    await asyncio.sleep(0.02)
    wire.finish(number, {"ok": True})
    assert wire.numbered()[0]["seconds"] >= 0.01
    assert wire.numbered()[0]["response"] == {"ok": True}


def test_reading_the_end_of_a_long_record_is_quick() -> None:
    wire = Wire(Clock(), Live())
    for number in range(20_000):
        wire.finish(wire.record_call("auth.test", {"text": str(number)}), {"ok": True})
    began = time.monotonic()
    for _ in range(100):
        assert len(wire.numbered(after=19_989)) == 10
    assert time.monotonic() - began < 5
