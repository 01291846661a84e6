from collections.abc import AsyncIterator

import pytest

from sandbox.client import Sandbox
from sandbox.slack import Slack
from tests.sandbox.faithful.ears import TRANSPORTS, Ear


@pytest.fixture(params=sorted(TRANSPORTS))
async def ear(request: pytest.FixtureRequest, slack: Slack, box: Sandbox) -> AsyncIterator[Ear]:
    """The town with an app that only listens, once on each of Slack's ways to it."""
    async with TRANSPORTS[request.param](slack, box) as ear:
        await box.retry_after_seconds(3)
        await box.quiet()
        yield ear
