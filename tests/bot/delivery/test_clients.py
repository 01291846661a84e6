"""What Slack's answers are taken for, and that each which asks to come later is counted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError

from bot import metrics
from bot.delivery.clients import SlackClients, call, look
from bot.delivery.retry import AnswerLost, Missing, Outcome, RateLimited, Refused, Sent
from tests.ports import free_port


def counted() -> float:
    labels = {"method": "team.info"}
    return metrics.REGISTRY.get_sample_value("rapport_rate_limits_total", labels) or 0.0


@pytest.fixture
async def busy_slack() -> AsyncIterator[str]:
    """The address of a Slack that answers the first two calls with 429."""
    calls = 0

    async def answer(_request: web.Request) -> web.Response:
        nonlocal calls
        calls += 1
        if calls <= 2:
            body = {"ok": False, "error": "ratelimited"}
            return web.json_response(body, status=429, headers={"Retry-After": "0"})
        return web.json_response({"ok": True})

    app = web.Application()
    app.router.add_get("/api/team.info", answer)
    runner, port = web.AppRunner(app), free_port()
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}/api/"
    await runner.cleanup()


async def test_a_client_that_does_not_wait(busy_slack: str) -> None:
    before = counted()
    with pytest.raises(SlackApiError, match="ratelimited"):
        await SlackClients(busy_slack).bare("xoxb-1").team_info()
    assert counted() == before + 1


async def test_a_patient_client(busy_slack: str) -> None:
    before = counted()
    assert (await SlackClients(busy_slack).bare("xoxb-1", patience=3).team_info())["ok"]
    assert counted() == before + 2


@asynccontextmanager
async def answering(method: str, answers: list[tuple[int, dict[str, Any]]]) -> AsyncIterator[str]:
    """The address of a Slack that gives these answers in turn, with a Retry-After in each 429."""
    left = iter(answers)

    async def answer(_request: web.Request) -> web.Response:
        status, body = next(left)
        return web.json_response(body, status=status, headers={"Retry-After": str(body.get("in"))})

    app = web.Application()
    app.router.add_route("*", f"/api/{method}", answer)
    runner, port = web.AppRunner(app), free_port()
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}/api/"
    await runner.cleanup()


@pytest.mark.parametrize(
    ("method", "body", "outcome"),
    [
        ("chat.postMessage", {"ts": "1.0", "channel": "C1"}, Sent("C1", "1.0")),
        ("chat.postMessage", {}, AnswerLost("unreadable_answer")),
        ("conversations.open", {"channel": {"id": "D1"}}, Sent("D1")),
        ("conversations.open", {}, AnswerLost("unreadable_answer")),
        ("chat.update", {}, Sent()),
    ],
)
async def test_an_answer_that_leaves_out_what_it_is_for_is_none(
    method: str, body: dict[str, Any], outcome: Outcome
) -> None:
    given = {
        "chat.postMessage": {"channel": "C1", "text": "x"},
        "conversations.open": {"users": "U1"},
    }
    asked = given.get(method, {"channel": "C1", "ts": "1.0", "text": "x"})
    async with answering(method, [(200, {"ok": True, **body})]) as url:
        assert await call(SlackClients(url).bare("xoxb-1"), method, asked) == outcome


def said(ts: str, delivery_id: str) -> dict[str, Any]:
    return {"ts": ts, "metadata": {"event_payload": {"id": delivery_id}}}


def page(*messages: dict[str, Any], cursor: str = "") -> tuple[int, dict[str, Any]]:
    more = {"has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}
    return 200, {"ok": True, "messages": messages, **more}


def later(seconds: int) -> tuple[int, dict[str, Any]]:
    return 429, {"ok": False, "error": "ratelimited", "in": seconds}


FULL = page(said("9.0", "other"), cursor="next")


@pytest.mark.parametrize(
    ("pages", "outcome"),
    [
        ([FULL, page(said("8.0", "own"))], Sent("C1", "8.0")),
        ([FULL, page(said("8.0", "other"))], Missing()),
        ([page(said("9.0", "other"), said("1.0", "old"), cursor="next")], Missing()),
        ([page(said("1.0", "old"), said("0.5", "own"))], Sent("C1", "0.5")),
        ([(200, {"ok": True, "messages": [], "has_more": True})], Refused("too_much_history")),
        ([FULL] * 10, Refused("too_much_history")),
        ([later(40)], RateLimited(40.0)),
        ([FULL, later(2)], RateLimited(2.0)),
        ([FULL, later(58)], Refused("too_much_history")),
    ],
    ids=["page two", "nowhere", "too far back", "clocks", "no cursor", "ten", "40", "2", "58"],
)
async def test_looking_ends_where_it_is_found_or_where_it_cannot_be(
    pages: list[tuple[int, dict[str, Any]]], outcome: Outcome
) -> None:
    async with answering("conversations.history", pages) as url:
        client = SlackClients(url).bare("xoxb-1")
        body = {"channel": "C1", "oldest": "5.0"}
        assert await look(client, "conversations.history", body, "own") == outcome
