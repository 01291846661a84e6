"""Turns what Bolt hands over into a Request, and sends it to the function that owns it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import RapportError
from handlers import inbox
from handlers.commands import run_command
from handlers.desk import Desk
from handlers.errors import carry_out
from handlers.request import Request, Surface
from handlers.surfaces import (
    ClickSurface,
    CommandSurface,
    ConversationSurface,
    FormSurface,
    ModalSurface,
)

log = structlog.get_logger(__name__)

Listener = Callable[[Request], Awaitable[None]]
Body = dict[str, Any]


class OutOfDate(RapportError):
    """This button is from an older version of me and does nothing any more. `/rapport` shows what \
    there is now."""


class Ears:
    """The listeners that are registered with Bolt; which feature owns what is given as tables."""

    def __init__(
        self,
        desk: Desk,
        *,
        actions: Mapping[str, Listener],
        forms: Mapping[str, Listener],
        shortcuts: Mapping[str, Listener],
    ) -> None:
        self._desk = desk
        self._actions, self._forms, self._shortcuts = actions, forms, shortcuts

    async def hear_command(
        self,
        ack: AsyncAck,
        respond: AsyncRespond,
        body: Body,
        context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:
        surface = CommandSurface(ack, respond)
        request = Request(
            **self._common(context, client, body["user_id"], body.get("team_id")),
            surface=surface,
            channel_id=body["channel_id"],
            trigger_id=body.get("trigger_id"),
            command=body["command"],
            text=body.get("text") or "",
        )
        await carry_out(request, run_command)
        await surface.end()

    async def hear_click(
        self,
        ack: AsyncAck,
        respond: AsyncRespond,
        body: Body,
        context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:
        await ack()
        action = body["actions"][0]
        message = body.get("message") or {}
        container = body.get("container") or {}
        channel_id = (body.get("channel") or {}).get("id") or container.get("channel_id")
        thread_ts = message.get("thread_ts") or container.get("thread_ts")
        user, shown_in = body["user"], body.get("view") or {}
        surface: Surface = ClickSurface(
            client,
            user["id"],
            channel_id,
            thread_ts,
            respond if body.get("response_url") else None,
        )
        if shown_in.get("type") == "modal":
            surface = ModalSurface(client, user["id"], body["trigger_id"], shown_in)
        request = Request(
            **self._common(context, client, user["id"], user.get("team_id")),
            surface=surface,
            channel_id=channel_id,
            thread_ts=thread_ts,
            trigger_id=body.get("trigger_id"),
            value=action.get("value") or "",
            acted_at=action.get("action_ts") or "",
            message=message,
            shown_in=shown_in,
        )
        name = str(action.get("action_id", "")).partition(":")[0]
        await carry_out(request, self._actions.get(name, _out_of_date))

    async def hear_form(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        if body["type"] != "view_submission":
            await ack()
            return
        view, user = body["view"], body["user"]
        request = Request(
            **self._common(context, client, user["id"], user.get("team_id")),
            surface=FormSurface(ack, view),
            trigger_id=body.get("trigger_id"),
            view=view,
        )
        await carry_out(request, self._forms.get(view.get("callback_id", ""), _out_of_date))
        if ack.response is None:
            await ack()

    async def hear_shortcut(
        self,
        ack: AsyncAck,
        body: Body,
        context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:
        await ack()
        user = body["user"]
        message = body.get("message") or {}
        channel_id = (body.get("channel") or {}).get("id")
        request = Request(
            **self._common(context, client, user["id"], user.get("team_id")),
            surface=ConversationSurface(client, user["id"], channel_id, message.get("thread_ts")),
            channel_id=channel_id,
            thread_ts=message.get("thread_ts"),
            trigger_id=body.get("trigger_id"),
            acted_at=body.get("action_ts") or "",
            message=message,
        )
        await carry_out(request, self._shortcuts.get(body.get("callback_id", ""), _out_of_date))

    async def hear_event(
        self, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """An error here ends as a 500, so that Slack delivers the event again."""
        event = body["event"]
        user = event.get("user")
        user_id = str(user["id"] if isinstance(user, dict) else user)
        channel_id = event.get("channel") or event.get("item", {}).get("channel")
        thread_ts = event.get("thread_ts")
        request = Request(
            **self._common(context, client, user_id, event.get("user_team") or event.get("team")),
            surface=ConversationSurface(client, user_id, channel_id, thread_ts),
            channel_id=channel_id,
            thread_ts=thread_ts,
            text=event.get("text") or "",
            acted_at=event.get("event_ts") or "",
        )
        await inbox.EVENTS[event["type"]](request, event, str(body["event_id"]))

    def _common(
        self, context: AsyncBoltContext, client: AsyncWebClient, user_id: str, team_id: str | None
    ) -> dict[str, Any]:
        installed = context.authorize_result
        return {
            "desk": self._desk,
            "client": client,
            "installation_id": str(installed.team_id) if installed else "",
            "bot_user_id": str(installed.bot_user_id) if installed else "",
            "user_id": user_id,
            "team_id": team_id,
            "now": self._desk.clock.now(),
        }


async def _out_of_date(_request: Request) -> None:
    raise OutOfDate
