from collections.abc import AsyncIterator

import pytest

from sandbox.client import Sandbox
from sandbox.slack import Slack
from tests.sandbox.town import Town, build_town, listening


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    slack = Slack(limits="off")
    await slack.start()
    yield slack
    await slack.stop()


@pytest.fixture
async def box(slack: Slack) -> AsyncIterator[Sandbox]:
    async with await Sandbox.connect(slack.url) as box:
        yield box


@pytest.fixture
async def town(slack: Slack, box: Sandbox) -> Town:
    return await build_town(slack, box)


@pytest.fixture
async def listened(town: Town) -> AsyncIterator[Town]:
    """The town with a bare Socket Mode client that acks whatever comes."""
    async with listening(town):
        yield town
