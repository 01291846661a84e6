"""Turns what Bolt hands over into a Request, and sends it to the function that owns it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.context.respond.async_respond import AsyncRespond

from bot.core.errors import RapportError
from bot.core.ids import new_id
from handlers import inbox, words
from handlers.commands import run_command
from handlers.desk import Desk
from handlers.errors import TooLate, carry_out
from handlers.request import Request, Surface, read_input
from handlers.surfaces import (
    CommandSurface,
    ConversationSurface,
    FormSurface,
    ModalSurface,
    ResponseSurface,
)
from handlers.watch import watched

# Slack waits three seconds for an ack; the rest is for its way there.
ACK_WITHIN_SECONDS = 2.5

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

    async def clean(self, body: Body, next_: Callable[[], Awaitable[None]]) -> None:
        """Middleware: what no database takes is taken out of everything that comes in."""
        body.update(words.storable(body))
        await next_()

    async def hear_command(
        self, ack: AsyncAck, respond: AsyncRespond, body: Body, context: AsyncBoltContext
    ) -> None:
        common = self._common(context, body["user_id"], body.get("team_id"))
        surface = CommandSurface(
            ack, common["client"], body["user_id"], body["channel_id"], respond
        )
        request = Request(
            **common,
            surface=surface,
            channel_id=body["channel_id"],
            trigger_id=body.get("trigger_id"),
            command=body["command"],
            text=body.get("text") or "",
        )
        await self._work_on("command", request, run_command)
        await surface.end()

    async def hear_click(
        self, ack: AsyncAck, respond: AsyncRespond, body: Body, context: AsyncBoltContext
    ) -> None:
        await ack()
        action = body["actions"][0]
        entered = read_input(action)
        message = body.get("message") or {}
        container = body.get("container") or {}
        channel_id = (body.get("channel") or {}).get("id") or container.get("channel_id")
        thread_ts = _thread_of({**container, "ts": container.get("message_ts"), **message})
        user, shown_in = body["user"], body.get("view") or {}
        common = self._common(context, user["id"], user.get("team_id"))
        client, trigger_id = common["client"], body.get("trigger_id")
        surface: Surface = ResponseSurface(client, user["id"], channel_id, thread_ts, respond)
        if shown_in.get("type") == "modal":
            surface = ModalSurface(client, user["id"], trigger_id, shown_in)
        request = Request(
            **common,
            surface=surface,
            channel_id=channel_id,
            thread_ts=thread_ts,
            trigger_id=trigger_id,
            value=entered if isinstance(entered, str) else "",
            action_id=str(action.get("action_id", "")),
            chosen=entered if isinstance(entered, list) else [],
            acted_at=action.get("action_ts") or _now_ts(common["now"]),
            message=message,
            shown_in=shown_in,
        )
        name = request.action_id.partition(":")[0]
        await self._work_on("click", request, self._actions.get(name, _out_of_date))

    async def hear_form(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """Only the ack can say what is wrong in a form, so there is no going on after it."""
        view, user = body["view"], body["user"]
        request = Request(
            **self._common(context, user["id"], user.get("team_id")),
            surface=FormSurface(ack, view),
            trigger_id=body.get("trigger_id"),
            view=view,
        )
        form = self._forms.get(view.get("callback_id", ""), _out_of_date)
        with watched("form", form, request.installation_id):
            try:
                async with asyncio.timeout(ACK_WITHIN_SECONDS):
                    await carry_out(request, form)
            except TimeoutError:
                log.warning("form_timed_out", form=view.get("callback_id"))
                await request.surface.show_problems({"": TooLate().sentence})
        if ack.response is None:
            await ack()

    async def hear_closing(self, ack: AsyncAck) -> None:
        """A form was closed without being submitted."""
        await ack()

    async def hear_shortcut(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        await ack()
        user = body["user"]
        message = body.get("message") or {}
        channel_id = (body.get("channel") or {}).get("id")
        thread_ts = _thread_of(message)
        common = self._common(context, user["id"], user.get("team_id"))
        request = Request(
            **common,
            surface=ConversationSurface(common["client"], user["id"], channel_id, thread_ts),
            channel_id=channel_id,
            thread_ts=thread_ts,
            trigger_id=body.get("trigger_id"),
            message=message,
        )
        shortcut = self._shortcuts.get(body.get("callback_id", ""), _out_of_date)
        await self._work_on("shortcut", request, shortcut)

    async def hear_event(self, body: Body, context: AsyncBoltContext) -> None:
        """An error here ends as a 500, so that Slack delivers the event again."""
        event = body["event"]
        listener = inbox.EVENTS.get(event["type"])
        if listener is None:
            return
        said = event.get("message") or event  # of a message that was changed, it is in there
        user = said.get("user") or ""
        user_id = str(user["id"] if isinstance(user, dict) else user)
        channel_id = event.get("channel") or event.get("item", {}).get("channel")
        thread_ts = _thread_of(said)
        common = self._common(context, user_id, said.get("user_team") or said.get("team"))
        request = Request(
            **common,
            surface=ConversationSurface(common["client"], user_id, channel_id, thread_ts),
            channel_id=channel_id,
            thread_ts=thread_ts,
            text=said.get("text") or "",
            acted_at=event.get("event_ts") or _now_ts(common["now"]),
        )
        with watched("event", listener, request.installation_id):
            await listener(request, event, str(body.get("event_id") or new_id()))

    async def _work_on(self, kind: str, request: Request, listener: Listener) -> None:
        """Work until it is done or Slack needs its ack; what is left then goes on after it."""

        async def work() -> None:
            with watched(kind, listener, request.installation_id):
                await carry_out(request, listener)

        await asyncio.wait({self._desk.spawn(work())}, timeout=ACK_WITHIN_SECONDS)

    def _common(
        self, context: AsyncBoltContext, user_id: str, team_id: str | None
    ) -> dict[str, Any]:
        installed = context.authorize_result
        installation_id = str(installed.team_id) if installed else ""
        return {
            "desk": self._desk,
            "client": self._desk.clients.find(installation_id),
            "installation_id": installation_id,
            "bot_user_id": str(installed.bot_user_id) if installed else "",
            "user_id": user_id,
            "team_id": team_id,
            "now": self._desk.clock.now(),
        }


def _thread_of(message: dict[str, Any]) -> str | None:
    """The thread in which a message is seen: the head of one is seen outside, in the channel."""
    thread_ts = message.get("thread_ts")
    return thread_ts if thread_ts != message.get("ts") else None


def _now_ts(now: datetime) -> str:
    """Now as one of Slack's timestamps, for payloads that tell none."""
    return f"{now.timestamp():.6f}"


async def _out_of_date(_request: Request) -> None:
    raise OutOfDate
