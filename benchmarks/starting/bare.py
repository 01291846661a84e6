"""The baseline: a bare Bolt app in Socket Mode, with SQLAlchemy and APScheduler imported."""

import asyncio
import json
import sys

import apscheduler.schedulers.asyncio  # noqa: F401 - is only weighed
import sqlalchemy.ext.asyncio
import sqlalchemy.orm  # noqa: F401 - is only weighed
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


async def serve(slack_url: str) -> None:
    """Connect, and stay."""
    client = AsyncWebClient(token="xoxb-benchmark", base_url=slack_url)  # noqa: S106 - opens nothing
    app = AsyncApp(client=client)
    handler = AsyncSocketModeHandler(app, "xapp-benchmark", web_client=client)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    sys.stderr.write(json.dumps({"event": "connected"}) + "\n")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
