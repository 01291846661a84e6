from collections.abc import AsyncIterator

import pytest

from sandbox.client import Sandbox
from sandbox.slack import Slack
from tests.sandbox.town import Town, build_town


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    slack = Slack(limits="off")
    await slack.start()
    yield slack
    await slack.stop()


@pytest.fixture
async def box(slack: Slack) -> AsyncIterator[Sandbox]:
    async with await Sandbox.connect(slack.url) as box:
        await box.retry_after_seconds(0.2)
        yield box


@pytest.fixture
async def town(slack: Slack, box: Sandbox) -> Town:
    return await build_town(slack, box)
