"""Each answer that asks to come later is counted, also those that are waited out."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError

from bot import metrics
from bot.delivery.clients import SlackClients
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
