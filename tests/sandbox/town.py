"""A small world for the sandbox's own tests: two workspaces, one shared room, one app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.client import App, Channel, Installation, Person, Sandbox, Workspace
from sandbox.slack import Slack

SCOPES = [
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "users:read",
]
EVENTS = [
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_id_changed",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "group_archive",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "reaction_added",
    "reaction_removed",
    "tokens_revoked",
    "user_change",
]
MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Helper"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "helper"},
        "slash_commands": [
            {"command": "/hello", "description": "Greets", "should_escape": True},
            {"command": "/plain", "description": "Gets words unescaped"},
        ],
        "shortcuts": [
            {"name": "Note this", "type": "message", "callback_id": "note", "description": "x"},
            {"name": "Start", "type": "global", "callback_id": "start", "description": "x"},
        ],
    },
    "oauth_config": {"scopes": {"bot": SCOPES}},
    "settings": {"event_subscriptions": {"bot_events": EVENTS}, "socket_mode_enabled": True},
}


@dataclass
class Town:
    """Ann and Cy are of Acme, which has the app; Vic is of Vee, which has not."""

    slack: Slack
    box: Sandbox
    acme: Workspace
    vee: Workspace
    ann: Person
    cy: Person
    vic: Person
    room: Channel
    app: App
    inst: Installation

    def client(self, token: str | None = None) -> AsyncWebClient:
        return AsyncWebClient(
            token=token or self.inst.bot_token, base_url=self.slack.api_url, retry_handlers=[]
        )


async def build_town(slack: Slack, box: Sandbox, request_url: str | None = None) -> Town:
    acme, vee = await box.workspace("Acme"), await box.workspace("Vee")
    ann = await acme.person("Ann Berg", tz="Europe/Berlin")
    cy, vic = await acme.person("Cy Dorn"), await vee.person("Vic Ost", tz="Asia/Tokyo")
    room = await acme.channel("acme-vee", members=[ann, cy, vic], shared_with=[vee])
    app = await box.app(MANIFEST, request_url)
    inst = await app.install(acme)
    await box.retry_after_seconds(0.01)
    await room.add_bot(inst)
    await box.quiet()
    await box.retry_after_seconds(0.2)
    return Town(slack, box, acme, vee, ann, cy, vic, room, app, inst)


def bolt_app(town: Town, **options: Any) -> AsyncApp:
    """A Bolt app of the one installation."""
    inst = town.inst

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=inst.team_id,
            bot_token=inst.bot_token,
            bot_id=inst.bot_id,
            bot_user_id=inst.bot_user_id,
        )

    client = AsyncWebClient(base_url=town.slack.api_url)
    return AsyncApp(
        client=client,
        authorize=authorize,
        signing_secret=town.app.signing_secret,
        **options,
    )


@asynccontextmanager
async def running(town: Town, app: AsyncApp) -> AsyncIterator[None]:
    """The app connected over Socket Mode, with what happened before out of the way."""
    handler = AsyncSocketModeHandler(app, town.app.app_token)
    await handler.connect_async()
    try:
        await town.box.quiet()
        yield
    finally:
        await handler.close_async()


@asynccontextmanager
async def listening(town: Town) -> AsyncIterator[SocketModeClient]:
    """A client that acks everything and does nothing."""
    client = SocketModeClient(app_token=town.app.app_token, web_client=town.client())

    async def ack(client: Any, request: SocketModeRequest) -> None:
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    client.socket_mode_request_listeners.append(ack)
    await client.connect()
    try:
        yield client
    finally:
        await client.close()
